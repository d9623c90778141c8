/** From the page's paints to the feature states that the style reads, and the least that has to be set again. */
import type { Blank, Paint } from './types.ts';

/** Colour tokens that a unit can be filled with; a feature state holds the position in this list. */
export const FILLS = [
  'land',
  'blank',
  'seq-1',
  'seq-2',
  'seq-3',
  'seq-4',
  'seq-5',
  'good-fill',
  'bad-fill',
  'stable-fill',
  'div-1',
  'div-2',
  'div-3',
  'div-4',
  'div-5',
] as const;

/** Patterns by position; 0 is none. */
export const PATTERNS = ['', 'hatch', 'dots', 'cross'] as const;

const PATTERN_OF: Partial<Record<Blank, number>> = { o: 1, w: 2, s: 3 };
const PLAIN: ReadonlySet<Blank> = new Set<Blank>(['d', 'n']);

export const STALE_STRENGTH = 0.5;
export const DIMMED_STRENGTH = 0.28;

/** f: fill, o: opacity, b: pattern, x: 1 when the unit did not exist (a dashed outline, no fill). */
export type UnitState = { f: number; o: number; b: number; x: number };

export function fillIndex(token: string | null): number {
  return Math.max(0, (FILLS as readonly string[]).indexOf(token ?? 'land'));
}

export function patternOf(paint: Paint): number {
  return paint.blank === null ? 0 : (PATTERN_OF[paint.blank] ?? 0);
}

/**
 * The feature state of a unit.
 * @param active false for a unit of home outside the unit entered: it stays, dimmed.
 * @param large whether the unit is wide enough on the screen for a pattern to be read.
 */
export function stateOf(paint: Paint, active: boolean, large: boolean): UnitState {
  const dim = active ? 1 : DIMMED_STRENGTH;
  if (paint.blank === 'x') return { f: 0, o: 0, b: 0, x: 1 };
  if (paint.blank !== null) {
    const pattern = large ? patternOf(paint) : 0;
    const pale = PLAIN.has(paint.blank) || !large;
    return { f: pale ? 1 : 0, o: dim, b: active ? pattern : 0, x: 0 };
  }
  if (paint.radius !== null) return { f: 0, o: dim, b: 0, x: 0 };
  if (paint.fill === null) return { f: 0, o: dim, b: 0, x: 0 };
  return { f: fillIndex(paint.fill), o: paint.stale ? STALE_STRENGTH * dim : dim, b: 0, x: 0 };
}

const same = (a: UnitState, b: UnitState) => a.f === b.f && a.o === b.o && a.b === b.b && a.x === b.x;

/**
 * The states to set so that `before` becomes `after`; units that left the picture are set to nothing.
 * `before` is brought up to date.
 */
export function changedStates(
  before: Map<number, UnitState>,
  after: ReadonlyMap<number, UnitState>,
): [id: number, state: UnitState][] {
  const changed: [number, UnitState][] = [];
  for (const [id, state] of after) {
    const old = before.get(id);
    if (old !== undefined && same(old, state)) continue;
    before.set(id, state);
    changed.push([id, state]);
  }
  for (const id of before.keys()) {
    if (after.has(id)) continue;
    before.delete(id);
    changed.push([id, { f: 0, o: 0, b: 0, x: 0 }]);
  }
  return changed;
}
