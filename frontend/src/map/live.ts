/** Layers that are switched on: drawn from live tiles by what the layer itself says, whatever it is. */
import type { LayerSpecification, Map as MapLibre } from 'maplibre-gl';
import { onChange } from './changes.ts';
import { type Tokens, token } from './tokens.ts';
import type { LiveLayer } from './types.ts';

const BADGE_PX = 26;
const ICON_PX = 16;
const REFRESH_MS = 150;
const PREFIX = 'live:';

type Style = { layers?: LayerSpecification[] };

export class LiveLayers {
  readonly #map: MapLibre;
  readonly #known: Map<string, LiveLayer>;
  readonly #shown = new Map<string, string[]>();
  readonly #stale = new Set<string>();
  readonly #styles = new Map<string, Promise<Style | null>>();
  #tokens: Tokens;
  #timer = 0;
  readonly #deaf: () => void;

  constructor(map: MapLibre, known: readonly LiveLayer[], tokens: Tokens) {
    this.#map = map;
    this.#known = new Map(known.map((layer) => [layer.id, layer]));
    this.#tokens = tokens;
    this.#deaf = onChange(({ layer }) => this.#changed(layer));
    map.on('styleimagemissing', ({ id }) => void this.#addIcon(id));
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
    for (const name of this.#map.listImages()) if (name.startsWith('icon:')) this.#map.removeImage(name);
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
    const style = await this.#style(id);
    const known = this.#known.get(id);
    if (!known || !this.#shown.has(id) || this.#map.getSource(PREFIX + id)) return;
    const tiles = [`${location.origin}/tiles/${encodeURIComponent(id)}/live/{z}/{x}/{y}.mvt`];
    this.#map.addSource(PREFIX + id, { type: 'vector', tiles, minzoom: 0, maxzoom: 14 });
    const own = (style?.layers ?? []).flatMap((layer) => usable(layer, id, this.#tokens));
    const layers = own.length > 0 ? own : plain(known, this.#tokens);
    for (const layer of layers) this.#map.addLayer(layer);
    this.#shown.set(
      id,
      layers.map((layer) => layer.id),
    );
  }

  #style(id: string): Promise<Style | null> {
    let style = this.#styles.get(id);
    if (!style) {
      style = fetch(`/api/collections/${encodeURIComponent(id)}/style.json`)
        .then((reply) => (reply.ok ? (reply.json() as Promise<Style>) : null))
        .catch(() => null);
      this.#styles.set(id, style);
    }
    return style;
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

  async #addIcon(id: string): Promise<void> {
    const name = id.replace(/^icon:/, '');
    if (!/^[a-z0-9-]+$/.test(name) || this.#map.hasImage(id)) return;
    const reply = await fetch(`/icons/${name}.svg`).catch(() => null);
    const text = reply?.ok ? await reply.text() : '';
    const image = await badge(text, this.#tokens);
    if (image && !this.#map.hasImage(id)) this.#map.addImage(id, image, { pixelRatio: 2 });
  }
}

/** A layer of the layer's own style, on our source; letters are left out, since the map has no glyphs to draw them with. */
function usable(layer: LayerSpecification, id: string, t: Tokens): LayerSpecification[] {
  if (layer.type === 'background' || !('source' in layer)) return [];
  const { 'text-field': _text, 'text-font': _font, ...layout } = (layer.layout ?? {}) as Record<string, unknown>;
  if (layer.type === 'symbol' && layout['icon-image'] === undefined) return [];
  const symbol = layer.type === 'symbol' ? { 'icon-allow-overlap': true, ...layout } : layout;
  const paint = JSON.parse(JSON.stringify(layer.paint ?? {}), (_key, value: unknown) =>
    typeof value === 'string' && t.has(value) ? token(t, value) : value,
  ) as object;
  return [
    { ...layer, id: `${PREFIX}${id}/${layer.id}`, source: PREFIX + id, layout: symbol, paint } as LayerSpecification,
  ];
}

function plain(layer: LiveLayer, t: Tokens): LayerSpecification[] {
  const common = { source: PREFIX + layer.id, 'source-layer': layer.id };
  const color = token(t, 'accent');
  if (layer.geometry.includes('polygon'))
    return [
      {
        id: `${PREFIX}${layer.id}/fill`,
        type: 'fill',
        ...common,
        paint: { 'fill-color': color, 'fill-opacity': 0.25 },
      },
    ];
  if (layer.geometry.includes('line'))
    return [
      { id: `${PREFIX}${layer.id}/line`, type: 'line', ...common, paint: { 'line-color': color, 'line-width': 2 } },
    ];
  return [
    {
      id: `${PREFIX}${layer.id}/icon`,
      type: 'symbol',
      ...common,
      layout: { 'icon-image': `icon:${layer.icon ?? 'map-pin'}`, 'icon-allow-overlap': true },
    },
  ];
}

/** An icon in a disc of the surface colour, at twice its size. */
async function badge(icon: string, t: Tokens): Promise<ImageData | null> {
  const side = BADGE_PX * 2;
  const canvas = document.createElement('canvas');
  canvas.width = side;
  canvas.height = side;
  const context = canvas.getContext('2d');
  if (!context) return null;
  context.beginPath();
  context.arc(side / 2, side / 2, side / 2 - 2, 0, Math.PI * 2);
  context.fillStyle = token(t, 'surface');
  context.fill();
  context.lineWidth = 2.5;
  context.strokeStyle = token(t, 'border-province');
  context.stroke();
  if (icon !== '') {
    const image = new Image();
    image.src = `data:image/svg+xml;utf8,${encodeURIComponent(icon.replaceAll('currentColor', token(t, 'ink')))}`;
    await image.decode().catch(() => undefined);
    const at = (side - ICON_PX * 2) / 2;
    context.drawImage(image, at, at, ICON_PX * 2, ICON_PX * 2);
  }
  return context.getImageData(0, 0, side, side);
}
