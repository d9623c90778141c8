import { describe, expect, it } from 'vitest';
import { metresPerPixel, type Position, pointAt, sector, sightOf } from './view.ts';

const NHA_TRANG: Position = [109.19, 12.25];

/** Metres along a great circle. */
function distance([lon, lat]: Position, [lon2, lat2]: Position): number {
  const rad = Math.PI / 180;
  const half = (x: number) => Math.sin((x * rad) / 2) ** 2;
  return (
    2 *
    6_371_008.8 *
    Math.asin(Math.sqrt(half(lat2 - lat) + Math.cos(lat * rad) * Math.cos(lat2 * rad) * half(lon2 - lon)))
  );
}

describe('a sector', () => {
  it.each([
    [0, 60, 160],
    [215, 62, 160],
    [350, 90, 25],
    [90, 200, 5_000],
  ])('towards %i°, %i° wide, reaches %i m everywhere on its arc', (heading, view_deg, reach_m) => {
    const ring = sector(NHA_TRANG, { heading, view_deg, reach_m });
    expect(ring[0]).toEqual(NHA_TRANG);
    expect(ring.at(-1)).toEqual(NHA_TRANG);
    for (const point of ring.slice(1, -1)) expect(distance(NHA_TRANG, point) / reach_m).toBeCloseTo(1, 6);
    const chords = ring.slice(2, -1).map((point, i) => distance(ring[i + 1] ?? point, point));
    expect(Math.max(...chords)).toBeLessThan(reach_m * 0.06);
  });

  it('opens evenly to both sides of its heading', () => {
    const ring = sector(NHA_TRANG, { heading: 90, view_deg: 60, reach_m: 100 });
    const [first, last] = [ring[1], ring.at(-2)];
    expect((first?.[1] ?? 0) - NHA_TRANG[1]).toBeCloseTo(NHA_TRANG[1] - (last?.[1] ?? 0), 8);
    expect(first?.[0]).toBeGreaterThan(NHA_TRANG[0]);
  });

  it('is a circle without a corner where all around is seen', () => {
    const ring = sector(NHA_TRANG, { heading: 10, view_deg: 360, reach_m: 50 });
    expect(ring[0]).toEqual(ring.at(-1));
    for (const point of ring) expect(distance(NHA_TRANG, point)).toBeCloseTo(50, 3);
  });
});

it('goes north, east, south and west', () => {
  const [north, east, south, west] = [0, 90, 180, 270].map((bearing) => pointAt(NHA_TRANG, bearing, 1000));
  expect(north?.[1]).toBeGreaterThan(NHA_TRANG[1]);
  expect(east?.[0]).toBeGreaterThan(NHA_TRANG[0]);
  expect(south?.[1]).toBeLessThan(NHA_TRANG[1]);
  expect(west?.[0]).toBeLessThan(NHA_TRANG[0]);
});

describe('what a row says of its view', () => {
  const fields = { heading: 'towards', view_deg: 'wide', reach_m: 'far' };

  it('is read from the declared fields', () => {
    expect(sightOf({ towards: 0, wide: 60, far: 80 }, fields)).toEqual({ heading: 0, view_deg: 60, reach_m: 80 });
  });

  it.each([
    { wide: 60, far: 80 },
    { towards: 3, far: 80 },
    { towards: 3, wide: 60 },
    { towards: 3, wide: 60, far: 0 },
  ])('is nothing for %o', (row) => expect(sightOf(row, fields)).toBeNull());
});

it('knows how much ground a pixel covers', () => {
  expect(metresPerPixel(0, 0)).toBeCloseTo(78_185, -1);
  expect(metresPerPixel(60, 1)).toBeCloseTo(78_185 / 4, -1);
});
