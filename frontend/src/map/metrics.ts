/**
 * What the benches wait for: `window.__gis.metrics`.
 *
 * The page says when its first unit is coloured and when the first picture is whole, and for each new scene how many
 * units were set again and that the frame which draws it has ended. What a step costs is read from the browser's own
 * trace.
 */
import type { FoundFeature, HexState, ShownLayer, Thinned } from './types.ts';

export type Step = { units: number };

type Metrics = { steps: Step[]; firstColouredUnit: number | null; firstPicture: number | null };

export type Told = {
  hexes: Record<string, HexState>;
  thinned: Record<string, Thinned>;
  features: readonly FoundFeature[];
};

declare global {
  interface Window {
    __gis?: { metrics: Metrics } & Record<string, unknown>;
  }
}

export const metrics: Metrics = { steps: [], firstColouredUnit: null, firstPicture: null };

const KEPT = 500;
/** Marks the end of each step's frame in the browser's trace. */
const DRAWN = 'step-drawn';
let pending: Step | null = null;

/** Lends the map itself to tests and to whoever measures: `window.__gis.map`. */
export function expose(map: object): void {
  window.__gis = { ...window.__gis, metrics, map };
}

/** Lends what the page last gave the map to draw: `window.__gis.scene`. */
export function given(scene: object): void {
  if (window.__gis) window.__gis.scene = scene;
}

/** Lends what layers are drawn by, and what of hexagons and thinning was last told, by layer. */
export function lend(setLayers: (shown: readonly ShownLayer[]) => void): Told {
  const told: Told = { hexes: {}, thinned: {}, features: [] };
  window.__gis = { metrics, ...window.__gis, setLayers, told };
  return told;
}

/** Call when a new scene has been handed over: `units` is the number of units set again. */
export function sceneSet(units: number): void {
  pending = { units };
}

export function frameEnds(): void {
  if (pending === null) return;
  performance.mark(DRAWN);
  metrics.steps.push(pending);
  if (metrics.steps.length > KEPT) metrics.steps.shift();
  pending = null;
}

export function unitColoured(): void {
  if (metrics.firstColouredUnit !== null) return;
  metrics.firstColouredUnit = performance.now();
  performance.mark('first-coloured-unit');
}

export function pictureWhole(): void {
  metrics.firstPicture ??= performance.now();
}
