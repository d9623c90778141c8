/** The columns of a histogram of time: where they stand, which lie in the window, where a grip lands. */

import type { DensityReply } from '../types.ts';
import type { Window } from './span.ts';

export type Bins = {
  /** One more than columns, in milliseconds, growing. */
  edges: readonly number[];
  counts: readonly number[];
  most: number;
};

export const NO_BINS: Bins = { edges: [], counts: [], most: 0 };

export function binsOf(reply: DensityReply): Bins {
  const edges = reply.edges.map((edge) => Date.parse(edge));
  if (edges.length < 2 || edges.length !== reply.count.length + 1) return NO_BINS;
  return { edges, counts: reply.count, most: Math.max(...reply.count) };
}

export function extentOf({ edges }: Bins): Window | null {
  const [from] = edges;
  const to = edges.at(-1);
  return from === undefined || to === undefined ? null : { from, to };
}

/** Where an instant stands along the axis, 0 to 1. */
export function share(at: number, { from, to }: Window): number {
  return Math.min(1, Math.max(0, (at - from) / (to - from)));
}

/** The edge nearest to an instant: its number. */
export function nearestEdge(at: number, edges: readonly number[]): number {
  let low = 0;
  let high = edges.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((edges[middle] as number) <= at) low = middle;
    else high = middle;
  }
  const [before, after] = [edges[low] ?? 0, edges[high] ?? 0];
  return at - before <= after - at ? low : high;
}

export type Grip = 'from' | 'to' | 'both';

/** The window after a grip, or the whole, was moved by so many columns; it stays on the axis and holds one at least. */
export function moved(window: Window, grip: Grip, by: number, edges: readonly number[]): Window {
  const last = edges.length - 1;
  if (last < 1) return window;
  const [a, b] = held(nearestEdge(window.from, edges), nearestEdge(window.to, edges), last);
  const clamp = (low: number, at: number, high: number) => Math.min(high, Math.max(low, at));
  if (grip === 'both') {
    const step = clamp(-a, by, last - b);
    return { from: edges[a + step] as number, to: edges[b + step] as number };
  }
  // A grip that did not move keeps its instant, which may lie between two edges.
  if (grip === 'from') return { from: edges[clamp(0, a + by, b - 1)] as number, to: window.to };
  return { from: window.from, to: edges[clamp(a + 1, b + by, last)] as number };
}

function held(a: number, b: number, last: number): [number, number] {
  if (b > a) return [a, b];
  return a < last ? [a, a + 1] : [a - 1, a];
}

/** How much of a column lies in the window, 0 to 1. */
export function inside(from: number, to: number, window: Window): number {
  return Math.max(0, Math.min(to, window.to) - Math.max(from, window.from)) / (to - from);
}

/** The sum of the columns whose middle lies in the window. */
export function counted({ edges, counts }: Bins, window: Window): number {
  return counts.reduce((sum, count, at) => {
    const middle = ((edges[at] as number) + (edges[at + 1] as number)) / 2;
    return middle >= window.from && middle < window.to ? sum + count : sum;
  }, 0);
}

export type Tick = { at: number; kind: 'hour' | 'day' | 'month' | 'year' };
const HOUR_MS = 3_600_000;
const LOCAL_MS = 7 * HOUR_MS;
const STEPS: readonly [Tick['kind'], number][] = [
  ['hour', 1],
  ['hour', 3],
  ['hour', 6],
  ['day', 1],
  ['day', 7],
  ['month', 1],
  ['month', 3],
  ['year', 1],
  ['year', 2],
  ['year', 5],
  ['year', 10],
  ['year', 50],
];

/** Whole local hours, days, months or years along the axis, so many at most. */
export function ticksOf({ from, to }: Window, most: number): readonly Tick[] {
  for (const [kind, step] of STEPS) {
    const found = along(from, to, kind, step, most);
    if (found !== null) return found;
  }
  return [];
}

function along(from: number, to: number, kind: Tick['kind'], step: number, most: number): Tick[] | null {
  const found: Tick[] = [];
  const start = new Date(from + LOCAL_MS);
  const [y, m, d] = [start.getUTCFullYear(), start.getUTCMonth(), start.getUTCDate()];
  for (let n = 0; found.length <= most; n += 1) {
    const local =
      kind === 'year'
        ? Date.UTC(Math.ceil(y / step) * step + n * step, 0)
        : kind === 'month'
          ? Date.UTC(y, Math.floor(m / step) * step + n * step)
          : kind === 'day'
            ? Date.UTC(y, m, d + n * step)
            : Date.UTC(y, m, d, n * step);
    const at = local - LOCAL_MS;
    if (at > to) return found;
    if (at >= from) found.push({ at, kind });
  }
  return null;
}
