import { describe, expect, it } from 'vitest';
import { axisOf } from './samples.ts';
import {
  askedAt,
  axesOf,
  axisFor,
  DAY_MS,
  HOUR_MS,
  ownRolling,
  periodAt,
  rollingFrom,
  spanOf,
  standing,
  windowOf,
} from './span.ts';

const NOW = Date.parse('2026-06-12T10:20:00Z');
const EXTENT = { from: Date.parse('2020-01-01T00:00:00Z'), to: NOW };
const at = (text: string) => Date.parse(text);

describe('span', () => {
  it.each([
    ['P1D/..', NOW - DAY_MS, NOW],
    ['PT6H/..', NOW - 6 * HOUR_MS, NOW],
    ['2026-06', at('2026-05-31T17:00:00Z'), at('2026-06-30T17:00:00Z')],
    ['2026-06-10/2026-06-11', at('2026-06-09T17:00:00Z'), at('2026-06-11T17:00:00Z')],
    ['2026-06-10T00:00:00Z/2026-06-10T06:00:00Z', at('2026-06-10T00:00:00Z'), at('2026-06-10T06:00:00Z')],
    ['../2026-06-11', EXTENT.from, at('2026-06-11T17:00:00Z')],
    ['../..', EXTENT.from, EXTENT.to],
  ])('%s stands for a window', (t, from, to) => {
    expect(windowOf(t, NOW, EXTENT)).toEqual({ from, to });
  });

  it.each(['', 'yesterday', '2026-06-11/2026-06-10', 'a/b', 'P1Y/..'])('does not read %s', (t) => {
    expect(windowOf(t, NOW, EXTENT)).toBeNull();
  });

  it.each(['2026-06-10/2026-06-11', '2026-06-10T00:00:00Z/2026-06-10T06:00:00Z'])('writes %s as it read it', (t) => {
    const window = windowOf(t, NOW, EXTENT);
    expect(window && spanOf(window)).toBe(t);
  });

  it('knows the period that a window is', () => {
    for (const code of ['2026-06', '2026-Q2', '2026'])
      expect(periodAt(windowOf(code, NOW, EXTENT) ?? EXTENT)).toBe(code);
    expect(periodAt({ from: NOW, to: NOW + DAY_MS })).toBeNull();
  });

  it('rolls in days where they are whole, else in hours, never shorter than what was dragged', () => {
    expect(rollingFrom(NOW - 2 * DAY_MS, NOW)).toBe('P2D/..');
    expect(rollingFrom(NOW - 5.5 * HOUR_MS, NOW)).toBe('PT6H/..');
    expect(rollingFrom(NOW, NOW)).toBe('PT1H/..');
  });

  it.each([
    ['2026-06', '2026-06-30'],
    ['2026-06-10/2026-06-11', '2026-06-11'],
    ['2026-06-10T00:00:00Z/2026-06-10T17:00:00Z', '2026-06-10'],
    ['P7D/..', null],
    ['../..', '../..'],
  ])('asks rows that hold for days at %s for its last day', (t, asked) => {
    expect(askedAt(axisOf({ kind: 'day', end: 'until' }), t)).toBe(asked);
  });

  it('asks others for the span itself, and one without time for nothing', () => {
    expect(askedAt(axisOf({}), '2026-06')).toBe('2026-06');
    expect(askedAt(axisOf({ kind: 'period' }), '2026-06')).toBe('2026-06');
    expect(askedAt(axisOf({}), null)).toBeNull();
    expect(askedAt(null, '2026-06')).toBeNull();
  });

  it('stands where the default of a layer says', () => {
    expect(ownRolling(axisOf({ default: 'P1D' }))).toBe('P1D/..');
    expect(ownRolling(axisOf({ default: 'all' }))).toBeNull();
    expect(ownRolling(null)).toBeNull();
    expect(standing(axisOf({ end: 'until' }), NOW)).toEqual({ from: NOW, to: NOW + 1 });
    const today = windowOf('2026-06-12', NOW, EXTENT);
    expect(standing(axisOf({ kind: 'day', end: 'until' }), NOW)).toEqual(today);
    expect(standing(axisOf({}), NOW)).toBeNull();
    expect(standing(axisOf({ end: 'until', default: 'all' }), NOW)).toBeNull();
  });

  it('finds the shortest axis that a window lies on', () => {
    const offered = axesOf(axisOf({}));
    expect(axisFor({ from: NOW - HOUR_MS, to: NOW }, NOW, offered)).toBe('day');
    expect(axisFor({ from: NOW - 2 * DAY_MS, to: NOW - DAY_MS }, NOW, offered)).toBe('week');
    expect(axisFor({ from: NOW - 99 * DAY_MS, to: NOW }, NOW, offered)).toBe('all');
    expect(axisFor({ from: NOW - HOUR_MS, to: NOW + DAY_MS }, NOW, offered)).toBe('all');
    expect(axisFor({ from: NOW - HOUR_MS, to: NOW }, NOW, axesOf(axisOf({ kind: 'day' })))).toBe('week');
    expect(axesOf(axisOf({ kind: 'period' }))).toEqual(['all']);
  });
});
