/** The land as the map draws it without figures: units, names, what is entered. A workspace adds what it paints. */

import type { Box, HomeEdition } from '../lib/api/types.ts';
import type { ShownLevel, Unit, Units } from '../lib/units.ts';
import type { LabelCandidate, Paint, Scene } from '../map/types.ts';

/** Land with nothing on it. */
export const BARE: Paint = { fill: null, blank: null, stale: false, glyph: null, judgement: null, radius: null };

const CHOSEN = 1000;
const OUTSIDE = -1000;

export type GroundInput = {
  units: Units;
  edition: HomeEdition;
  level: ShownLevel;
  /** All units of the level, those outside the entered one included. */
  painted: readonly Unit[];
  groups: ReadonlyMap<number, number>;
  within: readonly Unit[];
  selected: Unit | null;
  /** The main land to show; the same box while the view stays. */
  fit: Box | null;
};

/** Units of a level: the edition's own, or the former districts of an edition that has none. */
export function paintedUnits(units: Units, edition: HomeEdition, level: ShownLevel): readonly Unit[] {
  if (level !== 'former') return units.list(edition.date, level);
  const ids = new Set(units.formerGroups(edition.date).values());
  return [...ids].map((id) => units.version(id, edition.date)).filter((u) => u !== undefined);
}

/** A scene but for what is painted and written on the units. */
export function groundOf(input: GroundInput): Omit<Scene, 'paints' | 'labels'> {
  const { edition, level, groups } = input;
  const inside = new Set(input.within.map((u) => u.id));
  return {
    edition: edition.date,
    tiles: { province: edition.tiles.province, district: edition.tiles.district, commune: edition.tiles.commune },
    level,
    within: level === 'former' ? members(groups, inside) : inside,
    home: new Set(edition.roots),
    selected: selectedOn(input),
    group: groups,
    anchors: new Map(
      input.painted.map((unit) => [unit.id, { lon: unit.label[0], lat: unit.label[1], area_km2: unit.areaKm2 }]),
    ),
    fit: input.fit,
  };
}

function members(groups: ReadonlyMap<number, number>, districts: ReadonlySet<number>): Set<number> {
  const found = new Set<number>(districts);
  for (const [commune, district] of groups) if (districts.has(district)) found.add(commune);
  return found;
}

/** The selected unit, if it is drawn in this edition. */
function selectedOn({ selected, edition, units, painted }: GroundInput): number | null {
  if (selected === null || edition.roots.includes(selected.id)) return null;
  const drawn = units.aliveOn(selected.id, edition.date) || painted.some((unit) => unit.id === selected.id);
  return drawn ? selected.id : null;
}

/** Bare land for every unit that is drawn. */
export function plainPaints(
  painted: readonly Unit[],
  groups: ReadonlyMap<number, number>,
  level: ShownLevel,
): ReadonlyMap<number, Paint> {
  const ids = level === 'former' ? [...groups.keys()] : painted.map((unit) => unit.id);
  return new Map(ids.map((id) => [id, BARE]));
}

/** The names of units, the larger before the smaller. */
export function plainNames(
  painted: readonly Unit[],
  inside: ReadonlySet<number>,
  level: ShownLevel,
  selected: Unit | null,
): readonly LabelCandidate[] {
  const areas = Math.max(1, ...painted.map((unit) => unit.areaKm2));
  return painted.map((unit) => ({
    id: unit.id,
    lon: unit.label[0],
    lat: unit.label[1],
    text: unit.name,
    sub: null,
    subTone: null,
    priority:
      (unit.id === selected?.id ? CHOSEN : 0) + (inside.has(unit.id) ? 0 : OUTSIDE) + (10 * unit.areaKm2) / areas,
    size: level === 'commune' ? 'unit' : 'district',
  }));
}
