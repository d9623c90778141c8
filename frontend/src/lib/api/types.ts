/** The replies of the server that the page reads. Field names are the server's. */

export type Lang = 'vi' | 'en';
export type Text = { vi: string; en: string };
export type LevelName = 'province' | 'district' | 'commune';
export type Frequency = 'day' | 'week' | 'month' | 'quarter' | 'year';
export type Box = readonly [number, number, number, number];

export type TileSet = { version: string; minzoom: number; maxzoom: number };

export type HomeEdition = {
  date: string;
  title: Text;
  legal_basis: string;
  note: Text | null;
  roots: number[];
  fit: [number, number, number, number];
  levels: LevelName[];
  tiles: Partial<Record<LevelName, TileSet>>;
};

export type LayerEntry = {
  id: string;
  title: Text;
  rail: Text | null;
  icon: string;
  geometry: string | null;
  simulated: boolean;
  /** The kind of its axis of time. */
  time?: 'instant' | 'day' | 'period' | null;
  /** Whether it answers as known at another time. */
  known?: boolean;
};

export type Archipelago = {
  key: string;
  title: Text;
  short: Text;
  note: Text;
  points: { name: string; lon: number; lat: number }[];
};

export type HomeReply = {
  home: { code: string; name: string };
  product?: string;
  now: string;
  simulated: boolean;
  default_indicator: string | null;
  editions: HomeEdition[];
  layers: LayerEntry[];
  archipelagos: Archipelago[];
  outline: string;
  position: string;
};

export type LayerLegend = {
  rows: { key: string; title: Text; color: string; glyph: string | null; count: number | null }[];
  span?: LegendSpan | null;
};

/** Which part of its time a layer shows. */
export type LegendSpan = {
  datetime: string | null;
  from: string | null;
  to: string | null;
  /** The layer's own, not asked for. */
  default: boolean;
  kind: 'instant' | 'day' | 'period';
};

/** One row per version of a unit, as columns of equal length. */
export type UnitsReply = {
  ids: number[];
  uid: string[];
  code: string[];
  name: string[];
  full_name: string[];
  kind: string[];
  level: string[];
  from: string[];
  to: (string | null)[];
  parent: (number | null)[];
  former: (number | null)[];
  former_share: (number | null)[];
  province: (number | null)[];
  focus: [number, number, number, number][];
  label: [number, number][];
  area_km2: number[];
  became: number[][];
  came_from: number[][];
};

export type Polarity = 'up_good' | 'down_good' | 'neutral';

export type Indicator = {
  code: string;
  group: string;
  name: Text;
  measure: Text;
  unit: Text;
  decimals: number;
  polarity: Polarity;
  tolerance: number;
  tolerance_kind: 'relative' | 'absolute';
  kind: 'total' | 'rate' | 'index';
  accumulation: 'flow' | 'ytd' | 'stock';
  over_units: 'sum' | 'mean' | 'none';
  over_periods: 'sum' | 'mean' | 'last' | 'none';
  levels: LevelName[];
  frequency: Frequency;
  deadline_days: number;
  agency: string;
  officer: Text;
  source: Text;
  numerator?: string | null;
  denominator?: string | null;
  target_path?: 'linear' | 'year' | null;
  definitions?: { from_period: string; note: Text }[];
  simulated: boolean;
  first: string | null;
  last: string | null;
  latest_received: string | null;
};

export type CatalogueReply = {
  groups: { code: string; name: Text }[];
  agencies: { code: string; name: Text }[];
  indicators: Indicator[];
};

export type ValuesReply = {
  indicator: string;
  freq: Frequency;
  periods: string[];
  scale: number;
  /** From each unit's id to the next, the first from 0. */
  id_steps: number[];
  v: (number | null)[][];
  s: string[];
  targets: Record<string, Record<string, number>>;
  edges: Record<string, Partial<Record<LevelName, number[]>>>;
  breaks: { period: string; note: Text }[];
  due: (string | null)[];
  /** Only when a unit was named. */
  series?: SeriesReply;
};

export type CarriedPart = {
  before?: string | null;
  after?: string | null;
  /** The mark that its figures bear: converted by rule, estimated by area, an approximate grouping. */
  mark: 'c' | 'e' | 'g';
  method: 'official' | 'area' | 'population' | 'grouping' | string;
  from: { uid: string; full_name: string; share: number }[];
  unassigned: number;
  comparable: boolean;
  reason: Text | null;
};

export type Revision = { revision: number; value: number | null; received: string | null; status: string };

export type SeriesReply = {
  periods: string[];
  status: (string | null)[];
  received: (string | null)[];
  revision: (number | null)[];
  note: (Text | null)[];
  file: (string | null)[];
  sheet: (string | null)[];
  row: (number | null)[];
  column: (string | null)[];
  batch: (number | null)[];
  carried: CarriedPart[];
  revisions: Record<string, Revision[]>;
};

export type SearchResult = {
  uid?: string;
  id: number | string;
  full_name?: string;
  title?: string | Text;
  code?: string;
  kind?: string;
  level?: string;
  from?: string;
  to?: string | null;
  parent_name?: string | null;
  focus?: [number, number, number, number];
  match?: 'name' | 'former' | 'code';
  now?: { uid: string; id: number; full_name: string; share: number }[];
  note?: Text | null;
  layer?: string;
  lon?: number;
  lat?: number;
};

export type SearchReply = { query: string; results: SearchResult[]; suggestions?: SearchResult[] };

/** A public field of a layer, as the collection describes it. */
export type Field = {
  name: string;
  type: string;
  title: Text;
  role?: string;
  unit?: Text | null;
  decimals?: number | null;
  codes?: { code: string; title: Text }[];
};

export type FeatureReply = { id: string | number; properties: Record<string, unknown> };

export type OutlineUnit = {
  id: number;
  uid: string;
  level: LevelName;
  name: string;
  home: boolean;
  edition: string;
  path: { type: 'MultiPolygon'; coordinates: number[][][][] };
};

/** RFC 9457 with both languages. */
export type Problem = {
  type?: string;
  title?: string;
  status?: number;
  detail?: string;
  vi?: { title: string; detail: string; remedy: string | null };
  en?: { title: string; detail: string; remedy: string | null };
};
