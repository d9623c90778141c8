/** The pointer on the map: what is under it, what a click means, and the outlines that answer. */
import type { Map as MapLibre, MapMouseEvent } from 'maplibre-gl';
import type { Features } from './features.ts';
import type { Picture } from './style.ts';
import type { FoundFeature, MapEvents, Scene } from './types.ts';

/** How near a point or line must be to be meant. */
const MOUSE_PX = 6;
const FINGER_PX = 16;

type Key = 's' | 'h';
type Now = () => { picture: Picture | null; scene: Scene | null; features: Features | null };

export class Pointer {
  readonly #map: MapLibre;
  readonly #events: MapEvents;
  readonly #state: Now;
  /** Units outlined now, by key, with the source they were set in. */
  readonly #outlined: Record<Key, { source: string; ids: number[] } | null> = { s: null, h: null };
  #previewed: { source: string; id: number } | null = null;
  #hovered: number | null = null;
  #frame = 0;
  #touch = false;
  #onHexagon = false;
  #pointed: FoundFeature | null = null;

  constructor(map: MapLibre, events: MapEvents, state: Now) {
    this.#map = map;
    this.#events = events;
    this.#state = state;
    const canvas = map.getCanvasContainer();
    const kind = (event: PointerEvent) => {
      this.#touch = event.pointerType === 'touch';
    };
    canvas.addEventListener('pointerdown', kind, { capture: true });
    canvas.addEventListener('pointermove', kind, { capture: true });
    map.on('mousemove', (event) => this.#moves(event));
    map.on('mouseout', () => this.#leaves());
    // What lies under the pointer when the map has come to rest is told by its next move.
    map.on('movestart', () => {
      this.#hexagon(null);
      this.#point(null);
    });
    map.on('click', (event) => this.#clicks(event));
  }

  destroy(): void {
    cancelAnimationFrame(this.#frame);
  }

  get outlines(): boolean {
    return this.#outlined.s !== null || this.#outlined.h !== null;
  }

  /** Outlines the unit under the pointer, or one that a list points at. */
  highlight(id: number | null): void {
    this.#outline('h', id);
    this.#preview(id);
  }

  select(id: number | null): void {
    this.#outline('s', id);
  }

  #leaves(): void {
    cancelAnimationFrame(this.#frame);
    this.#hexagon(null);
    this.#point(null);
    if (this.#hovered === null) return;
    this.#hovered = null;
    this.#map.getContainer().classList.remove('over');
    this.highlight(null);
    this.#events.hover(null, 0, 0);
  }

  #moves(event: MapMouseEvent): void {
    if (this.#touch || this.#map.isMoving()) return;
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => {
      const [feature = null] = this.#found(event.point);
      const live = feature !== null;
      this.#point(feature);
      const id = live || this.#hexagon(event) ? null : this.#unit(event.point);
      if (live) this.#hexagon(null);
      this.#map.getContainer().classList.toggle('over', id !== null || live);
      if (id !== this.#hovered) this.highlight(id);
      if (id !== null || this.#hovered !== null) this.#events.hover(id, event.point.x, event.point.y);
      this.#hovered = id;
    });
  }

  #clicks(event: MapMouseEvent): void {
    // The second click of a double click would enter what the first one has just opened.
    if (event.originalEvent.detail > 1) return;
    const found = this.#found(event.point);
    const id = found.length > 0 ? null : this.#unit(event.point);
    const { lng: lon, lat } = event.lngLat;
    if (found.length > 0) this.#events.features(found, { lon, lat });
    else if (id === null) this.#events.leave();
    else this.#events.enter(id);
  }

  #found(point: { x: number; y: number }): FoundFeature[] {
    return this.#state().features?.found(point, this.#touch ? FINGER_PX : MOUSE_PX) ?? [];
  }

  /** Tells which feature lies under the pointer when it is another one, and once when it has left. */
  #point(found: FoundFeature | null): void {
    if (found?.layer === this.#pointed?.layer && found?.id === this.#pointed?.id) return;
    this.#pointed = found;
    this.#events.pointed?.(found);
  }

  /** Tells which hexagon lies under the pointer, and once when it has left. */
  #hexagon(event: MapMouseEvent | null): boolean {
    const found = event && this.#state().features?.hexAt(event.lngLat.lng, event.lngLat.lat);
    if (event && found) this.#events.hex?.({ ...found, x: event.point.x, y: event.point.y });
    else if (this.#onHexagon) this.#events.hex?.(null);
    this.#onHexagon = Boolean(found);
    return this.#onHexagon;
  }

  /** The painted unit at a point; for communes painted by their former district, the district. */
  #unit(point: { x: number; y: number }): number | null {
    const { picture, scene } = this.#state();
    if (!picture || !scene) return null;
    const fill = `${picture.key}/fill`;
    if (!this.#map.getLayer(fill)) return null;
    for (const { id } of this.#map.queryRenderedFeatures([point.x, point.y], { layers: [fill] })) {
      if (typeof id !== 'number' || !scene.paints.has(id)) continue;
      return scene.level === 'former' ? (scene.group.get(id) ?? id) : id;
    }
    return null;
  }

  #outline(key: Key, id: number | null): void {
    const { picture, scene } = this.#state();
    const old = this.#outlined[key];
    const ids = id === null || !scene ? [] : members(scene, id);
    const source = picture?.units ?? null;
    if (old?.source === source && old?.ids.join() === ids.join()) return;
    if (old && this.#map.getSource(old.source))
      for (const unit of old.ids)
        this.#map.setFeatureState({ source: old.source, sourceLayer: 'units', id: unit }, { [key]: 0 });
    this.#outlined[key] = null;
    if (source === null || ids.length === 0) return;
    for (const unit of ids) this.#map.setFeatureState({ source, sourceLayer: 'units', id: unit }, { [key]: 1 });
    this.#outlined[key] = { source, ids };
  }

  #preview(id: number | null): void {
    const { picture } = this.#state();
    const source = picture?.next ?? null;
    const set = (at: { source: string; id: number }, h: number) => {
      if (this.#map.getSource(at.source)) this.#map.setFeatureState({ ...at, sourceLayer: 'lines' }, { h });
    };
    if (this.#previewed) set(this.#previewed, 0);
    this.#previewed = id === null || source === null ? null : { source, id };
    if (this.#previewed) set(this.#previewed, 1);
  }
}

/** The painted units that an id stands for: itself, or the communes of a former district. */
export function members(scene: Scene, id: number): number[] {
  if (scene.level !== 'former') return scene.paints.has(id) ? [id] : [];
  const found: number[] = [];
  for (const [unit, group] of scene.group) if (group === id && scene.paints.has(unit)) found.push(unit);
  return found;
}
