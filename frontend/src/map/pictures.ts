/** The picture on the canvas and the one being made ready below it: the old stays until the new is whole. */
import type { GeoJSONSource, LayerSpecification, Map as MapLibre } from 'maplibre-gl';
import { isActive, READABLE_PX } from './marks.ts';
import { changedStates, PATTERNS, stateOf, type UnitState } from './paint.ts';
import { CIRCLE_SOURCE, type Picture, partBorder, pictureLayers, previewLayer } from './style.ts';
import type { Tokens } from './tokens.ts';
import type { Anchor, Level, Scene } from './types.ts';
import { leaveOut } from './unseen.ts';

/** Sources kept for a return; MapLibre holds a few of their tiles, the browser's cache the rest. */
const KEPT_SOURCES = 6;
const BELOW: Partial<Record<string, Level>> = { province: 'district', district: 'commune' };

export class Pictures {
  readonly #map: MapLibre;
  #tokens: Tokens;
  readonly #below: () => void;
  readonly #outlines: () => boolean;
  current: Picture | null = null;
  #pending: Picture | null = null;
  /** States set, by source. */
  readonly #applied = new Map<string, Map<number, UnitState>>();
  /** Patterns by their position, and dashes of what is gone, that any unit has now, by source. */
  readonly #marked = new Map<string, Set<number | 'gone'>>();
  readonly #circles = new Map<number, string>();
  #circleAnchors: ReadonlyMap<number, Anchor> | null = null;
  #recent: string[] = [];
  #dressed = false;
  /** Which picture's parts are bordered for a scale of values, or not. */
  #scale = '';
  /** Called when a new picture has become the current one. */
  onSwap: () => void = () => {};

  /**
   * @param below adds the sources of what lies under the units. Tiles are fetched in the order of their sources: the
   *   units' come first.
   * @param outlines says whether any unit is outlined: selected or under the pointer.
   */
  constructor(map: MapLibre, tokens: Tokens, below: () => void, outlines: () => boolean) {
    this.#map = map;
    this.#tokens = tokens;
    this.#below = below;
    this.#outlines = outlines;
    map.on('render', () => this.#swapWhenWhole());
    map.on('idle', () => this.#preview());
    map.on('error', ({ error }) => {
      // biome-ignore lint/suspicious/noConsole: said as MapLibre itself says it where nobody listens
      console.error(error);
      // A picture waits for a tile until it came or failed; after one that failed nothing else draws a frame.
      map.triggerRepaint();
    });
  }

  /** The picture that `show` last asked for, whole or not. */
  get wanted(): Picture | null {
    return this.#pending ?? this.current;
  }

  get loading(): boolean {
    return this.#pending !== null;
  }

  /** Draws a scene; returns how many units had to be set. */
  show(scene: Scene, pixelsPerKm: number): number {
    const picture = this.#pictureOf(scene);
    if (picture === null) return 0;
    if (picture.key !== this.wanted?.key) this.#begin(picture);
    const target = this.wanted ?? picture;
    this.#setScale(target, scene);
    this.#setCircles(scene);
    return this.#setStates(target, scene, pixelsPerKm);
  }

  setTheme(tokens: Tokens): void {
    this.#tokens = tokens;
    for (const picture of [this.current, this.#pending]) {
      if (picture === null) continue;
      for (const layer of [...pictureLayers(picture, tokens), previewLayer(picture, tokens)])
        if (layer !== null && this.#map.getLayer(layer.id)) this.#repaint(layer);
      if (hasParts(picture)) this.#borders(picture);
    }
  }

  #repaint(layer: LayerSpecification): void {
    for (const [name, value] of Object.entries(layer.paint ?? {}))
      if (name.endsWith('-color')) this.#map.setPaintProperty(layer.id, name, value as string);
  }

  #pictureOf(scene: Scene): Picture | null {
    const level: Level = scene.level === 'former' ? 'commune' : scene.level;
    const units = scene.tiles[level];
    const provinces = scene.tiles.province ?? units;
    if (!units || !provinces) return null;
    const below = BELOW[scene.level];
    const next = below === 'district' && !scene.tiles.district ? 'commune' : below;
    const home = [...scene.home].sort((a, b) => a - b);
    const [provinceSource, unitSource] = [
      this.#source(scene.tiles.province ? 'province' : level, provinces.version),
      this.#source(level, units.version),
    ];
    const nextTiles = next ? scene.tiles[next] : undefined;
    const nextSource = next && nextTiles ? this.#source(next, nextTiles.version) : null;
    this.#addSource(scene, unitSource);
    if (this.wanted === null) this.#addBelow();
    this.#addSource(scene, provinceSource);
    if (nextSource) this.#addSource(scene, nextSource);
    const key = [scene.level, unitSource, provinceSource, home.join('+')].join(' ');
    return { key, level: scene.level, provinces: provinceSource, units: unitSource, next: nextSource, home };
  }

  #addBelow(): void {
    this.#map.addSource(CIRCLE_SOURCE, { type: 'geojson', data: { type: 'FeatureCollection', features: [] } });
    this.#below();
  }

  #source(level: Level, version: string): string {
    return `units-${level}/${version}`;
  }

  #addSource(scene: Scene, id: string): void {
    this.#recent = [id, ...this.#recent.filter((other) => other !== id)];
    if (this.#map.getSource(id)) return;
    const level = id.slice('units-'.length, id.indexOf('/')) as Level;
    const tiles = scene.tiles[level];
    if (!tiles) return;
    const { minzoom, maxzoom } = tiles;
    this.#map.addSource(id, {
      type: 'vector',
      tiles: [`${location.origin}/tiles/${id}/{z}/{x}/{y}.mvt`],
      minzoom,
      maxzoom,
    });
  }

  #begin(picture: Picture): void {
    if (this.#pending !== null) this.#remove(this.#pending);
    this.#pending = null;
    if (picture.key === this.current?.key) return;
    const drawn = this.#map.getStyle().layers;
    const before = this.current ? `${this.current.key}/sea` : drawn[0]?.id;
    const layers = pictureLayers(picture, this.#tokens);
    for (const layer of this.#dressed ? layers : layers.filter(colours)) this.#add(picture, layer, before);
    this.#pending = picture;
  }

  /**
   * Adds to the first picture all but the colours of its units; call once the first of them is seen.
   *
   * Each layer more would hold up the first unit: its tiles are made ready for all of them at once.
   */
  dress(): void {
    if (this.#dressed) return;
    this.#dressed = true;
    const picture = this.wanted;
    if (picture === null) return;
    const drawn = this.#map.getStyle().layers.map(({ id }) => id);
    let above = drawn[drawn.findLastIndex((id) => id.startsWith(`${picture.key}/`)) + 1];
    for (const layer of pictureLayers(picture, this.#tokens).reverse()) {
      if (!drawn.includes(layer.id)) this.#add(picture, layer, above);
      above = layer.id;
    }
    if (hasParts(picture)) this.#borders(picture);
  }

  #add(picture: Picture, layer: LayerSpecification, before: string | undefined): void {
    this.#map.addLayer(layer, before);
    const name = layer.id.slice(picture.key.length + 1);
    const pattern = (PATTERNS as readonly string[]).indexOf(name);
    if (pattern > 0) leaveOut(this.#map, layer.id, () => this.#isMarked(picture, pattern));
    else if (name === 'gone') leaveOut(this.#map, layer.id, () => this.#isMarked(picture, name));
    else if (OUTLINES.test(name)) leaveOut(this.#map, layer.id, this.#outlines);
  }

  #isMarked(picture: Picture, mark: number | 'gone'): boolean {
    return this.#marked.get(picture.units)?.has(mark) ?? false;
  }

  #remove(picture: Picture): void {
    for (const { id } of this.#map.getStyle().layers) if (id.startsWith(`${picture.key}/`)) this.#map.removeLayer(id);
  }

  #swapWhenWhole(): void {
    const pending = this.#pending;
    if (pending === null) return;
    if (![pending.provinces, pending.units].every((id) => this.#map.isSourceLoaded(id))) return;
    if (!this.#dressed) {
      // No unit was seen: there is none here, or its tiles failed.
      this.dress();
      return;
    }
    if (this.current !== null) this.#remove(this.current);
    this.current = pending;
    this.#pending = null;
    this.#forget();
    this.onSwap();
  }

  #forget(): void {
    const used = new Set([this.current?.provinces, this.current?.units, this.current?.next]);
    for (const id of this.#recent.slice(KEPT_SOURCES)) {
      if (used.has(id)) continue;
      if (this.#map.getSource(id)) this.#map.removeSource(id);
      this.#applied.delete(id);
      this.#marked.delete(id);
      this.#recent = this.#recent.filter((other) => other !== id);
    }
  }

  /** The tier below is fetched when all else is there, so that the pointer can preview it within a frame. */
  #preview(): void {
    const picture = this.current;
    if (picture === null || picture.next === null || this.#pending !== null) return;
    const layer = previewLayer(picture, this.#tokens);
    if (layer === null || this.#map.getLayer(layer.id)) return;
    this.#map.addLayer(layer, `${picture.key}/coast`);
  }

  #setStates(picture: Picture, scene: Scene, pixelsPerKm: number): number {
    const wanted = new Map<number, UnitState>();
    for (const [id, paint] of scene.paints) {
      const side = Math.sqrt(scene.anchors.get(scene.group.get(id) ?? id)?.area_km2 ?? Number.POSITIVE_INFINITY);
      const large = paint.blank === null || side * pixelsPerKm >= READABLE_PX;
      wanted.set(id, stateOf(paint, isActive(scene, id, scene.group.get(id)), large));
    }
    const applied = this.#applied.get(picture.units) ?? new Map<number, UnitState>();
    this.#applied.set(picture.units, applied);
    const changed = changedStates(applied, wanted);
    const target = { source: picture.units, sourceLayer: 'units' };
    for (const [id, state] of changed) this.#map.setFeatureState({ ...target, id }, state);
    if (changed.length > 0) this.#marked.set(picture.units, marksOf(applied));
    return changed.length;
  }

  #setScale(picture: Picture, scene: Scene): void {
    if (!hasParts(picture)) return;
    let scale = false;
    for (const { fill } of scene.paints.values()) if (fill?.startsWith('seq')) scale = true;
    const wanted = `${picture.key} ${scale}`;
    if (wanted === this.#scale) return;
    this.#scale = wanted;
    this.#borders(picture);
  }

  #borders(picture: Picture): void {
    const id = `${picture.key}/parts`;
    if (!this.#map.getLayer(id)) return;
    for (const [name, value] of Object.entries(partBorder(this.#tokens, this.#scale.endsWith(' true'))))
      this.#map.setPaintProperty(id, name as 'line-color', value as string);
  }

  #setCircles(scene: Scene): void {
    const source = { source: CIRCLE_SOURCE };
    let any = false;
    for (const paint of scene.paints.values()) if (paint.radius !== null) any = true;
    if (!any && this.#circles.size === 0) return;
    if (any && this.#circleAnchors !== scene.anchors) {
      this.#circleAnchors = scene.anchors;
      (this.#map.getSource(CIRCLE_SOURCE) as GeoJSONSource).setData(points(scene.anchors));
    }
    for (const id of this.#circles.keys())
      if (scene.paints.get(id)?.radius == null) {
        this.#map.setFeatureState({ ...source, id }, { r: 0, o: 0 });
        this.#circles.delete(id);
      }
    for (const [id, paint] of scene.paints) {
      if (paint.radius === null) continue;
      const { f, o } = stateOf({ ...paint, radius: null }, isActive(scene, id), true);
      const key = `${paint.radius} ${f} ${o}`;
      if (this.#circles.get(id) === key) continue;
      this.#circles.set(id, key);
      this.#map.setFeatureState({ ...source, id }, { r: paint.radius, f, o });
    }
  }
}

const hasParts = (picture: Picture) => picture.level === 'province' || picture.level === 'district';

/** Layers that only show a unit outlined. */
const OUTLINES = /^(unit|group)-/;

function marksOf(states: ReadonlyMap<number, UnitState>): Set<number | 'gone'> {
  const marks = new Set<number | 'gone'>();
  for (const { b, x } of states.values()) {
    if (b > 0) marks.add(b);
    if (x === 1) marks.add('gone');
  }
  return marks;
}

/** Whether a layer is the colour of the units; the page itself has that of the sea. */
const colours = ({ id }: LayerSpecification) => id.endsWith('/fill');

function points(anchors: ReadonlyMap<number, Anchor>): GeoJSON.FeatureCollection {
  const features = [...anchors].map<GeoJSON.Feature>(([id, { lon, lat }]) => ({
    type: 'Feature',
    id,
    properties: {},
    geometry: { type: 'Point', coordinates: [lon, lat] },
  }));
  return { type: 'FeatureCollection', features };
}
