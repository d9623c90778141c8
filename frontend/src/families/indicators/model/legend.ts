/** Rows of the legend: each class and each blank reason with the number of units in it. */

import type { Polarity } from '../../../lib/api/types.ts';
import type { Coloring } from '../address.ts';
import type { ClassKey, UnitPicture } from './picture.ts';
import { type Direction, type Judgement, judge } from './trend.ts';
import { BLANKS, type Blank } from './values.ts';

export type ClassRow = { kind: 'class'; key: ClassKey; count: number; low: number | null; high: number | null };
export type TrendRow = { kind: 'trend'; key: Direction; count: number; judgement: Judgement };
export type TargetRow = { kind: 'target'; key: 'met' | 'near' | 'short'; count: number; judgement: Judgement };
export type NoneRow = { kind: 'none'; key: 'none'; count: number };
export type BlankRow = { kind: 'blank'; key: Blank; count: number };
export type StaleRow = { kind: 'stale'; key: 'stale'; count: number };
export type LegendRow = ClassRow | TrendRow | TargetRow | NoneRow | BlankRow | StaleRow;

export type Legend = {
  classes: readonly LegendRow[];
  blanks: readonly BlankRow[];
  stale: StaleRow;
  /** Units without a figure of their own for the period: blank ones and those shown with an old figure. */
  missing: number;
  overdue: number;
  total: number;
};

/** Counts of pictures: classes and blanks together add up to the number of units; old figures are among the classes. */
export function legendOf(
  pictures: readonly UnitPicture[],
  coloring: Coloring,
  edges: readonly number[],
  polarity: Polarity,
): Legend {
  const counts = new Map<string, number>();
  let old = 0;
  const add = (key: string): void => void counts.set(key, (counts.get(key) ?? 0) + 1);
  for (const p of pictures) {
    if (p.reading.stale) old += 1;
    add(p.class ?? `blank-${p.reading.blank}`);
  }
  const count = (key: string): number => counts.get(key) ?? 0;
  const blanks = BLANKS.map((key): BlankRow => ({ kind: 'blank', key, count: count(`blank-${key}`) }));
  return {
    classes: classRows(coloring, edges, polarity, count),
    blanks,
    stale: { kind: 'stale', key: 'stale', count: old },
    missing: blanks.reduce((sum, row) => sum + row.count, 0) + old,
    overdue: count('blank-o') + old,
    total: pictures.length,
  };
}

function classRows(
  coloring: Coloring,
  edges: readonly number[],
  polarity: Polarity,
  count: (key: string) => number,
): LegendRow[] {
  if (coloring === 'value') {
    const rows: LegendRow[] = [];
    for (let k = edges.length; k >= 0; k--) {
      const key = `c${k}`;
      rows.push({ kind: 'class', key, count: count(key), low: edges[k - 1] ?? null, high: edges[k] ?? null });
    }
    return rows;
  }
  const none: NoneRow = { kind: 'none', key: 'none', count: count('none') };
  if (coloring === 'trend') {
    const rows = (['down', 'flat', 'up'] as const).map(
      (key): TrendRow => ({ kind: 'trend', key, count: count(key), judgement: judge(key, polarity) }),
    );
    return [...rows, none];
  }
  const judged = { met: 'good', near: 'stable', short: 'bad' } as const;
  const rows = (['met', 'near', 'short'] as const).map(
    (key): TargetRow => ({ kind: 'target', key, count: count(key), judgement: judged[key] }),
  );
  return [...rows, none];
}
