/** Units against time: how far each figure lies from the mean, in classes that stay while time moves. */

import type { Indicator } from '../../../lib/api/types.ts';
import { frequencyOf, lastDay, periodOf } from '../../../lib/period.ts';
import { byName, type Unit } from '../../../lib/units.ts';
import { BLANKS, type Blank, type Mark, type Values } from './values.ts';

/** What a figure is compared with: the home's own figure, or the plain mean of the units of its level. */
export type Against = 'home' | 'mean';
/** Percentage points, or per cent of what it is compared with. */
export type Measure = 'points' | 'percent';
/** From far below to far above. */
export type Step = 1 | 2 | 3 | 4 | 5;
export type Change = 'boundary' | 'definition';

/** One column: a period of the figures, or the months of a quarter. */
export type Column = {
  code: string;
  /** Positions in the reply. */
  indices: readonly number[];
  /** The last month there is, where the quarter is not over. */
  through: string | null;
  /** What changed between the column before and this one. */
  changes: readonly Change[];
  /** Every figure of the rows is carried over from other boundaries. */
  carried: boolean;
};

export type Cell = {
  value: number | null;
  /** In points or per cent; null where there is nothing to compare with. */
  difference: number | null;
  step: Step | null;
  /** An old figure says nothing of this period: here it is a missing one. */
  blank: Blank | null;
  mark: Mark;
};

export type Row = {
  unit: Unit;
  cells: readonly Cell[];
  /** Mean difference over all columns; null where there is none. */
  lean: number | null;
};

export type Comparison = {
  columns: readonly Column[];
  /** The best first, those without any figure last. */
  rows: readonly Row[];
  against: Against;
  measure: Measure;
  /** Inner and outer edge, either side of the mean. */
  edges: readonly [inner: number, outer: number];
};

export type CompareInput = {
  values: Values;
  /** All units of the level: they make the mean and the edges. */
  level: readonly Unit[];
  rows: readonly Unit[];
  home: number | null;
  /** First days of the editions after the first. */
  editions: readonly string[];
};

type Read = { value: number | null; blank: Blank | null; mark: Mark };

/** Worst first, as the server joins the blanks and the marks of shorter periods. */
const WORST: readonly Blank[] = ['x', 'd', 'o', 's', 'w', 'n'];
const SAYS_MOST: readonly Mark[] = ['e', 'g', 'c', 'p', 'r', 'u', '.'];
export const CARRIED: readonly Mark[] = ['e', 'g', 'c'];
const NOISE = 1e-9;
/** As many columns as the panel holds. */
export const COLUMNS = 18;
/** Outer edge of differences in per cent at most: nothing lies a hundred per cent below a mean. */
const WIDEST = 60;
/** This share of all differences may lie beyond the outer edges. */
const BEYOND = 0.3;

export function isPercent(indicator: Indicator): boolean {
  return indicator.unit.vi.trim().startsWith('%');
}

export function compare(input: CompareInput): Comparison {
  const { values, level, home } = input;
  const bare = columnsOf(input);
  const how = togetherBy(values.indicator) ?? 'last';
  const read = (id: number): Read[] => bare.map((c) => together(values, id, c.indices, how));
  const all = new Map(level.map((unit) => [unit.id, read(unit.id)] as const));
  const own = home === null ? [] : read(home);
  const against: Against = values.indicator.kind !== 'total' && own.some((r) => r.value !== null) ? 'home' : 'mean';
  const middle = bare.map((_, k) => (against === 'home' ? (own[k]?.value ?? null) : meanOf(all, k)));
  const measure: Measure = isPercent(values.indicator) ? 'points' : 'percent';
  const away = (r: Read, k: number): number | null => difference(r.value, middle[k] ?? null, measure);
  const edges = edgesOf(
    [...all.values()].flatMap((row) => row.map(away)),
    measure === 'percent' ? WIDEST : Infinity,
  );
  const rows = input.rows.map((unit): Row => {
    const cells = (all.get(unit.id) ?? read(unit.id)).map((r, k): Cell => {
      const d = away(r, k);
      return { ...r, difference: d, step: d === null ? null : stepOf(d, edges) };
    });
    return { unit, cells, lean: mean(cells.map((c) => c.difference)) };
  });
  const columns = bare.map((c, k) => ({ ...c, carried: allCarried(rows, k) }));
  return { columns, rows: inOrder(rows, values.indicator), against, measure, edges };
}

/** How months make a quarter from what is in hand; null where only the server could tell. */
function togetherBy(indicator: Indicator): 'sum' | 'mean' | 'last' | null {
  if (indicator.accumulation === 'ytd') return 'last';
  const how = indicator.over_periods;
  if (how === 'none') return null;
  const recomputed = indicator.numerator !== null && indicator.numerator !== undefined;
  return how === 'mean' && recomputed ? null : how;
}

/** Columns up to the last period in which any unit has a figure; none where nothing has come at all. */
function columnsOf({ values, level, home, editions }: CompareInput): Column[] {
  const ids = [...level.map((u) => u.id), ...(home === null ? [] : [home])];
  let last = values.periods.length - 1;
  while (last >= 0 && values.reported(ids, last) === 0) last -= 1;
  const periods = values.periods.slice(0, last + 1);
  const grouped = values.reply.freq === 'month' && togetherBy(values.indicator) !== null;
  const found = new Map<string, number[]>();
  periods.forEach((code, i) => {
    const key = grouped ? periodOf(lastDay(code), 'quarter') : code;
    found.set(key, [...(found.get(key) ?? []), i]);
  });
  const entries = [...found];
  return entries.map(([code, indices], k) => {
    const end = values.periods[indices.at(-1) ?? 0] ?? code;
    const before = entries[k - 1];
    return {
      code,
      indices,
      through: lastDay(end) < lastDay(code) ? end : null,
      changes: before === undefined ? [] : changesOf(values, editions, before, [code, indices]),
      carried: false,
    };
  });
}

function changesOf(
  values: Values,
  editions: readonly string[],
  [before, earlier]: readonly [string, readonly number[]],
  [code, indices]: readonly [string, readonly number[]],
): Change[] {
  const found: Change[] = [];
  if (editions.some((day) => lastDay(before) < day && day <= lastDay(code))) found.push('boundary');
  if (values.broken(earlier.at(-1) ?? -1, indices.at(-1) ?? -1)) found.push('definition');
  return found;
}

function together(values: Values, id: number, indices: readonly number[], how: 'sum' | 'mean' | 'last'): Read {
  const reads = (how === 'last' ? indices.slice(-1) : indices).map((i): Read => {
    const r = values.reading(id, i);
    return r.stale ? { value: null, blank: 'o', mark: '.' } : { value: r.value, blank: r.blank, mark: r.mark };
  });
  const [first] = reads;
  if (first === undefined) return { value: null, blank: 'n', mark: '.' };
  if (reads.length === 1) return first;
  const blank = WORST.find((b) => reads.some((r) => r.blank === b)) ?? null;
  if (blank !== null) return { value: null, blank, mark: '.' };
  const sum = reads.reduce((total, r) => total + (r.value ?? 0), 0);
  const mark = SAYS_MOST.find((m) => reads.some((r) => r.mark === m)) ?? '.';
  return { value: how === 'sum' ? sum : sum / reads.length, blank: null, mark };
}

function meanOf(all: ReadonlyMap<number, readonly Read[]>, k: number): number | null {
  return mean([...all.values()].map((row) => row[k]?.value ?? null));
}

function mean(numbers: readonly (number | null)[]): number | null {
  const known = numbers.filter((n) => n !== null);
  return known.length === 0 ? null : known.reduce((sum, n) => sum + n, 0) / known.length;
}

function difference(value: number | null, middle: number | null, measure: Measure): number | null {
  if (value === null || middle === null) return null;
  if (measure === 'points') return value - middle;
  if (middle === 0) return value === 0 ? 0 : null;
  return ((value - middle) / Math.abs(middle)) * 100;
}

/** Class of a difference: an edge belongs to the class farther out. */
export function stepOf(d: number, [inner, outer]: readonly [number, number]): Step {
  const size = Math.abs(d) + NOISE;
  if (size < inner) return 3;
  return d > 0 ? (size < outer ? 4 : 5) : size < outer ? 2 : 1;
}

/** Edges that can be read (1 and 3, 2 and 6 … 5 and 15, times ten): the narrowest that leave few differences beyond. */
export function edgesOf(differences: readonly (number | null)[], widest = Infinity): readonly [number, number] {
  const sizes = differences.filter((d) => d !== null).map((d) => Math.abs(d));
  sizes.sort((a, b) => a - b);
  const wanted = Math.min(widest, sizes[Math.floor(sizes.length * (1 - BEYOND))] ?? 0);
  for (let power = 0.01; power < 1e6; power *= 10) {
    for (const unit of [1, 2, 3, 4, 5]) {
      const outer = round(unit * 3 * power);
      if (outer + NOISE >= wanted && wanted > 0) return [round(unit * power), outer];
    }
  }
  return [1, 3];
}

/** Powers of ten made by multiplying carry binary noise. */
function round(value: number): number {
  return Number(value.toPrecision(6));
}

function allCarried(rows: readonly Row[], k: number): boolean {
  const known = rows.map((row) => row.cells[k]).filter((c) => c !== undefined && c.value !== null);
  return known.length > 0 && known.every((c) => c !== undefined && CARRIED.includes(c.mark));
}

function inOrder(rows: readonly Row[], indicator: Indicator): Row[] {
  const sign = indicator.polarity === 'down_good' ? 1 : -1;
  return [...rows].sort((a, b) => {
    if (a.lean === null || b.lean === null) {
      return Number(a.lean === null) - Number(b.lean === null) || byName(a.unit.name, b.unit.name);
    }
    return sign * (a.lean - b.lean) || byName(a.unit.name, b.unit.name);
  });
}

/** The rows that lie farthest from the mean, half of them best and half worst, in their order; `kept` is among them. */
export function farthest(rows: readonly Row[], count: number, kept: number | null): readonly Row[] {
  if (rows.length <= count) return rows;
  const known = rows.filter((row) => row.lean !== null);
  const from = known.length >= count ? known : rows;
  const head = from.slice(0, Math.ceil(count / 2));
  const tail = from.slice(from.length - (count - head.length));
  const found = new Set([...head, ...tail]);
  const own = rows.find((row) => row.unit.id === kept);
  if (own !== undefined && !found.has(own)) {
    const least = [...found].sort((a, b) => Math.abs(a.lean ?? 0) - Math.abs(b.lean ?? 0))[0];
    if (least !== undefined) found.delete(least);
    found.add(own);
  }
  return rows.filter((row) => found.has(row));
}

/** Column that holds a period of the figures, or −1. */
export function columnOf(columns: readonly Column[], index: number): number {
  return columns.findIndex((c) => c.indices.includes(index));
}

/**
 * First of the columns shown: they end at the last one; whoever looks farther back turns whole pages, so that a step
 * of time does not shift them.
 */
export function firstShown(count: number, current: number, width = COLUMNS): number {
  let start = Math.max(0, count - width);
  while (current >= 0 && current < start) start = Math.max(0, start - width);
  return start;
}

/** Reasons for blanks among these columns of these rows, in the legend's order. */
export function blanksAmong(rows: readonly Row[], from: number, to: number): readonly Blank[] {
  const found = new Set(rows.flatMap((row) => row.cells.slice(from, to).map((c) => c.blank)));
  return BLANKS.filter((b) => found.has(b));
}

/** Whether one column alone, or single cells, need the mark of carried figures. */
export function someCarried(rows: readonly Row[], from: number, to: number): boolean {
  return rows.some((row) => row.cells.slice(from, to).some((c) => c.value !== null && CARRIED.includes(c.mark)));
}

/** Token of a class: teal is better, whichever way better lies. */
export function tokenOf(step: Step, indicator: Indicator): string {
  return `div-${indicator.polarity === 'down_good' ? 6 - step : step}`;
}

/** Years of columns side by side, with the number of columns each. */
export function yearsOf(columns: readonly Column[]): readonly { year: string; span: number }[] {
  const found: { year: string; span: number }[] = [];
  for (const c of columns) {
    const year = c.code.slice(0, 4);
    const last = found.at(-1);
    if (last?.year === year) last.span += 1;
    else found.push({ year, span: 1 });
  }
  return found;
}

/** The column's place in its year, as its heading says it; a year itself. */
export function columnName(code: string): string {
  const f = frequencyOf(code);
  if (f === 'year') return code;
  if (f === 'day') return String(Number(code.slice(8)));
  return String(Number(code.replace(/^\d{4}-[QW]?/, '')));
}
