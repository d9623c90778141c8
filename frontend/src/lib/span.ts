/**
 * The one span of time that the address holds: a period's code, from/to, a rolling one (`P1D/..`), or all (`../..`).
 *
 * Days are local days of Viet Nam; instants are ISO 8601.
 */

import { frequencyOf, lastDay, startOf } from './period.ts';

export type Span =
  | { kind: 'period'; code: string }
  /** An open end is null; both are not. */
  | { kind: 'between'; from: string | null; to: string | null }
  /** From now back so long, in ms; its end moves with the clock. */
  | { kind: 'rolling'; back: string; ms: number }
  | { kind: 'all' };

/** How a layer keeps its time: instants, days in force, or periods by their code. */
export type AxisKind = 'instant' | 'day' | 'period';

const OPEN = '..';
const DAY_MS = 86_400_000;
/** Vietnam keeps one offset the whole year. */
const VIETNAM_MS = 7 * 3_600_000;
const ROLLING = /^P(?:(\d{1,4})D)?(?:T(\d{1,4})H)?$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?(?:Z|[+-]\d{2}:\d{2})$/;

/** Reads a span; null where it is none. */
export function parseSpan(text: string | null): Span | null {
  if (text === null) return null;
  const parts = text.split('/');
  const [first = '', last] = parts;
  if (last === undefined) return isPeriod(first) ? { kind: 'period', code: first } : null;
  if (parts.length > 2) return null;
  if (first === OPEN && last === OPEN) return { kind: 'all' };
  const ms = rollingMs(first);
  if (ms !== null) return last === OPEN ? { kind: 'rolling', back: first, ms } : null;
  if (![first, last].every((end) => end === OPEN || isEnd(end))) return null;
  const [from, to] = [first, last].map((end) => (end === OPEN ? null : end)) as [string | null, string | null];
  if (from !== null && to !== null && instantOf(from, false) > instantOf(to, true)) return null;
  return { kind: 'between', from, to };
}

/** Writes a span as it was read. */
export function formatSpan(span: Span): string {
  if (span.kind === 'period') return span.code;
  if (span.kind === 'all') return `${OPEN}/${OPEN}`;
  if (span.kind === 'rolling') return `${span.back}/${OPEN}`;
  return `${span.from ?? OPEN}/${span.to ?? OPEN}`;
}

/** The instants (ms) that a span reaches from and to, by the server's clock `now` (ms); an open end is null. */
export function resolve(span: Span, now: number): { from: number | null; to: number | null } {
  if (span.kind === 'all') return { from: null, to: null };
  if (span.kind === 'rolling') return { from: now - span.ms, to: null };
  if (span.kind === 'period')
    return { from: instantOf(startOf(span.code), false), to: instantOf(lastDay(span.code), true) };
  return {
    from: span.from === null ? null : instantOf(span.from, false),
    to: span.to === null ? null : instantOf(span.to, true),
  };
}

/** The last local day (ISO date) of a span: today where its end is open. */
export function endDay(span: Span, now: number): string {
  const { to } = resolve(span, now);
  return localDay(to === null ? now : to - 1);
}

/** The local day (ISO date) of an instant (ms). */
export function localDay(instant: number): string {
  return new Date(instant + VIETNAM_MS).toISOString().slice(0, 10);
}

/**
 * What a layer is asked for as `datetime`: instants within the span, what is in force on its last day, or a period's
 * code; null leaves it to the layer's own default.
 */
export function datetimeFor(span: Span | null, axis: AxisKind, now: number): string | null {
  if (span === null) return null;
  if (axis === 'day') return endDay(span, now);
  if (axis === 'period') return span.kind === 'all' ? null : formatSpan(span);
  return span.kind === 'period' ? `${startOf(span.code)}/${lastDay(span.code)}` : formatSpan(span);
}

/** The period or the day that a page of periods stands at; null where the span says nothing of one. */
export function periodFor(span: Span | null, now: number): string | null {
  if (span === null || span.kind === 'all') return null;
  return span.kind === 'period' ? span.code : endDay(span, now);
}

function isPeriod(code: string): boolean {
  const frequency = frequencyOf(code);
  if (frequency === 'day') return isEnd(code);
  if (frequency === 'week') return Number(code.slice(6)) >= 1 && Number(code.slice(6)) <= 53;
  return frequency !== null;
}

function isEnd(end: string): boolean {
  if (DAY.test(end)) return new Date(`${end}T00:00:00Z`).toJSON()?.slice(0, 10) === end;
  return INSTANT.test(end) && !Number.isNaN(Date.parse(end));
}

/** Milliseconds of a rolling span's length; null where it is none. */
function rollingMs(text: string): number | null {
  const found = ROLLING.exec(text);
  if (found === null) return null;
  const ms = Number(found[1] ?? 0) * DAY_MS + Number(found[2] ?? 0) * 3_600_000;
  return ms > 0 ? ms : null;
}

/** The instant (ms) of an end; of a day its beginning, or the beginning of the next. */
function instantOf(end: string, after: boolean): number {
  if (!DAY.test(end)) return Date.parse(end);
  return Date.parse(`${end}T00:00:00Z`) - VIETNAM_MS + (after ? DAY_MS : 0);
}
