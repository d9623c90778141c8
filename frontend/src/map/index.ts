/** A map of one province: give it scenes, hear what the user does with them. */
import './map.css';
import type { Map as MapLibre } from 'maplibre-gl';
import { openCanvas } from './canvas.ts';
import { Controls } from './controls.ts';
import type { Features } from './features.ts';
import { heard } from './heard.ts';
import { Insets } from './insets.ts';
import * as metrics from './metrics.ts';
import { forgetWidths } from './names.ts';
import { Outline } from './outline.ts';
import { type OutlinePoints, Overlay, type Surroundings } from './overlay.ts';
import { patternImages } from './patterns.ts';
import { Pictures } from './pictures.ts';
import type { Box } from './placement.ts';
import { members, Pointer } from './pointer.ts';
import { ringPoints } from './rings.ts';
import { terrainOf } from './terrain.ts';
import { readTokens, type Tokens } from './tokens.ts';
import type { Archipelago, MapHome, MapOptions, Padding, ProvinceMap, Scene, ShownLayer, Words } from './types.ts';
import { parsed, Viewpoint } from './viewpoint.ts';

export { onChange } from './changes.ts';
export type * from './types.ts';

const NARROW_PX = 700;
const NO_PADDING: Padding = { left: 0, right: 0, top: 0, bottom: 0 };
const FACE = "600 12px 'Be Vietnam Pro'";
/** Names wait this long for their face at most. */
const FACE_WAIT_MS = 1500;

/** Puts a province map into `element`. */
export function createMap(element: HTMLElement, options: MapOptions): ProvinceMap {
  return new Stage(element, options);
}

class Stage implements ProvinceMap {
  readonly #root = document.createElement('div');
  readonly #map: MapLibre;
  readonly #options: MapOptions;
  readonly #overlay: Overlay;
  readonly #insets: Insets;
  readonly #country: Outline;
  readonly #controls: Controls;
  readonly #pointer: Pointer;
  readonly #viewpoint: Viewpoint;
  #pictures: Pictures | null = null;
  #features: Features | null = null;
  #opening: Promise<void> | null = null;
  #tokens: Tokens;
  #words: Words;
  #archipelagos: readonly Archipelago[] = [];
  #home: MapHome = { outline: null, layers: [] };
  #scene: Scene | null = null;
  #layers: readonly ShownLayer[] = [];
  #outline: { key: string; points: OutlinePoints } = { key: '', points: [] };
  #dirty = { names: false, surroundings: true };
  #coloured = false;
  /** The canvas is empty and hidden: no tile of the units came. */
  #blank = true;
  #unitsCame = false;
  #gone = false;
  /** Boxes of the screen that no name may cover. */
  #boxes: readonly Box[] = [];
  /** Whether tiles of the provinces came since the names around home were placed. */
  #farStale = false;

  constructor(element: HTMLElement, options: MapOptions) {
    this.#options = { ...options, events: heard(options.events, (shown) => this.setLayers(shown)) };
    this.#words = options.words;
    this.#root.className = 'map-root';
    element.append(this.#root);
    this.#tokens = readTokens(this.#root);
    const canvas = document.createElement('div');
    canvas.className = 'map-canvas blank';
    this.#root.append(canvas);
    const view = parsed(options.view);
    this.#map = openCanvas(canvas, view);
    this.#overlay = new Overlay(this.#map);
    this.#country = new Outline(this.#map);
    this.#overlay.dark = options.theme === 'dark';
    this.#insets = new Insets((id) => options.events.enter(id));
    this.#viewpoint = new Viewpoint(
      this.#map,
      options.padding ?? NO_PADDING,
      view !== null,
      () => this.#insets.blocked(this.#root.getBoundingClientRect()),
      options.events.moved,
    );
    this.#controls = new Controls({
      zoomIn: () => this.#viewpoint.zoomBy(1),
      zoomOut: () => this.#viewpoint.zoomBy(-1),
      fit: () => {
        this.refit();
        options.events.moved(null);
      },
    });
    this.#root.append(this.#overlay.element, this.#insets.element, this.#controls.scale, this.#controls.element);
    this.#pointer = new Pointer(this.#map, this.#options.events, () => ({
      picture: this.#pictures?.wanted ?? null,
      scene: this.#scene,
      features: this.#features,
    }));
    this.#applyWords();
    this.#place();
    this.#listen();
    void this.#loadFace();
  }

  setHome(home: MapHome): void {
    const { outline } = this.#home;
    this.#home = home;
    if (home.outline !== outline) void this.#loadOutline();
    this.#showLayers();
  }

  setScene(scene: Scene): void {
    this.#scene = scene;
    metrics.given(scene);
    const { fit, selected, anchors } = scene;
    this.#viewpoint.follow(fit, selected, selected === null ? undefined : anchors.get(selected));
    if (this.#pictures !== null) {
      const before = this.#pictures.wanted?.key;
      const units = this.#pictures.show(scene, this.#overlay.pixelsPerKm());
      if (this.#pictures.wanted?.key !== before) this.#pointer.highlight(null);
      this.#pointer.select(scene.selected);
      metrics.sceneSet(units);
    }
    this.#dirty.names = true;
    this.#map.triggerRepaint();
  }

  setTheme(theme: 'light' | 'dark'): void {
    this.#overlay.dark = theme === 'dark';
    this.#tokens = readTokens(this.#root);
    if (this.#pictures === null) return;
    this.#addPatterns();
    this.#pictures.setTheme(this.#tokens);
    this.#features?.setTheme(this.#tokens);
    this.#dirty.names = true;
    this.#map.triggerRepaint();
  }

  setLayers(shown: readonly ShownLayer[]): void {
    this.#layers = shown;
    this.#showLayers();
  }

  setWords(words: Words, archipelagos: readonly Archipelago[]): void {
    this.#words = words;
    this.#archipelagos = archipelagos;
    this.#applyWords();
    this.#surroundingsChanged();
  }

  setPadding(padding: Padding): void {
    if (JSON.stringify(padding) === JSON.stringify(this.#viewpoint.padding)) return;
    this.#viewpoint.padding = padding;
    this.#place();
    // Beside panels that fold away the map keeps its place; on a phone the sheet covers most of it.
    if (this.#narrow) this.#viewpoint.settle();
    this.#surroundingsChanged();
  }

  refit(): void {
    this.#viewpoint.refit(true);
  }

  highlight(id: number | null): void {
    this.#pointer.highlight(id);
  }

  flyTo(lon: number, lat: number, zoom: number): void {
    this.#viewpoint.goTo(lon, lat, zoom);
  }

  destroy(): void {
    this.#gone = true;
    this.#pointer.destroy();
    this.#features?.destroy();
    this.#map.remove();
    this.#root.remove();
  }

  #listen(): void {
    const map = this.#map;
    map.once('style.load', () => this.#styleLoaded());
    map.on('move', () => this.#overlay.carry());
    map.on('moveend', () => this.#surroundingsChanged());
    map.on('zoomend', () => {
      if (this.#scene && this.#pictures) this.#pictures.show(this.#scene, this.#overlay.pixelsPerKm());
    });
    map.on('resize', () => {
      this.#place();
      this.#viewpoint.resized();
      this.#surroundingsChanged();
    });
    map.on('idle', () => {
      if (!this.#farStale) return;
      this.#farStale = false;
      this.#surroundingsChanged();
    });
    map.on('sourcedata', (event) => {
      const { units, provinces } = this.#pictures?.wanted ?? {};
      if (event.tile && event.sourceId === provinces) this.#farStale = true;
      if (event.sourceId !== units) return;
      this.#outline.key = '';
      if (!event.tile || !this.#scene) return;
      this.#unitsCame = true;
      if (this.#scene.paints.size > 0) this.#coloured = true;
    });
    map.on('render', () => {
      if (this.#coloured) metrics.unitColoured();
      if (this.#unitsCame) this.#reveal();
      this.#arrange();
      metrics.frameEnds();
    });
  }

  #styleLoaded(): void {
    const map = this.#map;
    this.#addPatterns();
    this.#pictures = new Pictures(
      map,
      this.#tokens,
      () => this.#country.begin(),
      () => this.#pointer.outlines,
    );
    let first = true;
    this.#pictures.onSwap = () => {
      this.#reveal();
      metrics.pictureWhole();
      this.#outline.key = '';
      this.#dirty = { names: true, surroundings: true };
      this.#farStale = false;
      this.#features?.groundChanged();
      map.triggerRepaint();
      if (first) this.#country.draw();
      first = false;
    };
    this.#showLayers();
    if (this.#scene) this.setScene(this.#scene);
    this.#surroundingsChanged();
  }

  /** Shows the canvas; it was empty until now, and to lay that over the page costs as much as a map. */
  #reveal(): void {
    if (!this.#blank) return;
    this.#blank = false;
    this.#map.getContainer().classList.remove('blank');
    // After this frame is on its way.
    setTimeout(() => {
      if (this.#gone) return;
      this.#pictures?.dress();
      this.#options.events.drawn?.();
    });
  }

  /** What draws layers is fetched when the first one is switched on. */
  #showLayers(): void {
    if (this.#features !== null) this.#features.show(this.#layers);
    else if (this.#pictures !== null && this.#layers.length > 0)
      this.#opening ??= this.#openFeatures().catch(() => {
        // The next layer switched on asks for the script again.
        this.#opening = null;
      });
  }

  async #openFeatures(): Promise<void> {
    const { Features } = await import('./features.ts');
    if (this.#gone) return;
    this.#features = new Features(this.#map, this.#tokens, {
      known: (id) => this.#home.layers.find((layer) => layer.id === id),
      events: this.#options.events,
      aboveFills: () => this.#aboveFills(),
    });
    this.#features.show(this.#layers);
  }

  #aboveFills(): string | undefined {
    const id = `${this.#pictures?.current?.key}/gone`;
    return this.#map.getLayer(id) ? id : undefined;
  }

  #addPatterns(): void {
    for (const { name, data, pixelRatio } of patternImages(this.#tokens)) {
      if (this.#map.hasImage(name)) this.#map.updateImage(name, data);
      else this.#map.addImage(name, data, { pixelRatio });
    }
  }

  async #loadFace(): Promise<void> {
    const late = new Promise((resolve) => setTimeout(resolve, FACE_WAIT_MS));
    await Promise.race([document.fonts.load(FACE, 'Ếặờử'), late]).catch(() => undefined);
    forgetWidths();
    this.#surroundingsChanged();
  }

  async #loadOutline(): Promise<void> {
    if (!(await this.#country.load(this.#home.outline))) return;
    if (this.#pictures?.current) this.#country.draw();
    this.#surroundingsChanged();
  }

  get #narrow(): boolean {
    return this.#root.clientWidth < NARROW_PX;
  }

  /** Whether full insets would lie over the land: on a phone, and on a small laptop between its panels. */
  get #cramped(): boolean {
    return (
      this.#narrow || this.#root.clientWidth - this.#viewpoint.padding.left - this.#viewpoint.padding.right < NARROW_PX
    );
  }

  #applyWords(): void {
    this.#controls.setWords(this.#words);
    this.#map.getCanvas().setAttribute('aria-label', this.#words.map);
  }

  #place(): void {
    const narrow = this.#narrow;
    this.#controls.place(this.#viewpoint.padding, narrow);
    const gap = narrow ? 4 : 12;
    const { style } = this.#insets.element;
    style.right = `${(narrow ? 4 : this.#viewpoint.padding.right) + gap}px`;
    style.bottom = `${this.#viewpoint.padding.bottom + gap}px`;
  }

  #surroundingsChanged(): void {
    this.#dirty = { names: true, surroundings: true };
    this.#map.triggerRepaint();
  }

  /** Runs inside the frame that draws, so that marks and fills never disagree. */
  #arrange(): void {
    const scene = this.#scene;
    if (!this.#dirty.names || !scene || this.#map.isMoving()) return;
    // Names and marks belong to what is painted: while a new picture is under way the old ones stay.
    const first = this.#pictures === null || (this.#pictures.loading && this.#pictures.current === null);
    if (this.#pictures?.loading && !first) return;
    const around: Surroundings = {
      archipelagos: this.#archipelagos,
      sea: this.#words.sea,
      home: scene.home,
      terrain: (grid, free) => terrainOf(this.#map, this.#pictures?.current?.provinces, grid, free),
    };
    if (this.#dirty.surroundings) {
      this.#controls.setScale(this.#overlay.pixelsPerKm());
      const [sw, ne] = this.#view();
      this.#insets.draw(this.#archipelagos, this.#country.shapesOf(scene), scene, [...sw, ...ne], this.#cramped);
      this.#viewpoint.besideDrawn();
      // Asking where a box is makes the browser lay out the page: never in a step of time.
      this.#boxes = this.#blocked();
      if (!first) this.#overlay.arrangeFar(this.#viewpoint.padding, this.#boxes, around);
    }
    this.#dirty = { names: false, surroundings: false };
    // Names come with the first picture, which makes all of this anew; only the insets have a say in where it lies.
    if (first) return;
    this.#insets.paint(scene);
    this.#overlay.arrange(scene, this.#viewpoint.padding, this.#boxes, this.#outlinePoints(scene), around);
  }

  /** What can be seen between the panels. */
  #view(): [[number, number], [number, number]] {
    const { clientWidth: width, clientHeight: height } = this.#root;
    const { left, right, top, bottom } = this.#viewpoint.padding;
    const sw = this.#map.unproject([left, height - bottom]);
    const ne = this.#map.unproject([width - right, top]);
    return [
      [sw.lng, sw.lat],
      [ne.lng, ne.lat],
    ];
  }

  #blocked(): Box[] {
    const container = this.#root.getBoundingClientRect();
    const boxes = [this.#controls.element, this.#controls.scale].map((element): Box => {
      const r = element.getBoundingClientRect();
      return [r.left - container.left, r.top - container.top, r.right - container.left, r.bottom - container.top];
    });
    return [...boxes, ...this.#insets.blocked(container)];
  }

  /** Points of the selected unit's outline on the screen: no name may cross it. */
  #outlinePoints(scene: Scene): OutlinePoints {
    const picture = this.#pictures?.current;
    if (!picture || scene.selected === null) return [];
    const { lng, lat } = this.#map.getCenter();
    const key = [picture.key, scene.selected, lng, lat, this.#map.getZoom()].join();
    if (key === this.#outline.key) return this.#outline.points;
    const points = ringPoints(this.#map, picture.units, members(scene, scene.selected));
    this.#outline = { key, points };
    return points;
  }
}
