/** Marks and names over the canvas. Arranged when the map rests, carried along while it moves. */
import type { Map as MapLibre } from 'maplibre-gl';
import { drawMark, isActive, type Mark, markExtent, markKey, marksOf, READABLE_PX } from './marks.ts';
import { drawName, isImportant, type Measured, measure, nameKey, textWidth } from './names.ts';
import { type Box, Boxes, type NameRequest, placeNames, roomFor } from './placement.ts';
import { type Grid, roomiest, SEA } from './surroundings.ts';
import { svg } from './svg.ts';
import type { Terrain } from './terrain.ts';
import type { Archipelago, LabelCandidate, Padding, Scene } from './types.ts';
import { usable } from './viewpoint.ts';

type Item = { element: SVGGElement; key: string; lon: number; lat: number };

const DARK_FILLS: ReadonlySet<string> = new Set(['seq-4', 'seq-5', 'div-1', 'div-5']);
const GRID_PX = 26;
const MARK_LIMIT = 700;
const SHORTEST_NAME_PX = 24;
const ISLAND_NAMES_ZOOM = 6.5;

export type Surroundings = {
  archipelagos: readonly Archipelago[];
  sea: string;
  home: ReadonlySet<number>;
  /** What each cell of a grid over the free part of the screen shows. */
  terrain: (grid: Grid, free: Box) => Terrain;
};

/** Points along a selected unit's outline, on the screen. */
export type OutlinePoints = readonly { x: number; y: number }[];

export class Overlay {
  readonly element: SVGSVGElement;
  readonly #map: MapLibre;
  readonly #far = svg('g', { class: 'far' });
  readonly #islands = svg('g', { class: 'islands' });
  readonly #marksLayer = svg('g', { class: 'marks' });
  readonly #namesLayer = svg('g', { class: 'names' });
  readonly #marks = new Map<number, Item>();
  readonly #names = new Map<number, Item>();
  #islandItems: Item[] = [];
  #farItems: (Item & { half: number; size: number })[] = [];
  dark = false;

  constructor(map: MapLibre) {
    this.#map = map;
    this.element = svg('svg', { class: 'map-overlay', 'aria-hidden': 'true' }, [
      this.#far,
      this.#islands,
      this.#marksLayer,
      this.#namesLayer,
    ]);
  }

  pixelsPerKm(): number {
    const { lat } = this.#map.getCenter();
    return (512 * 2 ** this.#map.getZoom()) / (40_075 * Math.cos((lat * Math.PI) / 180));
  }

  /** Moves everything to where its place now is on the screen. */
  carry(): void {
    for (const items of [this.#marks.values(), this.#names.values(), this.#islandItems, this.#farItems])
      for (const item of items) {
        const p = this.#map.project([item.lon, item.lat]);
        item.element.setAttribute('transform', `translate(${Math.round(p.x * 10) / 10} ${Math.round(p.y * 10) / 10})`);
      }
  }

  /** Chooses anew what is shown and where. `blocked` are boxes of the screen that belong to panels, insets and buttons. */
  arrange(scene: Scene, padding: Padding, blocked: readonly Box[], outline: OutlinePoints, around: Surroundings): void {
    const { width, height } = this.#map.transform;
    const free = this.#free(padding);
    const taken = new Boxes();
    for (const box of blocked) taken.add(box);
    for (const item of this.#farItems) {
      const p = this.#map.project([item.lon, item.lat]);
      taken.add([p.x - item.half, p.y - item.size, p.x + item.half, p.y + item.size * 0.4]);
    }
    const edge = new Boxes();
    for (const { x, y } of outline) edge.add([x - 3, y - 3, x + 3, y + 3]);
    const marks = this.#arrangeMarks(scene, width, height, taken);
    this.#arrangeNames(scene, marks, taken, edge, free);
    this.#islandItems = this.#arrangeIslands(around, taken, free);
    this.carry();
  }

  /** Where names may stand: between the panels; on a phone, as far under the sheet as the land itself reaches. */
  #free(padding: Padding): Box {
    const { width, height } = this.#map.transform;
    const { left, right, top, bottom } = usable(padding, width, height);
    return [left + 4, top + 4, width - right - 4, height - bottom - 4];
  }

  #arrangeMarks(scene: Scene, width: number, height: number, taken: Boxes): Map<number, Mark> {
    const scale = this.pixelsPerKm();
    const marks = new Map<number, Mark>();
    const wanted = new Map<number, string>();
    for (const mark of marksOf(scene)) {
      marks.set(mark.id, mark);
      const span = mark.side_km * scale;
      const extent = markExtent(mark.paint, span);
      const key = markKey(mark.paint, span);
      if (extent === 0 && key === '') continue;
      const p = this.#map.project([mark.lon, mark.lat]);
      if (p.x < -40 || p.y < -40 || p.x > width + 40 || p.y > height + 40) continue;
      if (extent > 0) taken.add([p.x - extent, p.y - extent, p.x + extent, p.y + extent]);
      if (key !== '' && wanted.size < MARK_LIMIT) wanted.set(mark.id, key);
    }
    keep(this.#marks, this.#marksLayer, wanted, (id, key) => {
      const mark = marks.get(id) as Mark;
      return { element: drawMark(key, id), key, lon: mark.lon, lat: mark.lat };
    });
    return marks;
  }

  #arrangeNames(scene: Scene, marks: ReadonlyMap<number, Mark>, taken: Boxes, outline: Boxes, free: Box): void {
    const scale = this.pixelsPerKm();
    const labels = new Map<number, { label: LabelCandidate; m: Measured; span: number }>();
    const requests: NameRequest[] = [];
    for (const label of scene.labels) {
      if (label.id !== scene.selected && !isActive(scene, label.id, scene.group.get(label.id))) continue;
      const mark = marks.get(label.id);
      const span = (mark?.side_km ?? Math.sqrt(scene.anchors.get(label.id)?.area_km2 ?? 0)) * scale;
      const important = (isImportant(label, scene.selected) && span >= READABLE_PX) || label.size === 'district';
      // A country of communes: no name fits, so none is measured.
      if (!important && roomFor(span) < SHORTEST_NAME_PX) continue;
      const p = this.#map.project([label.lon, label.lat]);
      if (p.x < free[0] || p.x > free[2] || p.y < free[1] || p.y > free[3]) continue;
      const m = measure(label, scene.selected);
      labels.set(label.id, { label, m, span });
      requests.push({
        id: label.id,
        x: p.x,
        y: p.y,
        width: m.width,
        height: m.height,
        priority: label.id === scene.selected ? Number.POSITIVE_INFINITY : label.priority,
        mark: mark ? markExtent(mark.paint, span) : 0,
        span,
        important,
        selected: label.id === scene.selected,
      });
    }
    const wanted = new Map<number, string>();
    const placed = new Map(placeNames(requests, taken, outline, free).map((at) => [at.id, at]));
    const onDark = (id: number) => {
      const paint = marks.get(id)?.paint;
      // White only where the name lies wholly on its own dark unit; over its neighbours it would be lost.
      const { m, span } = labels.get(id) as { m: Measured; span: number };
      if (m.width > span * 0.75) return false;
      return !this.dark && !paint?.stale && paint?.radius === null && DARK_FILLS.has(paint.fill ?? '');
    };
    for (const [id, at] of placed) {
      const { label, m } = labels.get(id) as { label: LabelCandidate; m: Measured };
      wanted.set(id, nameKey(label, m, at, onDark(id)));
    }
    keep(this.#names, this.#namesLayer, wanted, (id, key) => {
      const { label, m } = labels.get(id) as { label: LabelCandidate; m: Measured };
      const at = placed.get(id);
      if (!at) throw new Error(`name ${id} is drawn without a place`);
      return { element: drawName(label, m, at, onDark(id)), key, lon: label.lon, lat: label.lat };
    });
  }

  /** The two archipelagos: always named when in view, from near each of their islands too. */
  #arrangeIslands(around: Surroundings, taken: Boxes, free: Box): Item[] {
    this.#islands.replaceChildren();
    const items: Item[] = [];
    const near = this.#map.getZoom() >= ISLAND_NAMES_ZOOM;
    for (const group of around.archipelagos) {
      for (const point of group.points) {
        const p = this.#map.project([point.lon, point.lat]);
        if (p.x < 0 || p.y < 0 || p.x > free[2] + 400 || p.y > free[3] + 400) continue;
        const element = svg('g', { class: 'island' }, [svg('circle', { r: 1.6 })]);
        const width = textWidth(point.name, 11, 400);
        const box: Box = [p.x + 5, p.y - 7, p.x + 5 + width, p.y + 7];
        if (near && !taken.hits(box)) {
          taken.add(box);
          element.append(svg('text', { x: 5, y: 4, 'font-size': 11 }, [point.name]));
        }
        items.push({ element, key: '', lon: point.lon, lat: point.lat });
      }
      const middle = centre(group);
      if (middle === null) continue;
      const title = svg('g', { class: 'archipelago', 'data-archipelago': group.key }, [
        svg('text', { 'text-anchor': 'middle', 'font-size': 12, 'font-weight': 600, y: -10 }, [group.title]),
      ]);
      items.push({ element: title, key: '', ...middle });
    }
    this.#islands.append(...items.map((item) => item.element));
    return items;
  }

  /** Names of the neighbours and the sea: only when the view has changed, before the names of units, which give way. */
  arrangeFar(padding: Padding, blocked: readonly Box[], around: Surroundings): void {
    this.#far.replaceChildren();
    this.#farItems = [];
    const free = this.#free(padding);
    const grid = this.#grid(free);
    if (grid === null) return;
    const { lands, cells } = around.terrain(grid, free);
    const taken = new Boxes();
    for (const box of blocked) taken.add(box);
    const put = (region: number, text: string, size: number, spacing: number, kind: string) => {
      const half = textWidth(text.toLocaleUpperCase('vi'), size, 500, spacing) / 2;
      const at = roomiest(cells, grid, region, half * 2 + 16, size * 1.6);
      if (at === null) return;
      const [lon, lat] = [grid.lon(at.column), grid.lat(at.row)];
      const p = this.#map.project([lon, lat]);
      const box: Box = [p.x - half, p.y - size, p.x + half, p.y + size * 0.4];
      if (taken.hits(box)) return;
      taken.add(box);
      const attributes = { 'text-anchor': 'middle', 'font-size': size, 'letter-spacing': spacing, 'font-weight': 500 };
      const element = svg('g', { class: kind }, [svg('text', attributes, [text.toLocaleUpperCase('vi')])]);
      this.#farItems.push({ element, key: '', lon, lat, half, size });
    };
    lands.forEach((land, index) => {
      if (!around.home.has(land.id)) put(index, land.name, 13, 3, 'neighbour');
    });
    const small = free[2] - free[0] < 600;
    if (around.sea !== '') put(SEA, around.sea, small ? 14 : 18, small ? 4 : 8, 'sea');
    this.#far.append(...this.#farItems.map((item) => item.element));
  }

  #grid(free: Box): Grid | null {
    const columns = Math.floor((free[2] - free[0]) / GRID_PX);
    const rows = Math.floor((free[3] - free[1]) / GRID_PX);
    if (columns < 3 || rows < 3) return null;
    const at = (column: number, row: number) =>
      this.#map.unproject([free[0] + (column + 0.5) * GRID_PX, free[1] + (row + 0.5) * GRID_PX]);
    const lons = Array.from({ length: columns }, (_, column) => at(column, 0).lng);
    const lats = Array.from({ length: rows }, (_, row) => at(0, row).lat);
    return { columns, rows, cell: GRID_PX, lon: (c) => lons[c] ?? 0, lat: (r) => lats[r] ?? 0 };
  }
}

function centre(group: Archipelago): { lon: number; lat: number } | null {
  const n = group.points.length;
  if (n === 0) return null;
  const lon = group.points.reduce((sum, point) => sum + point.lon, 0) / n;
  const lat = group.points.reduce((sum, point) => sum + point.lat, 0) / n;
  return { lon, lat };
}

/** Makes `items` hold what is wanted: unchanged keys keep their element. */
function keep(
  items: Map<number, Item>,
  layer: SVGGElement,
  wanted: ReadonlyMap<number, string>,
  draw: (id: number, key: string) => Item,
): void {
  for (const [id, item] of items)
    if (wanted.get(id) !== item.key) {
      item.element.remove();
      items.delete(id);
    }
  for (const [id, key] of wanted) {
    if (items.has(id)) continue;
    const item = draw(id, key);
    items.set(id, item);
    layer.append(item.element);
  }
}
