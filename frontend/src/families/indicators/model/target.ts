/** Distance from the target of the year. */

import { monthsPassed } from '../../../lib/period.ts';
import type { Direction, Judgement } from './trend.ts';
import type { Values } from './values.ts';

export type TargetClass = 'met' | 'near' | 'short';

/** `gap` is figure − target in the indicator's own unit. */
export type TargetReading = {
  target: number;
  gap: number;
  class: TargetClass;
  direction: Direction;
  judgement: Judgement;
};

const NOISE = 1e-9;

/** The target that holds in a period: the year's as it is, or its months' part where the catalogue says "linear". */
export function targetAt(values: Values, id: number, index: number): number | null {
  const code = values.periods[index];
  if (code === undefined) return null;
  const year = values.yearTarget(id, code.slice(0, 4));
  if (year === null || values.indicator.target_path !== 'linear') return year;
  return (year * monthsPassed(code)) / 12;
}

export function targetOf(values: Values, id: number, index: number): TargetReading | null {
  const reading = values.reading(id, index);
  if (reading.value === null || reading.stale) return null;
  const target = targetAt(values, id, index);
  if (target === null) return null;
  const { indicator } = values;
  const gap = reading.value - target;
  const slack =
    indicator.tolerance_kind === 'relative' ? (Math.abs(target) * indicator.tolerance) / 100 : indicator.tolerance;
  const shortfall = indicator.polarity === 'up_good' ? -gap : indicator.polarity === 'down_good' ? gap : Math.abs(gap);
  const met: TargetClass = shortfall <= NOISE ? 'met' : shortfall <= slack + NOISE ? 'near' : 'short';
  return {
    target,
    gap,
    class: met,
    direction: met === 'near' || Math.abs(gap) <= NOISE ? 'flat' : gap > 0 ? 'up' : 'down',
    judgement: met === 'met' ? 'good' : met === 'near' ? 'stable' : 'bad',
  };
}
