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
/**
 * Part of the window that the fitted land may use where the padding says no other: on a phone it runs under the sheet
 * rather than shrink to a stamp.
 */
const LEAST_ROOM = 0.4;

function reducedMotion(): boolean {
  return matchMedia('(prefers-reduced-motion: reduce)').matches;
}

const ease = (t: number) => 1 - (1 - t) ** 3;

/** Padding that leaves something to look at, however small the window is. */
export function usable(padding: Padding, width: number, height: number): Padding {
  const { least = LEAST_ROOM } = padding;
  const squeeze = (a: number, b: number, room: number) => {
    const over = a + b + 2 * BREATH_PX + least * room - room;
    return over <= 0
      ? [a, b]
      : [Math.max(0, a - (over * a) / Math.max(1, a + b)), Math.max(0, b - (over * b) / Math.max(1, a + b))];
  };
  const [left = 0, right = 0] = squeeze(padding.left, padding.right, width);
  const [top = 0, bottom = 0] = squeeze(padding.top, padding.bottom, height);
  return { left, right, top, bottom };
}

type Camera = { center: LngLatLike; zoom: number };
type Place = { lon: number; lat: number };

/**
 * The same camera, moved just as far as a place needs to lie clear of what covers the map.
 * @param beside boxes at the right edge, besides the panels.
 */
function clearing(map: MapLibre, camera: Camera, place: Place, padding: Padding, beside: readonly Box[]): Camera {
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

/** The camera that shows the main land between the panels. */
function fitting(map: MapLibre, bounds: Bounds, padding: Padding): Camera | null {
  const { clientWidth, clientHeight } = map.getContainer();
  const p = usable(padding, clientWidth, clientHeight);
  const around = {
    left: p.left + BREATH_PX,
    right: p.right + BREATH_PX,
    top: p.top + BREATH_PX,
    bottom: p.bottom + BREATH_PX,
  };
  const target = map.cameraForBounds([bounds[0], bounds[1], bounds[2], bounds[3]], { padding: around, maxZoom: 13 });
  return target?.center === undefined || target.zoom === undefined
    ? null
    : { center: target.center, zoom: target.zoom };
}

/** Which land the map shows, and whether the user has chosen another place by hand. */
export class Viewpoint {
  readonly #map: MapLibre;
  /** What covers the map besides the panels; empty until it is drawn. */
  readonly #beside: () => readonly Box[];
  /** What the panels cover. */
  padding: Padding;
  #byHand: boolean;
  #fit: Bounds | null = null;
  #fitted: string | null = null;
  #selected: { id: number | null; place: Place | undefined } = { id: null, place: undefined };
  #besideKnown = false;
  /** Where a movement of our own that is under way will end. */
  #goal: { camera: Camera; event: typeof BY_HAND | undefined } | null = null;
  /** Another movement takes the place of one under way, which has come to nowhere. */
  #replacing = false;
  readonly #chosen: (place: string | null) => void;

  /**
   * @param chosen is told the place that the user chose, and null when it is given up.
   */
  constructor(
    map: MapLibre,
    padding: Padding,
    byHand: boolean,
    beside: () => readonly Box[],
    chosen: (place: string | null) => void,
  ) {
    this.#map = map;
    this.padding = padding;
    this.#byHand = byHand;
    this.#beside = beside;
    this.#chosen = chosen;
    map.on('moveend', (event) => {
      this.#goal = null;
      if (!event.originalEvent || this.#replacing) return;
      this.#byHand = true;
      chosen(written(map));
    });
  }

  /** The land to show, and where the selected unit is, if it is painted. Nothing moves while both stay. */
  follow(fit: Bounds | null, id: number | null, place: Place | undefined): void {
    const another = this.#fit !== null && id !== this.#selected.id;
    this.#fit = fit;
    this.#selected = { id, place };
    if (fit !== null && fit.join() !== this.#fitted) {
      const first = this.#fitted === null;
      this.#fitted = fit.join();
      // The place in the address wins over the first fit.
      if (first && this.#byHand) return;
      if (this.#byHand) this.#chosen(null);
      this.refit(!first);
    } else if (another) this.settle();
  }

  /** The first fit did not know what would be drawn over the map. */
  besideDrawn(): void {
    if (this.#besideKnown || this.#beside().length === 0) return;
    this.#besideKnown = true;
    if (!this.#byHand) this.refit(false);
  }

  /** A movement under way would end beside its goal: MapLibre reckons it for the size at its start. */
  resized(): void {
    if (!this.#byHand) this.refit(false);
    else if (this.#goal !== null) this.#move(this.#goal.camera, 0, this.#goal.event);
  }

  /** Back to the land of the scene, and of it in any case the selected unit. */
  refit(animate: boolean): void {
    if (this.#fit === null) return;
    this.#byHand = false;
    const camera = fitting(this.#map, this.#fit, this.padding);
    if (camera !== null) this.#glide(this.#clearing(camera), animate);
  }

  goTo(lon: number, lat: number, zoom: number): void {
    this.#byHand = true;
    this.#move({ center: [lon, lat], zoom }, MOVE_MS);
  }

  zoomBy(steps: number): void {
    const { center, zoom } = this.#aim();
    this.#move({ center, zoom: zoom + steps }, MOVE_MS / 2, BY_HAND);
  }

  /** What is selected must be seen; a place chosen by hand gives way only as far as that needs. */
  settle(): void {
    if (!this.#byHand) this.refit(true);
    else if (this.#selected.place) this.#glide(this.#clearing(this.#aim()), true, BY_HAND);
  }

  /** The camera as it will be once it has come to rest. */
  #aim(): Camera {
    return this.#goal?.camera ?? { center: this.#map.getCenter(), zoom: this.#map.getZoom() };
  }

  #clearing(camera: Camera): Camera {
    const { place } = this.#selected;
    return place === undefined ? camera : clearing(this.#map, camera, place, this.padding, this.#beside());
  }

  /** A camera that stands there already is left alone: while it moves, no name is placed. */
  #glide(camera: Camera, animate: boolean, event?: typeof BY_HAND): void {
    const map = this.#map;
    const { clientWidth, clientHeight } = map.getContainer();
    const { x, y } = map.project(camera.center);
    const off = Math.hypot(x - clientWidth / 2, y - clientHeight / 2);
    if (off < 0.5 && Math.abs(map.getZoom() - camera.zoom) < 1e-3 && !map.isMoving()) return;
    this.#move(camera, animate ? MOVE_MS : 0, event);
  }

  #move(camera: Camera, duration: number, event?: typeof BY_HAND): void {
    this.#replacing = true;
    this.#map.stop();
    this.#replacing = false;
    this.#goal = { camera, event };
    this.#map.easeTo({ ...camera, duration: reducedMotion() ? 0 : duration, easing: ease }, event);
  }
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
