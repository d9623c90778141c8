/** Layers that are switched on: drawn from live tiles by what the layer itself says, whatever it is. */
import type { LayerSpecification, Map as MapLibre } from 'maplibre-gl';
import { onChange } from './changes.ts';
import { type Tokens, token } from './tokens.ts';
import type { LiveLayer } from './types.ts';

const ICON_PX = 13;
const BEAM_PX = 44;
const REFRESH_MS = 150;
const PREFIX = 'live:';
const BEAM = 'beam';
/** From these zooms on a point is a disc with its icon, and shows where it looks; before, a plain dot. */
const ICON_ZOOM = 9.5;
const BEAM_ZOOM = 10.5;

type Style = { layers?: LayerSpecification[]; sources?: Record<string, { minzoom?: number; maxzoom?: number }> };
type Field = { name: string; type: string; unit?: { en: string } };
type Said = { style: Style | null; fields: Field[] };

export class LiveLayers {
  readonly #map: MapLibre;
  readonly #known: Map<string, LiveLayer>;
  readonly #shown = new Map<string, string[]>();
  readonly #stale = new Set<string>();
  readonly #said = new Map<string, Promise<Said>>();
  #tokens: Tokens;
  #timer = 0;
  readonly #deaf: () => void;

  constructor(map: MapLibre, known: readonly LiveLayer[], tokens: Tokens) {
    this.#map = map;
    this.#known = new Map(known.map((layer) => [layer.id, layer]));
    this.#tokens = tokens;
    this.#deaf = onChange(({ layer }) => this.#changed(layer));
  }

  destroy(): void {
    this.#deaf();
    window.clearTimeout(this.#timer);
  }

  show(ids: readonly string[]): void {
    const wanted = new Set(ids.filter((id) => this.#known.has(id)));
    for (const id of [...this.#shown.keys()]) if (!wanted.has(id)) this.#remove(id);
    for (const id of wanted) if (!this.#shown.has(id)) void this.#add(id);
  }

  setTheme(tokens: Tokens): void {
    this.#tokens = tokens;
    const shown = [...this.#shown.keys()];
    for (const id of shown) this.#remove(id);
    for (const name of this.#map.listImages())
      if (name === BEAM || name.startsWith('icon:')) this.#map.removeImage(name);
    this.show(shown);
  }

  /** Ids of the style layers drawn, the lowest first. */
  drawn(): string[] {
    return [...this.#shown.values()].flat();
  }

  layerOf(source: string): string | null {
    return source.startsWith(PREFIX) ? source.slice(PREFIX.length) : null;
  }

  #remove(id: string): void {
    for (const layer of this.#shown.get(id) ?? []) if (this.#map.getLayer(layer)) this.#map.removeLayer(layer);
    if (this.#map.getSource(PREFIX + id)) this.#map.removeSource(PREFIX + id);
    this.#shown.delete(id);
  }

  async #add(id: string): Promise<void> {
    this.#shown.set(id, []);
    const known = this.#known.get(id);
    const [said] = await Promise.all([this.#ask(id), this.#addImage(BEAM), this.#addImage(iconOf(known))]);
    if (!known || !this.#shown.has(id) || this.#map.getSource(PREFIX + id)) return;
    const tiles = [`${location.origin}/tiles/${encodeURIComponent(id)}/live/{z}/{x}/{y}.mvt`];
    const { minzoom = 0, maxzoom = 14 } = Object.values(said.style?.sources ?? {})[0] ?? {};
    this.#map.addSource(PREFIX + id, { type: 'vector', tiles, minzoom, maxzoom });
    const layers = drawn(known, said, this.#tokens);
    for (const layer of layers) this.#map.addLayer(layer);
    this.#shown.set(
      id,
      layers.map((layer) => layer.id),
    );
  }

  #ask(id: string): Promise<Said> {
    const place = `/api/collections/${encodeURIComponent(id)}`;
    const said =
      this.#said.get(id) ??
      Promise.all([reply<Style>(`${place}/style.json`), reply<{ fields?: Field[] }>(place)]).then(
        ([style, collection]) => ({ style, fields: collection?.fields ?? [] }),
      );
    this.#said.set(id, said);
    return said;
  }

  #changed(layer: string | null): void {
    for (const id of this.#shown.keys()) if (layer === null || layer === id) this.#stale.add(id);
    if (this.#stale.size === 0) return;
    window.clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => {
      for (const id of this.#stale) if (this.#map.getSource(PREFIX + id)) this.#map.refreshTiles(PREFIX + id);
      this.#stale.clear();
    }, REFRESH_MS);
  }

  async #addImage(id: string): Promise<void> {
    if (id === BEAM) {
      const image = beam(this.#tokens);
      if (image && !this.#map.hasImage(id)) this.#map.addImage(id, image, { pixelRatio: 2 });
      return;
    }
    const name = id.replace(/^icon:/, '');
    if (name === id || !/^[a-z0-9-]+$/.test(name)) return;
    const answer = await fetch(`/icons/${name}.svg`).catch(() => null);
    const image = answer?.ok ? await icon(await answer.text(), this.#tokens) : null;
    if (image && !this.#map.hasImage(id)) this.#map.addImage(id, image, { pixelRatio: 2 });
  }
}

function iconOf(layer: LiveLayer | undefined): string {
  return `icon:${layer?.icon ?? 'map-pin'}`;
}

async function reply<T>(path: string): Promise<T | null> {
  const answer = await fetch(path).catch(() => null);
  return answer?.ok ? ((await answer.json()) as T) : null;
}

/** The style layers of a layer: its own colours, our sizes; a point gets its icon and, if it looks somewhere, a beam. */
function drawn(layer: LiveLayer, { style, fields }: Said, t: Tokens): LayerSpecification[] {
  const common = { source: PREFIX + layer.id, 'source-layer': layer.id };
  const own = (style?.layers ?? []).filter(({ type }) => type === 'fill' || type === 'line' || type === 'circle');
  const layers = (own.length > 0 ? own : [plain(layer, t)]).map(
    (part) => ({ ...part, ...common, id: `${PREFIX}${layer.id}/${part.id}` }) as LayerSpecification,
  );
  if (!layer.geometry.includes('point')) return layers;
  const towards = fields.find(({ type, unit }) => type === 'number' && unit?.en === 'degrees');
  const look: LayerSpecification[] = towards
    ? [
        {
          id: `${PREFIX}${layer.id}/beam`,
          type: 'symbol',
          ...common,
          minzoom: BEAM_ZOOM,
          filter: ['has', towards.name],
          layout: {
            'icon-image': BEAM,
            'icon-rotate': ['get', towards.name],
            'icon-rotation-alignment': 'map',
            'icon-allow-overlap': true,
            'icon-ignore-placement': true,
          },
        },
      ]
    : [];
  const face: LayerSpecification = {
    id: `${PREFIX}${layer.id}/icon`,
    type: 'symbol',
    ...common,
    minzoom: ICON_ZOOM,
    layout: {
      'icon-image': iconOf(layer),
      'icon-allow-overlap': true,
      'icon-ignore-placement': true,
    },
  };
  return [...look, ...layers.map((part) => sized(part, t)), face];
}

function sized(layer: LayerSpecification, t: Tokens): LayerSpecification {
  if (layer.type !== 'circle') return layer;
  const paint = {
    ...layer.paint,
    'circle-radius': ['interpolate', ['linear'], ['zoom'], 6, 2.5, 9, 5, ICON_ZOOM, 9, 12, 11],
    'circle-stroke-color': token(t, 'surface'),
    'circle-stroke-width': 1.5,
  };
  return { ...layer, paint } as LayerSpecification;
}

function plain(layer: LiveLayer, t: Tokens): LayerSpecification {
  const color = token(t, 'accent');
  const source = PREFIX + layer.id;
  if (layer.geometry.includes('polygon'))
    return { id: 'fill', type: 'fill', source, paint: { 'fill-color': color, 'fill-opacity': 0.25 } };
  if (layer.geometry.includes('line'))
    return { id: 'line', type: 'line', source, paint: { 'line-color': color, 'line-width': 2 } };
  return { id: 'point', type: 'circle', source, paint: { 'circle-color': color } };
}

function canvas(side: number): CanvasRenderingContext2D | null {
  const element = document.createElement('canvas');
  element.width = side;
  element.height = side;
  return element.getContext('2d');
}

/** An icon in white at twice its size: it stands on a disc of the layer's colour. */
async function icon(source: string, t: Tokens): Promise<ImageData | null> {
  const side = ICON_PX * 2;
  const context = canvas(side);
  if (!context) return null;
  const image = new Image();
  image.src = `data:image/svg+xml;utf8,${encodeURIComponent(source.replaceAll('currentColor', token(t, 'surface')))}`;
  await image.decode().catch(() => undefined);
  context.drawImage(image, 0, 0, side, side);
  return context.getImageData(0, 0, side, side);
}

/** A sector of 60° upwards from the middle, fading outwards. */
function beam(t: Tokens): ImageData | null {
  const side = BEAM_PX * 2;
  const context = canvas(side);
  if (!context) return null;
  const middle = side / 2;
  const gradient = context.createRadialGradient(middle, middle, 0, middle, middle, middle);
  gradient.addColorStop(0.3, token(t, 'ink'));
  gradient.addColorStop(1, 'transparent');
  context.globalAlpha = 0.5;
  context.fillStyle = gradient;
  context.beginPath();
  context.moveTo(middle, middle);
  context.arc(middle, middle, middle, (-2 * Math.PI) / 3, -Math.PI / 3);
  context.fill();
  return context.getImageData(0, 0, side, side);
}
