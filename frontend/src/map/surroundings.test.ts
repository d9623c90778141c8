import { describe, expect, it } from 'vitest';
import { type Grid, OUTSIDE, regions, roomiest, SEA, withBounds } from './surroundings.ts';

const grid: Grid = { columns: 20, rows: 10, cell: 20, lon: (c) => 108 + c * 0.1, lat: (r) => 13 - r * 0.1 };
const square = (id: number, w: number, s: number, e: number, n: number) =>
  withBounds({
    id,
    name: `${id}`,
    home: false,
    edition: '2025-07-01',
    path: [
      [
        [
          [w, s],
          [e, s],
          [e, n],
          [w, n],
          [w, s],
        ],
      ],
    ],
  });

describe('what surrounds home', () => {
  const west = square(1, 107.95, 11, 108.95, 13.5);
  const cells = regions([west], grid);

  it('knows land from sea, and leaves open what nobody knows', () => {
    expect(cells[0]).toBe(0);
    expect(cells[15]).toBe(SEA);
    expect(regions([], { ...grid, lon: () => 107 })[0]).toBe(OUTSIDE);
  });

  it('puts a name where it lies wholly inside its region', () => {
    const at = roomiest(cells, grid, 0, 100, 16);
    expect(at).not.toBeNull();
    expect(grid.lon((at?.column ?? 0) + 3)).toBeLessThan(109);
    expect(grid.lon((at?.column ?? 0) - 3)).toBeGreaterThan(107.9);
  });

  it('gives no place to a name wider than its region', () => {
    expect(roomiest(cells, grid, 0, 400, 16)).toBeNull();
  });
});
