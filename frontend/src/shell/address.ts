/** Everything seen, as an address: the shell's keys read and written, the workspace's own kept as they are. */

import type { Lang } from '../lib/api/types.ts';
import { parseSpan } from '../lib/span.ts';

export type Theme = 'light' | 'dark';
/** Keys that the shell does not know, as they stand in the address: the workspace's, and those of others. */
export type Own = Readonly<Record<string, string>>;

/** What every screen has in its address. */
export type Common = {
  /** Public id of the unit entered. */
  unit: string | null;
  /** Date of a pinned edition; null follows the time. */
  edition: string | null;
  /** Layers switched on. */
  layers: readonly string[];
  /** Longitude, latitude, zoom. */
  place: string | null;
  /** What is open of a layer: its id, a stroke, the feature's id. */
  feature: string | null;
  /** The span of time as written (lib/span.ts); null leaves it to what is looked at. */
  span: string | null;
  /** Instant as known at; null is now. */
  known: string | null;
  lang: Lang;
  /** null follows the device. */
  theme: Theme | null;
  panel: boolean;
};

export type View = Common & { own: Own };

export const START: View = {
  unit: null,
  edition: null,
  layers: [],
  place: null,
  feature: null,
  span: null,
  known: null,
  lang: 'vi',
  theme: null,
  panel: true,
  own: {},
};

const COMMON = new Set(['u', 'e', 'layers', 'c', 'f', 't', 'k', 'lang', 'theme', 'panel']);

export function oneOf<T extends string>(value: string | null | undefined, allowed: readonly T[]): T | null {
  return allowed.find((a) => a === value) ?? null;
}

function shaped(value: string | null, shape: RegExp): string | null {
  return value !== null && shape.test(value) ? value : null;
}

/** Reads a query; what the shell's keys say wrongly is left at its start value. */
export function decode(query: string): View {
  const q = renamed(new URLSearchParams(query));
  const own: Record<string, string> = {};
  for (const [key, value] of q) if (!COMMON.has(key)) own[key] = value;
  return {
    unit: q.get('u') || null,
    edition: shaped(q.get('e'), /^\d{4}-\d{2}-\d{2}$/),
    layers: (q.get('layers') ?? '').split(',').filter((id) => /^[a-z0-9][a-z0-9-]*$/.test(id)),
    place: shaped(q.get('c'), /^-?[\d.]+,-?[\d.]+,[\d.]+$/),
    feature: shaped(q.get('f'), /^[a-z0-9][a-z0-9-]*\/.+$/),
    span: parseSpan(q.get('t')) === null ? null : q.get('t'),
    known: shaped(q.get('k'), /^\d{4}-\d{2}-\d{2}(T[\d:.]+(Z|[+-]\d{2}:\d{2})?)?$/),
    lang: oneOf(q.get('lang'), ['vi', 'en']) ?? START.lang,
    theme: oneOf(q.get('theme'), ['light', 'dark']),
    panel: q.get('panel') !== '0',
    own,
  };
}

/** Keys as they were written once: `p` was a period, `t=1` the table. */
function renamed(q: URLSearchParams): URLSearchParams {
  if (q.get('t') === '1') {
    q.delete('t');
    q.set('table', '1');
  }
  const period = q.get('p');
  if (parseSpan(period)?.kind === 'period') {
    q.delete('p');
    if (!q.has('t')) q.set('t', period ?? '');
  }
  return q;
}

/** Writes the query; start values are left out. */
export function encode(view: View): string {
  const common: [string, string | null][] = [
    ['t', view.span],
    ['u', view.unit],
    ['e', view.edition],
    ['layers', view.layers.length > 0 ? view.layers.join(',') : null],
    ['c', view.place],
    ['f', view.feature],
    ['k', view.known],
    ['lang', view.lang === START.lang ? null : view.lang],
    ['theme', view.theme],
    ['panel', view.panel ? null : '0'],
  ];
  const query = [...Object.entries(view.own), ...common]
    .filter((part): part is [string, string] => part[1] !== null)
    .map(([key, value]) => `${encodeURIComponent(key)}=${written(value)}`)
    .join('&');
  return query === '' ? '' : `?${query}`;
}

function written(value: string): string {
  return encodeURIComponent(value).replace(/%2C/g, ',').replace(/%40/g, '@').replace(/%2F/g, '/').replace(/%3A/g, ':');
}

/** The own keys with some changed; null takes a key away. The same object where nothing changed. */
export function changed(own: Own, part: Readonly<Record<string, string | null>>): Own {
  if (Object.entries(part).every(([key, value]) => (own[key] ?? null) === value)) return own;
  const next: Record<string, string> = { ...own };
  for (const [key, value] of Object.entries(part)) {
    if (value === null) delete next[key];
    else next[key] = value;
  }
  return next;
}

export type Change = 'push' | 'replace';

/**
 * Entering a unit, and what the workspace says of its own: steps that Back undoes. Time and place only replace.
 *
 * A workspace that names `f` has Back close a feature that was opened; going on to another one is no step.
 */
export function changeKind(before: View, after: View, backs: readonly string[]): Change {
  const opened = backs.includes('f') && (before.feature === null) !== (after.feature === null);
  const stepped = before.unit !== after.unit || opened || backs.some((key) => before.own[key] !== after.own[key]);
  return stepped ? 'push' : 'replace';
}
