/** Where names go: greedy, by priority, at the first free of six places around a unit's mark. Pure; units are px. */

export type Box = readonly [left: number, top: number, right: number, bottom: number];

export type NameRequest = {
  id: number;
  /** Anchor on the screen. */
  x: number;
  y: number;
  width: number;
  height: number;
  priority: number;
  /** Half the side of the mark that the name must leave free; 0 when there is none and the name may sit on the anchor. */
  mark: number;
  /** Side of a square as large as the unit: a name much wider than that would claim its neighbours. */
  span: number;
  /** Placed wherever there is room, however small the unit. */
  important: boolean;
  /** The selected unit: named even across its own outline, where there is no place beside it. */
  selected?: boolean;
};

export type Align = 'middle' | 'start' | 'end';
type Place = [dx: number, dy: number, align: Align];
export type PlacedName = { id: number; dx: number; dy: number; align: Align };

const GAP = 2;
const CELL = 48;

/** Boxes in a coarse grid, so that asking for a collision does not look at all of them. */
export class Boxes {
  readonly #cells = new Map<number, Box[]>();

  add(box: Box): void {
    this.#visit(box, (key) => {
      const cell = this.#cells.get(key);
      if (cell) cell.push(box);
      else this.#cells.set(key, [box]);
      return false;
    });
  }

  hits(box: Box): boolean {
    return this.#visit(box, (key) =>
      (this.#cells.get(key) ?? []).some((b) => box[0] < b[2] && box[2] > b[0] && box[1] < b[3] && box[3] > b[1]),
    );
  }

  #visit(box: Box, see: (key: number) => boolean): boolean {
    for (let cx = Math.floor(box[0] / CELL); cx <= Math.floor(box[2] / CELL); cx += 1)
      for (let cy = Math.floor(box[1] / CELL); cy <= Math.floor(box[3] / CELL); cy += 1)
        if (see(cx * 65_536 + cy)) return true;
    return false;
  }
}

/** Offsets of the left top corner from the anchor, best first. */
function places(n: NameRequest): Place[] {
  const w = n.width;
  const h = n.height;
  if (n.mark === 0) {
    const step = h * 0.7;
    return [
      [-w / 2, -h / 2, 'middle'],
      [-w / 2, -h / 2 + step, 'middle'],
      [-w / 2, -h / 2 - step, 'middle'],
      [-w * 0.3, -h / 2, 'middle'],
      [-w * 0.7, -h / 2, 'middle'],
    ];
  }
  const y = n.mark + 3;
  const x = n.mark + 5;
  return [
    [-w / 2, y, 'middle'],
    [-w / 2, -y - h, 'middle'],
    [x, -h / 2, 'start'],
    [-w - x, -h / 2, 'end'],
    [x - 6, y - 4, 'start'],
    [-w - x + 6, y - 4, 'end'],
  ];
}

/** How wide a name may be for a unit of that span. */
export function roomFor(span: number): number {
  return span * 1.25 + 16;
}

function fits(n: NameRequest): boolean {
  return n.important || n.width <= roomFor(n.span);
}

/**
 * Places as many names as there is room for.
 * @param taken what is on the map already: marks, insets. Placed names are added.
 * @param outline of the selection: no name crosses it while there is another place.
 * @param within names stay wholly inside this box.
 */
export function placeNames(
  requests: readonly NameRequest[],
  taken: Boxes,
  outline: Boxes,
  within: Box,
  limit = 200,
): PlacedName[] {
  const placed: PlacedName[] = [];
  const order = [...requests].sort((a, b) => b.priority - a.priority || a.id - b.id);
  for (const n of order) {
    if (placed.length >= limit) break;
    if (!fits(n)) continue;
    const open = places(n)
      .map((place) => ({ place, box: around(n, place) }))
      .filter(({ box }) => inside(box, within) && !taken.hits(box));
    const best = open.find(({ box }) => !outline.hits(box)) ?? (n.selected ? open[0] : undefined);
    if (best === undefined) continue;
    taken.add(best.box);
    const [dx, dy, align] = best.place;
    placed.push({ id: n.id, dx, dy, align });
  }
  return placed;
}

function around(n: NameRequest, [dx, dy]: Place): Box {
  return [n.x + dx - GAP, n.y + dy - GAP, n.x + dx + n.width + GAP, n.y + dy + n.height + GAP];
}

function inside(box: Box, within: Box): boolean {
  return box[0] >= within[0] && box[1] >= within[1] && box[2] <= within[2] && box[3] <= within[3];
}
