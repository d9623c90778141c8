/** Which cells are asked for: their resolution at a zoom, the box around what is seen. */
import type { Bounds } from './types.ts';

/** Average area of an H3 cell in km², by resolution (h3geo.org, table of cell statistics). */
const AREA_KM2 = [
  4_357_449.416, 609_788.441792, 86_801.780399, 12_393.434655, 1_770.347654, 252.903858, 36.129062, 5.161293, 0.737328,
  0.105333, 0.015048, 0.00215, 0.000307, 0.0000439, 0.00000627, 0.000000895,
] as const;
export const FINEST = AREA_KM2.length - 1;
/** From a zoom on, this resolution: its cells are then 37 to 100 px wide. */
const RES_OF_ZOOM: readonly (readonly [zoom: number, res: number])[] = [
  [15.8, 11],
  [14.4, 10],
  [13, 9],
  [11.6, 8],
  [10.2, 7],
  [8.8, 6],
  [7.4, 5],
  [6, 4],
  [4.6, 3],
  [0, 2],
];
const KM_PER_DEG = 111.195;
/** Share of the width and height seen that is asked for on every side as well, for a short drag. */
const MARGIN = 0.25;

export function areaOf(res: number): number {
  return AREA_KM2[res] ?? 0;
}

/** The resolution for a zoom among those offered: the next coarser where it is not offered, else the coarsest. */
export function resolutionOf(zoom: number, offered: readonly number[]): number | null {
  const wanted = RES_OF_ZOOM.find(([from]) => zoom >= from)?.[1] ?? 0;
  return coarserThan(wanted + 1, offered) ?? (offered.length > 0 ? Math.min(...offered) : null);
}

/** The finest resolution offered below this one; null when there is none. */
export function coarserThan(res: number, offered: readonly number[]): number | null {
  const found = offered.filter((one) => one < res);
  return found.length > 0 ? Math.max(...found) : null;
}

/** Width of a cell in km, corner to corner; a cell may be a third wider than the average. */
function widthOf(res: number): number {
  return 1.35 * 2 * Math.sqrt((2 * areaOf(res)) / (3 * Math.sqrt(3)));
}

function grown([west, south, east, north]: Bounds, lon: number, lat: number): Bounds {
  return [Math.max(-180, west - lon), Math.max(-85, south - lat), Math.min(180, east + lon), Math.min(85, north + lat)];
}

function cellSpan([, south, , north]: Bounds, res: number): [lon: number, lat: number] {
  const lat = widthOf(res) / KM_PER_DEG;
  return [lat / Math.max(0.1, Math.cos(((south + north) * Math.PI) / 360)), lat];
}

/** What must be asked for so that every cell touching the box is counted whole. */
export function needed(box: Bounds, res: number): Bounds {
  return grown(box, ...cellSpan(box, res));
}

/** What is asked for: more than needed, on round numbers, so that the same place gives the same address. */
export function askedBox(box: Bounds, res: number): Bounds {
  const [lon, lat] = cellSpan(box, res);
  const [west, south, east, north] = box;
  const wide = grown(box, lon + (east - west) * MARGIN, lat + (north - south) * MARGIN);
  const unit = 10 ** Math.floor(Math.log10(Math.max(1e-5, (north - south) / 10)));
  const round = (value: number, to: (x: number) => number) => Number((to(value / unit) * unit).toFixed(6));
  return [
    Math.max(-180, round(wide[0], Math.floor)),
    Math.max(-85, round(wide[1], Math.floor)),
    Math.min(180, round(wide[2], Math.ceil)),
    Math.min(85, round(wide[3], Math.ceil)),
  ];
}

export function contains(outer: Bounds, inner: Bounds): boolean {
  return outer[0] <= inner[0] && outer[1] <= inner[1] && outer[2] >= inner[2] && outer[3] >= inner[3];
}
