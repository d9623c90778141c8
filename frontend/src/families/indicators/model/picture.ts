/** What each painted unit means in the view: reading, trend, target, class; and from it the paint of the map. */

import type { LevelName } from '../../../lib/api/types.ts';
import { classOf, tokenOf } from '../../../lib/classes.ts';
import type { Unit } from '../../../lib/units.ts';
import type { Paint } from '../../../map/types.ts';
import type { Coloring } from '../address.ts';
import { type TargetReading, targetOf } from './target.ts';
import { type Trend, trendOf } from './trend.ts';
import type { Reading, Values } from './values.ts';

/** Key of a legend class: 'c0'…'c4' for values, a direction or target class, 'none' where nothing can be compared. */
export type ClassKey = string;

export type UnitPicture = {
  unit: Unit;
  reading: Reading;
  trend: Trend | null;
  target: TargetReading | null;
  /** null when blank. */
  class: ClassKey | null;
  paint: Paint;
};

export type PictureOptions = {
  values: Values;
  index: number;
  coloring: Coloring;
  edges: readonly number[];
  /** Largest figure of the level, for circles; null paints fills. */
  largest: number | null;
};

/** Radius in px of the largest circle. */
const LARGEST_RADIUS = 24;
const SMALLEST_RADIUS = 2.5;

export function radiusOf(value: number, largest: number): number {
  if (largest <= 0 || value === 0) return SMALLEST_RADIUS;
  return Math.max(SMALLEST_RADIUS, LARGEST_RADIUS * Math.sqrt(Math.abs(value) / largest));
}

export function pictureOf(unit: Unit, id: number, o: PictureOptions): UnitPicture {
  const reading = o.values.reading(id, o.index);
  const fresh = reading.value !== null && !reading.stale;
  const trend = fresh ? trendOf(o.values, id, o.index) : null;
  const target = fresh ? targetOf(o.values, id, o.index) : null;
  const base = { unit, reading, trend, target };
  if (reading.value === null) return { ...base, class: null, paint: blankPaint(reading) };
  const bare: Paint = { fill: null, blank: null, stale: reading.stale, glyph: null, judgement: null, radius: null };
  if (o.coloring === 'value') {
    const k = classOf(reading.value, o.edges);
    const radius = o.largest === null ? null : radiusOf(reading.value, o.largest);
    return { ...base, class: `c${k}`, paint: { ...bare, fill: tokenOf(k, o.edges), radius } };
  }
  // An old figure counts in its class against the target of its own period; it has no trend.
  const shownTarget = reading.stale ? targetOf(o.values, id, reading.at) : target;
  const judged = o.coloring === 'trend' ? trend : shownTarget;
  if (judged === null) return { ...base, class: 'none', paint: bare };
  const key = o.coloring === 'trend' ? (trend as Trend).direction : (shownTarget as TargetReading).class;
  const paint: Paint = {
    ...bare,
    fill: `${judged.judgement}-fill`,
    glyph: judged.direction,
    judgement: judged.judgement,
  };
  return { ...base, class: key, paint };
}

function blankPaint(reading: Reading): Paint {
  return { fill: null, blank: reading.blank, stale: false, glyph: null, judgement: null, radius: null };
}

/** Level whose figures colour a shown level: a former district is painted with the district's own row. */
export function valueLevel(level: LevelName | 'former'): LevelName {
  return level === 'former' ? 'district' : level;
}
