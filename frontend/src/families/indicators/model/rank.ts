/** Order among siblings. */

import type { Indicator } from '../../../lib/api/types.ts';
import { byName } from '../../../lib/units.ts';
import type { UnitPicture } from './picture.ts';

export type Rank = { place: number; of: number };

/** The better figure first: the largest, or the smallest where less is better. Old and blank figures are left out. */
export function ranked(pictures: readonly UnitPicture[], indicator: Indicator): readonly UnitPicture[] {
  const sign = indicator.polarity === 'down_good' ? 1 : -1;
  return pictures
    .filter((p) => p.reading.value !== null && !p.reading.stale)
    .sort((a, b) => sign * ((a.reading.value ?? 0) - (b.reading.value ?? 0)) || byName(a.unit.name, b.unit.name));
}

/** Place of a unit, equal figures sharing one; null when it is left out of the ranking. */
export function rankOf(id: number, order: readonly UnitPicture[]): Rank | null {
  const own = order.find((p) => p.unit.id === id);
  if (own === undefined) return null;
  const place = order.findIndex((p) => p.reading.value === own.reading.value) + 1;
  return { place, of: order.length };
}

export type Ranked = { picture: UnitPicture; place: number | null };

/** Every unit: those ranked by their places, equal figures sharing one, then those left out, by name. */
export function ranking(pictures: readonly UnitPicture[], order: readonly UnitPicture[]): readonly Ranked[] {
  const ranks: Ranked[] = [];
  order.forEach((picture, k) => {
    const before = ranks[k - 1];
    const shared = before !== undefined && before.picture.reading.value === picture.reading.value;
    ranks.push({ picture, place: shared ? before.place : k + 1 });
  });
  const placed = new Set(order);
  const left = pictures.filter((p) => !placed.has(p)).sort((a, b) => byName(a.unit.name, b.unit.name));
  return [...ranks, ...left.map((picture) => ({ picture, place: null }))];
}

/** Units that got worse, the strongest change first. For a neutral indicator: those that fell. */
export function worst(pictures: readonly UnitPicture[], indicator: Indicator): readonly UnitPicture[] {
  const neutral = indicator.polarity === 'neutral';
  return pictures
    .filter((p) => (neutral ? p.trend?.direction === 'down' : p.trend?.judgement === 'bad'))
    .sort((a, b) => Math.abs(b.trend?.delta ?? 0) - Math.abs(a.trend?.delta ?? 0) || byName(a.unit.name, b.unit.name));
}
