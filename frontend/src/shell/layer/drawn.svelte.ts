/** What the map says that it has drawn of this layer. */

import type { HexState, Thinned } from '../../map/types.ts';

class Drawn {
  hexes = $state.raw<HexState | null>(null);
  thinned = $state.raw<ReadonlyMap<string, Thinned>>(new Map());

  setThinned(layer: string, thinned: Thinned): void {
    this.thinned = new Map(this.thinned).set(layer, thinned);
  }
}

export const drawn = new Drawn();
