/** Where the names of what lies around home go: neighbours in spaced capitals, the sea; on a coarse grid over the free part of the view. */

export type Ring = readonly (readonly [lon: number, lat: number])[];
export type OutlineUnit = {
  id: number;
  name: string;
  home: boolean;
  edition: string;
  /** Polygons of rings. */
  path: readonly (readonly Ring[])[];
};
export type Shape = OutlineUnit & { bounds: readonly [number, number, number, number] };

export type Grid = {
  columns: number;
  rows: number;
  /** px of a cell. */
  cell: number;
  lon: (column: number) => number;
  lat: (row: number) => number;
};

/** A text that wants a place inside a region of the grid; sizes in px. */
export type Placed = { region: number; column: number; row: number };

export const SEA = -1;
export const OUTSIDE = -2;

export function withBounds(unit: OutlineUnit): Shape {
  let [w, s, e, n] = [180, 90, -180, -90];
  for (const polygon of unit.path)
    for (const [lon, lat] of polygon[0] ?? []) {
      w = Math.min(w, lon);
      e = Math.max(e, lon);
      s = Math.min(s, lat);
      n = Math.max(n, lat);
    }
  return { ...unit, bounds: [w, s, e, n] };
}

/** The East Sea lies beyond these longitudes; west of them a place without a province may be another country. */
export function isEastSea(lon: number, lat: number): boolean {
  if (lat < 3 || lat > 22 || lon > 119) return false;
  return lon > (lat < 10.5 ? 107.2 : lat > 17 ? 108.5 : 109);
}

/** Counts of a region's cells left of and above each corner, so that any box is counted in four look-ups. */
function counts(cells: Int16Array, grid: Grid, region: number): Int32Array {
  const wide = grid.columns + 1;
  const sums = new Int32Array(wide * (grid.rows + 1));
  for (let row = 0; row < grid.rows; row += 1)
    for (let column = 0, run = 0; column < grid.columns; column += 1) {
      if (cells[row * grid.columns + column] === region) run += 1;
      sums[(row + 1) * wide + column + 1] = run + (sums[row * wide + column + 1] ?? 0);
    }
  return sums;
}

const MOST_ROOM = 12;

/** The roomiest cell of a region whose text box of `width`×`height` px stays inside it, or null. */
export function roomiest(cells: Int16Array, grid: Grid, region: number, width: number, height: number): Placed | null {
  if (!cells.includes(region)) return null;
  const half = Math.ceil(width / 2 / grid.cell);
  const up = Math.max(1, Math.ceil(height / 2 / grid.cell));
  const sums = counts(cells, grid, region);
  const wide = grid.columns + 1;
  const sum = (column: number, row: number) => sums[row * wide + column] ?? 0;
  const clear = (column: number, row: number, dx: number, dy: number) => {
    const [l, r, t, b] = [column - dx, column + dx + 1, row - dy, row + dy + 1];
    if (l < 0 || t < 0 || r > grid.columns || b > grid.rows) return false;
    return sum(r, b) - sum(l, b) - sum(r, t) + sum(l, t) === (r - l) * (b - t);
  };
  let best: Placed | null = null;
  let bestRoom = -1;
  for (let row = up; row < grid.rows - up; row += 1)
    for (let column = half; column < grid.columns - half; column += 1) {
      if (!clear(column, row, half, up)) continue;
      let room = 0;
      while (room < MOST_ROOM && clear(column, row, half + room + 1, up + room + 1)) room += 1;
      if (room <= bestRoom) continue;
      bestRoom = room;
      best = { region, column, row };
    }
  return best;
}
