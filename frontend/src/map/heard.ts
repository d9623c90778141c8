/** The page's events, heard on their way by whoever tests or measures. */
import * as metrics from './metrics.ts';
import type { MapEvents, ShownLayer } from './types.ts';

/** The same events; what they last told is lent at `window.__gis.told`. */
export function heard(events: MapEvents, setLayers: (shown: readonly ShownLayer[]) => void): MapEvents {
  const told = metrics.lend(setLayers);
  return {
    ...events,
    features: (found, at) => {
      told.features = found;
      events.features(found, at);
    },
    hexes: (state) => {
      told.hexes[state.layer] = state;
      events.hexes?.(state);
    },
    thinned: (layer, thinned) => {
      told.thinned[layer] = thinned;
      events.thinned?.(layer, thinned);
    },
  };
}
