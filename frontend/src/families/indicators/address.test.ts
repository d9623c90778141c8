import { describe, expect, it } from 'vitest';
import { decodeOwn, encodeOwn, OWN_START, type OwnView } from './address.ts';

const WHOLE: OwnView = {
  indicator: 'a',
  grain: 'quarter',
  coloring: 'trend',
  level: 'former',
  table: true,
  sort: '-change',
  side: 'compare',
};

describe("the indicators' part of the address", () => {
  it('says the same after a round trip', () => {
    expect(decodeOwn(encodeOwn(WHOLE) as Record<string, string>)).toEqual(WHOLE);
  });
  it('leaves start values out', () => {
    expect(Object.values(encodeOwn(OWN_START)).every((value) => value === null)).toBe(true);
    expect(decodeOwn({})).toEqual(OWN_START);
  });
  it('leaves what it does not understand at its start', () => {
    expect(decodeOwn({ g: 'week', m: 'x', lv: 'y', s: '-z', side: '1', table: '0' })).toEqual(OWN_START);
  });
});
