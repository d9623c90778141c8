import { describe, expect, it } from 'vitest';
import type { LayerEntry } from '../lib/api/types.ts';
import { parseSpan } from '../lib/span.ts';
import { type Asked, type ShownLayer, shownLayers } from './drawn.ts';

const NOW = Date.parse('2026-05-20T03:00:00Z');
const layer = (id: string, part: Partial<LayerEntry> = {}) => ({ id, time: null, known: false, ...part }) as LayerEntry;
const LAYERS = [
  layer('plain'),
  layer('calls', { time: 'instant' }),
  layer('zones', { time: 'day', known: true }),
  layer('sums', { time: 'period' }),
];
const asked = (part: Partial<Asked>): Asked => ({
  on: LAYERS.map(({ id }) => id),
  known: null,
  span: null,
  feature: null,
  now: NOW,
  ...part,
});
const times = (shown: readonly ShownLayer[]) => Object.fromEntries(shown.map(({ id, datetime }) => [id, datetime]));

describe('layers that are drawn', () => {
  it('follow the span, each in its own kind', () => {
    expect(times(shownLayers(LAYERS, asked({ span: parseSpan('2026-04') })))).toEqual({
      plain: null,
      calls: '2026-04-01/2026-04-30',
      zones: '2026-04-30',
      sums: '2026-04',
    });
  });
  it('show their own default where the address says no span', () => {
    expect(new Set(Object.values(times(shownLayers(LAYERS, asked({})))))).toEqual(new Set([null]));
  });
  it('are asked as known then only where they keep that', () => {
    const shown = shownLayers(LAYERS, asked({ known: '2026-01-01' }));
    expect(shown.filter(({ known }) => known !== null).map(({ id }) => id)).toEqual(['zones']);
  });
  it('are those switched on, then those of the workspace with their own question', () => {
    const own: ShownLayer = { ...(shownLayers(LAYERS, asked({}))[1] as ShownLayer), filter: "kind = 'a'", as: 'both' };
    const shown = shownLayers(LAYERS, asked({ on: ['calls', 'zones'] }), [own]);
    expect(shown.map(({ id, filter }) => [id, filter])).toEqual([
      ['zones', null],
      ['calls', "kind = 'a'"],
    ]);
  });
  it('know the feature that is open', () => {
    const shown = shownLayers(LAYERS, asked({ feature: 'zones/a/1' }));
    expect(shown.map(({ selected }) => selected)).toEqual([null, null, 'a/1', null]);
  });
});
