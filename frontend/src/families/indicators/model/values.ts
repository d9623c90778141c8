/** The matrix of one indicator: every unit of every edition of the home, every period. */

import type { Indicator, LevelName, ValuesReply } from '../../../lib/api/types.ts';
import { startOf } from '../../../lib/period.ts';

/** Blank reasons: overdue, not due yet, not applicable, withheld, did not exist, source down. */
export type Blank = 'o' | 'd' | 'n' | 'w' | 'x' | 's';
/** Marks of a figure: ordinary, provisional, revised, carried by rule, by area, grouping under 95 %, from children. */
export type Mark = '.' | 'p' | 'r' | 'c' | 'e' | 'g' | 'u';

export const BLANKS: readonly Blank[] = ['o', 's', 'w', 'd', 'n', 'x'];

/** What stands in one cell. `at` is the period the figure is of; another than asked when `stale`. */
export type Reading = {
  value: number | null;
  blank: Blank | null;
  mark: Mark;
  stale: boolean;
  at: number;
};

const NOTHING: Reading = { value: null, blank: 'n', mark: '.', stale: false, at: -1 };

export class Values {
  readonly periods: readonly string[];
  readonly scale: number;
  readonly reply: ValuesReply;
  /** Units of the reply, a row each. */
  readonly ids: readonly number[];
  private readonly rows = new Map<number, number>();
  private readonly at = new Map<string, number>();

  constructor(
    reply: ValuesReply,
    readonly indicator: Indicator,
  ) {
    this.reply = reply;
    this.periods = reply.periods;
    this.scale = reply.scale;
    let id = 0;
    this.ids = reply.id_steps.map((step) => (id += step));
    this.ids.forEach((unit, row) => {
      this.rows.set(unit, row);
    });
    reply.periods.forEach((code, index) => {
      this.at.set(code, index);
    });
  }

  /** Position of a period code, or −1. */
  index(code: string): number {
    return this.at.get(code) ?? -1;
  }

  has(id: number): boolean {
    return this.rows.has(id);
  }

  /** The figure as a scaled integer, null where blank; never the stale one. */
  raw(id: number, index: number): number | null {
    const row = this.rows.get(id);
    return row === undefined ? null : (this.reply.v[row]?.[index] ?? null);
  }

  figure(id: number, index: number): number | null {
    const raw = this.raw(id, index);
    return raw === null ? null : raw / this.scale;
  }

  private state(row: number, index: number): string {
    return this.reply.s[row]?.[index] ?? '.';
  }

  /** What stands in the cell, the stale rule applied. A unit the reply does not hold has nothing that applies. */
  reading(id: number, index: number): Reading {
    const row = this.rows.get(id);
    if (row === undefined || index < 0 || index >= this.periods.length) return NOTHING;
    const raw = this.reply.v[row]?.[index] ?? null;
    const state = this.state(row, index);
    if (raw !== null) return { value: raw / this.scale, blank: null, mark: markOf(state), stale: false, at: index };
    if (state === 'k') {
      const before = this.lastBefore(row, index);
      if (before >= 0) {
        const old = this.reply.v[row]?.[before] ?? 0;
        return { value: old / this.scale, blank: null, mark: markOf(this.state(row, before)), stale: true, at: before };
      }
    }
    return { value: null, blank: blankOf(state), mark: '.', stale: false, at: index };
  }

  /** The last period with a figure before this one; within the same year if the figure is year to date. */
  private lastBefore(row: number, index: number): number {
    const year = this.periods[index]?.slice(0, 4);
    for (let i = index - 1; i >= 0; i--) {
      if (this.indicator.accumulation === 'ytd' && this.periods[i]?.slice(0, 4) !== year) return -1;
      if ((this.reply.v[row]?.[i] ?? null) !== null) return i;
    }
    return -1;
  }

  /** The period that a trend compares with: the same one last year if year to date, else the one before; −1 if none. */
  compared(index: number, lastYearOf: (code: string) => string): number {
    const code = this.periods[index];
    if (code === undefined) return -1;
    return this.indicator.accumulation === 'ytd' ? this.index(lastYearOf(code)) : index - 1;
  }

  /** Whether the definition changed after one period and not after the other. */
  broken(from: number, to: number): boolean {
    const a = this.periods[from];
    const b = this.periods[to];
    if (a === undefined || b === undefined) return true;
    return this.reply.breaks.some((x) => inOrder(a, x.period) && !inOrder(b, x.period));
  }

  /** How many of these units have a figure of their own time in a period. */
  reported(ids: Iterable<number>, index: number): number {
    let count = 0;
    for (const id of ids) if (this.raw(id, index) !== null) count += 1;
    return count;
  }

  /** Target of a unit for the year of a period, unscaled. */
  yearTarget(id: number, year: string): number | null {
    const found = this.reply.targets[year]?.[String(id)];
    return found === undefined ? null : found / this.scale;
  }

  /** Inner class edges of an edition and a level; those of the nearest edition that has the level, else none. */
  edges(edition: string, level: LevelName): readonly number[] {
    const own = this.reply.edges[edition]?.[level];
    if (own !== undefined) return own;
    const dates = Object.keys(this.reply.edges).sort();
    const earlier = dates.filter((d) => d <= edition).reverse();
    for (const date of [...earlier, ...dates]) {
      const found = this.reply.edges[date]?.[level];
      if (found !== undefined) return found;
    }
    return [];
  }

  /** The largest size of any figure of these units: circles keep their scale while time moves. */
  largest(ids: Iterable<number>): number {
    let most = 0;
    for (const id of ids) {
      const row = this.rows.get(id);
      if (row === undefined) continue;
      for (const raw of this.reply.v[row] ?? []) if (raw !== null && Math.abs(raw) > most) most = Math.abs(raw);
    }
    return most / this.scale;
  }
}

/** Whether period a begins before period b. */
function inOrder(a: string, b: string): boolean {
  return startOf(a) < startOf(b);
}

function markOf(state: string): Mark {
  return 'prcegu'.includes(state) ? (state as Mark) : '.';
}

function blankOf(state: string): Blank {
  if (state === 'k') return 'o';
  return 'odnwxs'.includes(state) ? (state as Blank) : 'n';
}
