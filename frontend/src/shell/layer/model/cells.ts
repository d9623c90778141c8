/** Hexagons in words. */

import type { Lang } from '../../../lib/api/types.ts';
import { exact } from '../../../lib/number.ts';
import type { LayerField } from '../types.ts';
import type { Words } from '../words.vi.ts';
import { valueText } from './reading.ts';

/** The area of a cell with as many decimals as tell two sizes apart. */
export function areaText(km2: number, lang: Lang): string {
  return exact(km2, km2 >= 10 ? 0 : km2 >= 1 ? 1 : km2 >= 0.1 ? 2 : 4, lang);
}

/** A category that cells are coloured by. */
export function categoryText(field: LayerField | null, code: string | number | null, t: Words, lang: Lang): string {
  if (code === null) return t.none;
  return field === null ? String(code) : valueText(field, code, t, lang);
}
