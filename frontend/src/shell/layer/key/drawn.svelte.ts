/** What the map says that it has drawn of this layer, and which hexagon the pointer is on. */

import type { HexState, HexUnder, Thinned } from '../../../map/types.ts';

class Drawn {
  hexes = $state.raw<HexState | null>(null);
  hex = $state.raw<HexUnder | null>(null);
  thinned = $state.raw<ReadonlyMap<string, Thinned>>(new Map());

  setThinned(layer: string, thinned: Thinned): void {
    this.thinned = new Map(this.thinned).set(layer, thinned);
  }
}

export const drawn = new Drawn();
