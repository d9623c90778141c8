/** What the panels leave free of the map, and addresses of places in its middle. */

import { centreFor } from '../map/centre.ts';
import type { Padding } from '../map/types.ts';

class Free {
  /** What covers the map at its edges, px: the frame keeps it. */
  padding: Padding = { left: 0, right: 0, top: 0, bottom: 0 };

  /** The map's place, as the address has it, that shows a point in the middle of what is free. */
  placeOf(lon: number, lat: number, zoom: number): string {
    const [x, y] = centreFor([lon, lat], zoom, this.padding);
    return `${x.toFixed(5)},${y.toFixed(5)},${zoom.toFixed(2)}`;
  }
}

export const free = new Free();
