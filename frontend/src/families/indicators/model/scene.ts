/** From what is known to what the map draws. */

import type { Box, HomeEdition, Indicator, Lang } from '../../../lib/api/types.ts';
import { brief, signed } from '../../../lib/number.ts';
import type { ShownLevel, Unit, Units } from '../../../lib/units.ts';
import type { LabelCandidate, Paint, Scene } from '../../../map/types.ts';
import { groundOf } from '../../../shell/plain.ts';
import type { Coloring } from '../address.ts';
import { type PictureOptions, pictureOf, type UnitPicture } from './picture.ts';
import { worst } from './rank.ts';

/** How many of the strongest changes for the worse are printed on the map with their figure. */
const WORST_PRINTED = 7;

export type SceneInput = {
  units: Units;
  edition: HomeEdition;
  level: ShownLevel;
  /** All units painted, those outside the entered one included. */
  pictures: readonly UnitPicture[];
  groups: ReadonlyMap<number, number>;
  within: readonly Unit[];
  selected: Unit | null;
  /** The main land to show; the same box while the view stays. */
  fit: Box | null;
  coloring: Coloring;
  indicator: Indicator;
  lang: Lang;
};

export function picturesOf(painted: readonly Unit[], options: PictureOptions): readonly UnitPicture[] {
  return painted.map((unit) => pictureOf(unit, unit.id, options));
}

export function sceneOf(input: SceneInput): Scene {
  const ground = groundOf({ ...input, painted: input.pictures.map((p) => p.unit) });
  return { ...ground, paints: paintsOf(input), labels: labelsOf(input, new Set(input.within.map((u) => u.id))) };
}

function paintsOf(input: SceneInput): ReadonlyMap<number, Paint> {
  const own = new Map(input.pictures.map((p) => [p.unit.id, p.paint] as const));
  if (input.level !== 'former') return own;
  const spread = new Map<number, Paint>();
  for (const [commune, district] of input.groups) {
    const paint = own.get(district);
    if (paint !== undefined) spread.set(commune, paint);
  }
  // A circle stands for the whole group at its own anchor: its communes are only land.
  for (const [district, paint] of own) if (paint.radius !== null) spread.set(district, paint);
  return spread;
}

function labelsOf(input: SceneInput, inside: ReadonlySet<number>): readonly LabelCandidate[] {
  const { coloring, indicator, lang, selected } = input;
  const bad = coloring === 'trend' ? worst(input.pictures, indicator).slice(0, WORST_PRINTED) : [];
  const printed = new Map(bad.map((p, i) => [p.unit.id, WORST_PRINTED - i] as const));
  const large = input.level !== 'commune';
  const areas = Math.max(1, ...input.pictures.map((p) => p.unit.areaKm2));
  return input.pictures.map((p): LabelCandidate => {
    const worstPlace = printed.get(p.unit.id) ?? 0;
    const outside = inside.has(p.unit.id) ? 0 : -1000;
    const chosen = p.unit.id === selected?.id ? 1000 : 0;
    const change = worstPlace > 0 && p.trend !== null;
    const value = large && p.reading.value !== null ? brief(p.reading.value, indicator.decimals, lang) : null;
    return {
      id: p.unit.id,
      lon: p.unit.label[0],
      lat: p.unit.label[1],
      text: p.unit.name,
      sub: change && p.trend !== null ? signed(p.trend.delta, decimalsOf(indicator, p.trend.relative), lang) : value,
      subTone: change && p.trend !== null ? p.trend.judgement : null,
      priority: chosen + outside + (worstPlace > 0 ? 100 + worstPlace : 0) + (10 * p.unit.areaKm2) / areas,
      size: large ? 'district' : 'unit',
    };
  });
}

/** Decimals of a change: a relative one in percent has one. */
export function decimalsOf(indicator: Indicator, relative: boolean): number {
  return relative ? 1 : indicator.decimals;
}
