/** Periods of figures by their codes: `2024`, `2024-Q2`, `2024-06`, `2024-W23`, `2024-06-15`. */

import type { Frequency, Lang } from './api/types.ts';

const SHAPES: readonly [Frequency, RegExp][] = [
  ['year', /^(\d{4})$/],
  ['quarter', /^(\d{4})-Q([1-4])$/],
  ['month', /^(\d{4})-(0[1-9]|1[0-2])$/],
  ['week', /^(\d{4})-W(\d{2})$/],
  ['day', /^(\d{4})-(\d{2})-(\d{2})$/],
];

const DAY_MS = 86_400_000;

const pad = (n: number, width = 2): string => String(n).padStart(width, '0');
const iso = (t: number): string => new Date(t).toISOString().slice(0, 10);

/** The frequency a code belongs to; null when it is no period. */
export function frequencyOf(code: string): Frequency | null {
  for (const [frequency, shape] of SHAPES) if (shape.test(code)) return frequency;
  return null;
}

function weekStart(year: number, week: number): number {
  const fourth = Date.UTC(year, 0, 4);
  const weekday = (new Date(fourth).getUTCDay() + 6) % 7;
  return fourth + (week - 1) * 7 * DAY_MS - weekday * DAY_MS;
}

/** First local day (ISO date) of a period. */
export function startOf(code: string): string {
  const f = frequencyOf(code);
  const year = Number(code.slice(0, 4));
  if (f === 'year') return `${code}-01-01`;
  if (f === 'quarter') return `${pad(year, 4)}-${pad(Number(code[6]) * 3 - 2)}-01`;
  if (f === 'month') return `${code}-01`;
  if (f === 'week') return iso(weekStart(year, Number(code.slice(6))));
  return code;
}

/** Last local day inside a period: the edition in force on it is the period's edition. */
export function lastDay(code: string): string {
  const f = frequencyOf(code);
  const year = Number(code.slice(0, 4));
  if (f === 'year') return `${code}-12-31`;
  if (f === 'quarter') return iso(Date.UTC(year, Number(code[6]) * 3, 0));
  if (f === 'month') return iso(Date.UTC(year, Number(code.slice(5)), 0));
  if (f === 'week') return iso(weekStart(year, Number(code.slice(6))) + 6 * DAY_MS);
  return code;
}

/** Whether a period of any frequency goes up to a day or beyond: the first that does is where the day is marked. */
export function reaches(code: string, day: string): boolean {
  return lastDay(code) >= day;
}

/** The period of a frequency that holds a local day. */
export function periodOf(day: string, frequency: Frequency): string {
  const year = day.slice(0, 4);
  const month = Number(day.slice(5, 7));
  if (frequency === 'year') return year;
  if (frequency === 'quarter') return `${year}-Q${Math.ceil(month / 3)}`;
  if (frequency === 'month') return day.slice(0, 7);
  if (frequency === 'day') return day;
  const t = Date.parse(`${day}T00:00:00Z`);
  const thursday = t + (3 - ((new Date(t).getUTCDay() + 6) % 7)) * DAY_MS;
  const isoYear = new Date(thursday).getUTCFullYear();
  const week = Math.round((thursday - weekStart(isoYear, 1) - 3 * DAY_MS) / (7 * DAY_MS)) + 1;
  return `${pad(isoYear, 4)}-W${pad(week)}`;
}

/** The period so many steps later (earlier if negative). */
export function shift(code: string, count: number): string {
  const f = frequencyOf(code);
  const year = Number(code.slice(0, 4));
  if (f === 'year') return pad(year + count, 4);
  if (f === 'quarter') {
    const n = year * 4 + Number(code[6]) - 1 + count;
    return `${pad(Math.floor(n / 4), 4)}-Q${(n % 4) + 1}`;
  }
  if (f === 'month') {
    const n = year * 12 + Number(code.slice(5)) - 1 + count;
    return `${pad(Math.floor(n / 12), 4)}-${pad((n % 12) + 1)}`;
  }
  const step = f === 'week' ? 7 : 1;
  return periodOf(iso(Date.parse(`${startOf(code)}T00:00:00Z`) + count * step * DAY_MS), f ?? 'day');
}

/** The same period of the year before (the same ISO week; 29 February becomes 28). */
export function lastYear(code: string): string {
  const f = frequencyOf(code);
  const year = pad(Number(code.slice(0, 4)) - 1, 4);
  if (f === 'week') {
    const last = Number(periodOf(`${year}-12-28`, 'week').slice(6));
    return `${year}-W${pad(Math.min(last, Number(code.slice(6))))}`;
  }
  if (f === 'day' && code.endsWith('-02-29')) return `${year}-02-28`;
  return year + code.slice(4);
}

/** All periods from first to last, both included; empty when last lies before first. */
export function range(first: string, last: string): string[] {
  const found: string[] = [];
  for (let at = first; startOf(at) <= startOf(last); at = shift(at, 1)) found.push(at);
  return found;
}

/** Months of the year that have passed at the end of a period: 1 to 12. */
export function monthsPassed(code: string): number {
  return Number(lastDay(code).slice(5, 7));
}

/** The code of the list nearest to a wanted one of any frequency: the one with its last day, else the last before. */
export function nearest(periods: readonly string[], wanted: string | null): string | null {
  if (periods.length === 0) return null;
  const last = periods[periods.length - 1] as string;
  if (wanted === null || frequencyOf(wanted) === null) return last;
  if (periods.includes(wanted)) return wanted;
  const frequency = frequencyOf(last);
  const same = frequency === null ? null : periodOf(lastDay(wanted), frequency);
  if (same !== null && periods.includes(same)) return same;
  const day = lastDay(wanted);
  let found = periods[0] as string;
  for (const p of periods) if (startOf(p) <= day) found = p;
  return found;
}

const MONTHS_EN = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const ROMAN = ['I', 'II', 'III', 'IV'];

/** "Tháng 6/2024", "Quý II/2024", "Năm 2024" · "June 2024", "Q2 2024", "2024". */
export function longName(code: string, lang: Lang): string {
  const f = frequencyOf(code);
  const year = code.slice(0, 4);
  const en = lang === 'en';
  if (f === 'year') return en ? year : `Năm ${year}`;
  if (f === 'quarter') return en ? `Q${code[6]} ${year}` : `Quý ${ROMAN[Number(code[6]) - 1]}/${year}`;
  if (f === 'month') {
    const m = Number(code.slice(5));
    return en ? `${MONTHS_EN[m - 1]} ${year}` : `Tháng ${m}/${year}`;
  }
  if (f === 'week') return en ? `Week ${Number(code.slice(6))}, ${year}` : `Tuần ${Number(code.slice(6))}/${year}`;
  return dateName(code);
}

/** The period without its year, within a sentence: "tháng 6", "quý II", "ngày 15/6"; null for a year. */
export function partName(code: string, lang: Lang): string | null {
  const f = frequencyOf(code);
  const en = lang === 'en';
  if (f === 'month') return en ? (MONTHS_EN[Number(code.slice(5)) - 1] ?? '') : `tháng ${Number(code.slice(5))}`;
  if (f === 'quarter') return en ? `Q${code[6]}` : `quý ${ROMAN[Number(code[6]) - 1]}`;
  if (f === 'week') return `${en ? 'week' : 'tuần'} ${Number(code.slice(6))}`;
  if (f === 'day') return `${en ? '' : 'ngày '}${Number(code.slice(8))}/${Number(code.slice(5, 7))}`;
  return null;
}

/** "6/2024", "Q.II/2024", "2024": for a line of running text. */
export function shortName(code: string): string {
  const f = frequencyOf(code);
  const year = code.slice(0, 4);
  if (f === 'quarter') return `Q${code[6]}/${year}`;
  if (f === 'month') return `${Number(code.slice(5))}/${year}`;
  if (f === 'week') return `W${Number(code.slice(6))}/${year}`;
  return f === 'year' ? year : dateName(code);
}

/** "1/7/2025" from an ISO date. */
export function dateName(day: string): string {
  const [y, m, d] = day.slice(0, 10).split('-').map(Number);
  return `${d}/${m}/${y}`;
}

/** "17:00, 10/6/2026" in Viet Nam (UTC+7, no summer time) from an instant. */
export function instantName(instant: string): string {
  const local = new Date(Date.parse(instant) + 7 * 3_600_000).toISOString();
  return `${local.slice(11, 16)}, ${dateName(local)}`;
}
