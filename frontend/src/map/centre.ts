/** Where the map must look so that a place lies in the middle of what the panels leave free. */
import type { Padding } from './types.ts';

/** Side of a tile of MapLibre's at zoom 0, px: then the whole world. */
const WORLD_PX = 512;
const RADIAN = Math.PI / 180;

/**
 * The middle of the map that shows a place in the middle of the free rectangle.
 *
 * @param place longitude and latitude in degrees, the latitude within Web Mercator.
 * @param padding what covers the map at its edges, px.
 * @returns longitude and latitude in degrees.
 */
export function centreFor([lon, lat]: readonly [number, number], zoom: number, padding: Padding): [number, number] {
  const size = WORLD_PX * 2 ** zoom;
  const right = (padding.left - padding.right) / 2;
  const down = (padding.top - padding.bottom) / 2;
  const northward = Math.asinh(Math.tan(lat * RADIAN)) + (2 * Math.PI * down) / size;
  return [lon - (360 * right) / size, Math.atan(Math.sinh(northward)) / RADIAN];
}
