/** Parts of a layer for tests, whole as the server sends them. */

import type { Freshness, LayerField, Row, TimeAxis } from '../types.ts';

type Listed = LayerField['codes'][number];
const title = { vi: 'X', en: 'X' };

export function codeOf(part: Partial<Listed>): Listed {
  return { code: 1, title, parent: null, color: null, pattern: null, icon: null, ...part };
}

export function fieldOf(part: Partial<LayerField>): LayerField {
  return { name: 'x', type: 'string', title, role: 'none', codes: [], ...part };
}

export function axisOf(part: Partial<TimeAxis>): TimeAxis {
  const own = part.end === undefined ? 'all' : 'now';
  const unasked = part.kind === 'period' ? 'latest' : own;
  const ends = { from: null, to: null };
  return { kind: 'instant', start: 'at', end: null, default: unasked, latest: null, precision: null, ...ends, ...part };
}

export function rowOf(properties: Row['properties'], geometry: Row['geometry'] = null): Row {
  return { type: 'Feature', id: 7, properties, geometry };
}

export function freshnessOf(part: Partial<Freshness>): Freshness {
  return { every_h: 24, grace_h: 1, calendar: 'all-days', received: null, due: null, late: false, ...part };
}
