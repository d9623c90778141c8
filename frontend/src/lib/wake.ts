/** When time alone changes what the page shows. */

const DAY_MS = 86_400_000;
/** Vietnam keeps one offset the whole year. */
const VIETNAM_MS = 7 * 3_600_000;
/** How late something is, is said in hours. */
const HOUR_MS = 3_600_000;
/** A page looked at again after so long asks what it missed. */
const AWAY_MS = 5 * 60_000;
/** Past the instant itself, so that the server's answer is of the time after. */
const MARGIN_MS = 2_000;

/** The instant (ms) until which figures read the same though none come: the next deadline, or midnight in Vietnam. */
export function holdsUntil(due: readonly (string | null)[], now: number): number {
  const midnight = (Math.floor((now + VIETNAM_MS) / DAY_MS) + 1) * DAY_MS - VIETNAM_MS;
  const coming = due.map((at) => Date.parse(at ?? '')).filter((at) => at > now);
  return Math.min(midnight, ...coming);
}

/** Calls `wake` when a time set has come; a hidden page sleeps on until it is looked at. */
export class Wake {
  private readonly wake: () => void;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private set = Number.POSITIVE_INFINITY;
  private due = Number.POSITIVE_INFINITY;

  constructor(wake: () => void) {
    this.wake = wake;
  }

  /** Wakes in so long, and within the hour. */
  in(ms: number): void {
    const wait = Math.min(Math.max(ms, 0) + MARGIN_MS, HOUR_MS);
    this.set = Date.now();
    this.due = this.set + wait;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.look(), wait);
  }

  watch(): () => void {
    const look = () => {
      if (Date.now() >= this.due || Date.now() - this.set > AWAY_MS) this.look();
    };
    document.addEventListener('visibilitychange', look);
    return () => {
      document.removeEventListener('visibilitychange', look);
      clearTimeout(this.timer);
    };
  }

  private look(): void {
    if (document.visibilityState === 'visible') this.wake();
  }
}
