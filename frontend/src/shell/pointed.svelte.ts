/** The unit that the pointer is on: on the map, or in a list of the panels. */

class Pointed {
  /** Id of the unit under the pointer on the map; the map outlines it by itself. */
  onMap = $state<number | null>(null);
  /** Id of the unit pointed at in a list or a table: the map is asked to outline it. */
  inList = $state<number | null>(null);
  unit = $derived(this.inList ?? this.onMap);
}

export const pointed = new Pointed();
