import { cellToBoundary, getHexagonAreaAvg, polygonToCells, UNITS } from 'h3-js';
import { describe, expect, it } from 'vitest';
import { areaOf, askedBox, coarserThan, contains, FINEST, needed, resolutionOf } from './hexes.cells.ts';
import type { Bounds } from './types.ts';

const OFFERED = [4, 5, 6, 7, 8, 9, 10, 11, 12];
const SEEN: Bounds = [109.1, 12.2, 109.3, 12.3];

it('knows how large cells are', () => {
  for (let res = 0; res <= FINEST; res += 1) expect(areaOf(res) / getHexagonAreaAvg(res, UNITS.km2)).toBeCloseTo(1, 2);
});

describe('the resolution', () => {
  it('rises with the zoom, and is level 9 over a town', () => {
    const found = Array.from({ length: 115 }, (_, i) => resolutionOf(3.5 + i / 10, OFFERED) ?? -1);
    expect(found).toEqual([...found].sort((a, b) => a - b));
    expect(resolutionOf(14.2, OFFERED)).toBe(9);
    expect(resolutionOf(8, OFFERED)).toBe(5);
  });

  it('is one of those offered', () => {
    expect(resolutionOf(14.2, [6, 8])).toBe(8);
    expect(resolutionOf(3.5, [8, 6])).toBe(6);
    expect(resolutionOf(10, [])).toBeNull();
    expect(coarserThan(6, [6, 8])).toBeNull();
  });
});

describe('the box asked for', () => {
  it.each([5, 7, 9])('holds every cell that is seen, whole (resolution %i)', (res) => {
    const asked = askedBox(SEEN, res);
    expect(contains(asked, needed(SEEN, res))).toBe(true);
    const [west, south, east, north] = needed(SEEN, res);
    const ring = [west, east, east, west, west].map((lon, i) => [lon, [south, south, north, north, south][i] ?? 0]);
    const touching = polygonToCells([ring], res, true)
      .map((cell) => cellToBoundary(cell, true))
      .filter((corners) => corners.some(([lon = 0, lat = 0]) => contains(SEEN, [lon, lat, lon, lat])));
    expect(touching.length).toBeGreaterThan(0);
    for (const [lon = 0, lat = 0] of touching.flat()) expect(contains(asked, [lon, lat, lon, lat])).toBe(true);
  });

  it('is the same for a place a few metres on', () => {
    const [west, south, east, north] = SEEN;
    expect(askedBox([west + 1e-6, south + 1e-6, east + 1e-6, north + 1e-6], 9)).toEqual(askedBox(SEEN, 9));
  });

  it('stays on the earth', () => {
    expect(askedBox([-179, -80, 179, 80], 2)).toEqual([-180, -85, 180, 85]);
  });
});
