/** Layers that show nothing for now: left out of the frame, while their tiles stay as they are. */
import type { Map as MapLibre } from 'maplibre-gl';

/**
 * Leaves an added layer out of every frame for which `shows` says no.
 *
 * A layer whose features all have the opacity nothing costs as much to draw as a full one: together a sixth of a
 * frame where GL is drawn by software. Setting its visibility instead would make every tile of its source anew, there and back.
 */
export function leaveOut(map: MapLibre, id: string, shows: () => boolean): void {
  const layer = map.getLayer(id);
  if (layer === undefined) return;
  const hidden = layer.isHidden;
  layer.isHidden = (...at) => !shows() || hidden.apply(layer, at);
}
