/** The server's events after a position; opened anew where the browser itself gives up. */

export type Told = { kind: 'change' | 'reset'; data: string; position: string };

const KINDS = ['change', 'reset'] as const;
const AGAIN_MS = 2_000;
const LONGEST_MS = 60_000;

export class Stream {
  /** The last position told of, or the one begun after. */
  at: string;
  private readonly hear: (told: Told) => void;
  private source: EventSource | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private failures = 0;

  constructor(after: string, hear: (told: Told) => void) {
    this.at = after;
    this.hear = hear;
    this.open();
  }

  close(): void {
    clearTimeout(this.timer);
    this.source?.close();
  }

  private open(): void {
    const source = new EventSource(`/api/events?after=${encodeURIComponent(this.at)}`);
    this.source = source;
    for (const kind of KINDS)
      source.addEventListener(kind, ({ data, lastEventId }: MessageEvent<string>) => {
        this.at = lastEventId;
        this.hear({ kind, data, position: lastEventId });
      });
    source.addEventListener('open', () => {
      this.failures = 0;
    });
    // A line that breaks the browser mends; an answer other than 200 (a proxy's 502) it takes for the last word.
    source.addEventListener('error', () => {
      if (source.readyState !== EventSource.CLOSED) return;
      this.timer = setTimeout(() => this.open(), Math.min(AGAIN_MS * 2 ** this.failures, LONGEST_MS));
      this.failures += 1;
    });
  }
}

/** Whether position a lies after position b; each is a transaction and a number, and may exceed what a double holds. */
export function isAfter(a: string, b: string): boolean {
  const [aXid = 0n, aSeq = 0n] = a.split('.').map(BigInt);
  const [bXid = 0n, bSeq = 0n] = b.split('.').map(BigInt);
  return aXid === bXid ? aSeq > bSeq : aXid > bXid;
}
