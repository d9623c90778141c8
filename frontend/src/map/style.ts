/** The style of one picture: an edition, a level, the units of home. Feature states carry everything that changes in it. */
import type { ExpressionSpecification, FilterSpecification, LayerSpecification } from 'maplibre-gl';
import { FILLS, PATTERNS } from './paint.ts';
import { type Tokens, token } from './tokens.ts';
import type { Level } from './types.ts';

export type Picture = {
  key: string;
  level: Level | 'former';
  provinces: string;
  units: string;
  /** Source of the tier below, for the preview under the pointer. */
  next: string | null;
  home: readonly number[];
};

/** Shore bands, km from the coast and the colour between there and the next. */
const SHORE_KM = [
  [13, 'sea-1'],
  [6.5, 'sea-2'],
  [2.5, 'sea-3'],
] as const;
/** Metres a pixel covers at zoom 0 near the latitude of the country's middle. */
const METRES_PER_PIXEL_Z0 = 76_000;

export const OUTLINE_SOURCE = 'outline';
export const CIRCLE_SOURCE = 'circles';

const state = (key: string): ExpressionSpecification => ['coalesce', ['feature-state', key], 0];
const isOne = (key: string): ExpressionSpecification => ['==', state(key), 1];

function metresWide(metres: number): ExpressionSpecification {
  const at0 = metres / METRES_PER_PIXEL_Z0;
  return ['interpolate', ['exponential', 2], ['zoom'], 0, at0, 20, at0 * 2 ** 20];
}

export function shoreLayers(t: Tokens): LayerSpecification[] {
  return SHORE_KM.map(([km, color]) => ({
    id: `shore-${km}`,
    type: 'line',
    source: OUTLINE_SOURCE,
    layout: { 'line-join': 'round', 'line-cap': 'round' },
    paint: { 'line-color': token(t, color), 'line-width': metresWide(km * 2000) },
  }));
}

export function fillColor(t: Tokens, key = 'f'): ExpressionSpecification {
  const arms = FILLS.slice(1).flatMap((name, i) => [i + 1, token(t, name)]);
  return ['match', state(key), ...arms, token(t, 'land')] as unknown as ExpressionSpecification;
}

function isHome(home: readonly number[]): ExpressionSpecification {
  return ['in', ['id'], ['literal', [...home]]];
}

function ground(p: Picture, t: Tokens): LayerSpecification[] {
  const province = { source: p.provinces };
  const home = isHome(p.home);
  return [
    {
      id: `${p.key}/neighbours`,
      type: 'fill',
      ...province,
      'source-layer': 'units',
      filter: ['!', home] as FilterSpecification,
      paint: { 'fill-color': token(t, 'neighbour') },
    },
    {
      id: `${p.key}/neighbour-coast`,
      type: 'line',
      ...province,
      'source-layer': 'lines',
      filter: ['all', ['==', ['get', 'l'], 1], ['!', side('a', p.home)]],
      paint: { 'line-color': token(t, 'water-line'), 'line-width': 1 },
    },
    {
      id: `${p.key}/neighbour-lines`,
      type: 'line',
      ...province,
      'source-layer': 'lines',
      filter: ['all', ['==', ['get', 'l'], 2], ['!', ['any', side('a', p.home), side('b', p.home)]]],
      paint: { 'line-color': token(t, 'neighbour-line'), 'line-width': 1.2, 'line-dasharray': [5, 2.5, 1.3, 2.5] },
    },
    {
      id: `${p.key}/glow`,
      type: 'line',
      ...province,
      'source-layer': 'units',
      filter: home as FilterSpecification,
      layout: { 'line-join': 'round' },
      paint: {
        'line-color': token(t, 'border-province'),
        'line-width': ['interpolate', ['linear'], ['zoom'], 6, 3, 9, 8],
        'line-opacity': 0.13,
      },
    },
    {
      id: `${p.key}/land`,
      type: 'fill',
      ...province,
      'source-layer': 'units',
      filter: home as FilterSpecification,
      paint: { 'fill-color': token(t, 'land') },
    },
  ];
}

/** Units of home among those of the tiles; the province tier names itself by its id. */
function unitsOfHome(p: Picture): FilterSpecification {
  if (p.level === 'province') return isHome(p.home) as FilterSpecification;
  return ['in', ['get', 'p'], ['literal', [...p.home]]];
}

/** Below this zoom no commune is wide enough for a pattern; every layer less is a layer less to set again. */
function patternsFrom(p: Picture): number {
  return p.level === 'commune' || p.level === 'former' ? 6 : 0;
}

function fills(p: Picture, t: Tokens): LayerSpecification[] {
  const units = { source: p.units, 'source-layer': 'units', filter: unitsOfHome(p) };
  const plain: LayerSpecification = {
    id: `${p.key}/fill`,
    type: 'fill',
    ...units,
    paint: { 'fill-color': fillColor(t), 'fill-opacity': state('o') },
  };
  // The outline of a group of communes: drawn under its own members' fill, which hides the inner half of the line.
  const group: LayerSpecification[] =
    p.level === 'former'
      ? [
          ...outline(p, t, 'group'),
          {
            ...plain,
            id: `${p.key}/group-land`,
            paint: { 'fill-color': token(t, 'land'), 'fill-opacity': either(1, 1) },
          },
          {
            ...plain,
            id: `${p.key}/group-fill`,
            paint: { 'fill-color': fillColor(t), 'fill-opacity': either(state('o'), state('o')) },
          },
        ]
      : [];
  const patterns = PATTERNS.slice(1).map<LayerSpecification>((name, i) => ({
    id: `${p.key}/${name}`,
    type: 'fill',
    ...units,
    minzoom: patternsFrom(p),
    paint: { 'fill-pattern': name, 'fill-opacity': ['case', ['==', state('b'), i + 1], 1, 0] },
  }));
  return [plain, ...group, ...patterns];
}

const either = (
  selected: ExpressionSpecification | number,
  hovered: ExpressionSpecification | number,
): ExpressionSpecification => ['case', isOne('s'), selected, isOne('h'), hovered, 0] as ExpressionSpecification;

/** The selection (accent) and the pointer (ink), each over a casing of the surface colour. */
function outline(p: Picture, t: Tokens, kind: 'unit' | 'group'): LayerSpecification[] {
  const units = { source: p.units, 'source-layer': 'units', filter: unitsOfHome(p) };
  const wider = kind === 'group' ? 2 : 1;
  return [
    {
      id: `${p.key}/${kind}-casing`,
      type: 'line',
      ...units,
      layout: { 'line-join': 'round' },
      paint: { 'line-color': token(t, 'surface'), 'line-width': 5.25 * wider, 'line-opacity': either(1, 1) },
    },
    {
      id: `${p.key}/${kind}-outline`,
      type: 'line',
      ...units,
      layout: { 'line-join': 'round' },
      paint: {
        'line-color': ['case', isOne('s'), token(t, 'select'), token(t, 'ink')],
        'line-width': 2.4 * wider,
        'line-opacity': either(1, 1),
      },
    },
  ];
}

/** Borders of the painted units: their own outlines, so that no neighbour's are drawn. */
function edges(p: Picture, name: string, paint: Record<string, string | number>): LayerSpecification {
  return {
    id: `${p.key}/${name}`,
    type: 'line',
    source: p.units,
    'source-layer': 'units',
    filter: unitsOfHome(p),
    layout: { 'line-join': 'round' },
    paint,
  };
}

function borders(p: Picture, t: Tokens): LayerSpecification[] {
  const layers: LayerSpecification[] = [];
  if (p.level === 'commune' || p.level === 'former') {
    const strength = p.level === 'former' ? 0.4 : 0.8;
    const thin = { 'line-color': token(t, 'border-commune'), 'line-width': 0.6, 'line-opacity': strength };
    layers.push(edges(p, 'communes', thin), {
      id: `${p.key}/districts`,
      type: 'line',
      source: p.units,
      'source-layer': 'lines',
      filter: ['all', ['==', ['get', 'l'], 3], ['in', ['get', 'in'], ['literal', [...p.home]]]],
      layout: { 'line-join': 'round', 'line-cap': 'round' },
      paint: { 'line-color': token(t, 'border-district'), 'line-width': 1, 'line-opacity': 0.75 },
    });
  } else layers.push(edges(p, 'parts', partBorder(t, false)));
  const ours = {
    type: 'line' as const,
    source: p.provinces,
    'source-layer': 'lines',
    layout: { 'line-join': 'round' as const, 'line-cap': 'round' as const },
  };
  const a = side('a', p.home);
  const b = side('b', p.home);
  return [
    ...layers,
    {
      ...ours,
      id: `${p.key}/coast`,
      filter: ['all', ['==', ['get', 'l'], 1], a] as FilterSpecification,
      paint: { 'line-color': token(t, 'border-province'), 'line-width': widening(0.5, 1) },
    },
    {
      ...ours,
      id: `${p.key}/border`,
      filter: ['all', ['==', ['get', 'l'], 2], ['any', a, b], ['!', ['all', a, b]]] as FilterSpecification,
      paint: { 'line-color': token(t, 'border-province'), 'line-width': widening(0.8, 1.75) },
    },
    // Between two provinces that are home together: not where it ends.
    ...(p.level === 'province' || p.home.length < 2
      ? []
      : [
          {
            ...ours,
            id: `${p.key}/seam`,
            filter: ['all', ['==', ['get', 'l'], 2], a, b] as FilterSpecification,
            paint: { 'line-color': token(t, 'border-province'), 'line-width': widening(0.6, 1.25) },
          },
        ]),
  ];
}

/** Whether the province on one side of a border is home. */
function side(key: 'a' | 'b', home: readonly number[]): ExpressionSpecification {
  return ['in', ['coalesce', ['get', key], 0], ['literal', [...home]]];
}

function widening(far: number, near: number): ExpressionSpecification {
  return ['interpolate', ['linear'], ['zoom'], 5.5, far, 7.5, near];
}

/** Provinces and districts on a scale of values are parted by light: their shades need no frame. */
export function partBorder(
  t: Tokens,
  scale: boolean,
): Record<'line-color' | 'line-width' | 'line-opacity', string | number> {
  if (scale) return { 'line-color': token(t, 'surface'), 'line-width': 1.4, 'line-opacity': 1 };
  return { 'line-color': token(t, 'border-district'), 'line-width': 1, 'line-opacity': 0.75 };
}

function gone(p: Picture, t: Tokens): LayerSpecification {
  return {
    id: `${p.key}/gone`,
    minzoom: patternsFrom(p),
    type: 'line',
    source: p.units,
    'source-layer': 'units',
    filter: unitsOfHome(p),
    paint: { 'line-color': token(t, 'ink-3'), 'line-width': 1, 'line-dasharray': [3, 2], 'line-opacity': state('x') },
  };
}

export function previewLayer(p: Picture, t: Tokens): LayerSpecification | null {
  if (p.next === null) return null;
  return {
    id: `${p.key}/preview`,
    type: 'line',
    source: p.next,
    'source-layer': 'lines',
    filter: ['>', ['coalesce', ['get', 'in'], 0], 0],
    layout: { 'line-join': 'round' },
    paint: { 'line-color': token(t, 'surface'), 'line-width': 1, 'line-opacity': ['*', 0.85, state('h')] },
  };
}

function circles(p: Picture, t: Tokens): LayerSpecification {
  return {
    id: `${p.key}/circles`,
    type: 'circle',
    source: CIRCLE_SOURCE,
    paint: {
      'circle-radius': state('r'),
      'circle-color': fillColor(t),
      'circle-opacity': state('o'),
      'circle-stroke-color': token(t, 'surface'),
      'circle-stroke-width': ['case', ['>', state('r'), 0], 1.25, 0],
      'circle-stroke-opacity': state('o'),
    },
  };
}

/** All layers of a picture from the sea up. The first is opaque: a picture below another is not seen. */
export function pictureLayers(p: Picture, t: Tokens): LayerSpecification[] {
  const sea: LayerSpecification = {
    id: `${p.key}/sea`,
    type: 'background',
    paint: { 'background-color': token(t, 'sea') },
  };
  const shore = shoreLayers(t).map((layer) => ({ ...layer, id: `${p.key}/${layer.id}` }));
  const top = p.level === 'former' ? [] : outline(p, t, 'unit');
  return [sea, ...shore, ...ground(p, t), ...fills(p, t), gone(p, t), ...borders(p, t), ...top, circles(p, t)];
}
