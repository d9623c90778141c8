/** Values, times and places of rows in words. */

import type { Lang } from '../../../lib/api/types.ts';
import { exact, withUnit } from '../../../lib/number.ts';
import { dateName, frequencyOf, instantName, lastDay, longName } from '../../../lib/period.ts';
import { localDay } from '../../../lib/span.ts';
import type { CodeItem, Collection, Freshness, LayerField, Row, TimeAxis } from '../types.ts';
import type { Words } from '../words.vi.ts';
import { ALL, HOUR_MS, rollingMs, windowOf } from './span.ts';

const PLACE_DECIMALS = 4;
const DAY_HOURS = 24;

export function fieldOf(layer: Collection, name: string | null | undefined): LayerField | null {
  return layer.fields.find((field) => field.name === name) ?? null;
}

export function said(text: { vi: string; en: string } | null | undefined, lang: Lang): string {
  return text == null ? '' : text[lang] || text.vi;
}

export function codeOf(field: LayerField | null, value: unknown): CodeItem | null {
  return field?.codes?.find((item) => item.code === value) ?? null;
}

/** A value as its field means it: the code's title, the figure with its unit, the day; empty where there is none. */
export function valueText(field: LayerField, value: unknown, t: Words, lang: Lang, unit = true): string {
  if (value === null || value === undefined || value === '') return '';
  const code = codeOf(field, value);
  if (code !== null) return said(code.title, lang);
  if (typeof value === 'boolean') return value ? t.yes : t.no;
  if (typeof value === 'number') {
    const decimals = field.decimals ?? (Number.isInteger(value) ? 0 : 1);
    return withUnit(exact(value, decimals, lang), unit ? said(field.unit, lang) : '');
  }
  if (field.type === 'date') return dateName(String(value));
  if (field.type === 'datetime') return instantName(String(value));
  return String(value);
}

export function titleOf(layer: Collection, row: Row, t: Words, lang: Lang): string {
  const field = fieldOf(layer, layer.list.title);
  const found = field === null ? '' : valueText(field, row.properties[field.name], t, lang);
  return found || `${t.unnamed} ${row.id}`;
}

export function textOf(layer: Collection, name: string | null, row: Row, t: Words, lang: Lang): string {
  const field = fieldOf(layer, name);
  return field === null ? '' : valueText(field, row.properties[field.name], t, lang);
}

/** A place in degrees of WGS 84, latitude first. */
export function placeText([lon, lat]: readonly [number, number], t: Words, lang: Lang): string {
  const figure = (degrees: number) => exact(Math.abs(degrees), PLACE_DECIMALS, lang);
  return t.coordinates(figure(lat), figure(lon), lat >= 0, lon >= 0);
}

/** Where a row lies: a point itself, the middle of the box of anything larger; null where it has no place. */
export function placeOf(row: Row): { at: [number, number]; exact: boolean } | null {
  const { geometry } = row;
  if (geometry === null || geometry === undefined) return null;
  if (geometry.type === 'Point') {
    const [lon, lat] = geometry.coordinates;
    return lon === undefined || lat === undefined ? null : { at: [lon, lat], exact: true };
  }
  const box = boxOf(geometry);
  return box === null ? null : { at: [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2], exact: false };
}

type Box = [number, number, number, number];

function boxOf(geometry: GeoJSON.Geometry): Box | null {
  const box: Box = [
    Number.POSITIVE_INFINITY,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ];
  const visit = (part: unknown): void => {
    if (!Array.isArray(part)) return;
    const [x, y] = part;
    if (typeof x === 'number' && typeof y === 'number') {
      box[0] = Math.min(box[0], x);
      box[1] = Math.min(box[1], y);
      box[2] = Math.max(box[2], x);
      box[3] = Math.max(box[3], y);
    } else for (const inner of part) visit(inner);
  };
  if (geometry.type === 'GeometryCollection') {
    for (const one of geometry.geometries) visit('coordinates' in one ? one.coordinates : null);
  } else visit(geometry.coordinates);
  return Number.isFinite(box[0]) ? box : null;
}

/** A stretch of time in its largest unit: "3 ngày", "5 giờ". */
export function lengthText(ms: number, t: Words): string {
  const hours = ms / HOUR_MS;
  if (hours >= 2 * DAY_HOURS || (hours >= DAY_HOURS && hours % DAY_HOURS === 0))
    return t.days(Math.floor(hours / DAY_HOURS));
  return hours >= 1 ? t.hours(Math.floor(hours)) : t.minutes(Math.max(1, Math.round(hours * 60)));
}

/** "17:20" of today, "10/6/2026" of another day. */
export function momentText(instant: string, now: number): string {
  const [time, day] = instantName(instant).split(', ');
  return localDay(Date.parse(instant)) === localDay(now) ? (time ?? '') : (day ?? '');
}

/** When the layer was last updated and, where it is late, by how much. */
export function freshnessText(freshness: Freshness, now: number, t: Words): string {
  if (freshness.received === null) return t.neverReceived;
  const parts = [t.updated(momentText(freshness.received, now))];
  if (freshness.late && freshness.due !== null) parts.push(t.late(lengthText(now - Date.parse(freshness.due), t)));
  return parts.join(', ');
}

/** "10/6 06:00": local day and time without the year, which the axis shows. */
export function shortInstant(at: number, withTime: boolean): string {
  const [time, day] = instantName(new Date(at).toISOString()).split(', ');
  return withTime ? `${day} ${time}` : (day ?? '');
}

/** What a span means to a layer, in words. */
export function spanText(time: TimeAxis, t: string | null, now: number, words: Words, lang: Lang): string {
  if (t === null) return defaultText(time, words);
  if (t === ALL) return words.timeAll;
  if (frequencyOf(t) !== null) {
    return time.kind === 'day' && time.end != null ? words.timeTo(dateName(lastDay(t))) : longName(t, lang);
  }
  const back = rollingMs(t);
  if (back !== null) return backText(back, words);
  const window = windowOf(t, now, { from: Number.NaN, to: Number.NaN });
  if (window === null) return t;
  if (time.kind === 'day' && time.end != null) return words.timeTo(dateName(localDay(window.to - 1)));
  return windowText(window, time);
}

/** "10/6/2026 06:00 – 12/6/2026 17:20"; whole days without their hours. */
export function windowText({ from, to }: { from: number; to: number }, time: TimeAxis): string {
  const midnight = (at: number) => (at + 7 * HOUR_MS) % (DAY_HOURS * HOUR_MS) === 0;
  const days = time.kind !== 'instant' || (midnight(from) && midnight(to));
  if (!days) return `${shortInstant(from, true)} – ${shortInstant(to, true)}`;
  const [first, last] = [shortInstant(from, false), shortInstant(to - 1, false)];
  return first === last ? first : `${first} – ${last}`;
}

function defaultText(time: TimeAxis, words: Words): string {
  if (time.default === 'now') return words.timeNow;
  if (time.default === 'latest') return words.timeLatest;
  const back = rollingMs(`${time.default}/..`);
  return back === null ? words.timeAll : backText(back, words);
}

/** The exact length, in days where they are whole. One day is said in hours: "the last day" could be yesterday. */
function backText(ms: number, words: Words): string {
  const hours = ms / HOUR_MS;
  const whole = hours > DAY_HOURS && hours % DAY_HOURS === 0;
  return words.timeBack(whole ? words.days(hours / DAY_HOURS) : words.hours(hours));
}

/** How long one column of a histogram is, from its ISO 8601 duration. */
export function stepText(step: string | null, t: Words): string {
  const hit = /^P(?:(\d+)Y|(\d+)M|(\d+)W|(\d+)D|T(?:(\d+)H|(\d+)M))$/.exec(step ?? '');
  if (hit === null) return '';
  const [, years, months, weeks, days, hours, minutes] = hit;
  if (years !== undefined) return t.years(Number(years));
  if (months !== undefined) return Number(months) % 12 === 0 ? t.years(Number(months) / 12) : t.months(Number(months));
  if (weeks !== undefined) return t.days(Number(weeks) * 7);
  if (days !== undefined) return t.days(Number(days));
  return hours === undefined ? t.minutes(Number(minutes)) : t.hours(Number(hours));
}

/** The codes of a field as a list to tick; a truth has two. */
export function choicesOf(field: LayerField): readonly CodeItem[] {
  if (field.type !== 'boolean') return field.codes;
  const plain = { parent: null, color: null, pattern: null, icon: null };
  return [
    { ...plain, code: true, title: { vi: 'Có', en: 'Yes' } },
    { ...plain, code: false, title: { vi: 'Không', en: 'No' } },
  ];
}
