/** Which part of its time a layer shows, in words. */

import type { Lang, LegendSpan } from '../lib/api/types.ts';
import { dateName, frequencyOf, instantName, longName } from '../lib/period.ts';
import { wordsOf } from './words.ts';

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** "Tháng 4/2026", "có hiệu lực 30/4/2026", "từ … đến …"; with a word where it is the layer's own default. */
export function spanWords(span: LegendSpan | null | undefined, lang: Lang): string {
  if (span === null || span === undefined) return '';
  const words = part(span, lang);
  return span.default ? `${words} (${wordsOf(lang).spanDefault})` : words;
}

function part({ datetime, from, to, kind }: LegendSpan, lang: Lang): string {
  const t = wordsOf(lang);
  if (datetime !== null && frequencyOf(datetime) !== null) {
    return kind === 'day' && DAY.test(datetime) ? t.spanOn(dateName(datetime)) : longName(datetime, lang);
  }
  if (from !== null && from === to) return kind === 'day' ? t.spanOn(named(from)) : named(from);
  if (from !== null && to !== null) return t.spanBetween(named(from), named(to));
  if (from !== null) return t.spanFrom(named(from));
  return to === null ? t.spanAll : t.spanTo(named(to));
}

function named(end: string): string {
  return end.includes('T') ? instantName(end) : frequencyOf(end) === 'day' ? dateName(end) : end;
}
