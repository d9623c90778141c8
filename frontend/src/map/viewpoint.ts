/** Where the map looks: the main land inside the free rectangle. */
import type { Map as MapLibre } from 'maplibre-gl';
import type { Bounds, Padding } from './types.ts';

/** Free ground left around what is fitted, px. */
const BREATH_PX = 26;
const MOVE_MS = 400;
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

export function fitTo(map: MapLibre, bounds: Bounds, padding: Padding, animate: boolean): void {
  const { clientWidth, clientHeight } = map.getContainer();
  const p = usable(padding, clientWidth, clientHeight);
  const around = {
    left: p.left + BREATH_PX,
    right: p.right + BREATH_PX,
    top: p.top + BREATH_PX,
    bottom: p.bottom + BREATH_PX,
  };
  const target = map.cameraForBounds([bounds[0], bounds[1], bounds[2], bounds[3]], { padding: around, maxZoom: 13 });
  if (!target) return;
  const duration = animate && !reducedMotion() ? MOVE_MS : 0;
  map.easeTo({ ...target, bearing: 0, pitch: 0, duration, easing: ease });
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
