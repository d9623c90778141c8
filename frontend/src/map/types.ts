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
export type Padding = {
  left: number;
  right: number;
  top: number;
  bottom: number;
  /** Part of the window that fitted land may use even if it runs under what covers the map; 0.4 where left out. */
  least?: number;
};
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

/** A layer that can be switched on; one without geometry is a register, of which nothing is drawn. */
export type LiveLayer = { id: string; icon: string | null; geometry: string | null };

/** A layer switched on: which of its rows, and how they are drawn. */
export type ShownLayer = {
  id: string;
  /** As the server reads it: instant, day, period code, `from/to`, rolling; null for the layer's own default. */
  datetime: string | null;
  /** CQL2 text. */
  filter: string | null;
  /** Rows as known at this instant; null for now. */
  known: string | null;
  as: 'points' | 'hexes' | 'both';
  /** Resolution by hand (null follows the zoom), and the measure or category that colours the cells (null counts). */
  hex: { res: number | null; by: string | null } | null;
  /** Key of the selected feature. */
  selected: string | null;
  /** Key of the feature that the page points at in a list; it is marked more lightly than the selected one. */
  pointed: string | null;
};

export type FoundFeature = { layer: string; id: string };
/** Both ends are within; `to` is null in the last class, which is open. */
export type HexClass = { from: number; to: number | null; color: string };
export type HexCategory = { code: string | number | null; color: string; cells: number };
export type HexState = {
  layer: string;
  res: number;
  /** Average area of a cell. */
  km2: number;
  /** Empty where a category colours the cells by the commonest code in each. */
  classes: readonly HexClass[];
  categories: readonly HexCategory[];
  /** Sum over the cells seen. */
  total: number;
  /** What is summed; null: rows are counted. */
  measure: string | null;
};
/** A hexagon under the pointer, at so many pixels of the map. */
export type HexUnder = {
  layer: string;
  cell: string;
  count: number;
  value: number;
  code: string | number | null;
  x: number;
  y: number;
};
export type Thinned = { total: number; leftOut: number };

export type MapEvents = {
  /** The first units are seen, or there are none to come. */
  drawn?(): void;
  hover(id: number | null, x: number, y: number): void;
  enter(id: number): void;
  leave(): void;
  /** By the user: to a place, or back to what the scene fits. */
  moved(view: string | null): void;
  /** One click: the features under it, the uppermost first. */
  features(found: readonly FoundFeature[], at: { lon: number; lat: number }): void;
  /** The feature under the pointer, of several the uppermost; null when it has left. */
  pointed?(found: FoundFeature | null): void;
  /** Hexagons are drawn, or what of them is seen has changed. */
  hexes?(state: HexState): void;
  /** The hexagon under the pointer; null when it has left. */
  hex?(under: HexUnder | null): void;
  /** In the tiles seen so many features are too many to be drawn; 0 when all are there again. */
  thinned?(layer: string, thinned: Thinned): void;
};

export type MapOptions = {
  events: MapEvents;
  theme?: 'light' | 'dark';
  words: Words;
  padding?: Padding;
  /** The view in the address, as `moved` reported it; wins over the first fit. */
  view?: string | null;
};

/** What of the home the map draws by: its layers, and the address of the outline file for shores and insets. */
export type MapHome = { outline: string | null; layers: readonly LiveLayer[] };

export interface ProvinceMap {
  /** The map may open before the home is known. */
  setHome(home: MapHome): void;
  setScene(scene: Scene): void;
  setTheme(theme: 'light' | 'dark'): void;
  setLayers(shown: readonly ShownLayer[]): void;
  setWords(words: Words, archipelagos: readonly Archipelago[]): void;
  setPadding(padding: Padding): void;
  /** Back to the land that the scene fits. */
  refit(): void;
  highlight(id: number | null): void;
  flyTo(lon: number, lat: number, zoom: number): void;
  destroy(): void;
}
