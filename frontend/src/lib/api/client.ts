/** The server by HTTP: addresses, problems, the replies that the page asked for before its script came. */

import type {
  CatalogueReply,
  FeatureReply,
  Field,
  Frequency,
  HomeReply,
  Lang,
  LayerLegend,
  Problem,
  SearchReply,
  SeriesReply,
  UnitsReply,
  ValuesReply,
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
export const getCatalogue = (): Promise<CatalogueReply> => ask('/api/indicators');

/** The figures of an indicator; with them where those of one unit come from. */
export async function getValues(
  code: string,
  freq: Frequency | null,
  unit: string | null,
  signal: AbortSignal,
): Promise<ValuesReply> {
  const query = new URLSearchParams();
  if (freq !== null) query.set('freq', freq);
  if (unit !== null) query.set('unit', unit);
  // Else the page, quicker by a moment, would ask for the same beside it.
  await window.__decided;
  const path = `/api/indicators/${encodeURIComponent(code)}/values`;
  return ask(query.size === 0 ? path : `${path}?${query}`, signal);
}

export function getSeries(code: string, uid: string, signal: AbortSignal): Promise<SeriesReply> {
  return ask(`/api/indicators/${encodeURIComponent(code)}/units/${encodeURIComponent(uid)}/series`, signal);
}

export function search(query: string, lang: Lang, signal: AbortSignal): Promise<SearchReply> {
  return ask(`/api/units/search?q=${encodeURIComponent(query)}&lang=${lang}`, signal);
}

const fields = new Map<string, Promise<readonly Field[]>>();

/** The public fields of a layer, asked once. */
export function getFields(layer: string): Promise<readonly Field[]> {
  let known = fields.get(layer);
  if (known === undefined) {
    known = ask<{ fields?: Field[] }>(`/api/collections/${encodeURIComponent(layer)}`).then((c) => c.fields ?? []);
    known.catch(() => fields.delete(layer));
    fields.set(layer, known);
  }
  return known;
}

/** How a layer is coloured, with the number of features of each colour. */
export function getLegend(layer: string): Promise<LayerLegend> {
  return ask(`/api/collections/${encodeURIComponent(layer)}/legend`);
}

export function getFeature(layer: string, id: string | number, signal: AbortSignal): Promise<FeatureReply> {
  return ask(`/api/collections/${encodeURIComponent(layer)}/items/${encodeURIComponent(id)}`, signal);
}

export type TableQuery = { period: string; level: string; edition: string; within: string | null; lang: Lang };

/** Address of the table behind the map as a file. */
export function tableAddress(code: string, q: TableQuery): string {
  const query = new URLSearchParams({
    period: q.period,
    level: q.level,
    edition: q.edition,
    lang: q.lang,
    format: 'csv',
  });
  if (q.within !== null) query.set('within', q.within);
  return `/api/indicators/${encodeURIComponent(code)}/table?${query}`;
}
