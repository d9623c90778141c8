/** The same period of every year, a line for each unit. */

import { lastYear } from '../../../lib/period.ts';
import type { Unit } from '../../../lib/units.ts';
import { CARRIED } from './compare.ts';
import type { Values } from './values.ts';

export type YearLine = {
  unit: Unit;
  /** Null where there is no figure of its own time. */
  points: readonly (number | null)[];
  /** Whether the figure was carried over from other boundaries. */
  carried: readonly boolean[];
};

export type YearLines = {
  /** Period codes, the earliest first, the one in view last. */
  codes: readonly string[];
  lines: readonly YearLine[];
  /** Positions before which the definition or the boundaries changed. */
  breaks: readonly number[];
};

/** Lines over the same period of each year that the figures reach back to. */
export function yearLines(values: Values, units: readonly Unit[], period: string): YearLines {
  const codes: string[] = [];
  for (let code = period; values.index(code) >= 0; code = lastYear(code)) codes.unshift(code);
  const at = codes.map((code) => values.index(code));
  return {
    codes,
    lines: units.map((unit) => ({
      unit,
      points: at.map((i) => values.figure(unit.id, i)),
      carried: at.map((i) => CARRIED.includes(values.reading(unit.id, i).mark)),
    })),
    breaks: at.flatMap((i, k) => (k > 0 && values.broken(at[k - 1] ?? -1, i) ? [k] : [])),
  };
}

/** Steps between gridlines, and what the first is a multiple of, times a power of ten. */
const STEPS: readonly (readonly [step: number, base: number])[] = [
  [1, 0.5],
  [1.5, 0.5],
  [2, 1],
  [2.5, 0.5],
  [3, 1],
  [4, 2],
  [5, 2.5],
];

/** Three gridlines that hold all numbers, the outer ones first and last. */
export function gridlines(numbers: readonly number[]): readonly [number, number, number] {
  const low = numbers.length === 0 ? 0 : Math.min(...numbers);
  const high = numbers.length === 0 ? 1 : Math.max(...numbers);
  const size = Math.max(high - low, Math.abs(high) * 1e-3, 1e-6);
  for (let power = 10 ** Math.floor(Math.log10(size / 2)); ; power *= 10) {
    for (const [step, base] of STEPS) {
      const first = Math.floor(low / (base * power) + 1e-9) * base * power;
      const last = first + 2 * step * power;
      if (last < high - 1e-9 * size) continue;
      return [first, (first + last) / 2, last].map((v) => Number(v.toPrecision(10))) as [number, number, number];
    }
  }
}

/** Heights of labels beside the ends of lines, at least `gap` apart and inside [top, bottom], in the order given. */
export function spread(wanted: readonly number[], gap: number, top: number, bottom: number): readonly number[] {
  const order = wanted.map((y, k) => ({ y, k })).sort((a, b) => a.y - b.y);
  let edge = top;
  for (const label of order) {
    label.y = Math.max(label.y, edge);
    edge = label.y + gap;
  }
  edge = bottom;
  for (const label of order.toReversed()) {
    label.y = Math.min(label.y, edge);
    edge = label.y - gap;
  }
  const placed: number[] = [];
  for (const { y, k } of order) placed[k] = y;
  return placed;
}

/** Stretches of a line, broken where a figure is missing or the definition changed; dashed into a carried figure. */
export function stretches(
  { points, carried }: Pick<YearLine, 'points' | 'carried'>,
  x: (k: number) => number,
  y: (v: number) => number,
  breaks: readonly number[],
): { solid: string; dashed: string } {
  const found = { solid: '', dashed: '' };
  points.forEach((v, k) => {
    const before = points[k - 1];
    if (v === null || before === null || before === undefined || breaks.includes(k)) return;
    const kind = carried[k] === true || carried[k - 1] === true ? 'dashed' : 'solid';
    found[kind] += `M${x(k - 1).toFixed(1)} ${y(before).toFixed(1)}L${x(k).toFixed(1)} ${y(v).toFixed(1)}`;
  });
  return found;
}
