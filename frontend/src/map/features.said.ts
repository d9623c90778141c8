/** What the server says of a layer: its style, fields, field of view and hexagons. */
import type { Said } from './features.look.ts';

type Collection = Partial<Omit<Said, 'style' | 'by'>> & { style?: { by?: string | null } };
const said = new Map<string, Promise<Said>>();

/** Asks once a page; again after a failure. */
export function ask(layer: string): Promise<Said> {
  const found = said.get(layer) ?? fresh(layer);
  said.set(layer, found);
  return found;
}

async function fresh(layer: string): Promise<Said> {
  const place = `/api/collections/${encodeURIComponent(layer)}`;
  const [style, collection] = await Promise.all([
    reply<Said['style']>(`${place}/style.json`),
    reply<Collection>(place),
  ]);
  if (style === null || collection === null) said.delete(layer);
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
