/** The indicators' own part of the address. */

import type { Frequency } from '../../lib/api/types.ts';
import type { ShownLevel } from '../../lib/units.ts';
import { type Own, oneOf } from '../../shell/address.ts';

export type Coloring = 'value' | 'trend' | 'target';
/** What the right panel shows: one unit, or the units in view against time. */
export type Side = 'unit' | 'compare';
export type Grain = 'month' | 'quarter' | 'year';
export const COLUMNS = ['code', 'unit', 'value', 'change'] as const;
/** A column of the table. */
export type Column = (typeof COLUMNS)[number];

export type OwnView = {
  indicator: string | null;
  grain: Grain | null;
  coloring: Coloring;
  level: ShownLevel | null;
  table: boolean;
  /** The column that the table is sorted by, a minus before it when downwards. */
  sort: Column | `-${Column}`;
  /** null leaves it to what is looked at. */
  side: Side | null;
};

export const OWN_START: OwnView = {
  indicator: null,
  grain: null,
  coloring: 'value',
  level: null,
  table: false,
  sort: 'unit',
  side: null,
};

/** Reads the own keys; what is not understood is left at its start value. */
export function decodeOwn(own: Own): OwnView {
  return {
    indicator: own.i || null,
    grain: oneOf(own.g, ['month', 'quarter', 'year']),
    coloring: oneOf(own.m, ['value', 'trend', 'target']) ?? OWN_START.coloring,
    level: oneOf(own.lv, ['province', 'district', 'commune', 'former']),
    table: own.table === '1',
    sort: oneOf(own.s, [...COLUMNS, ...COLUMNS.map((c) => `-${c}` as const)]) ?? OWN_START.sort,
    side: oneOf(own.side, ['unit', 'compare']),
  };
}

const WRITE: { readonly [K in keyof OwnView]: (value: OwnView[K]) => readonly [string, string | null] } = {
  indicator: (code) => ['i', code],
  grain: (grain) => ['g', grain],
  coloring: (coloring) => ['m', coloring === OWN_START.coloring ? null : coloring],
  level: (level) => ['lv', level],
  table: (open) => ['table', open ? '1' : null],
  sort: (sort) => ['s', sort === OWN_START.sort ? null : sort],
  side: (side) => ['side', side],
};

/** The keys of the parts that change; start values are taken away. */
export function encodeOwn(part: Partial<OwnView>): Record<string, string | null> {
  const keys: Record<string, string | null> = {};
  for (const name of Object.keys(part) as (keyof OwnView)[]) {
    const [key, value] = (WRITE[name] as (v: unknown) => readonly [string, string | null])(part[name]);
    keys[key] = value;
  }
  return keys;
}

/** Grains that an indicator's figures can be shown in. */
export function grainsOf(frequency: Frequency, overPeriods: string): readonly Grain[] {
  const order: readonly Grain[] = ['month', 'quarter', 'year'];
  const native: Grain = frequency === 'quarter' || frequency === 'year' ? frequency : 'month';
  return overPeriods === 'none' ? [native] : order.slice(order.indexOf(native));
}
