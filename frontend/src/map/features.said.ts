/** What the server says of a layer: its style, fields, field of view and hexagons. */
import type { Said } from './features.look.ts';

type Collection = Partial<Omit<Said, 'style' | 'by'>> & { style?: { by?: string | null } };
const said = new Map<string, Promise<Said>>();

/** Asks once a page; again after a failure. A layer without places, a register, has no style to ask for. */
export function ask(layer: string, placed: boolean): Promise<Said> {
  const found = said.get(layer) ?? fresh(layer, placed);
  said.set(layer, found);
  return found;
}

async function fresh(layer: string, placed: boolean): Promise<Said> {
  const place = `/api/collections/${encodeURIComponent(layer)}`;
  const [style, collection] = await Promise.all([
    placed ? reply<Said['style']>(`${place}/style.json`) : null,
    reply<Collection>(place),
  ]);
  if ((placed && style === null) || collection === null) said.delete(layer);
  return {
    style,
    by: collection?.style?.by ?? null,
    fields: collection?.fields ?? [],
    view: collection?.view ?? null,
    hexes: collection?.hexes ?? null,
  };
}

async function reply<T>(path: string): Promise<T | null> {
  const answer = await fetch(path).catch(() => null);
  return answer?.ok ? ((await answer.json()) as T) : null;
}
