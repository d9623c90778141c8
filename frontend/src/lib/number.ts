/** Numbers as a reader of Vietnamese (`1.234.567,5`) or English (`1,234,567.5`) expects them. */

import type { Lang } from './api/types.ts';

export const MINUS = '\u2212';
const NBSP = '\u00a0';

const WORDS: Record<Lang, readonly [number, string][]> = {
  vi: [
    [1e9, 'tỷ'],
    [1e6, 'triệu'],
  ],
  en: [
    [1e9, 'billion'],
    [1e6, 'million'],
  ],
};

function group(digits: string, mark: string): string {
  return digits.replace(/\B(?=(\d{3})+$)/g, mark);
}

/** The exact figure with so many decimals. Zero never carries a sign. */
export function exact(value: number, decimals: number, lang: Lang): string {
  const fixed = Math.abs(value).toFixed(decimals);
  const [whole = '0', part] = fixed.split('.');
  const zero = Number(fixed) === 0;
  const text = group(whole, lang === 'vi' ? '.' : ',') + (part === undefined ? '' : (lang === 'vi' ? ',' : '.') + part);
  return (value < 0 && !zero ? MINUS : '') + text;
}

/** At most three significant figures, millions and billions in words: for labels. */
export function brief(value: number, decimals: number, lang: Lang): string {
  const size = Math.abs(value);
  for (const [unit, word] of WORDS[lang]) {
    if (size >= unit * 0.9995) return `${significant(value / unit, 2, lang)}${NBSP}${word}`;
  }
  return significant(value, decimals, lang);
}

function significant(value: number, decimals: number, lang: Lang): string {
  const size = Math.abs(value);
  if (size === 0) return exact(0, 0, lang);
  const rounded = Number(size.toPrecision(3)) * Math.sign(value);
  const whole = Math.floor(Math.log10(Math.abs(rounded))) + 1;
  return exact(rounded, Math.min(decimals, Math.max(0, 3 - Math.max(whole, 1))), lang);
}

/** An exact figure with its sign always shown: changes. */
export function signed(value: number, decimals: number, lang: Lang): string {
  const text = exact(value, decimals, lang);
  return Number(Math.abs(value).toFixed(decimals)) === 0 || value < 0 ? text : `+${text}`;
}

/** A class edge: as short as it can be written. */
export function edge(value: number, lang: Lang): string {
  const rounded = Number(value.toPrecision(6));
  const decimals = Math.min(3, (String(Math.abs(rounded)).split('.')[1] ?? '').length);
  return Math.abs(rounded) >= 1e6 ? brief(rounded, 2, lang) : exact(rounded, decimals, lang);
}

/** A figure and its unit of measure, with a no-break space between. */
export function withUnit(figure: string, unit: string): string {
  return unit === '' ? figure : `${figure}${NBSP}${unit}`;
}

/** A share as percent: 0.613 → "61 %". */
export function percent(share: number, lang: Lang): string {
  const value = share * 100;
  const decimals = value > 0 && value < 10 ? 1 : 0;
  return `${exact(value, decimals, lang)}${NBSP}%`;
}
