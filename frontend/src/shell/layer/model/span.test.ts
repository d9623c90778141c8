import { describe, expect, it } from 'vitest';
import { axisOf } from './samples.ts';
import {
  askedAt,
  axesOf,
  axisFor,
  axisOfSpan,
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
    ['P7D/..', '2026-06-12'],
    ['2026-06-10/..', '2026-06-12'],
    ['../..', '../..'],
  ])('asks rows that hold for days at %s for its last day', (t, asked) => {
    expect(askedAt(axisOf({ kind: 'day', end: 'until' }), t, NOW)).toBe(asked);
  });

  it('asks others for the span itself, and one without time for nothing', () => {
    expect(askedAt(axisOf({}), '2026-06', NOW)).toBe('2026-06');
    expect(askedAt(axisOf({ kind: 'period' }), '2026-06', NOW)).toBe('2026-06');
    expect(askedAt(axisOf({ end: 'until' }), '../..', NOW)).toBe('../..');
    expect(askedAt(null, '2026-06', NOW)).toBeNull();
    expect(askedAt(null, null, NOW)).toBeNull();
  });

  it.each([
    [axisOf({}), null],
    [axisOf({ end: 'until', default: 'all' }), null],
    [axisOf({ end: 'until' }), '2026-06-12T10:20:00Z'],
    [axisOf({ default: 'now' }), '2026-06-12'],
    [axisOf({ kind: 'day', end: 'until' }), '2026-06-12'],
    [axisOf({ default: 'P1D' }), 'P1D/..'],
    [axisOf({ kind: 'period', latest: '2026-05' }), '2026-05'],
    [axisOf({ kind: 'period' }), null],
  ])('asks a layer for its own default in so many words', (time, asked) => {
    expect(askedAt(time, null, NOW)).toBe(asked);
  });

  it.each([
    ['P1D/..', 'day'],
    ['PT24H/..', 'day'],
    ['P7D/..', 'week'],
    ['P30D/..', 'month'],
    ['../..', 'all'],
    ['PT155H/..', null],
    ['PT170H/..', null],
    ['2026-06', null],
    [null, null],
  ])('%s is one of the axes only where it covers it whole', (t, axis) => {
    expect(axisOfSpan(t)).toBe(axis);
  });

  it('stands where the default of a layer says', () => {
    expect(ownRolling(axisOf({ default: 'P1D' }))).toBe('P1D/..');
    expect(ownRolling(axisOf({ default: 'all' }))).toBeNull();
    expect(ownRolling(null)).toBeNull();
    expect(standing(axisOf({ end: 'until' }), NOW)).toEqual({ from: NOW, to: NOW + 1 });
    const today = windowOf('2026-06-12', NOW, EXTENT);
    expect(standing(axisOf({ kind: 'day', end: 'until' }), NOW)).toEqual(today);
    expect(standing(axisOf({ default: 'now' }), NOW)).toEqual(today);
    expect(standing(axisOf({ default: 'P1D' }), NOW)).toEqual({ from: NOW - DAY_MS, to: NOW });
    const may = windowOf('2026-05', NOW, EXTENT);
    expect(standing(axisOf({ kind: 'period', latest: '2026-05' }), NOW)).toEqual(may);
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
