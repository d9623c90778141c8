/** Which panel stands on the right: one unit, or the units in view against time. */

import type { Side } from './address.ts';
import { shown, told } from './shown.svelte.ts';

/** With more units than this the comparison is a choice; the figure of the whole comes first. */
const FEW = 40;

class SideStore {
  /** The units compared: those of the level in what is entered. */
  private readonly count = $derived(told.within.length);
  readonly possible = $derived(told.values !== null && this.count > 1);
  /** One unit is chosen, drawn in this edition or not, and not what holds the units in view. */
  private readonly leaf = $derived(told.current !== null && told.current.id !== told.scope?.id);
  readonly now = $derived<Side>(
    this.possible ? (shown.own.side ?? (this.leaf || this.count > FEW ? 'unit' : 'compare')) : 'unit',
  );
}

export const side = new SideStore();
