/** The workspace's own part of the address. */

export type As = 'points' | 'hexes' | 'both';

export type LayerAddress = {
  /** CQL2 text. */
  q: string | null;
  /** The field that rows are sorted by, a minus before it when downwards; null is the layer's own order. */
  o: string | null;
  as: As;
  /** The measure that hexagons show; null counts rows. */
  by: string | null;
  /** H3 resolution; null follows the zoom. */
  r: number | null;
  table: boolean;
};

export const KEYS = ['q', 'o', 'as', 'by', 'r', 'table'] as const;
export const START: LayerAddress = { q: null, o: null, as: 'points', by: null, r: null, table: false };
const FINEST = 15;

/** Reads the keys; what it does not understand is left at its start value. */
export function decode(given: (key: string) => string | null): LayerAddress {
  const as = given('as');
  const o = given('o');
  const r = given('r');
  return {
    q: given('q') || null,
    o: o !== null && /^-?[a-z][a-z0-9_]*$/.test(o) ? o : null,
    as: as === 'hexes' || as === 'both' ? as : 'points',
    by: given('by') || null,
    r: r !== null && /^\d+$/.test(r) && Number(r) <= FINEST ? Number(r) : null,
    table: given('table') === '1',
  };
}

/** Values by key; null where the start value is left out. */
export function encode(address: LayerAddress): Record<(typeof KEYS)[number], string | null> {
  return {
    q: address.q,
    o: address.o,
    as: address.as === START.as ? null : address.as,
    by: address.by,
    r: address.r === null ? null : String(address.r),
    table: address.table ? '1' : null,
  };
}
