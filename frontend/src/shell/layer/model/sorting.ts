/** The orders in which a layer's rows can stand, said in words. */

import type { Lang } from '../../../lib/api/types.ts';
import type { Collection, LayerField } from '../types.ts';
import type { Words } from '../words.vi.ts';
import { said } from './reading.ts';

export type Order = { sortby: string; words: string };

/** Every field both ways, as the heads of the table offer them; first what rows show, and times and figures. */
export function ordersOf(layer: Collection, t: Words, lang: Lang): readonly Order[] {
  const { title, subtitle, badge } = layer.list;
  const shown = [title, badge, subtitle];
  const first = (f: LayerField) => shown.includes(f.name) || isTime(f) || isFigure(f);
  const fields = [...layer.fields].sort((a, b) => Number(first(b)) - Number(first(a)));
  return fields.flatMap((field) => {
    const name = said(field.title, lang);
    const [up, down] = directions(field, name, t);
    return [
      { sortby: field.name, words: up },
      { sortby: `-${field.name}`, words: down },
    ];
  });
}

function isTime(field: LayerField): boolean {
  return field.type === 'date' || field.type === 'datetime';
}

function isFigure(field: LayerField): boolean {
  const figures = field.type === 'number' || field.type === 'integer';
  return figures && (field.codes?.length ?? 0) === 0 && field.role !== 'id';
}

function directions(field: LayerField, name: string, t: Words): [string, string] {
  if (isTime(field)) return [t.ascTime(name), t.descTime(name)];
  if (isFigure(field)) return [t.ascNumber(name), t.descNumber(name)];
  return [t.ascText(name), t.descText(name)];
}
