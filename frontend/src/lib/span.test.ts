import { describe, expect, it } from 'vitest';
import { datetimeFor, endDay, formatSpan, parseSpan, periodFor, resolve, type Span } from './span.ts';

/** 20 May 2026, one in the morning in Viet Nam: still the 19th in Greenwich. */
const NOW = Date.parse('2026-05-19T18:00:00Z');
const at = (text: string): Span => parseSpan(text) as Span;
const iso = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());

describe('a span of time', () => {
  it.each([
    '2024',
    '2024-Q2',
    '2024-06',
    '2024-W23',
    '2024-06-15',
    '2024-06-01/2024-06-15',
    '2024-06-01/..',
    '../2024-06-15',
    '2026-05-19T10:00:00+07:00/2026-05-19T12:30:00+07:00',
    'P1D/..',
    'P30D/..',
    'PT6H/..',
    '../..',
  ])('%s is written as it was read', (text) => {
    expect(formatSpan(at(text))).toBe(text);
  });

  it.each([
    '',
    '1',
    'abc',
    '2024-13',
    '2024-02-30',
    '2024-W99',
    'P1D',
    'P0D/..',
    'PT/..',
    'P1D/2024-01-01',
    '2024-06-15/2024-06-01',
    '2024-06-01T10:00/..',
    '2024/2025',
    '../../..',
  ])('%j is none', (text) => {
    expect(parseSpan(text)).toBeNull();
  });

  it.each([
    ['2024-06', '2024-05-31T17:00:00.000Z', '2024-06-30T17:00:00.000Z'],
    ['2024-06-15', '2024-06-14T17:00:00.000Z', '2024-06-15T17:00:00.000Z'],
    ['2024-06-01/2024-06-15', '2024-05-31T17:00:00.000Z', '2024-06-15T17:00:00.000Z'],
    ['2024-06-01/..', '2024-05-31T17:00:00.000Z', null],
    ['P1D/..', '2026-05-18T18:00:00.000Z', null],
    ['PT6H/..', '2026-05-19T12:00:00.000Z', null],
    ['../..', null, null],
  ])('%s reaches from %s to %s', (text, from, to) => {
    const found = resolve(at(text), NOW);
    expect([iso(found.from), iso(found.to)]).toEqual([from, to]);
  });

  it.each([
    ['2024-Q2', '2024-06-30'],
    ['2024-06-01/2024-06-15', '2024-06-15'],
    ['2024-06-01/2024-06-15T00:30:00+07:00', '2024-06-15'],
    ['2024-06-01/..', '2026-05-20'],
    ['P7D/..', '2026-05-20'],
    ['../..', '2026-05-20'],
  ])('%s ends on %s', (text, day) => {
    expect(endDay(at(text), NOW)).toBe(day);
  });

  it.each([
    ['2024-06', '2024-06-01/2024-06-30', '2024-06-30', '2024-06', '2024-06'],
    ['2024-06-01/2024-06-15', '2024-06-01/2024-06-15', '2024-06-15', '2024-06-01/2024-06-15', '2024-06-15'],
    ['P1D/..', 'P1D/..', '2026-05-20', 'P1D/..', '2026-05-20'],
    ['../..', '../..', '2026-05-20', null, null],
  ])('%s asks instants, days and periods in their own way', (text, instants, day, period, slider) => {
    const span = at(text);
    expect(datetimeFor(span, 'instant', NOW)).toBe(instants);
    expect(datetimeFor(span, 'day', NOW)).toBe(day);
    expect(datetimeFor(span, 'period', NOW)).toBe(period);
    expect(periodFor(span, NOW)).toBe(slider);
  });

  it('that is not said leaves all to their defaults', () => {
    for (const axis of ['instant', 'day', 'period'] as const) expect(datetimeFor(null, axis, NOW)).toBeNull();
    expect(periodFor(null, NOW)).toBeNull();
  });
});
