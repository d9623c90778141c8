/** Where the map looks: the main land inside the free rectangle. */
import maplibregl, { type LngLatLike, type Map as MapLibre } from 'maplibre-gl';
import type { Box } from './placement.ts';
import type { Bounds, Padding } from './types.ts';

/** Free ground left around what is fitted, px. */
const BREATH_PX = 26;
const MOVE_MS = 400;
const TILE_PX = 512;
/** Least distance of the selected unit from what covers the map, px. */
const CLEAR_PX = 36;
/** Marks a movement as the user's own: it stays, and goes into the address. */
const BY_HAND = { originalEvent: new Event('press') };
/** Part of the window that the fitted land may always use: on a phone it runs under the sheet rather than shrink to a stamp. */
const LEAST_ROOM = 0.4;

export function reducedMotion(): boolean {
  return matchMedia('(prefers-reduced-motion: reduce)').matches;
}

const ease = (t: number) => 1 - (1 - t) ** 3;

/** Padding that leaves something to look at, however small the window is. */
export function usable(padding: Padding, width: number, height: number): Padding {
  const squeeze = (a: number, b: number, room: number) => {
    const over = a + b + 2 * BREATH_PX + LEAST_ROOM * room - room;
    return over <= 0
      ? [a, b]
      : [Math.max(0, a - (over * a) / Math.max(1, a + b)), Math.max(0, b - (over * b) / Math.max(1, a + b))];
  };
  const [left = 0, right = 0] = squeeze(padding.left, padding.right, width);
  const [top = 0, bottom = 0] = squeeze(padding.top, padding.bottom, height);
  return { left, right, top, bottom };
}

type Camera = { center: LngLatLike; zoom: number };
export type Place = { lon: number; lat: number };

/** A place that must be seen, and what covers the map besides the panels: boxes at its right edge. */
export type Seen = { place: Place; beside: readonly Box[] };

/** The same camera, moved just as far as a place needs to lie clear of what covers the map. */
function clearing(map: MapLibre, camera: Camera, { place, beside }: Seen, padding: Padding): Camera {
  const { clientWidth, clientHeight } = map.getContainer();
  const { MercatorCoordinate } = maplibregl;
  const size = TILE_PX * 2 ** camera.zoom;
  const from = MercatorCoordinate.fromLngLat(camera.center);
  const to = MercatorCoordinate.fromLngLat([place.lon, place.lat]);
  const x = (to.x - from.x) * size + clientWidth / 2;
  const y = (to.y - from.y) * size + clientHeight / 2;
  const toY = within(y, padding.top, clientHeight - padding.bottom);
  const right = Math.min(
    clientWidth - padding.right,
    ...beside.filter(([, top, , bottom]) => toY > top - CLEAR_PX && toY < bottom + CLEAR_PX).map(([left]) => left),
  );
  const toX = within(x, padding.left, right);
  const center = new MercatorCoordinate(from.x + (x - toX) / size, from.y + (y - toY) / size).toLngLat();
  return { ...camera, center };
}

function within(at: number, from: number, to: number): number {
  const clear = Math.max(0, Math.min(CLEAR_PX, (to - from) / 2));
  return Math.max(from + clear, Math.min(to - clear, at));
}

/** Shows the main land, and of it in any case the selected unit. */
export function fitTo(
  map: MapLibre,
  bounds: Bounds,
  selected: Seen | undefined,
  padding: Padding,
  animate: boolean,
): void {
  const { clientWidth, clientHeight } = map.getContainer();
  const p = usable(padding, clientWidth, clientHeight);
  const around = {
    left: p.left + BREATH_PX,
    right: p.right + BREATH_PX,
    top: p.top + BREATH_PX,
    bottom: p.bottom + BREATH_PX,
  };
  const target = map.cameraForBounds([bounds[0], bounds[1], bounds[2], bounds[3]], { padding: around, maxZoom: 13 });
  if (target?.center === undefined || target.zoom === undefined) return;
  const camera: Camera = { center: target.center, zoom: target.zoom };
  glide(map, selected ? clearing(map, camera, selected, padding) : camera, animate);
}

/** A camera that stands there already is left alone: while it moves, no name is placed. */
function glide(map: MapLibre, camera: Camera, animate: boolean, event?: typeof BY_HAND): void {
  const { clientWidth, clientHeight } = map.getContainer();
  const { x, y } = map.project(camera.center);
  const off = Math.hypot(x - clientWidth / 2, y - clientHeight / 2);
  if (off < 0.5 && Math.abs(map.getZoom() - camera.zoom) < 1e-3 && !map.isMoving()) return;
  map.easeTo({ ...camera, duration: animate && !reducedMotion() ? MOVE_MS : 0, easing: ease }, event);
}

/** Moves a view that the user has chosen so that the selected unit is seen; by as little as that needs. */
export function clear(map: MapLibre, selected: Seen, padding: Padding): void {
  const seen: Camera = { center: map.getCenter(), zoom: map.getZoom() };
  glide(map, clearing(map, seen, selected, padding), true, BY_HAND);
}

export function zoomBy(map: MapLibre, steps: number): void {
  map.zoomTo(map.getZoom() + steps, { duration: reducedMotion() ? 0 : MOVE_MS / 2 }, BY_HAND);
}

export function moveTo(map: MapLibre, lon: number, lat: number, zoom: number): void {
  const duration = reducedMotion() ? 0 : MOVE_MS;
  map.easeTo({ center: [lon, lat], zoom, duration, easing: ease });
}

/** `lng,lat,zoom` as the address of the page holds it. */
export function written(map: MapLibre): string {
  const { lng, lat } = map.getCenter();
  return `${lng.toFixed(4)},${lat.toFixed(4)},${map.getZoom().toFixed(2)}`;
}

export function parsed(view: string | null | undefined): { center: [number, number]; zoom: number } | null {
  const parts = (view ?? '').split(',').map(Number);
  const [lng, lat, zoom] = parts;
  if (parts.length !== 3 || lng === undefined || lat === undefined || zoom === undefined) return null;
  if (![lng, lat, zoom].every(Number.isFinite) || Math.abs(lat) > 85) return null;
  return { center: [lng, lat], zoom };
}
