/** What the page asks of the map. The page decides what each unit means; the map only draws it. */

export type Level = 'province' | 'district' | 'commune';

/** Why a unit has no figure: overdue, not due, not applicable, withheld, did not exist, source down. */
export type Blank = 'o' | 'd' | 'n' | 'w' | 'x' | 's';

export type Judgement = 'good' | 'bad' | 'stable';
export type Glyph = 'up' | 'down' | 'flat';

export type Paint = {
  /** Name of a colour token, 'seq-1'..'seq-5', 'good-fill', …; null when blank. */
  fill: string | null;
  blank: Blank | null;
  /** Drawn at half strength with a clock. */
  stale: boolean;
  glyph: Glyph | null;
  judgement: Judgement | null;
  /** Pixels, for totals drawn as circles: `fill` is then the circle's colour and the polygon stays land. */
  radius: number | null;
};

export type LabelCandidate = {
  id: number;
  lon: number;
  lat: number;
  text: string;
  sub: string | null;
  subTone: Judgement | null;
  /** Larger is placed earlier. */
  priority: number;
  size: 'unit' | 'district';
};

export type Bounds = readonly [west: number, south: number, east: number, north: number];
export type Padding = { left: number; right: number; top: number; bottom: number };
export type TileSet = { version: string; minzoom: number; maxzoom: number };

/** Where the glyph, the clock and the circle of a unit stand, and how large the unit is. */
export type Anchor = { lon: number; lat: number; area_km2: number };

export type Scene = {
  /** Date of the edition drawn. */
  edition: string;
  tiles: Record<Level, TileSet | undefined>;
  /** What is painted; 'former' paints communes by their former district. */
  level: Level | 'former';
  /** By unit id of the painted level (for 'former': by commune id, already the group's paint). */
  paints: ReadonlyMap<number, Paint>;
  /** Unit ids shown as active: others of home are dimmed. */
  within: ReadonlySet<number>;
  /** Province unit ids of home in this edition. */
  home: ReadonlySet<number>;
  selected: number | null;
  /** Commune id → former district id. */
  group: ReadonlyMap<number, number>;
  labels: readonly LabelCandidate[];
  /** Label point and area of every painted unit, by unit id (for 'former': of the former districts, by district id). */
  anchors: ReadonlyMap<number, Anchor>;
  /** The main land to fit; a new value moves the view. */
  fit: Bounds | null;
};

export type Archipelago = {
  key: string;
  title: string;
  /** The name alone, for an inset. */
  short: string;
  note: string;
  points: readonly { name: string; lon: number; lat: number }[];
};

/** Words the map shows itself, in the language of the page. */
export type Words = {
  zoomIn: string;
  zoomOut: string;
  fit: string;
  map: string;
  sea: string;
};

export type LiveLayer = { id: string; icon: string | null; geometry: string };

export type MapEvents = {
  hover(id: number | null, x: number, y: number): void;
  enter(id: number): void;
  leave(): void;
  /** By the user: to a place, or back to what the scene fits. */
  moved(view: string | null): void;
  feature(layer: string, id: string | number, lon: number, lat: number): void;
};

export type MapOptions = {
  events: MapEvents;
  theme?: 'light' | 'dark';
  words: Words;
  archipelagos?: readonly Archipelago[];
  layers?: readonly LiveLayer[];
  /** Address of the outline file, for the insets. */
  outline?: string | null;
  padding?: Padding;
  /** The view in the address, as `moved` reported it; wins over the first fit. */
  view?: string | null;
};

export interface ProvinceMap {
  setScene(scene: Scene): void;
  setTheme(theme: 'light' | 'dark'): void;
  setLayers(ids: readonly string[]): void;
  setWords(words: Words, archipelagos: readonly Archipelago[]): void;
  setPadding(padding: Padding): void;
  /** Back to the land that the scene fits. */
  refit(): void;
  highlight(id: number | null): void;
  flyTo(lon: number, lat: number, zoom: number): void;
  destroy(): void;
}
