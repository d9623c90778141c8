import { describe, expect, it } from 'vitest';
import { centreFor } from './centre.ts';

const BARE = { left: 0, right: 0, top: 0, bottom: 0 };

describe('the middle of the map for a place', () => {
  it('is the place where nothing covers the map', () => {
    const [lon, lat] = centreFor([109.19, 12.24], 13, BARE);
    expect(lon).toBeCloseTo(109.19, 9);
    expect(lat).toBeCloseTo(12.24, 9);
  });

  it('lies south of it over a sheet, by half of what the sheet covers', () => {
    const [lon, lat] = centreFor([109.19, 12.24], 13, { ...BARE, bottom: 400 });
    expect(lon).toBeCloseTo(109.19, 9);
    // 200 px of so many degrees of longitude each, which at this latitude are longer than those of latitude.
    const degrees = (200 * 360) / (512 * 2 ** 13);
    expect(12.24 - lat).toBeCloseTo(degrees * Math.cos((12.24 * Math.PI) / 180), 4);
  });

  it('lies west of it beside a panel at the left, east beside one at the right', () => {
    const degrees = 360 / (512 * 2 ** 13);
    expect(centreFor([109.19, 12.24], 13, { ...BARE, left: 300 })[0]).toBeCloseTo(109.19 - 150 * degrees, 9);
    expect(centreFor([109.19, 12.24], 13, { ...BARE, left: 300, right: 400 })[0]).toBeCloseTo(109.19 + 50 * degrees, 9);
  });
});
