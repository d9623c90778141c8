/** What the workspace asks the server about a layer. */

import { ask } from '../../lib/api/client.ts';
import type { Lang } from '../../lib/api/types.ts';
import type { Block } from './model/pages.ts';
import type { Collection, CountsReply, DensityReply, IdentifyReply, ItemsReply, LegendReply, Row } from './types.ts';

/** Which rows: the same question for list, counts, table, map and file. */
export type Question = { filter: string | null; datetime: string | null; known: string | null };

function query(question: Question, more: Readonly<Record<string, string | number | null>> = {}): string {
  const found = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...question, ...more }))
    if (value !== null && value !== '') found.set(name, String(value));
  return found.size === 0 ? '' : `?${found}`;
}

function place(layer: string, tail = ''): string {
  return `/api/collections/${encodeURIComponent(layer)}${tail}`;
}

export function getCollection(layer: string, lang: Lang, signal?: AbortSignal): Promise<Collection> {
  return ask(`${place(layer)}?lang=${lang}`, signal);
}

export async function getRows(
  layer: string,
  question: Question,
  page: { sortby: string | null; offset: number; limit: number },
  signal: AbortSignal,
): Promise<Block<Row>> {
  const reply = await ask<ItemsReply>(place(layer, `/items${query(question, page)}`), signal);
  return { rows: reply.features, matched: reply.numberMatched };
}

export function getRow(layer: string, id: string, signal: AbortSignal): Promise<Row> {
  return ask(place(layer, `/items/${encodeURIComponent(id)}`), signal);
}

export function getCounts(layer: string, by: string, question: Question, signal: AbortSignal): Promise<CountsReply> {
  return ask(place(layer, `/counts${query(question, { by })}`), signal);
}

export function getDensity(
  layer: string,
  question: Question,
  bins: number,
  signal: AbortSignal,
): Promise<DensityReply> {
  return ask(place(layer, `/density${query(question, { bins })}`), signal);
}

export function getLegend(layer: string, question: Question, signal: AbortSignal): Promise<LegendReply> {
  return ask(place(layer, `/legend${query(question)}`), signal);
}

export type FileKind = 'csv' | 'xlsx' | 'geojson';

/** Address of exactly what is listed, as a file. */
export function fileAddress(
  layer: string,
  question: Question,
  file: { f: FileKind; sortby: string | null; lang: Lang },
): string {
  return place(layer, `/export${query(question, file)}`);
}

/** What lies at a place, of several layers, each with its own filter. */
export function identify(
  at: { lon: number; lat: number; radius_m: number },
  layers: readonly { id: string; filter: string | null }[],
  datetime: string | null,
  signal: AbortSignal,
): Promise<IdentifyReply> {
  const filters = Object.fromEntries(layers.filter((l) => l.filter !== null).map((l) => [l.id, l.filter]));
  const found = new URLSearchParams({
    lon: at.lon.toFixed(6),
    lat: at.lat.toFixed(6),
    radius_m: at.radius_m.toFixed(1),
    layers: layers.map((l) => l.id).join(','),
  });
  if (datetime !== null) found.set('datetime', datetime);
  if (Object.keys(filters).length > 0) found.set('filters', JSON.stringify(filters));
  return ask(`/api/identify?${found}`, signal);
}
