/** Figures with their units of measure, as the panels write them. */

import type { Indicator, Lang } from '../../lib/api/types.ts';
import { brief, exact, signed, withUnit } from '../../lib/number.ts';
import { isPercent } from './model/compare.ts';
import type { Trend } from './model/trend.ts';
import type { Blank, Mark } from './model/values.ts';
import { wordsOf } from './words.ts';

export function figure(value: number, indicator: Indicator, lang: Lang): string {
  return withUnit(exact(value, indicator.decimals, lang), indicator.unit[lang]);
}

export function short(value: number, indicator: Indicator, lang: Lang): string {
  return brief(value, indicator.decimals, lang);
}

/** Unit of a difference of two figures: percentage points for percentages. */
export function differenceUnit(indicator: Indicator, lang: Lang): string {
  return isPercent(indicator) ? wordsOf(lang).pp : indicator.unit[lang];
}

export function changeText(trend: Trend, indicator: Indicator, lang: Lang, sign = true): string {
  const decimals = trend.relative ? 1 : indicator.decimals;
  const value = sign ? signed(trend.delta, decimals, lang) : exact(Math.abs(trend.delta), decimals, lang);
  return withUnit(value, trend.relative ? '%' : differenceUnit(indicator, lang));
}

export function toleranceText(indicator: Indicator, lang: Lang): string {
  const decimals = Number.isInteger(indicator.tolerance) ? 0 : 1;
  const unit = indicator.tolerance_kind === 'relative' ? '%' : differenceUnit(indicator, lang);
  return withUnit(exact(indicator.tolerance, decimals, lang), unit);
}

export function blankName(blank: Blank, lang: Lang): string {
  const t = wordsOf(lang);
  return { o: t.blankO, s: t.blankS, w: t.blankW, d: t.blankD, n: t.blankN, x: t.blankX }[blank];
}

/** What a figure is other than final; nothing of one that is. */
export function markName(mark: Mark, indicator: Indicator, lang: Lang): string {
  const t = wordsOf(lang);
  return {
    '.': '',
    p: t.statusProvisional,
    r: t.statusRevised,
    c: t.carriedRule,
    e: t.carriedArea,
    g: t.carriedGroup,
    u: indicator.over_units === 'mean' ? t.averaged : t.summed,
  }[mark];
}

/** "2 ngày 5 giờ" between two instants. */
export function lateness(from: string, to: string, lang: Lang): string {
  const t = wordsOf(lang);
  const hours = Math.max(1, Math.floor((Date.parse(to) - Date.parse(from)) / 3_600_000));
  const days = Math.floor(hours / 24);
  if (days === 0) return t.hours(hours);
  return days < 10 && hours % 24 > 0 ? `${t.days(days)} ${t.hours(hours % 24)}` : t.days(days);
}
