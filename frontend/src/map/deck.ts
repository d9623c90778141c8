/** The only overlay of deck.gl: fetched when something first needs it, drawn between the map's own layers. */
import type { Color, Layer } from '@deck.gl/core';
import { PolygonLayer } from '@deck.gl/layers';
import { MapboxOverlay } from '@deck.gl/mapbox';
import { cellToBoundary, latLngToCell } from 'h3-js';
import type { Map as MapLibre } from 'maplibre-gl';

export type Ring = [lon: number, lat: number][];
export type Area = { ring: Ring; color: string };
export type Areas = {
  id: string;
  areas: readonly Area[];
  /** 0 to 1, of the areas; their lines are opaque. */
  opacity: number;
  line: string;
  linePx: number;
  /** The map's layer right above. */
  before: string | undefined;
};

export class Deck {
  readonly #map: MapLibre;
  readonly #overlay = new MapboxOverlay({ interleaved: true, layers: [] });

  constructor(map: MapLibre) {
    this.#map = map;
    map.addControl(this.#overlay);
  }

  draw(all: readonly Areas[]): void {
    this.#overlay.setProps({ layers: all.map(polygons) });
    this.#map.triggerRepaint();
  }

  destroy(): void {
    this.#map.removeControl(this.#overlay);
  }
}

function polygons({ id, areas, opacity, line, linePx, before }: Areas): Layer {
  const alpha = Math.round(opacity * 255);
  return new PolygonLayer<Area>({
    id,
    data: areas,
    getPolygon: ({ ring }) => ring,
    getFillColor: ({ color }) => channels(color, alpha),
    getLineColor: channels(line, 255),
    getLineWidth: linePx,
    lineWidthUnits: 'pixels',
    lineJointRounded: true,
    lineAntialiasing: true,
    pickable: false,
    // The map is flat: what is drawn later lies above, whatever was written into the depth buffer.
    parameters: { depthWriteEnabled: false, depthCompare: 'always' },
    ...(before === undefined ? {} : { beforeId: before }),
  });
}

/** Red, green, blue and opacity, 0 to 255, of `#rgb`, `#rrggbb` or `rgb(…)`. */
function channels(color: string, alpha: number): Color {
  const hex = color.startsWith('#') ? color.slice(1) : '';
  const pairs = hex.length === 3 ? [...hex].map((one) => one + one) : (hex.match(/../g) ?? []);
  const [red = 0, green = 0, blue = 0] =
    hex === '' ? (color.match(/[\d.]+/g) ?? []).map(Number) : pairs.map((pair) => Number.parseInt(pair, 16));
  return [red, green, blue, alpha];
}

/** The corners of a cell, closed. */
export function ringOf(cell: string): Ring {
  return cellToBoundary(cell, true) as Ring;
}

export function cellAt(lon: number, lat: number, res: number): string {
  return latLngToCell(lat, lon, res);
}
