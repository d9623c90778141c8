/** What is asked of the server about figures. */

import { ask } from '../../lib/api/client.ts';
import type { CatalogueReply, Frequency, Lang, SeriesReply, ValuesReply } from '../../lib/api/types.ts';

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
