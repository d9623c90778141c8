/** What lies under the last click, of every layer that was drawn there. */

import type { Lang } from '../../../lib/api/types.ts';
import { getCollection, getRow, identify } from '../api.ts';
import type { Collection, Found, Row } from '../types.ts';

const MOST = 40;
export type Under = { layer: Collection; row: Row };
export type Asked = {
  at: { lon: number; lat: number; radius_m: number };
  layers: readonly { id: string; filter: string | null }[];
  datetime: string | null;
  lang: Lang;
};

class UnderClick {
  rows = $state.raw<readonly Under[]>([]);
  more = $state(false);
  private asking: AbortController | null = null;

  clear(): void {
    this.asking?.abort();
    this.rows = [];
    this.more = false;
  }

  /** Names what was found, in the order in which it is drawn; what was thinned away there is added from the server. */
  async ask(found: readonly Found[], asked: Asked): Promise<void> {
    this.clear();
    const asking = new AbortController();
    this.asking = asking;
    const { signal } = asking;
    try {
      const reply = await identify(asked.at, asked.layers, asked.datetime, signal).catch(() => ({ layers: [] }));
      const rows = new Map(
        reply.layers.flatMap(({ layer, features }) => features.map((row) => [`${layer}/${row.id}`, { layer, row }])),
      ) as Map<string, { layer: string; row: Row }>;
      const drawn = found.slice(0, MOST);
      const missing = drawn.filter(({ layer, id }) => !rows.has(`${layer}/${id}`));
      const got = await Promise.all(missing.map(({ layer, id }) => getRow(layer, id, signal).catch(() => null)));
      for (const [n, { layer, id }] of missing.entries()) {
        const row = got[n];
        if (row) rows.set(`${layer}/${id}`, { layer, row });
      }
      const keys = [...new Set([...drawn.map(({ layer, id }) => `${layer}/${id}`), ...rows.keys()])].slice(0, MOST);
      const ids = [...new Set(keys.flatMap((key) => rows.get(key)?.layer ?? []))];
      const layers = new Map(
        await Promise.all(ids.map(async (id) => [id, await getCollection(id, asked.lang, signal)] as const)),
      );
      if (signal.aborted) return;
      this.more = reply.layers.some((part) => 'more' in part && part.more === true);
      this.rows = keys.flatMap((key) => {
        const one = rows.get(key);
        const layer = one && layers.get(one.layer);
        return one && layer ? [{ layer, row: one.row }] : [];
      });
    } catch {
      // The feature that was clicked opens by itself; the list of its neighbours is left out.
    }
  }
}

export const under = new UnderClick();
