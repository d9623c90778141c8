/** Everything seen, as the query of the address: opening it elsewhere shows the same. */

import type { Frequency, Lang, LevelName } from '../lib/api/types.ts';
import { frequencyOf } from '../lib/period.ts';

export type Coloring = 'value' | 'trend' | 'target';
export type ShownLevel = LevelName | 'former';
export type Theme = 'light' | 'dark';
/** What the right panel shows: one unit, or the units in view against time. */
export type Side = 'unit' | 'compare';
export type Grain = 'month' | 'quarter' | 'year';
export const COLUMNS = ['code', 'unit', 'value', 'change'] as const;
/** A column of the table. */
export type Column = (typeof COLUMNS)[number];

export type View = {
  indicator: string | null;
  period: string | null;
  grain: Grain | null;
  coloring: Coloring;
  unit: string | null;
  level: ShownLevel | null;
  /** Date of a pinned edition; null follows the period. */
  edition: string | null;
  layers: readonly string[];
  place: string | null;
  table: boolean;
  /** The column that the table is sorted by, a minus before it when downwards. */
  sort: Column | `-${Column}`;
  /** What is open of a layer: its id, a stroke, the feature's id. */
  feature: string | null;
  lang: Lang;
  /** null follows the device. */
  theme: Theme | null;
  panel: boolean;
  /** null leaves it to what is looked at. */
  side: Side | null;
};

export const START: View = {
  indicator: null,
  period: null,
  grain: null,
  coloring: 'value',
  unit: null,
  level: null,
  edition: null,
  layers: [],
  place: null,
  table: false,
  sort: 'unit',
  feature: null,
  lang: 'vi',
  theme: null,
  panel: true,
  side: null,
};

function oneOf<T extends string>(value: string | null, allowed: readonly T[]): T | null {
  return allowed.find((a) => a === value) ?? null;
}

/** Reads a query; what it does not understand is left at its start value. */
export function decode(query: string): View {
  const q = new URLSearchParams(query);
  const period = q.get('p');
  const edition = q.get('e');
  const place = q.get('c');
  const feature = q.get('f');
  return {
    indicator: q.get('i') || null,
    period: period !== null && frequencyOf(period) !== null ? period : null,
    grain: oneOf(q.get('g'), ['month', 'quarter', 'year']),
    coloring: oneOf(q.get('m'), ['value', 'trend', 'target']) ?? 'value',
    unit: q.get('u') || null,
    level: oneOf(q.get('lv'), ['province', 'district', 'commune', 'former']),
    edition: edition !== null && /^\d{4}-\d{2}-\d{2}$/.test(edition) ? edition : null,
    layers: (q.get('layers') ?? '').split(',').filter((id) => /^[a-z0-9][a-z0-9-]*$/.test(id)),
    place: place !== null && /^-?[\d.]+,-?[\d.]+,[\d.]+$/.test(place) ? place : null,
    table: q.get('t') === '1',
    sort: oneOf(q.get('s'), [...COLUMNS, ...COLUMNS.map((c) => `-${c}` as const)]) ?? START.sort,
    feature: feature !== null && /^[a-z0-9][a-z0-9-]*\/.+$/.test(feature) ? feature : null,
    lang: oneOf(q.get('lang'), ['vi', 'en']) ?? 'vi',
    theme: oneOf(q.get('theme'), ['light', 'dark']),
    panel: q.get('panel') !== '0',
    side: oneOf(q.get('side'), ['unit', 'compare']),
  };
}

/** Writes the query; start values are left out. */
export function encode(view: View): string {
  const parts: [string, string | null][] = [
    ['i', view.indicator],
    ['p', view.period],
    ['g', view.grain],
    ['m', view.coloring === START.coloring ? null : view.coloring],
    ['u', view.unit],
    ['lv', view.level],
    ['e', view.edition],
    ['layers', view.layers.length > 0 ? view.layers.join(',') : null],
    ['c', view.place],
    ['t', view.table ? '1' : null],
    ['s', view.sort === START.sort ? null : view.sort],
    ['f', view.feature],
    ['lang', view.lang === START.lang ? null : view.lang],
    ['theme', view.theme],
    ['panel', view.panel ? null : '0'],
    ['side', view.side],
  ];
  const query = parts
    .filter((part): part is [string, string] => part[1] !== null)
    .map(
      ([key, value]) =>
        `${key}=${encodeURIComponent(value).replace(/%2C/g, ',').replace(/%40/g, '@').replace(/%2F/g, '/')}`,
    )
    .join('&');
  return query === '' ? '' : `?${query}`;
}

/** Grains that an indicator's figures can be shown in. */
export function grainsOf(frequency: Frequency, overPeriods: string): readonly Grain[] {
  const order: readonly Grain[] = ['month', 'quarter', 'year'];
  const native: Grain = frequency === 'quarter' || frequency === 'year' ? frequency : 'month';
  return overPeriods === 'none' ? [native] : order.slice(order.indexOf(native));
}

export type Change = 'push' | 'replace';

/** Entering a unit, another indicator, the table: steps that Back undoes. Time, layers and place only replace. */
export function changeKind(before: View, after: View): Change {
  const steps: (keyof View)[] = ['indicator', 'unit', 'level', 'table'];
  return steps.some((key) => before[key] !== after[key]) ? 'push' : 'replace';
}
