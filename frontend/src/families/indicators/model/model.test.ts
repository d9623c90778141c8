import { describe, expect, it } from 'vitest';
import type { HomeReply, Indicator, UnitsReply, ValuesReply } from '../../../lib/api/types.ts';
import { classOf } from '../../../lib/classes.ts';
import { brief, exact, signed } from '../../../lib/number.ts';
import { lastDay, lastYear, nearest, range, reaches, shift } from '../../../lib/period.ts';
import { type Unit, Units } from '../../../lib/units.ts';
import { legendOf } from './legend.ts';
import { pictureOf } from './picture.ts';
import { targetOf } from './target.ts';
import { trendOf } from './trend.ts';
import { Values } from './values.ts';

const word = { vi: '%', en: '%' };

function indicator(part: Partial<Indicator>): Indicator {
  return {
    code: 'a',
    group: 'g',
    name: word,
    measure: word,
    unit: word,
    decimals: 1,
    polarity: 'up_good',
    tolerance: 2,
    tolerance_kind: 'absolute',
    kind: 'rate',
    numerator: null,
    denominator: null,
    accumulation: 'flow',
    over_units: 'mean',
    over_periods: 'last',
    weight: null,
    levels: ['commune'],
    frequency: 'month',
    last_period: null,
    deadline_days: 10,
    agency: 'x',
    officer: word,
    source: word,
    detail_layer: null,
    definitions: [],
    edges: null,
    plausible: [null, null],
    target_path: 'year',
    simulated: true,
    first: null,
    last: null,
    latest_received: null,
    ...part,
  };
}

function values(row: (number | null)[], part: Partial<Indicator> = {}, reply: Partial<ValuesReply> = {}): Values {
  const periods = range('2024-01', shift('2024-01', row.length - 1));
  return new Values(
    {
      indicator: 'a',
      freq: 'month',
      periods,
      scale: 10,
      id_steps: [1],
      v: [row],
      s: [''],
      targets: {},
      edges: {},
      breaks: [],
      due: [],
      ...reply,
    },
    indicator(part),
  );
}

describe('periods', () => {
  it('tell the first that a day is marked in, whatever their length', () => {
    const first = (codes: string[], day: string) => codes.find((code) => reaches(code, day));
    expect(first(['2024', '2025', '2026'], '2025-07-01')).toBe('2025');
    expect(first(['2025-Q1', '2025-Q2', '2025-Q3'], '2025-07-01')).toBe('2025-Q3');
    expect(first(['2025-06', '2025-07'], '2025-07-01')).toBe('2025-07');
  });

  it('steps over the end of a year and of February', () => {
    expect(shift('2024-12', 1)).toBe('2025-01');
    expect(shift('2025-Q1', -1)).toBe('2024-Q4');
    expect(lastDay('2024-02')).toBe('2024-02-29');
    expect(lastYear('2024-02-29')).toBe('2023-02-28');
    expect(shift('2020-W53', 1)).toBe('2021-W01');
  });
  it('finds the quarter that holds a month', () => {
    expect(nearest(['2024-Q1', '2024-Q2'], '2024-05')).toBe('2024-Q2');
  });
});

describe('units', () => {
  const row = (uid: string, code: string, from: string) => ({ uid, code, from });
  const made = (rows: { uid: string; code: string; from: string }[]) =>
    new Units(
      {
        ids: rows.map(() => 7),
        uid: rows.map((r) => r.uid),
        code: rows.map((r) => r.code),
        from: rows.map((r) => r.from),
        name: [],
        full_name: [],
        kind: [],
        level: rows.map(() => 'c'),
        to: rows.map((_, i) => rows[i + 1]?.from ?? null),
        parent: [],
        former: [],
        former_share: [],
        province: [],
        focus: [],
        label: [],
        area_km2: [],
        became: [],
        came_from: [],
      } as unknown as UnitsReply,
      { editions: [] } as unknown as HomeReply,
    );

  it('are found by the first day of any of their versions, as before two identities were united', () => {
    const units = made([
      row('22411@2020-01-01', '22411', '2020-01-01'),
      row('22411@2020-01-01', '22411', '2025-07-01'),
    ]);
    expect(units.find('22411@2025-07-01')?.from).toBe('2025-07-01');
    expect(units.find('22411@2020-01-01')?.id).toBe(7);
    expect(units.find('22411@2021-01-01')).toBeUndefined();
  });
});

describe('numbers', () => {
  it('are written as each language expects', () => {
    expect(exact(1234567.5, 1, 'vi')).toBe('1.234.567,5');
    expect(exact(-1234567.5, 1, 'en')).toBe('\u22121,234,567.5');
    expect(exact(-0.04, 1, 'vi')).toBe('0,0');
    expect(signed(2, 1, 'vi')).toBe('+2,0');
  });
  it('have three significant figures and words in labels', () => {
    expect(brief(1_234_567, 0, 'vi')).toBe('1,23\u00a0triệu');
    expect(brief(12_345, 0, 'vi')).toBe('12.300');
    expect(brief(2_500_000_000, 0, 'en')).toBe('2.50\u00a0billion');
  });
});

describe('trend', () => {
  it('compares a year-to-date figure of January with January, not with December', () => {
    const v = values([50, ...Array<number>(10).fill(500), 950, 55], { accumulation: 'ytd' });
    expect(trendOf(v, 1, 12)).toMatchObject({ direction: 'flat', judgement: 'stable', delta: 0.5 });
  });
  it('judges more accidents as bad', () => {
    const v = values([100, 200], { polarity: 'down_good', tolerance_kind: 'relative', tolerance: 10 });
    expect(trendOf(v, 1, 1)).toMatchObject({ direction: 'up', judgement: 'bad', delta: 100 });
  });
  it('differs between a tolerance of 2 % and of 10 % on the same figures', () => {
    const of = (tolerance: number) => trendOf(values([1000, 1050], { tolerance_kind: 'relative', tolerance }), 1, 1);
    expect(of(2)?.direction).toBe('up');
    expect(of(10)?.direction).toBe('flat');
  });
  it('holds a change of exactly the tolerance for stable', () => {
    expect(trendOf(values([213, 233]), 1, 1)?.direction).toBe('flat');
  });
  it('is silent across a change of definition, on blanks and on old figures', () => {
    expect(trendOf(values([1, 99], {}, { breaks: [{ period: '2024-02', note: word }] }), 1, 1)).toBeNull();
    expect(trendOf(values([1, null], {}, { s: ['.k'] }), 1, 1)).toBeNull();
  });
});

describe('what stands in a cell', () => {
  it('is the old figure where a later one is overdue', () => {
    expect(values([10, null], {}, { s: ['.k'] }).reading(1, 1)).toMatchObject({
      value: 1,
      stale: true,
      at: 0,
      blank: null,
    });
  });
  it('is never a figure of last year for a year-to-date indicator', () => {
    const v = values([...Array<number>(12).fill(10), null], { accumulation: 'ytd' }, { s: [`${'.'.repeat(12)}k`] });
    expect(v.reading(1, 12)).toMatchObject({ value: null, blank: 'o' });
  });
  it('distinguishes zero from absent', () => {
    expect(values([0]).reading(1, 0)).toMatchObject({ value: 0, blank: null });
    expect(values([null], {}, { s: ['w'] }).reading(1, 0)).toMatchObject({ value: null, blank: 'w' });
  });
});

describe('target', () => {
  it('is nearly met within the tolerance, and a limit where less is better', () => {
    const reply = { targets: { '2024': { '1': 100 } } };
    expect(targetOf(values([85], {}, reply), 1, 0)?.class).toBe('near');
    expect(targetOf(values([60], {}, reply), 1, 0)?.class).toBe('short');
    expect(targetOf(values([60], { polarity: 'down_good' }, reply), 1, 0)?.class).toBe('met');
  });
});

describe('legend', () => {
  it('adds up to the number of units and counts old figures besides', () => {
    const reply = {
      id_steps: [1, 1, 1],
      v: [
        [10, 90],
        [10, null],
        [10, null],
      ],
      s: ['', '.k', '.w'],
    };
    const v = values([0, 0], {}, reply);
    const options = { values: v, index: 1, coloring: 'value' as const, edges: [5], largest: null };
    const pictures = [1, 2, 3].map((id) => pictureOf({ id } as Unit, id, options));
    const legend = legendOf(pictures, 'value', [5], 'up_good');
    expect([...legend.classes, ...legend.blanks].reduce((n, row) => n + row.count, 0)).toBe(3);
    expect(legend.stale.count).toBe(1);
    expect(legend.missing).toBe(2);
    expect(legend.overdue).toBe(1);
  });
  it('puts an edge into the class above it', () => {
    expect(classOf(5, [5, 10])).toBe(1);
  });
});
