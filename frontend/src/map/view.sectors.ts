/** The sectors on the map: made of the features in the tiles that are shown, made anew when those change. */
import type { GeoJSONSource, MapGeoJSONFeature, Map as MapLibre } from 'maplibre-gl';
import { hasSectors, type Said, sourceOf, VIEW_ZOOM, viewsOf } from './features.look.ts';
import { metresPerPixel, type Position, type Sight, sector, sightOf } from './view.ts';

/** The selected one is drawn at least so long, so that its direction shows. */
const LEAST_PX = 70;
/** More would hide each other; the points themselves are all there. */
const MOST = 4_000;
/** Share of the map's width and height around it that gets sectors too, for a short drag. */
const MARGIN = 0.25;
const NONE: GeoJSON.FeatureCollection = { type: 'FeatureCollection', features: [] };

type Seen = { key: string; at: Position; sight: Sight; properties: Record<string, unknown> };

export class Sectors {
  readonly #map: MapLibre;
  /** What is drawn, by layer. */
  readonly #drawn = new Map<string, string>();

  constructor(map: MapLibre) {
    this.#map = map;
  }

  /** Makes the source; its style layers come after it. */
  add(layer: string): void {
    if (!this.#map.getSource(viewsOf(layer))) this.#map.addSource(viewsOf(layer), { type: 'geojson', data: NONE });
  }

  remove(layer: string): void {
    if (this.#map.getSource(viewsOf(layer))) this.#map.removeSource(viewsOf(layer));
    this.#drawn.delete(layer);
  }

  /** Follows the tiles shown, the zoom and the selection. */
  draw(layer: string, said: Said, selected: string | null): void {
    const source = this.#map.getSource<GeoJSONSource>(viewsOf(layer));
    if (!source || !hasSectors(said.view)) return;
    const seen = this.#map.getZoom() < VIEW_ZOOM ? [] : this.#seen(layer, said.view);
    const chosen = seen.some(({ key }) => key === selected);
    const wanted = JSON.stringify([seen, chosen ? [selected, this.#map.getZoom()] : null]);
    if (wanted === (this.#drawn.get(layer) ?? '[[],null]')) return;
    this.#drawn.set(layer, wanted);
    const features = seen.map((one) => this.#feature(one, one.key === selected));
    source.setData({ type: 'FeatureCollection', features });
  }

  #seen(layer: string, fields: { heading: string; view_deg: string; reach_m: string }): Seen[] {
    const { width, height } = this.#map.transform;
    const found = new Map<string, Seen>();
    for (const feature of this.#map.querySourceFeatures(sourceOf(layer), { sourceLayer: layer })) {
      const key = keyOf(feature);
      if (key === null || found.has(key) || feature.geometry.type !== 'Point') continue;
      const sight = sightOf(feature.properties, fields);
      if (sight === null) continue;
      const at = feature.geometry.coordinates as Position;
      const { x, y } = this.#map.project(at);
      if (Math.abs(x / width - 0.5) > 0.5 + MARGIN || Math.abs(y / height - 0.5) > 0.5 + MARGIN) continue;
      found.set(key, { key, at, sight, properties: feature.properties });
      if (found.size === MOST) break;
    }
    return [...found.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
  }

  #feature({ at, sight, properties }: Seen, selected: boolean): GeoJSON.Feature {
    const least = LEAST_PX * metresPerPixel(at[1], this.#map.getZoom());
    const drawn = selected ? { ...sight, reach_m: Math.max(sight.reach_m, least) } : sight;
    return {
      type: 'Feature',
      properties: selected ? { ...properties, _selected: true } : properties,
      geometry: { type: 'Polygon', coordinates: [sector(at, drawn)] },
    };
  }
}

/** A feature's key as text: a key that is no integer is the property `_key`. */
export function keyOf(feature: Pick<MapGeoJSONFeature, 'id' | 'properties'>): string | null {
  const key: unknown = feature.properties._key ?? feature.id ?? feature.properties.id;
  return typeof key === 'string' || typeof key === 'number' ? String(key) : null;
}
