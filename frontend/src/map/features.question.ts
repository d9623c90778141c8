/** Which rows of a layer are drawn, as the addresses of its tiles and hexagons say it. */
import type { Bounds, ShownLayer } from './types.ts';

export type Question = Pick<ShownLayer, 'datetime' | 'filter' | 'known'>;
export type HexesAsked = { res: number; box: Bounds; by: string | null };

function asked({ datetime, filter, known }: Question): [string, string][] {
  const parts: [string, string | null][] = [
    ['datetime', datetime],
    ['filter', filter],
    ['known', known],
  ];
  return parts.filter((part): part is [string, string] => part[1] !== null && part[1] !== '');
}

/** `?a=b&c=d`, or nothing. Braces are escaped: the map would take them for a part of the address to fill in. */
function query(parts: readonly [string, string][]): string {
  const written = parts.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
  return written === '' ? '' : `?${written}`;
}

export function questionKey(layer: string, question: Question): string {
  return `${layer}${query(asked(question))}`;
}

export function tilesUrl(origin: string, layer: string, question: Question): string {
  return `${origin}/tiles/${encodeURIComponent(layer)}/live/{z}/{x}/{y}.mvt${query(asked(question))}`;
}

export function hexesUrl(layer: string, question: Question, { res, box, by }: HexesAsked): string {
  const where: [string, string][] = [
    ['res', String(res)],
    ['bbox', box.join()],
    ...asked(question),
    ...(by === null ? [] : ([['by', by]] as [string, string][])),
  ];
  return `/api/collections/${encodeURIComponent(layer)}/hexes${query(where)}`;
}
