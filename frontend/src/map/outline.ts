/** The country's outline: one small file behind the shore's bands and the insets. */
import type { GeoJSONSource, Map as MapLibre } from 'maplibre-gl';
import { OUTLINE_SOURCE } from './style.ts';
import { type OutlineUnit, type Shape, withBounds } from './surroundings.ts';
import type { Scene } from './types.ts';

export class Outline {
  readonly #map: MapLibre;
  #shapes: readonly Shape[] = [];

  constructor(map: MapLibre) {
    this.#map = map;
  }

  /** Asks for the file; says whether it came. Without it the map stands as well, only plainer. */
  async load(address: string | null | undefined): Promise<boolean> {
    if (!address) return false;
    try {
      const reply = await fetch(address);
      if (!reply.ok) return false;
      const { units } = (await reply.json()) as { units: (Omit<OutlineUnit, 'path'> & { path: unknown })[] };
      this.#shapes = units.map((unit) => withBounds({ ...unit, path: polygonsOf(unit.path) }));
      return true;
    } catch {
      return false;
    }
  }

  /** Adds the source that `draw` fills; empty until then, so that the first picture need not wait for wide bands. */
  begin(): void {
    this.#map.addSource(OUTLINE_SOURCE, {
      type: 'geojson',
      data: { type: 'FeatureCollection', features: [] },
      // The shore's bands are far wider than a tile's usual margin.
      buffer: 256,
      maxzoom: 8,
      tolerance: 0.5,
    });
  }

  /** Draws where the newest edition's land ends, under everything, for the bands along the shore. */
  draw(): void {
    const source = this.#map.getSource(OUTLINE_SOURCE) as GeoJSONSource | undefined;
    if (!source || this.#shapes.length === 0) return;
    const edition = this.#shapes
      .map((shape) => shape.edition)
      .sort()
      .at(-1);
    const land = this.#shapes.filter((shape) => shape.edition === edition).flatMap((shape) => shape.path);
    const geometry = { type: 'MultiLineString' as const, coordinates: endsOf(land) };
    source.setData({ type: 'Feature', properties: {}, geometry });
  }

  /** Shapes of the edition that a scene draws, or of the nearest one before it that the file has. */
  shapesOf(scene: Scene): Shape[] {
    const dated = this.#shapes.some((shape) => shape.edition === scene.edition);
    const editions = this.#shapes.map((shape) => shape.edition).filter((edition) => edition <= scene.edition);
    const edition = dated ? scene.edition : (editions.sort().at(-1) ?? this.#shapes[0]?.edition);
    return this.#shapes
      .filter((shape) => shape.edition === edition)
      .map((shape) => ({ ...shape, home: shape.home || scene.home.has(shape.id) }));
  }
}

/**
 * Lines along which polygons end: an edge that two of them share lies inland.
 *
 * Bands as wide as the shore's cost the most of all to draw where no graphics card helps, and most edges are shared.
 */
export function endsOf(polygons: Shape['path']): GeoJSON.Position[][] {
  const rings = polygons.flat();
  const times = new Map<string, number>();
  for (const ring of rings) for (const key of edgesOf(ring)) times.set(key, (times.get(key) ?? 0) + 1);
  const lines: GeoJSON.Position[][] = [];
  for (const ring of rings) {
    let going = false;
    for (const [i, key] of edgesOf(ring).entries()) {
      const [from, to] = [ring[i], ring[i + 1]];
      const ends = times.get(key) === 1 && from !== undefined && to !== undefined;
      if (ends && going) lines.at(-1)?.push([...to]);
      else if (ends) lines.push([[...from], [...to]]);
      going = ends;
    }
  }
  return lines;
}

/** Names each edge of a ring, the same from either side. */
function edgesOf(ring: Shape['path'][number][number]): string[] {
  const places = ring.map((place) => place.join());
  return places.slice(1).map((to, i) => [places[i], to].sort().join(' '));
}

function polygonsOf(path: unknown): Shape['path'] {
  const geometry = path as { type?: string; coordinates?: unknown };
  if (Array.isArray(path)) return path as Shape['path'];
  if (geometry.type === 'Polygon') return [geometry.coordinates] as unknown as Shape['path'];
  return (geometry.coordinates ?? []) as Shape['path'];
}
