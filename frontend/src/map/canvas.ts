/** The canvas that everything is drawn on: one MapLibre, north up, moved by the page's own keys. */
import maplibregl, { type Map as MapLibre } from 'maplibre-gl';
import * as metrics from './metrics.ts';
import type { parsed } from './viewpoint.ts';

// The worker starts while the page is put together and the canvas waits for the graphics card.
maplibregl.prewarm();

export function openCanvas(container: HTMLElement, view: ReturnType<typeof parsed>): MapLibre {
  const map = new maplibregl.Map({
    container,
    style: { version: 8, sources: {}, layers: [] },
    center: view?.center ?? [108.5, 14],
    zoom: view?.zoom ?? 6,
    minZoom: 3.5,
    maxZoom: 15,
    attributionControl: false,
    keyboard: false,
    doubleClickZoom: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    maxPitch: 0,
    renderWorldCopies: false,
    fadeDuration: 0,
    refreshExpiredTiles: false,
    validateStyle: false,
  });
  map.touchZoomRotate.disableRotation();
  metrics.expose(map);
  return map;
}
