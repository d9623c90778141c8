/** The server by HTTP: addresses, problems, the replies that the page asked for before its script came. */

import type {
  Collection,
  CollectionsReply,
  FeatureReply,
  Field,
  HomeReply,
  Lang,
  LayerLegend,
  Problem,
  SearchReply,
  SetAside,
  UnitsReply,
} from './types.ts';

declare global {
  interface Window {
    __early?: Map<string, Promise<Response>>;
    /** Settled when the first figures have been asked for: which they are is read from the home's reply. */
    __decided?: Promise<unknown>;
  }
}

/** What failed, as the server put it in both languages; null texts where it never answered. */
export class RequestError extends Error {
  constructor(
    readonly path: string,
    readonly status: number | null,
    readonly problem: Problem | null,
  ) {
    super(`${path}: ${status ?? 'no answer'}`);
  }

  words(lang: Lang): string {
    const own = this.problem?.[lang];
    return own === undefined ? (this.problem?.detail ?? '') : [own.detail, own.remedy].filter(Boolean).join(' ');
  }
}

/** How many replies were only the last known, because the server's database was away. */
export const stale = { count: 0 };

/**
 * Asks for a JSON reply of the server.
 *
 * Throws RequestError where it fails, and what an abort throws.
 */
export async function ask<T>(path: string, signal?: AbortSignal): Promise<T> {
  const early = window.__early?.get(path);
  window.__early?.delete(path);
  let reply: Response;
  try {
    reply = await (early ?? fetch(path, { signal: signal ?? null, headers: { Accept: 'application/json' } }));
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new RequestError(path, null, null);
  }
  if (!reply.ok) throw new RequestError(path, reply.status, await problemOf(reply));
  if (reply.headers.has('Gis-Stale')) stale.count += 1;
  return (await reply.json()) as T;
}

async function problemOf(reply: Response): Promise<Problem | null> {
  try {
    return (await reply.json()) as Problem;
  } catch {
    return null;
  }
}

export const getHome = (): Promise<HomeReply> => ask('/api/home');
export const getUnits = (): Promise<UnitsReply> => ask('/api/units');

export function search(query: string, lang: Lang, signal: AbortSignal): Promise<SearchReply> {
  return ask(`/api/units/search?q=${encodeURIComponent(query)}&lang=${lang}`, signal);
}

const fields = new Map<string, Promise<readonly Field[]>>();

/** The public fields of a layer, asked once. */
export function getFields(layer: string): Promise<readonly Field[]> {
  let known = fields.get(layer);
  if (known === undefined) {
    known = ask<Collection>(`/api/collections/${encodeURIComponent(layer)}`).then((c) => c.fields);
    known.catch(() => fields.delete(layer));
    fields.set(layer, known);
  }
  return known;
}

/** How a layer is coloured, with the number of features of each colour, in a part of its time or in its default. */
export function getLegend(layer: string, datetime: string | null, signal?: AbortSignal): Promise<LayerLegend> {
  const query = datetime === null ? '' : `?datetime=${encodeURIComponent(datetime)}`;
  return ask(`/api/collections/${encodeURIComponent(layer)}/legend${query}`, signal);
}

/** Declarations of layers that are not served, with the reason. */
export async function getSetAside(signal: AbortSignal): Promise<readonly SetAside[]> {
  return (await ask<CollectionsReply>('/api/collections', signal)).set_aside;
}

export function getFeature(layer: string, id: string | number, signal: AbortSignal): Promise<FeatureReply> {
  return ask(`/api/collections/${encodeURIComponent(layer)}/items/${encodeURIComponent(id)}`, signal);
}
