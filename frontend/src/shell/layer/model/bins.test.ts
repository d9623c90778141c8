import { describe, expect, it } from 'vitest';
import { binsOf, counted, extentOf, inside, moved, NO_BINS, nearestEdge, share, ticksOf } from './bins.ts';

const HOUR = 3_600_000;
const START = Date.parse('2026-06-09T17:00:00Z');
const hour = (n: number) => START + n * HOUR;
const REPLY = {
  from: '2026-06-09T17:00:00Z',
  to: '2026-06-09T21:00:00Z',
  step: 'PT1H',
  edges: [0, 1, 2, 3, 4].map((n) => new Date(hour(n)).toISOString()),
  count: [5, 0, 2, 1],
  total: 8,
  undated: 0,
};
const BINS = binsOf(REPLY);

describe('bins', () => {
  it('have one edge more than columns', () => {
    expect(BINS).toMatchObject({ counts: [5, 0, 2, 1], most: 5 });
    expect(extentOf(BINS)).toEqual({ from: hour(0), to: hour(4) });
    expect(binsOf({ ...REPLY, edges: [], count: [] })).toBe(NO_BINS);
    expect(extentOf(NO_BINS)).toBeNull();
  });

  it('know the nearest edge and the share of the axis', () => {
    expect(nearestEdge(hour(1.4), BINS.edges)).toBe(1);
    expect(nearestEdge(hour(1.6), BINS.edges)).toBe(2);
    expect(nearestEdge(hour(-9), BINS.edges)).toBe(0);
    expect(nearestEdge(hour(9), BINS.edges)).toBe(4);
    expect(share(hour(1), { from: hour(0), to: hour(4) })).toBe(0.25);
  });

  it('move one grip by columns and stop before the other', () => {
    const window = { from: hour(1), to: hour(3) };
    expect(moved(window, 'from', 1, BINS.edges)).toEqual({ from: hour(2), to: hour(3) });
    expect(moved(window, 'from', 10, BINS.edges)).toEqual({ from: hour(2), to: hour(3) });
    expect(moved(window, 'to', -10, BINS.edges)).toEqual({ from: hour(1), to: hour(2) });
    expect(moved(window, 'to', 10, BINS.edges)).toEqual({ from: hour(1), to: hour(4) });
  });

  it('move the whole window and keep its length', () => {
    const window = { from: hour(1), to: hour(3) };
    expect(moved(window, 'both', 1, BINS.edges)).toEqual({ from: hour(2), to: hour(4) });
    expect(moved(window, 'both', 9, BINS.edges)).toEqual({ from: hour(2), to: hour(4) });
    expect(moved(window, 'both', -9, BINS.edges)).toEqual({ from: hour(0), to: hour(2) });
  });

  it('count what lies in the window', () => {
    expect(counted(BINS, { from: hour(0), to: hour(3) })).toBe(7);
    expect(inside(hour(0), hour(1), { from: hour(0.5), to: hour(3) })).toBe(0.5);
    expect(inside(hour(3), hour(4), { from: hour(0.5), to: hour(3) })).toBe(0);
  });

  it('are ticked at local midnights, months and years', () => {
    const week = ticksOf({ from: START + HOUR, to: START + 7 * 24 * HOUR }, 8);
    expect(week.map((tick) => new Date(tick.at).toISOString())[0]).toBe('2026-06-10T17:00:00.000Z');
    expect(week.every((tick) => tick.kind === 'day')).toBe(true);
    const years = ticksOf({ from: Date.parse('2011-05-01'), to: Date.parse('2026-06-01') }, 8);
    expect(years[0]?.kind).toBe('year');
    expect(years.length).toBeLessThanOrEqual(8);
  });
});
