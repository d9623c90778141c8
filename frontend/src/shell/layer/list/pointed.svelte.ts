/** What is pointed at: a row of the list or the table, or a feature on the map. */

import { room } from '../room.svelte.ts';
import type { Found } from '../types.ts';

class Pointed {
  /** The row's place among those that are listed; list and table hold the same ones. */
  at = $state<number | null>(null);
  /** The feature under the pointer on the map, of whatever layer. */
  onMap = $state.raw<Found | null>(null);
  /** Key of the row pointed at, once that row has come: the map is asked to mark it. */
  readonly inList = $derived.by(() => {
    const row = this.at === null ? null : room.row(this.at);
    return row === null ? null : String(row.id);
  });

  /** Whether a row is the feature under the pointer on the map. */
  isOnMap(layer: string, id: string | number | undefined): boolean {
    return id !== undefined && this.onMap?.layer === layer && this.onMap.id === String(id);
  }
}

export const pointed = new Pointed();
