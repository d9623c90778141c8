/**
 * What the map costs, for the benches: `window.__gis.metrics`.
 *
 * A slider step is the JavaScript of the input's handler up to the new scene, plus that of the frame that draws it.
 * GL calls are another machine's matter, so with `?measure=1` their time is taken and subtracted.
 */

export type Step = { units: number; handler: number; frame: number; gl: number; total: number };

type Metrics = { steps: Step[]; firstColouredUnit: number | null };

declare global {
  interface Window {
    __gis?: { metrics: Metrics } & Record<string, unknown>;
  }
}

export const metrics: Metrics = { steps: [], firstColouredUnit: null };

const INPUTS = ['input', 'keydown', 'pointerdown', 'click', 'change'] as const;
const KEPT = 500;
let inputAt = 0;
let pending: { units: number; handler: number } | null = null;
let glTime = 0;
let frameStart: number | null = null;
const measuring = new URLSearchParams(location.search).has('measure');

/** Installs the clock of inputs; with `?measure=1` in the address also the clocks of frames and GL calls. */
export function install(): void {
  window.__gis = { ...window.__gis, metrics };
  for (const name of INPUTS)
    window.addEventListener(
      name,
      (event) => {
        inputAt = event.timeStamp;
      },
      { capture: true },
    );
  if (measuring) measureGl();
}

/** Lends the map itself to tests and to whoever measures: `window.__gis.map`. */
export function expose(map: object): void {
  window.__gis = { ...window.__gis, metrics, map };
}

/** Call when a new scene has been handed over: `units` is the number of units set again. */
export function sceneSet(units: number): void {
  const now = performance.now();
  const handler = now - inputAt < 1000 ? now - inputAt : 0;
  pending = { units, handler };
}

/** Takes the start of every frame of a map; MapLibre announces only the end. */
export function timeFrames(map: object): void {
  if (!measuring) return;
  const timed = map as { _render: (...parameters: unknown[]) => unknown };
  const render = timed._render.bind(map);
  timed._render = (...parameters) => {
    frameStart = performance.now();
    glTime = 0;
    return render(...parameters);
  };
}

export function frameEnds(): void {
  if (pending === null || frameStart === null) return;
  const frame = performance.now() - frameStart;
  const step = { ...pending, frame, gl: glTime, total: pending.handler + frame - glTime };
  metrics.steps.push(step);
  if (metrics.steps.length > KEPT) metrics.steps.shift();
  pending = null;
}

export function unitColoured(): void {
  if (metrics.firstColouredUnit !== null) return;
  metrics.firstColouredUnit = performance.now();
  performance.mark('first-coloured-unit');
}

function measureGl(): void {
  const prototype = WebGL2RenderingContext.prototype as unknown as Record<string, unknown>;
  for (const name of Object.getOwnPropertyNames(prototype)) {
    const descriptor = Object.getOwnPropertyDescriptor(prototype, name);
    const call: unknown = descriptor?.value;
    if (typeof call !== 'function') continue;
    prototype[name] = function timed(this: unknown, ...parameters: unknown[]): unknown {
      const start = performance.now();
      try {
        return call.apply(this, parameters);
      } finally {
        glTime += performance.now() - start;
      }
    };
  }
}
