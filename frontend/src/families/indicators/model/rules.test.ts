/** Rules that the page and the server both have, held to the same cases: see `tests/golden/test_rules.py`. */

import { describe, expect, it } from 'vitest';
import folds from '../../../../../tests/golden/rules/fold.json';
import gaps from '../../../../../tests/golden/rules/gap.json';
import legends from '../../../../../tests/golden/rules/legend.json';
import trends from '../../../../../tests/golden/rules/trend.json';
import type { Indicator } from '../../../lib/api/types.ts';
import { tokenOf } from '../../../lib/classes.ts';
import { fold } from '../../../lib/fold.ts';
import { range } from '../../../lib/period.ts';
import type { Unit } from '../../../lib/units.ts';
import type { Coloring } from '../address.ts';
import { type LegendRow, legendOf } from './legend.ts';
import { pictureOf } from './picture.ts';
import { targetOf } from './target.ts';
import { trendOf } from './trend.ts';
import { Values } from './values.ts';

type Part = Partial<Omit<Indicator, 'decimals'>> & { decimals: number; definitions?: readonly string[] };
type Row = { figures: (number | null)[]; marks?: string; target?: number | null };
type TrendCase = {
  name: string;
  indicator: Part;
  figures: Record<string, number | null>;
  period: string;
  expected: { against: string; delta: number; direction: string; judgement: string } | null;
};
type GapCase = {
  name: string;
  indicator: Part;
  period: string;
  figure: number;
  target: number;
  expected: { target: number; gap: number; reached: string; direction: string; judgement: string };
};
type LegendCase = {
  name: string;
  indicator: Part;
  coloring: Coloring;
  edges: number[];
  units: { mark: string; before: number | null; now: number | null; target: number | null }[];
  expected: { key: string; count: number; low?: number | null; high?: number | null; token?: string }[];
};

const NEARLY = 9;

/** A reply with a row of figures for each unit 1, 2, …; targets are of the year of the last period. */
function valuesOf(part: Part, periods: string[], rows: readonly Row[]): Values {
  const year = periods[periods.length - 1]?.slice(0, 4) ?? '';
  const given = rows.flatMap(({ target }, i) => (target == null ? [] : [[String(i + 1), target] as const]));
  const reply = {
    periods,
    scale: 10 ** part.decimals,
    id_steps: rows.map(() => 1),
    v: rows.map(({ figures }) => figures),
    s: rows.map(({ marks }) => marks ?? ''),
    targets: { [year]: Object.fromEntries(given) },
    breaks: (part.definitions ?? []).map((period) => ({ period, note: { vi: '', en: '' } })),
  };
  const indicator = { accumulation: 'flow', kind: 'rate', ...part };
  return new Values(reply as unknown as ConstructorParameters<typeof Values>[0], indicator as unknown as Indicator);
}

describe('a trend', () => {
  it.each(trends as unknown as TrendCase[])('$name', ({ indicator, figures, period, expected }) => {
    const codes = Object.keys(figures).sort();
    const periods = range(codes[0] ?? period, period);
    const values = valuesOf(indicator, periods, [{ figures: periods.map((code) => figures[code] ?? null) }]);
    const found = trendOf(values, 1, values.index(period));
    if (expected === null || found === null) {
      expect(found).toBe(expected);
      return;
    }
    const { delta, direction, judgement, against } = found;
    const { delta: wanted, ...rest } = expected;
    expect({ against: periods[against], direction, judgement }).toEqual(rest);
    expect(delta).toBeCloseTo(wanted, NEARLY);
  });
});

describe('a gap to the target', () => {
  it.each(gaps as unknown as GapCase[])('$name', ({ indicator, period, figure, target, expected }) => {
    const found = targetOf(valuesOf(indicator, [period], [{ figures: [figure], target }]), 1, 0);
    expect(found).not.toBeNull();
    if (found === null) return;
    const { reached, direction, judgement } = expected;
    expect({ class: found.class, direction: found.direction, judgement: found.judgement }).toEqual({
      class: reached,
      direction,
      judgement,
    });
    expect(found.target).toBeCloseTo(expected.target, NEARLY);
    expect(found.gap).toBeCloseTo(expected.gap, NEARLY);
  });
});

describe('a legend', () => {
  it.each(legends as unknown as LegendCase[])('$name', ({ indicator, coloring, edges, units, expected }) => {
    const rows = units.map((u) => ({ figures: [u.before, u.now], marks: `.${u.mark}`, target: u.target }));
    const values = valuesOf(indicator, ['2024-05', '2024-06'], rows);
    const options = { values, index: 1, coloring, edges, largest: null };
    const pictures = units.map((_, i) => pictureOf({ id: i + 1 } as Unit, i + 1, options));
    const { classes, blanks, stale } = legendOf(pictures, coloring, edges, indicator.polarity ?? 'neutral');
    expect([...classes, ...blanks, stale].map((row, at) => told(row, classes.length - 1 - at, edges))).toEqual(
      expected,
    );
  });
});

/** A row as the vectors write it; `k` is its class, if it is one. */
function told(row: LegendRow, k: number, edges: readonly number[]): object {
  const { kind, ...rest } = row;
  if (kind === 'class') return { ...rest, token: tokenOf(k, edges) };
  return kind === 'blank' ? { ...rest, key: `blank-${row.key}` } : rest;
}

describe('a name', () => {
  it('is folded as the server folds it', () => {
    expect(folds.length).toBeGreaterThan(0);
    expect(folds.filter(({ text, folded }) => fold(text) !== folded)).toEqual([]);
  });
});
