/** Which province, or open sea, each cell of a grid shows: read from the tiles that are drawn, islands included. */
import type { Map as MapLibre } from 'maplibre-gl';
import type { Box } from './placement.ts';
import { type Grid, isEastSea, OUTSIDE, SEA } from './surroundings.ts';

/** Side of a cell in the raster, dots; finer than a cell, so that a small island spoils the sea around it. */
const DOTS = 5;
const COVERED = 240;
const MIXED = -3;
/** Words that say what kind of unit a name belongs to: a map writes the name alone. */
const KIND = /^(tỉnh|thành phố)\s+/iu;

export type Land = { id: number; name: string };
export type Terrain = { lands: readonly Land[]; cells: Int16Array };

type Polygons = readonly (readonly (readonly (readonly number[])[])[])[];

/** Cells hold an index of `lands`, SEA, or what nobody's name belongs on: a shore, a border, another country. */
export function terrainOf(map: MapLibre, source: string | undefined, grid: Grid, free: Box): Terrain {
  const cells = new Int16Array(grid.columns * grid.rows).fill(SEA);
  const context = rasterOf(grid);
  if (context === null || source === undefined) return { lands: [], cells: cells.fill(OUTSIDE) };
  const lands = new Map<number, { land: Land; shapes: Polygons[] }>();
  for (const { id, properties, geometry } of map.querySourceFeatures(source, { sourceLayer: 'units' })) {
    if (typeof id !== 'number') continue;
    const shapes: Polygons | null =
      geometry.type === 'Polygon'
        ? [geometry.coordinates]
        : geometry.type === 'MultiPolygon'
          ? geometry.coordinates
          : null;
    if (shapes === null) continue;
    const known = lands.get(id) ?? { land: { id, name: String(properties.n ?? '').replace(KIND, '') }, shapes: [] };
    known.shapes.push(shapes);
    lands.set(id, known);
  }
  const found = [...lands.values()];
  const place = placing(map, grid, free);
  found.forEach(({ shapes }, index) => {
    context.clearRect(0, 0, grid.columns * DOTS, grid.rows * DOTS);
    context.beginPath();
    for (const polygons of shapes)
      for (const polygon of polygons)
        for (const ring of polygon) {
          ring.forEach(([lon = 0, lat = 0], i) => {
            const [x, y] = place(lon, lat);
            if (i === 0) context.moveTo(x, y);
            else context.lineTo(x, y);
          });
          context.closePath();
        }
    context.fill();
    context.stroke();
    mark(cells, context, grid, index);
  });
  foreign(cells, grid);
  return { lands: found.map(({ land }) => land), cells };
}

function rasterOf(grid: Grid): CanvasRenderingContext2D | null {
  const canvas = document.createElement('canvas');
  canvas.width = grid.columns * DOTS;
  canvas.height = grid.rows * DOTS;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context !== null) context.lineWidth = 1;
  return context;
}

/** From degrees to dots; the map is neither turned nor tilted, so two corners say it all. */
function placing(map: MapLibre, grid: Grid, free: Box): (lon: number, lat: number) => [number, number] {
  const scale = DOTS / grid.cell;
  const [a, b] = [map.unproject([0, 0]), map.unproject([1000, 1000])];
  const north = (lat: number) => Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360));
  const perLon = 1000 / (b.lng - a.lng);
  const perNorth = 1000 / (north(b.lat) - north(a.lat));
  const top = north(a.lat);
  return (lon, lat) => [((lon - a.lng) * perLon - free[0]) * scale, ((north(lat) - top) * perNorth - free[1]) * scale];
}

function mark(cells: Int16Array, context: CanvasRenderingContext2D, grid: Grid, index: number): void {
  const wide = grid.columns * DOTS;
  const { data } = context.getImageData(0, 0, wide, grid.rows * DOTS);
  for (let row = 0; row < grid.rows; row += 1)
    for (let column = 0; column < grid.columns; column += 1) {
      let whole = true;
      let any = false;
      for (let y = row * DOTS; y < (row + 1) * DOTS; y += 1)
        for (let x = column * DOTS; x < (column + 1) * DOTS; x += 1) {
          const alpha = data[(y * wide + x) * 4 + 3] ?? 0;
          if (alpha > 0) any = true;
          if (alpha < COVERED) whole = false;
        }
      const cell = row * grid.columns + column;
      if (whole) cells[cell] = index;
      else if (any) cells[cell] = MIXED;
    }
}

function foreign(cells: Int16Array, grid: Grid): void {
  for (let row = 0; row < grid.rows; row += 1)
    for (let column = 0; column < grid.columns; column += 1) {
      const cell = row * grid.columns + column;
      if (cells[cell] === SEA && !isEastSea(grid.lon(column), grid.lat(row))) cells[cell] = OUTSIDE;
    }
}
