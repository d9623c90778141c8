import { describe, expect, it } from 'vitest';
import type { Indicator, ValuesReply } from '../../../lib/api/types.ts';
import { partName, range, shift } from '../../../lib/period.ts';
import type { Unit } from '../../../lib/units.ts';
import {
  blanksAmong,
  columnName,
  columnOf,
  compare,
  edgesOf,
  farthest,
  firstShown,
  type Row,
  stepOf,
  tokenOf,
  yearsOf,
} from './compare.ts';
import { pictureOf } from './picture.ts';
import { ranked, ranking } from './rank.ts';
import { Values } from './values.ts';
import { gridlines, spread, stretches, yearLines } from './years.ts';

const percent = { vi: '%', en: '%' };
const people = { vi: 'người', en: 'people' };
const HOME = 9;

function indicator(part: Partial<Indicator>): Indicator {
  const base = {
    code: 'a',
    unit: percent,
    decimals: 1,
    polarity: 'up_good',
    tolerance: 1,
    tolerance_kind: 'absolute',
    kind: 'rate',
    accumulation: 'flow',
    over_periods: 'last',
    frequency: 'month',
  };
  return { ...base, ...part } as Indicator;
}

/** Rows by unit id, from January 2024; marks default to ordinary figures and overdue blanks. */
function values(
  rows: Record<number, (number | null)[]>,
  part: Partial<Indicator> = {},
  reply: Partial<ValuesReply> = {},
): Values {
  const all = Object.values(rows);
  const whole: ValuesReply = {
    indicator: 'a',
    freq: 'month',
    periods: range('2024-01', shift('2024-01', (all[0]?.length ?? 1) - 1)),
    scale: 1,
    id_steps: Object.keys(rows).map((id, k, all) => Number(id) - Number(all[k - 1] ?? 0)),
    v: all,
    s: all.map((row) => row.map((v) => (v === null ? 'o' : '.')).join('')),
    targets: {},
    edges: {},
    breaks: [],
    due: [],
    ...reply,
  };
  return new Values(whole, indicator(part));
}

const unit = (id: number): Unit => ({ id, name: `Xã ${id}` }) as Unit;
const units = (...ids: number[]): Unit[] => ids.map(unit);

function compared(v: Values, ids: number[], editions: string[] = []) {
  return compare({ values: v, level: units(...ids), rows: units(...ids), home: HOME, editions });
}

const row = (of: { rows: readonly Row[] }, id: number): Row => of.rows.find((r) => r.unit.id === id) as Row;

describe('columns', () => {
  const six = { 1: [1, 2, 3, 4, 5, 6], [HOME]: [1, 1, 1, 1, 1, 1] };
  it('are quarters where the months of the indicator can be put together', () => {
    expect(compared(values(six), [1]).columns.map((c) => c.code)).toEqual(['2024-Q1', '2024-Q2']);
  });
  it('are months where they cannot', () => {
    const none = compared(values(six, { over_periods: 'none' }), [1]);
    expect(none.columns.map((c) => c.code)).toEqual(range('2024-01', '2024-06'));
    const recomputed = compared(values(six, { over_periods: 'mean', numerator: 'b' }), [1]);
    expect(recomputed.columns).toHaveLength(6);
  });
  it('take the sum, the mean or the last of their months; of a year-to-date figure always the last', () => {
    const q1 = (part: Partial<Indicator>) => row(compared(values(six, part), [1]), 1).cells[0]?.value;
    expect(q1({ over_periods: 'sum' })).toBe(6);
    expect(q1({ over_periods: 'mean' })).toBe(2);
    expect(q1({ over_periods: 'last' })).toBe(3);
    expect(q1({ over_periods: 'sum', accumulation: 'ytd' })).toBe(3);
  });
  it('end at the last period with a figure and say how far an unfinished quarter reaches', () => {
    const of = compared(values({ 1: [1, 2, 3, 4, null], [HOME]: [1, 1, 1, 1, null] }), [1]);
    expect(of.columns.map((c) => [c.code, c.through])).toEqual([
      ['2024-Q1', null],
      ['2024-Q2', '2024-04'],
    ]);
    expect(row(of, 1).cells[1]?.value).toBe(4);
  });
  it('know where boundaries and the definition changed', () => {
    const v = values(six, {}, { breaks: [{ period: '2024-04', note: percent }] });
    expect(compared(v, [1], ['2024-04-15']).columns.map((c) => c.changes)).toEqual([[], ['boundary', 'definition']]);
  });
  it('find the one that holds a period, and turn whole pages back', () => {
    const { columns } = compared(values(six), [1]);
    expect([columnOf(columns, 0), columnOf(columns, 5), columnOf(columns, 6)]).toEqual([0, 1, -1]);
    expect(firstShown(26, 25, 18)).toBe(8);
    expect(firstShown(26, 8, 18)).toBe(8);
    expect(firstShown(26, 7, 18)).toBe(0);
    expect(firstShown(75, 20, 18)).toBe(3);
    expect(firstShown(4, -1, 18)).toBe(0);
  });
  it('are named by their place in the year', () => {
    expect(['2024-Q3', '2024-06', '2024', '2024-W09'].map(columnName)).toEqual(['3', '6', '2024', '9']);
    const { columns } = compared(values({ 1: Array<number>(13).fill(1), [HOME]: Array<number>(13).fill(1) }), [1]);
    expect(yearsOf(columns)).toEqual([
      { year: '2024', span: 4 },
      { year: '2025', span: 1 },
    ]);
  });
});

describe('differences', () => {
  it('of a percentage are points from the figure of the home', () => {
    const of = compared(values({ 1: [30], 2: [10], [HOME]: [25] }), [1, 2]);
    expect(of).toMatchObject({ against: 'home', measure: 'points' });
    expect([row(of, 1), row(of, 2)].map((r) => r.cells[0]?.difference)).toEqual([5, -15]);
  });
  it('of a total are per cent of the mean of its level, not of the total of the home', () => {
    const total = { kind: 'total', unit: people, over_periods: 'sum' } as const;
    const of = compared(values({ 1: [30], 2: [10], [HOME]: [40] }, total), [1, 2]);
    expect(of).toMatchObject({ against: 'mean', measure: 'percent' });
    expect([row(of, 1), row(of, 2)].map((r) => r.cells[0]?.difference)).toEqual([50, -50]);
  });
  it('of a rate without a percent unit are per cent of the home', () => {
    const of = compared(values({ 1: [30], [HOME]: [20] }, { unit: people }), [1]);
    expect(of).toMatchObject({ against: 'home', measure: 'percent' });
    expect(row(of, 1).cells[0]?.difference).toBe(50);
  });
  it('are taken from the mean of the units where the home has no figure at all', () => {
    const of = compared(values({ 1: [30], 2: [10], [HOME]: [null] }), [1, 2]);
    expect(of.against).toBe('mean');
    expect(row(of, 1).cells[0]?.difference).toBe(10);
  });
  it('do not exist for a period in which the home alone is blank, nor against zero', () => {
    const v = values({ 1: [30, 30, 30, 40], [HOME]: [1, 1, 25, null] });
    expect(row(compared(v, [1]), 1).cells[1]).toMatchObject({ value: 40, difference: null, step: null });
    const zero = values({ 1: [3], [HOME]: [0] }, { unit: people });
    expect(row(compared(zero, [1]), 1).cells[0]?.difference).toBeNull();
  });
  it('compare year-to-date figures with the same period, so that January is not far below', () => {
    const v = values({ 1: [2, 4, 6], [HOME]: [2, 4, 6] }, { accumulation: 'ytd', over_periods: 'none' });
    expect(row(compared(v, [1]), 1).cells.map((c) => c.difference)).toEqual([0]);
  });
});

describe('classes', () => {
  it('have the edge in the class farther out, on both sides', () => {
    expect([-6, -5.9, -2, -1.9, 0, 1.9, 2, 5.9, 6].map((d) => stepOf(d, [2, 6]))).toEqual([1, 2, 2, 3, 3, 3, 4, 4, 5]);
    expect(stepOf(0.1 + 0.2, [0.3, 0.9])).toBe(4);
  });
  it('have edges that can be read', () => {
    expect(edgesOf([1, -2, 3, -4, 5, 6, 20, null])).toEqual([2, 6]);
    expect(edgesOf([0.01, 0.02, 0.03])).toEqual([0.01, 0.03]);
    expect(edgesOf([120, 130])).toEqual([50, 150]);
    expect(edgesOf([120, 130], 60)).toEqual([20, 60]);
    expect(edgesOf([0, 0])).toEqual([1, 3]);
    expect(edgesOf([])).toEqual([1, 3]);
  });
  it('keep teal for the better side', () => {
    expect(tokenOf(5, indicator({}))).toBe('div-5');
    expect(tokenOf(5, indicator({ polarity: 'down_good' }))).toBe('div-1');
    expect(tokenOf(5, indicator({ polarity: 'neutral' }))).toBe('div-5');
  });
});

describe('blanks and marks', () => {
  it('keep their reasons; an old figure is an overdue one; the worst month speaks for a quarter', () => {
    const v = values(
      { 1: [1, null, 3], 2: [5, 5, null], [HOME]: [1, 1, 1] },
      { over_periods: 'sum' },
      { s: ['.w.', '..k', '...'] },
    );
    const of = compared(v, [1, 2]);
    expect([row(of, 1), row(of, 2)].map((r) => r.cells[0])).toMatchObject([
      { value: null, blank: 'w', step: null },
      { value: null, blank: 'o', step: null },
    ]);
    expect(blanksAmong(of.rows, 0, 1)).toEqual(['o', 'w']);
  });
  it('mark a column as carried when every figure of the rows in it is', () => {
    const three = (mark: string) => ({ s: [mark.repeat(3), '...', '...'] });
    const rows = { 1: [1, 1, 1], 2: [2, 2, 2], [HOME]: [1, 1, 1] };
    expect(compared(values(rows, {}, three('e')), [1]).columns[0]?.carried).toBe(true);
    const mixed = compared(values(rows, {}, three('e')), [1, 2]);
    expect(mixed.columns[0]?.carried).toBe(false);
    expect(row(mixed, 1).cells[0]?.mark).toBe('e');
  });
});

describe('rows', () => {
  const rates = { 1: [10], 2: [40], 3: [25], 4: [null], 5: [26], [HOME]: [25] };
  it('run from the best to the worst whichever way is better, those without figures last', () => {
    const ids = (part: Partial<Indicator>) => compared(values(rates, part), [1, 2, 3, 4, 5]).rows.map((r) => r.unit.id);
    expect(ids({})).toEqual([2, 5, 3, 1, 4]);
    expect(ids({ polarity: 'down_good' })).toEqual([1, 3, 5, 2, 4]);
  });
  it('that lie farthest from the mean are shown first, the one entered among them', () => {
    const { rows } = compared(values(rates), [1, 2, 3, 4, 5]);
    expect(farthest(rows, 5, null)).toEqual(rows);
    expect(farthest(rows, 2, null).map((r) => r.unit.id)).toEqual([2, 1]);
    expect(farthest(rows, 3, 4).map((r) => r.unit.id)).toEqual([2, 1, 4]);
  });
  it('of the ranking share a place when equal, and end with those left out', () => {
    const v = values({ 1: [7], 2: [9], 3: [9], 4: [null] });
    const options = { values: v, index: 0, coloring: 'value' as const, edges: [], largest: null };
    const pictures = units(1, 2, 3, 4).map((u) => pictureOf(u, u.id, options));
    const places = ranking(pictures, ranked(pictures, v.indicator)).map((r) => [r.picture.unit.id, r.place]);
    expect(places).toEqual([
      [2, 1],
      [3, 1],
      [1, 3],
      [4, null],
    ]);
  });
});

describe('lines of the same period', () => {
  it('reach back as far as the figures, with a gap where one is missing', () => {
    const months = Array<number | null>(25).fill(5);
    months[12] = null;
    const of = yearLines(values({ 1: months }), units(1), '2026-01');
    expect(of.codes).toEqual(['2024-01', '2025-01', '2026-01']);
    expect(of.lines[0]?.points).toEqual([5, null, 5]);
    const flat = (v: number) => v;
    expect(stretches({ points: [1, null, 2, 3], carried: [] }, flat, flat, [])).toEqual({
      solid: 'M2.0 2.0L3.0 3.0',
      dashed: '',
    });
  });
  it('are dashed into and out of carried figures and broken by a new definition', () => {
    const flat = (v: number) => v;
    const path = stretches({ points: [1, 2, 3, 4], carried: [false, true, false, false] }, flat, flat, [3]);
    expect(path).toEqual({ solid: '', dashed: 'M0.0 1.0L1.0 2.0M1.0 2.0L2.0 3.0' });
  });
  it('stand on three gridlines', () => {
    expect(gridlines([17.6, 47.5])).toEqual([10, 30, 50]);
    expect(gridlines([18, 40])).toEqual([15, 30, 45]);
    for (const numbers of [[0, 0], [5, 5], [-3, 8], [0.001, 0.0042], [1e6, 3.7e6], []]) {
      const [low, middle, high] = gridlines(numbers);
      expect(low).toBeLessThanOrEqual(Math.min(...numbers, low));
      expect(high).toBeGreaterThanOrEqual(Math.max(...numbers, middle));
      expect(middle - low).toBeCloseTo(high - middle);
    }
  });
  it('have labels that keep their distance and their order inside the frame', () => {
    expect(spread([50, 52, 10], 15, 0, 100)).toEqual([50, 65, 10]);
    expect(spread([99, 98], 15, 0, 100)).toEqual([100, 85]);
  });
  it('are titled by the period without its year', () => {
    expect(['2024-05', '2024-Q2', '2024'].map((p) => partName(p, 'vi'))).toEqual(['tháng 5', 'quý II', null]);
    expect(partName('2024-05', 'en')).toBe('May');
  });
});
