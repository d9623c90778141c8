/** Rows of a long list by number, fetched in blocks around what is in view; blocks that are no longer wanted are dropped. */

export type Block<T> = { rows: readonly T[]; matched: number };
export type Fetch<T> = (offset: number, limit: number, signal: AbortSignal) => Promise<Block<T>>;

export type PagesOptions<T> = {
  fetch: Fetch<T>;
  /** Called when rows have come, or could not be had. */
  changed: () => void;
  size?: number;
  /** How many blocks are kept; those used last stay. */
  keep?: number;
};

const SIZE = 60;
const KEEP = 40;

/** The number of the row with this key among those that have come; null where it is not among them. */
export function loadedAt(rows: Iterable<readonly [number, { id: string | number }]>, key: string): number | null {
  for (const [index, row] of rows) if (String(row.id) === key) return index;
  return null;
}

export class Pages<T> {
  /** How many rows there are; null until the first block has come. */
  matched: number | null = null;
  failure: unknown = null;
  readonly #fetch: Fetch<T>;
  readonly #changed: () => void;
  readonly #size: number;
  readonly #keep: number;
  readonly #blocks = new Map<number, readonly T[]>();
  readonly #asking = new Map<number, AbortController>();
  #wanted: readonly number[] = [0];
  #closed = false;

  constructor({ fetch, changed, size = SIZE, keep = KEEP }: PagesOptions<T>) {
    this.#fetch = fetch;
    this.#changed = changed;
    this.#size = size;
    this.#keep = keep;
  }

  /** The row with this number; null where it has not come. */
  at(index: number): T | null {
    return this.#blocks.get(Math.floor(index / this.#size))?.[index % this.#size] ?? null;
  }

  /** The rows that have come, each with its number. */
  *loaded(): Generator<readonly [number, T]> {
    for (const [block, rows] of this.#blocks) {
      for (const [at, row] of rows.entries()) yield [block * this.#size + at, row];
    }
  }

  /** Brings the rows from first to last, both inside; requests for others are given up. */
  want(first: number, last: number): void {
    const low = Math.max(0, Math.floor(first / this.#size));
    const high = Math.max(low, Math.floor(last / this.#size));
    this.#wanted = Array.from({ length: high - low + 1 }, (_, n) => low + n);
    for (const [block, asking] of this.#asking) {
      if (this.#wanted.includes(block)) continue;
      asking.abort();
      this.#asking.delete(block);
    }
    this.failure = null;
    for (const block of this.#wanted) if (!this.#has(block)) void this.#ask(block);
  }

  close(): void {
    this.#closed = true;
    for (const asking of this.#asking.values()) asking.abort();
    this.#asking.clear();
  }

  #has(block: number): boolean {
    return this.#blocks.has(block) || this.#asking.has(block);
  }

  async #ask(block: number): Promise<void> {
    const asking = new AbortController();
    this.#asking.set(block, asking);
    try {
      const { rows, matched } = await this.#fetch(block * this.#size, this.#size, asking.signal);
      if (this.#closed || asking.signal.aborted) return;
      this.matched = matched;
      this.#take(block, rows);
    } catch (error) {
      if (this.#closed || asking.signal.aborted) return;
      this.failure = error;
    }
    if (this.#asking.get(block) === asking) this.#asking.delete(block);
    this.#changed();
  }

  #take(block: number, rows: readonly T[]): void {
    this.#blocks.delete(block);
    this.#blocks.set(block, rows);
    for (const old of this.#blocks.keys()) {
      if (this.#blocks.size <= this.#keep) return;
      if (!this.#wanted.includes(old)) this.#blocks.delete(old);
    }
  }
}
