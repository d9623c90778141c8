/**
 * The span of time in the address, the window that it stands for, and the axis that the window lies on.
 *
 * `t` is a period's code, `from/to`, or rolling (lib/span.ts).
 * A window is in milliseconds, from inside, to outside.
 */

import { frequencyOf, lastDay, periodOf, startOf } from '../../../lib/period.ts';
import { localDay, parseSpan, resolve } from '../../../lib/span.ts';
import type { TimeAxis } from '../types.ts';

export type Window = { from: number; to: number };
export type Axis = 'day' | 'week' | 'month' | 'all';

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
export const ALL = '../..';
/** Viet Nam is UTC+7 the whole year. */
const LOCAL_MS = 7 * HOUR_MS;
const AXIS_MS: Record<Exclude<Axis, 'all'>, number> = { day: DAY_MS, week: 7 * DAY_MS, month: 30 * DAY_MS };
const AXES = ['day', 'week', 'month'] as const;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** How long a rolling span is in milliseconds; null where it is none. */
export function rollingMs(t: string | null): number | null {
  const span = parseSpan(t);
  return span?.kind === 'rolling' ? span.ms : null;
}

/** The rolling span that reaches back to an instant or just before it: whole days where they fit, else hours. */
export function rollingFrom(from: number, now: number): string {
  const hours = Math.max(1, Math.ceil((now - from) / HOUR_MS));
  return hours % 24 === 0 ? `P${hours / 24}D/..` : `PT${hours}H/..`;
}

/** What a span stands for at this instant; open ends are those of `extent`. Null where it cannot be read. */
export function windowOf(t: string | null, now: number, extent: Window): Window | null {
  const span = parseSpan(t);
  if (span === null) return null;
  if (span.kind === 'rolling') return { from: now - span.ms, to: now };
  const found = resolve(span, now);
  const [from, to] = [found.from ?? extent.from, found.to ?? extent.to];
  return from < to ? { from, to } : null;
}

function dayStart(day: string, later = 0): number {
  return Date.parse(`${day}T00:00:00Z`) - LOCAL_MS + later * DAY_MS;
}

/** A window as the address writes it: whole local days as days, the last inside; else instants. */
export function spanOf({ from, to }: Window): string {
  const whole = [from, to].every((at) => (at + LOCAL_MS) % DAY_MS === 0);
  return whole ? `${localDay(from)}/${localDay(to - 1)}` : `${instantText(from)}/${instantText(to)}`;
}

/** The code of the period that a window is: a month, a quarter or a year; null where it is none of them. */
export function periodAt({ from, to }: Window): string | null {
  const day = localDay(from);
  const codes = [day.slice(0, 7), periodOf(day, 'quarter'), day.slice(0, 4)];
  return codes.find((code) => startOf(code) === day && dayStart(lastDay(code), 1) === to) ?? null;
}

/** Whether rows hold from one day to another: such a layer is looked at on one day. */
export function holdsDays(time: TimeAxis | null): boolean {
  return time?.kind === 'day' && time.end != null;
}

function instantText(at: number): string {
  return new Date(at).toISOString().replace(/\.\d{3}Z$/, 'Z');
}

/**
 * What a layer is asked for at a span, or for its own default where there is none: the same of rows, counts, files,
 * legend and map. Null asks for all there is.
 *
 * Rows that hold for days are shown as they stand at the span's end. A single period means that very period.
 */
export function askedAt(time: TimeAxis | null, t: string | null, now: number): string | null {
  if (time === null) return null;
  if (t === null) return ownAsked(time, now);
  if (!holdsDays(time) || t === ALL) return t;
  if (frequencyOf(t) !== null) return lastDay(t);
  const last = t.split('/')[1];
  if (last === '..') return localDay(now);
  if (last === undefined) return ownAsked(time, now);
  if (DAY.test(last)) return last;
  if (frequencyOf(last) !== null) return lastDay(last);
  const at = Date.parse(last);
  return Number.isNaN(at) ? ownAsked(time, now) : localDay(at - 1);
}

/** A layer's default, written as it is asked for: what holds at this second or today, its latest period, so long back. */
function ownAsked(time: TimeAxis, now: number): string | null {
  if (time.default === 'all') return null;
  if (time.default === 'latest') return time.latest;
  if (time.default === 'now') return holdsMoments(time) ? instantText(now) : localDay(now);
  return `${time.default}/..`;
}

/** Whether rows hold from one instant to another: what holds now changes at any moment. */
function holdsMoments(time: TimeAxis): boolean {
  return time.kind === 'instant' && time.end !== null;
}

/** The rolling span that a layer shows while none is asked for; null where its default is another. */
export function ownRolling(time: TimeAxis | null): string | null {
  const own = `${time?.default}/..`;
  return rollingMs(own) === null ? null : own;
}

/** The window of a layer's default: this very moment or today, its latest period, so long back; null for all there is. */
export function standing(time: TimeAxis | null, now: number): Window | null {
  if (time === null) return null;
  if (time.default === 'now' && holdsMoments(time)) return { from: now, to: now + 1 };
  return windowOf(ownAsked(time, now), now, { from: Number.NaN, to: Number.NaN });
}

/** The axes that mean something for a layer: hours only where its instants have them. */
export function axesOf(time: TimeAxis): readonly Axis[] {
  if (time.kind === 'period' || time.precision === 'month' || holdsDays(time)) return ['all'];
  if (time.kind === 'day' || time.precision === 'day') return ['week', 'month', 'all'];
  return ['day', 'week', 'month', 'all'];
}

/** The shortest axis that a window lies on, counted back from now. */
export function axisFor(window: Window | null, now: number, offered: readonly Axis[]): Axis {
  if (window === null) return 'all';
  const fits = (axis: Axis) => axis === 'all' || (window.from >= now - AXIS_MS[axis] - 1 && window.to <= now + 1);
  return offered.find(fits) ?? 'all';
}

/** The span that an axis covers; null for all there is. */
export function axisSpan(axis: Axis): string | null {
  return axis === 'all' ? null : `P${AXIS_MS[axis] / DAY_MS}D/..`;
}

/** The axis that a span covers whole; null where it is another window. */
export function axisOfSpan(t: string | null): Axis | null {
  if (t === ALL) return 'all';
  const ms = rollingMs(t);
  return AXES.find((axis) => AXIS_MS[axis] === ms) ?? null;
}
