/** What a cell of the comparison says in words. */

import type { Indicator, Lang } from '../../lib/api/types.ts';
import { edge, exact, withUnit } from '../../lib/number.ts';
import { longName, shortName } from '../../lib/period.ts';
import { blankName, figure, markName } from './figures.ts';
import type { Cell, Column, Measure, Row } from './model/compare.ts';
import { wordsOf } from './words.ts';

export function measureUnit(measure: Measure, lang: Lang): string {
  return measure === 'points' ? wordsOf(lang).pp : '%';
}

/** "6 điểm %". */
export function edgeWords(value: number, measure: Measure, lang: Lang): string {
  return withUnit(edge(value, lang), measureUnit(measure, lang));
}

/** "Quý II/2024", with the month it reaches to where it is not over. */
export function columnWords(column: Column, lang: Lang): string {
  const name = longName(column.code, lang);
  return column.through === null ? name : `${name} (${wordsOf(lang).throughMonth(shortName(column.through))})`;
}

/** "cao hơn bình quân 2,6 điểm %". */
export function differenceWords(difference: number | null, measure: Measure, indicator: Indicator, lang: Lang): string {
  const t = wordsOf(lang);
  if (difference === null) return t.noMean;
  const decimals = measure === 'points' ? indicator.decimals : 1;
  const size = exact(Math.abs(difference), decimals, lang);
  if (Number(Math.abs(difference).toFixed(decimals)) === 0) return t.asMean;
  const words = withUnit(size, measureUnit(measure, lang));
  return difference > 0 ? t.higherBy(words) : t.lowerBy(words);
}

export type CellWords = { unit: string; period: string; value: string; difference: string; mark: string };

export function cellWords(
  row: Row,
  column: Column,
  cell: Cell,
  measure: Measure,
  of: Indicator,
  lang: Lang,
): CellWords {
  const base = { unit: row.unit.fullName, period: columnWords(column, lang) };
  if (cell.value === null) {
    const why = cell.blank === null ? '' : blankName(cell.blank, lang);
    return { ...base, value: `${wordsOf(lang).noFigure}: ${why}`, difference: '', mark: '' };
  }
  const difference = differenceWords(cell.difference, measure, of, lang);
  return { ...base, value: figure(cell.value, of, lang), difference, mark: markName(cell.mark, of, lang) };
}

/** The accessible name of a cell: unit, period, value, difference. */
export function cellLabel(words: CellWords): string {
  return [words.unit, words.period, words.value, words.difference, words.mark].filter((w) => w !== '').join(', ');
}
