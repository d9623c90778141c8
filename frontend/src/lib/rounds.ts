/** Changes gathered into rounds: one import tells of many, and one round of asking answers them all. */

const GATHER_MS = 250;
const AGAIN_MS = 2_000;
const LONGEST_MS = 60_000;

export class Rounds<T> {
  private heard = new Set<T>();
  private readonly run: (heard: ReadonlySet<T>) => Promise<void>;
  private waiting = false;
  private failures = 0;

  /** `run` answers what was heard; where it fails it is given the same again, later and later. */
  constructor(run: (heard: ReadonlySet<T>) => Promise<void>) {
    this.run = run;
  }

  hear(what: T): void {
    this.heard.add(what);
    if (!this.waiting) this.wait(GATHER_MS);
  }

  private wait(ms: number): void {
    this.waiting = true;
    setTimeout(() => void this.round(), ms);
  }

  private async round(): Promise<void> {
    const heard = this.heard;
    this.heard = new Set();
    try {
      await this.run(heard);
      this.failures = 0;
    } catch {
      for (const what of heard) this.heard.add(what);
      this.failures += 1;
    }
    this.waiting = false;
    if (this.failures > 0) this.wait(Math.min(AGAIN_MS * 2 ** (this.failures - 1), LONGEST_MS));
    else if (this.heard.size > 0) this.wait(GATHER_MS);
  }
}
