/** Layers that are switched on: drawn from live tiles by what each layer itself says, whatever it is. */
import type {
  FilterSpecification,
  Map as MapLibre,
  MapSourceDataEvent,
  PointLike,
  VectorTileSource,
} from 'maplibre-gl';
import { onChange } from './changes.ts';
import { addImage, BEAM, forgetImages, iconOf } from './features.images.ts';
import {
  isMarked,
  type Part,
  PREFIX,
  partsOf,
  patternedCodes,
  type Said,
  SLOTS,
  type Slot,
  slotId,
  sourceOf,
} from './features.look.ts';
import { tilesUrl } from './features.question.ts';
import { ask } from './features.said.ts';
import { Hexes, type HexWant } from './hexes.ts';
import type { Tokens } from './tokens.ts';
import type { FoundFeature, HexUnder, LiveLayer, MapEvents, ShownLayer, Thinned } from './types.ts';
import { keyOf, Sectors } from './view.sectors.ts';

const REFRESH_MS = 150;
const NOTHING: Thinned = { total: 0, leftOut: 0 };

type Entry = {
  layer: LiveLayer;
  want: ShownLayer;
  said: Said | null;
  /** The address that the source's tiles come from. */
  url: string;
  parts: readonly Part[];
  thinned: Thinned;
};
export type FeaturesHost = {
  events: MapEvents;
  /** A layer of the home by its id. */
  known(id: string): LiveLayer | undefined;
  /** The layer of the ground right above its fills; hexagons are drawn below it. */
  aboveFills(): string | undefined;
};

export class Features {
  readonly #map: MapLibre;
  readonly #host: FeaturesHost;
  readonly #shown = new Map<string, Entry>();
  /** What was last asked for, but for what is pointed at. */
  #asked = '';
  readonly #stale = new Set<string>();
  readonly #sectors: Sectors;
  readonly #hexes: Hexes;
  #tokens: Tokens;
  #timer = 0;
  #frame = 0;
  readonly #deaf: () => void;

  constructor(map: MapLibre, tokens: Tokens, host: FeaturesHost) {
    this.#map = map;
    this.#host = host;
    this.#tokens = tokens;
    for (const slot of SLOTS)
      map.addLayer({ id: slotId(slot), type: 'background', layout: { visibility: 'none' }, paint: {} });
    this.#sectors = new Sectors(map);
    this.#hexes = new Hexes(map, tokens, {
      above: () => this.#before('hexes'),
      told: (state) => host.events.hexes?.(state),
    });
    map.on('idle', () => this.#look());
    map.on('moveend', () => this.#lookSoon());
    map.on('sourcedata', (event) => this.#arrived(event));
    this.#deaf = onChange(({ layer }) => this.#changed(layer));
  }

  destroy(): void {
    this.#deaf();
    this.#hexes.destroy();
    window.clearTimeout(this.#timer);
    cancelAnimationFrame(this.#frame);
  }

  show(shown: readonly ShownLayer[]): void {
    const wanted = new Map(shown.filter(({ id }) => this.#host.known(id) !== undefined).map((want) => [want.id, want]));
    const asked = JSON.stringify(shown.map((want) => ({ ...want, pointed: null })));
    const points = [...wanted].some(([id, { pointed }]) => this.#shown.get(id)?.want.pointed !== pointed);
    if (points && asked === this.#asked) {
      this.#point(wanted);
      return;
    }
    this.#asked = asked;
    for (const id of [...this.#shown.keys()]) if (!wanted.has(id)) this.#remove(id);
    const before = new Map(this.#shown);
    this.#shown.clear();
    for (const [id, want] of wanted) {
      const layer = this.#host.known(id);
      if (layer === undefined) continue;
      const entry = before.get(id) ?? { layer, want, said: null, url: '', parts: [], thinned: NOTHING };
      entry.want = want;
      this.#shown.set(id, entry);
      if (!before.has(id)) void this.#add(entry);
      else if (entry.said !== null) this.#update(entry);
    }
    this.#arrange();
    this.#showHexes();
  }

  setTheme(tokens: Tokens): void {
    this.#tokens = tokens;
    this.#asked = '';
    const shown = [...this.#shown.values()].map(({ want }) => want);
    for (const id of [...this.#shown.keys()]) this.#remove(id);
    forgetImages(this.#map);
    this.#hexes.setTheme(tokens);
    this.show(shown);
  }

  /** Call when the ground was exchanged: areas and hexagons lie between its fills and its borders. */
  groundChanged(): void {
    const parts = [...this.#shown.values()].flatMap((entry) => entry.parts);
    this.#move(parts.filter(({ slot }) => slot === 'areas'));
    this.#hexes.draw();
  }

  /** Features within so many pixels of a point (areas: under it), the uppermost first, each once. */
  found({ x, y }: { x: number; y: number }, reach: number): FoundFeature[] {
    const layers = [...this.#shown.values()].flatMap((entry) =>
      asOf(entry) === 'hexes' ? [] : entry.parts.filter(({ kind }) => kind === 'own').map((part) => part.layer.id),
    );
    if (layers.length === 0) return [];
    const box: [PointLike, PointLike] = [
      [x - reach, y - reach],
      [x + reach, y + reach],
    ];
    const near = this.#map.queryRenderedFeatures(box, { layers });
    const under = new Set(this.#map.queryRenderedFeatures([x, y], { layers }).map(nameOf));
    const found = new Map<string, FoundFeature>();
    for (const feature of near) {
      const [name, id] = [nameOf(feature), keyOf(feature)];
      if (id === null || found.has(name) || (feature.layer.type === 'fill' && !under.has(name))) continue;
      found.set(name, { layer: feature.source.slice(PREFIX.length), id });
    }
    return [...found.values()];
  }

  hexAt(lon: number, lat: number): Omit<HexUnder, 'x' | 'y'> | null {
    return this.#hexes.at(lon, lat);
  }

  async #add(entry: Entry): Promise<void> {
    const { layer } = entry;
    const draw = (id: string) => addImage(this.#map, id, this.#tokens);
    const images = layer.geometry?.includes('point') ? [BEAM, iconOf(layer.icon)] : [];
    const [said] = await Promise.all([ask(layer.id, layer.geometry !== null), ...images.map(draw)]);
    await Promise.all(patternedCodes(said).map(({ image }) => draw(image)));
    if (this.#shown.get(layer.id) !== entry) return;
    entry.said = said;
    const { id, geometry } = layer;
    if (geometry !== null) {
      const { minzoom = 0, maxzoom = 14 } = Object.values(said.style?.sources ?? {})[0] ?? {};
      entry.url = tilesUrl(location.origin, id, entry.want);
      this.#map.addSource(sourceOf(id), { type: 'vector', tiles: [entry.url], minzoom, maxzoom });
      entry.parts = partsOf({ ...layer, geometry }, said, this.#tokens);
      if (entry.parts.some(({ kind }) => kind === 'view')) this.#sectors.add(id);
      for (const part of entry.parts) this.#map.addLayer(part.layer, this.#before(part.slot));
    }
    this.#update(entry);
    this.#arrange();
    this.#showHexes();
  }

  #remove(id: string): void {
    const entry = this.#shown.get(id);
    this.#shown.delete(id);
    this.#stale.delete(id);
    for (const { layer } of entry?.parts ?? []) if (this.#map.getLayer(layer.id)) this.#map.removeLayer(layer.id);
    this.#sectors.remove(id);
    if (this.#map.getSource(sourceOf(id))) this.#map.removeSource(sourceOf(id));
  }

  /** Another row is pointed at and all else is as it was: that changes filters alone, and asks for nothing. */
  #point(wanted: ReadonlyMap<string, ShownLayer>): void {
    for (const [id, entry] of this.#shown) {
      entry.want = wanted.get(id) ?? entry.want;
      this.#see(entry);
    }
  }

  /** Which parts are seen, and which feature each of those draws that mark one. */
  #see(entry: Entry): void {
    for (const { kind, layer } of entry.parts) {
      const marked = kind === 'selected' || kind === 'pointed' ? entry.want[kind] : undefined;
      const visible = marked === undefined ? asOf(entry) !== 'hexes' : marked !== null;
      const visibility = visible ? 'visible' : 'none';
      if ((this.#map.getLayoutProperty(layer.id, 'visibility') ?? 'visible') !== visibility)
        this.#map.setLayoutProperty(layer.id, 'visibility', visibility);
      if (marked !== undefined) this.#filter(layer.id, isMarked(marked));
    }
  }

  /** What of an entry's wish differs from what is drawn: what is seen of it, the question. */
  #update(entry: Entry): void {
    this.#see(entry);
    if (entry.parts.length > 0 && tilesUrl(location.origin, entry.layer.id, entry.want) !== entry.url) this.#catchUp();
    this.#lookSoon();
  }

  #filter(id: string, filter: FilterSpecification): void {
    if (JSON.stringify(this.#map.getFilter(id)) !== JSON.stringify(filter)) this.#map.setFilter(id, filter);
  }

  #changed(layer: string | null): void {
    for (const id of this.#shown.keys()) if (layer === null || layer === id) this.#stale.add(id);
    if (this.#stale.size === 0) return;
    window.clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => {
      for (const id of this.#stale) this.#hexes.changed(id);
      this.#catchUp();
    }, REFRESH_MS);
  }

  /**
   * Sets new questions and fetches changed rows, but only where no tile is on its way: the map library would take the
   * answer to the question before for the one to the new, whichever comes last. The others follow when theirs are there.
   */
  #catchUp(): void {
    window.clearTimeout(this.#timer);
    let waiting = false;
    for (const [id, entry] of this.#shown) {
      const source = this.#map.getSource<VectorTileSource>(sourceOf(id));
      if (source === undefined) continue;
      const url = tilesUrl(location.origin, id, entry.want);
      if (url === entry.url && !this.#stale.has(id)) continue;
      if (!this.#map.isSourceLoaded(sourceOf(id))) {
        waiting = true;
        continue;
      }
      if (url === entry.url) this.#map.refreshTiles(sourceOf(id));
      else source.setTiles([url]);
      entry.url = url;
      this.#stale.delete(id);
    }
    // A tile that came back unchanged tells nobody.
    if (waiting) this.#timer = window.setTimeout(() => this.#catchUp(), REFRESH_MS);
  }

  #arrived({ sourceId, tile }: MapSourceDataEvent): void {
    if (!tile || !sourceId.startsWith(PREFIX)) return;
    const entry = this.#shown.get(sourceId.slice(PREFIX.length));
    if (entry === undefined) return;
    if (tilesUrl(location.origin, entry.layer.id, entry.want) !== entry.url) this.#catchUp();
    this.#lookSoon();
  }

  #lookSoon(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => this.#look());
  }

  /** What follows from the tiles shown: sectors, and how many features they leave out. */
  #look(): void {
    for (const [id, entry] of this.#shown) {
      if (entry.said === null || entry.parts.length === 0) continue;
      this.#sectors.draw(id, entry.said, entry.want.selected);
      const thinned = asOf(entry) === 'hexes' ? NOTHING : this.#thinned(id);
      if (thinned.total === entry.thinned.total && thinned.leftOut === entry.thinned.leftOut) continue;
      entry.thinned = thinned;
      this.#host.events.thinned?.(id, thinned);
    }
  }

  #thinned(id: string): Thinned {
    let [total, leftOut] = [0, 0];
    for (const { properties } of this.#map.querySourceFeatures(sourceOf(id), { sourceLayer: 'meta' })) {
      total += Number(properties.total ?? 0);
      leftOut += Number(properties.left_out ?? 0);
    }
    return { total, leftOut };
  }

  #showHexes(): void {
    this.#hexes.show([...this.#shown.values()].flatMap((entry) => hexWant(entry) ?? []));
  }

  /** The layer right above a slot: areas and hexagons lie on the ground's fills, under its borders. */
  #before(slot: Slot): string {
    const ground = slot === 'areas' || slot === 'hexes' ? this.#host.aboveFills() : undefined;
    return ground ?? slotId(slot);
  }

  #move(parts: readonly Part[]): void {
    for (const { layer, slot } of parts) this.#map.moveLayer(layer.id, this.#before(slot));
  }

  /** Within each slot the layers lie in the order in which they are asked for. */
  #arrange(): void {
    const parts = [...this.#shown.values()].flatMap((entry) => entry.parts);
    const wanted = SLOTS.flatMap((slot) => parts.filter((part) => part.slot === slot));
    const ids = new Set(wanted.map(({ layer }) => layer.id));
    const drawn = this.#map.getLayersOrder().filter((id) => ids.has(id));
    if (wanted.every(({ layer }, i) => layer.id === drawn[i])) return;
    this.#move(wanted);
  }
}

/** A layer without hexagons is drawn as points, whatever was asked. */
function asOf({ said, want, layer }: Entry): ShownLayer['as'] {
  if (said === null || said.hexes === null) return 'points';
  return layer.geometry === null && want.as === 'both' ? 'hexes' : want.as;
}

function hexWant(entry: Entry): HexWant | null {
  const { layer, said, want } = entry;
  const offered = said?.hexes;
  if (!offered || asOf(entry) === 'points') return null;
  const by = [...offered.dimensions, ...offered.measures].find((name) => name === want.hex?.by) ?? null;
  const codes = said.fields.find(({ name }) => name === by)?.codes ?? [];
  return {
    layer: layer.id,
    question: want,
    offered,
    res: want.hex?.res ?? null,
    by: by,
    codes: codes.map(({ code, color }) => ({ code, color: color ?? null })),
  };
}

function nameOf(feature: Parameters<typeof keyOf>[0] & { source: string }): string {
  return `${feature.source}/${keyOf(feature)}`;
}
