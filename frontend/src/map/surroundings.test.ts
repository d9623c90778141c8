import { describe, expect, it } from 'vitest';
import { type Grid, isEastSea, roomiest, SEA } from './surroundings.ts';

const grid: Grid = { columns: 20, rows: 10, cell: 20, lon: (c) => 108 + c * 0.1, lat: (r) => 13 - r * 0.1 };

describe('what surrounds home', () => {
  const land = 10;
  const cells = Int16Array.from({ length: 200 }, (_, cell) => (cell % 20 < land ? 0 : SEA));

  it('puts a name where it lies wholly inside its region', () => {
    const at = roomiest(cells, grid, 0, 100, 16);
    expect(at).not.toBeNull();
    expect((at?.column ?? 0) + 3).toBeLessThan(land);
    expect((at?.column ?? 0) - 3).toBeGreaterThanOrEqual(0);
  });

  it('keeps the name of the sea off every island', () => {
    const islands = cells.slice();
    for (let row = 0; row < 10; row += 1) islands[row * 20 + 15] = -3;
    expect(roomiest(cells, grid, SEA, 120, 16)).not.toBeNull();
    expect(roomiest(islands, grid, SEA, 120, 16)).toBeNull();
  });

  it('gives no place to a name wider than its region', () => {
    expect(roomiest(cells, grid, 0, 400, 16)).toBeNull();
  });

  it('knows the East Sea from the gulfs and countries west of it', () => {
    expect(isEastSea(112, 12)).toBe(true);
    expect(isEastSea(104, 10)).toBe(false);
    expect(isEastSea(107.5, 12)).toBe(false);
  });
});
