/** What a layer says of itself and answers, as the contract has it. Field names are the server's. */

import type { Text } from '../../lib/api/types.ts';

export type Value = string | number | boolean;
/** What stands in a code list; a truth is treated as a list of two. */
export type Code = Value;
export type FieldType = 'string' | 'integer' | 'number' | 'boolean' | 'date' | 'datetime';
export type Verb =
  | 'items'
  | 'counts'
  | 'density'
  | 'export'
  | 'hexes'
  | 'tiles'
  | 'identify'
  | 'search'
  | 'legend'
  | 'style';

export type CodeItem = {
  code: Code;
  title: Text;
  parent?: Code | null;
  color?: string | null;
  pattern?: string | null;
  icon?: string | null;
};

export type LayerField = {
  name: string;
  type: FieldType;
  title: Text;
  role?: string;
  unit?: Text | null;
  decimals?: number | null;
  codes?: readonly CodeItem[];
};

export type TimeAxis = {
  kind: 'instant' | 'day' | 'period';
  start: string;
  end?: string | null;
  default?: string | null;
  precision?: 'minute' | 'hour' | 'day' | 'month' | null;
  from?: string | null;
  to?: string | null;
};

export type Freshness = {
  every_h: number;
  grace_h: number;
  received: string | null;
  due: string | null;
  late: boolean;
};

export type FieldOfView = { heading: string; view_deg?: string | null; reach_m?: string | null };
export type Listing = { title: string | null; subtitle: string | null; badge: string | null; sort: string | null };

export type Collection = {
  id: string;
  titles: Text;
  /** In the language that was asked for. */
  description: string;
  geometry: 'point' | 'line' | 'polygon' | null;
  offers: readonly Verb[];
  fields: readonly LayerField[];
  filters: readonly string[];
  search: readonly string[];
  list: Listing;
  style: { kind: string; by: string | null; color: string | null; icon: string | null } | null;
  time: TimeAxis | null;
  known: boolean;
  hexes: { resolutions: readonly number[]; dimensions: readonly string[]; measures: readonly string[] } | null;
  view: FieldOfView | null;
  freshness: Freshness | null;
  owner: Text;
  licence: Text;
  simulated: boolean;
  count: number | null;
  icon: string;
};

export type Row = {
  id: string | number;
  geometry: GeoJSON.Geometry | null;
  properties: Readonly<Record<string, unknown>>;
};

export type ItemsReply = { numberMatched: number; numberReturned: number; features: readonly Row[] };

export type CountsReply = {
  by: string;
  rows: readonly { code: Code; count: number; total: number }[];
  other: number;
  missing: number;
  numberMatched: number;
};

export type DensityReply = {
  from: string | null;
  to: string | null;
  step: string | null;
  edges: readonly string[];
  count: readonly number[];
  total: number;
  undated: number;
};

export type LegendReply = {
  rows: readonly {
    key: string;
    title: Text;
    color: string;
    glyph?: string | null;
    pattern?: string | null;
    icon?: string | null;
    parent?: string | null;
    count: number | null;
  }[];
  span?: { datetime: string | null; from: string | null; to: string | null; default: boolean; kind: string } | null;
  numberMatched?: number;
};

/** A feature of any layer, as it stands under a click. */
export type Found = { layer: string; id: string };
