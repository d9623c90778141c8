/** Where the outlines of units run on the screen: no name may cross that of the one selected. */
import type { Map as MapLibre } from 'maplibre-gl';
import type { OutlinePoints } from './overlay.ts';

/** Points of the outer rings of units that are drawn, pixels. */
export function ringPoints(map: MapLibre, source: string, ids: readonly number[]): OutlinePoints {
  return map
    .querySourceFeatures(source, { sourceLayer: 'units', filter: ['in', ['id'], ['literal', [...ids]]] })
    .flatMap(({ geometry }) =>
      geometry.type === 'Polygon'
        ? [geometry.coordinates]
        : geometry.type === 'MultiPolygon'
          ? geometry.coordinates
          : [],
    )
    .flatMap((polygon) => polygon[0] ?? [])
    .map(([x, y]) => map.project([x ?? 0, y ?? 0]));
}
