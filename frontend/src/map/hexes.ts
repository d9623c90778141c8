/** Hexagons of layers: asked for what is seen, coloured in classes, drawn by the deck overlay between ground and points. */
import type { Map as MapLibre } from 'maplibre-gl';
import type { Area, Deck, Ring } from './deck.ts';
import type { OfferedHexes } from './features.look.ts';
import { hexesUrl, type Question, questionKey } from './features.question.ts';
import { byCode, byValue, type Cell, type Code, type Colouring, cellsOf, type Reply } from './hexes.answer.ts';
import { areaOf, askedBox, coarserThan, contains, needed, resolutionOf } from './hexes.cells.ts';
import { metrics } from './metrics.ts';
import { type Tokens, token } from './tokens.ts';
import type { Bounds, HexState, HexUnder } from './types.ts';

const OPACITY = 0.58;
const LINE_PX = 1.2;
const TOO_MANY = 413;
const KEPT_ANSWERS = 24;

type DeckModule = typeof import('./deck.ts');
/** `res` and `by` as chosen by hand; null: the resolution follows the zoom, rows are counted. */
export type HexWant = {
  layer: string;
  question: Question;
  offered: OfferedHexes;
  res: number | null;
  by: string | null;
  codes: readonly Code[];
};
type Placed = Cell & { ring: Ring };
type Answer = { key: string; res: number; box: Bounds; cells: readonly Placed[] };
type Shown = {
  want: HexWant;
  asking: { key: string; res: number; box: Bounds; stop: AbortController } | null;
  answer: Answer | null;
  colouring: Colouring | null;
  areas: readonly Area[];
  /** Cells drawn, by index. */
  byCell: ReadonlyMap<string, Placed>;
};
export type HexesHost = {
  /** The map's layer right above the hexagons. */
  above(): string | undefined;
  told(state: HexState): void;
};

export class Hexes {
  readonly #map: MapLibre;
  readonly #host: HexesHost;
  readonly #shown = new Map<string, Shown>();
  #tokens: Tokens;
  #answers: Answer[] = [];
  /** Boxes in which there are more cells of a resolution than the server gives at once. */
  #refused: Omit<Answer, 'cells'>[] = [];
  #module: DeckModule | null = null;
  #deck: Deck | null = null;
  #opening: Promise<void> | null = null;
  #gone = false;
  readonly #rested: Promise<void>;
  readonly #follow = () => this.#followAll();

  constructor(map: MapLibre, tokens: Tokens, host: HexesHost) {
    this.#map = map;
    this.#tokens = tokens;
    this.#host = host;
    this.#rested = new Promise((resolve) => {
      const look = () => {
        if (metrics.firstColouredUnit !== null) rested();
      };
      const rested = () => {
        map.off('render', look);
        resolve();
      };
      map.on('render', look);
      map.once('idle', rested);
    });
    map.on('moveend', this.#follow);
  }

  destroy(): void {
    this.#gone = true;
    this.#map.off('moveend', this.#follow);
    for (const { asking } of this.#shown.values()) asking?.stop.abort();
    this.#deck?.destroy();
  }

  show(wants: readonly HexWant[]): void {
    const wanted = new Map(wants.map((want) => [want.layer, want]));
    let fewer = false;
    for (const [layer, { asking }] of this.#shown)
      if (!wanted.has(layer)) {
        asking?.stop.abort();
        fewer = this.#shown.delete(layer) || fewer;
      }
    for (const [layer, want] of wanted) {
      const shown = this.#shown.get(layer);
      if (shown) shown.want = want;
      else this.#shown.set(layer, { want, asking: null, answer: null, colouring: null, areas: [], byCell: new Map() });
    }
    if (fewer) this.draw();
    if (wanted.size > 0) void this.#open().then(() => this.#followAll());
  }

  /** Rows have changed: of one layer, or of any. The picture stays until the new counts are there. */
  changed(layer: string | null): void {
    const keep = ({ key }: { key: string }) =>
      layer !== null && !key.startsWith(`${layer}?`) && !key.startsWith(`${layer}#`);
    this.#answers = this.#answers.filter(keep);
    this.#refused = this.#refused.filter(keep);
    for (const [id, shown] of this.#shown)
      if (layer === null || layer === id) {
        shown.asking?.stop.abort();
        shown.asking = null;
      }
    this.#followAll();
  }

  setTheme(tokens: Tokens): void {
    this.#tokens = tokens;
    for (const shown of this.#shown.values()) this.#colour(shown);
    this.draw();
  }

  /** Hands everything to the overlay; call it too when the ground was exchanged. */
  draw(): void {
    if (this.#deck === null) return;
    const before = this.#host.above();
    const line = token(this.#tokens, 'surface');
    const common = { opacity: OPACITY, line, linePx: LINE_PX, before };
    this.#deck.draw([...this.#shown].map(([layer, { areas }]) => ({ id: `hexes:${layer}`, areas, ...common })));
  }

  /** The hexagon at a place, of the layer drawn last. */
  at(lon: number, lat: number): Omit<HexUnder, 'x' | 'y'> | null {
    const module = this.#module;
    if (module === null) return null;
    for (const [layer, { answer, byCell }] of [...this.#shown].reverse()) {
      const found = answer === null ? undefined : byCell.get(module.cellAt(lon, lat, answer.res));
      if (found) return { layer, cell: found.cell, count: found.count, value: found.value, code: found.code };
    }
    return null;
  }

  /** Fetches the overlay's script, when the ground has its colours or nothing more is awaited. */
  #open(): Promise<void> {
    this.#opening ??= this.#rested
      .then(() => import('./deck.ts'))
      .then((module) => {
        if (this.#gone) return;
        this.#module = module;
        this.#deck = new module.Deck(this.#map);
      })
      .catch(() => {
        // The next one who wants hexagons asks for the script again.
        this.#opening = null;
      });
    return this.#opening;
  }

  #followAll(): void {
    if (this.#deck === null || this.#gone) return;
    for (const shown of this.#shown.values()) this.#followOne(shown);
  }

  #followOne(shown: Shown): void {
    const { want } = shown;
    const { resolutions } = want.offered;
    const key = keyOf(want);
    const seen = this.#seen();
    let res = want.res !== null && resolutions.includes(want.res) ? want.res : this.#resolution(want);
    while (res !== null && this.#isRefused(key, res, seen)) res = coarserThan(res, resolutions);
    if (res === null) return;
    const held = this.#answers.find((a) => a.key === key && a.res === res && contains(a.box, needed(seen, a.res)));
    const { asking } = shown;
    const awaited = asking?.key === key && asking.res === res && contains(asking.box, needed(seen, res));
    if (asking && (held || !awaited)) {
      asking.stop.abort();
      shown.asking = null;
    }
    if (held) this.#take(shown, held);
    else if (!awaited) void this.#ask(shown, key, res, askedBox(seen, res));
  }

  #resolution(want: HexWant): number | null {
    return resolutionOf(this.#map.getZoom(), want.offered.resolutions);
  }

  async #ask(shown: Shown, key: string, res: number, box: Bounds): Promise<void> {
    const { layer, question } = shown.want;
    // The sums of all measures come with every answer; by a category the cells are split.
    const by = isDimension(shown.want) ? shown.want.by : null;
    const stop = new AbortController();
    const asking = { key, res, box, stop };
    shown.asking = asking;
    const answer = await fetch(hexesUrl(layer, question, { res, box, by }), { signal: stop.signal }).catch(() => null);
    const reply = answer?.ok ? ((await answer.json().catch(() => null)) as Reply | null) : null;
    if (shown.asking !== asking || this.#gone) return;
    shown.asking = null;
    if (answer?.status === TOO_MANY) {
      this.#refused = [{ key, res, box }, ...this.#refused].slice(0, KEPT_ANSWERS);
      this.#followOne(shown);
    }
    if (reply === null || this.#module === null) return;
    const cells = placed(reply, shown.want, this.#module.ringOf).filter(({ ring }) => ring.every((p) => isIn(box, p)));
    const held: Answer = { key, res, box, cells };
    this.#answers = [held, ...this.#answers].slice(0, KEPT_ANSWERS);
    this.#take(shown, held);
  }

  #take(shown: Shown, answer: Answer): void {
    if (shown.answer !== answer) {
      shown.answer = answer;
      shown.byCell = new Map(answer.cells.map((cell) => [cell.cell, cell]));
      this.#colour(shown);
      this.draw();
    }
    this.#tell(shown);
  }

  #colour(shown: Shown): void {
    const { answer, want } = shown;
    if (answer === null) return;
    const { cells } = answer;
    shown.colouring = isDimension(want)
      ? byCode(cells, want.codes, token(this.#tokens, 'stable'))
      : byValue(cells, (number) => token(this.#tokens, `seq-${number}`));
    const { of } = shown.colouring;
    shown.areas = cells.map((cell) => ({ ring: cell.ring, color: of(cell) }));
  }

  #tell({ want, answer, colouring }: Shown): void {
    if (answer === null || colouring === null) return;
    const seen = this.#seen();
    let total = 0;
    for (const { ring, value } of answer.cells) if (ring.some((point) => isIn(seen, point))) total += value;
    const { res } = answer;
    const { classes, categories } = colouring;
    const measure = isDimension(want) ? null : want.by;
    this.#host.told({ layer: want.layer, res, km2: areaOf(res), classes, categories, total, measure });
  }

  #isRefused(key: string, res: number, seen: Bounds): boolean {
    const box = askedBox(seen, res);
    return this.#refused.some((one) => one.key === key && one.res === res && contains(box, one.box));
  }

  #seen(): Bounds {
    const bounds = this.#map.getBounds();
    return [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
  }
}

const keyOf = ({ layer, question, by }: HexWant) => `${questionKey(layer, question)}#${by ?? ''}`;
const isDimension = ({ by, offered }: HexWant) => by !== null && offered.dimensions.includes(by);

function placed(reply: Reply, want: HexWant, ringOf: (cell: string) => Ring): Placed[] {
  const dimension = isDimension(want) ? want.by : null;
  const measure = dimension === null ? want.by : null;
  return cellsOf(reply, measure, dimension).map((cell) => ({ ...cell, ring: ringOf(cell.cell) }));
}

function isIn([west, south, east, north]: Bounds, [lon, lat]: readonly [number, number]): boolean {
  return lon >= west && lon <= east && lat >= south && lat <= north;
}
