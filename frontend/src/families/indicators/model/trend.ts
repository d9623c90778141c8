/** Down, stable, up: against the period before, or the same one last year if the figure is year to date. */

import type { Indicator } from '../../../lib/api/types.ts';
import { lastYear } from '../../../lib/period.ts';
import type { Values } from './values.ts';

export type Direction = 'up' | 'down' | 'flat';
export type Judgement = 'good' | 'bad' | 'stable';

/** `delta` is in percent when `relative`, else in the indicator's own unit. `against` is the index compared with. */
export type Trend = {
  delta: number;
  relative: boolean;
  direction: Direction;
  judgement: Judgement;
  against: number;
  before: number;
};

/** Rounding noise of binary fractions must not decide whether a change is within the tolerance. */
const NOISE = 1e-9;

export function judge(direction: Direction, polarity: Indicator['polarity']): Judgement {
  if (direction === 'flat' || polarity === 'neutral') return 'stable';
  return (direction === 'up') === (polarity === 'up_good') ? 'good' : 'bad';
}

/** The change between two figures; null when relative to nothing. */
export function change(now: number, before: number, relative: boolean): number | null {
  if (!relative) return now - before;
  if (before === 0) return now === 0 ? 0 : null;
  return ((now - before) / Math.abs(before)) * 100;
}

/** The trend of a unit in a period; null where either figure is missing, stale or of another definition. */
export function trendOf(values: Values, id: number, index: number): Trend | null {
  const { indicator, scale } = values;
  const against = values.compared(index, lastYear);
  const now = values.raw(id, index);
  const before = against < 0 ? null : values.raw(id, against);
  if (now === null || before === null || values.broken(against, index)) return null;
  const relative = indicator.tolerance_kind === 'relative';
  const raw = change(now, before, relative);
  if (raw === null) return null;
  const delta = relative ? raw : raw / scale;
  const flat = Math.abs(delta) <= indicator.tolerance + NOISE;
  const direction: Direction = flat ? 'flat' : delta > 0 ? 'up' : 'down';
  return {
    delta,
    relative,
    direction,
    judgement: judge(direction, indicator.polarity),
    against,
    before: before / scale,
  };
}
