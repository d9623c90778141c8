/** The style layers of a layer: its own colours, our sizes, what it looks at, and what is selected in it. */
import type { ExpressionSpecification, FilterSpecification, LayerSpecification } from 'maplibre-gl';
import { BEAM, iconOf, patternOf } from './features.images.ts';
import { type Tokens, token } from './tokens.ts';

export const PREFIX = 'live:';
/** From these zooms on a point is a disc with its icon, and shows where it looks; before, a plain dot. */
const ICON_ZOOM = 9.5;
const BEAM_ZOOM = 10.5;
/** From here on a field of view is as long on the map as on the ground. */
export const VIEW_ZOOM = 13;

type Style = { layers?: LayerSpecification[]; sources?: Record<string, { minzoom?: number; maxzoom?: number }> };
type Code = { code: string | number; color?: string | null; pattern?: string | null };
type Field = { name: string; type: string; codes?: readonly Code[] };
export type FieldOfView = { heading: string; view_deg: string | null; reach_m: string | null };
export type OfferedHexes = {
  resolutions: readonly number[];
  dimensions: readonly string[];
  measures: readonly string[];
};
/** What the server says of a layer; nothing where it did not answer. */
export type Said = {
  style: Style | null;
  /** The field that chooses colour and pattern. */
  by: string | null;
  fields: readonly Field[];
  view: FieldOfView | null;
  hexes: OfferedHexes | null;
};

/** Where a part is drawn, from the ground up: slots keep every area below every line, and lines below points. */
export type Slot = 'areas' | 'hexes' | 'lines' | 'views' | 'points';
export const SLOTS: readonly Slot[] = ['areas', 'hexes', 'lines', 'views', 'points'];
export const slotId = (slot: Slot) => `slot:${slot}`;

/**
 * Of a part: `own` is what the layer's style says and a click finds; `face` goes with it (icon, beam, edge of an area);
 * `view` is a sector; `selected` and `pointed` mark the one feature that is selected or pointed at.
 */
export type Part = { kind: 'own' | 'face' | 'view' | Marking; slot: Slot; layer: LayerSpecification };
export type Marking = 'selected' | 'pointed';
export type Drawable = { id: string; icon: string | null; geometry: string };

export const sourceOf = (layer: string) => PREFIX + layer;
export const viewsOf = (layer: string) => `views:${layer}`;

/** Whether sectors can be drawn: heading, angle and reach are all declared. */
export function hasSectors(view: FieldOfView | null): view is { heading: string; view_deg: string; reach_m: string } {
  return view !== null && view.view_deg !== null && view.reach_m !== null;
}

/** The parts of a layer from the ground up within each slot. */
export function partsOf(layer: Drawable, said: Said, t: Tokens): Part[] {
  const id = (part: string) => `${sourceOf(layer.id)}/${part}`;
  const common = { source: sourceOf(layer.id), 'source-layer': layer.id };
  const theirs = (said.style?.layers ?? []).filter(({ type }) => ['fill', 'line', 'circle'].includes(type));
  const parts = (theirs.length > 0 ? theirs : [plain(layer, t)]).map((part) =>
    shaped(layer.geometry, { ...part, ...common, id: id(part.id) } as LayerSpecification),
  );
  const slot = slotOf(layer.geometry);
  if (slot !== 'points') {
    const filled = parts.some(({ type }) => type === 'fill');
    const own = parts.map<Part>((part) => ({
      kind: filled && part.type === 'line' ? 'face' : 'own',
      slot,
      layer: part,
    }));
    const outlined = MARKINGS.flatMap((kind) => outlines(kind, common, slot, t).map(marking(kind, 'lines', id)));
    return [...own, ...patterns(said, common, slot, id), ...outlined];
  }
  const color = parts.map((part) => (part.type === 'circle' ? part.paint?.['circle-color'] : undefined)).find(Boolean);
  return [
    ...beams(said.view, common, id),
    ...(hasSectors(said.view)
      ? sectors(layer.id, color, t).map((part) => ({ ...part, layer: named(part.layer, id) }))
      : []),
    ...parts.map<Part>((part) => ({ kind: 'own', slot, layer: sized(part, t) })),
    { kind: 'face', slot, layer: face(layer, common, id('icon')) },
    // Above all others, and once more itself: where points crowd, neighbours would cover it.
    ...MARKINGS.flatMap((kind) =>
      [
        ...rings(kind, common, t),
        ...parts.map((part) => ({ ...sized(part, t), id: `${kind}-${part.id.slice(id('').length)}` })),
        face(layer, common, `${kind}-icon`),
      ].map(marking(kind, slot, id)),
    ),
  ];
}

/** Codes that have a pattern, with the names of their images. */
export function patternedCodes({ by, fields }: Said): { code: string | number; image: string }[] {
  const codes = fields.find(({ name }) => name === by)?.codes ?? [];
  return codes.flatMap(({ code, pattern }) => (pattern ? [{ code, image: patternOf(pattern) }] : []));
}

function patterns(said: Said, common: Common, slot: Slot, id: (part: string) => string): Part[] {
  const codes = patternedCodes(said);
  const [first] = codes;
  if (slot !== 'areas' || said.by === null || first === undefined) return [];
  const arms = codes.flatMap(({ code, image }) => [code, image]);
  const layer = {
    id: id('pattern'),
    type: 'fill',
    ...common,
    filter: ['in', ['get', said.by], ['literal', codes.map(({ code }) => code)]],
    paint: { 'fill-pattern': ['match', ['get', said.by], ...arms, first.image] },
  } as unknown as LayerSpecification;
  return [{ kind: 'face', slot, layer }];
}

/** Which features a part draws that marks one. */
export function isMarked(id: string | null): FilterSpecification {
  if (id === null) return ['boolean', false];
  return ['any', ['==', ['to-string', ['id']], id], ['==', ['get', '_key'], id]] as FilterSpecification;
}

function slotOf(geometry: string): Slot {
  if (geometry.includes('polygon')) return 'areas';
  return geometry.includes('line') ? 'lines' : 'points';
}

function named(layer: LayerSpecification, id: (part: string) => string): LayerSpecification {
  return { ...layer, id: id(layer.id) };
}

function marking(kind: Marking, slot: Slot, id: (part: string) => string): (layer: LayerSpecification) => Part {
  return (layer) => ({
    kind,
    slot,
    layer: { ...named(layer, id), filter: isMarked(null) } as LayerSpecification,
  });
}

type Common = { source: string; 'source-layer': string };

function beams(view: FieldOfView | null, common: Common, id: (part: string) => string): Part[] {
  if (view === null) return [];
  const layer: LayerSpecification = {
    id: id('beam'),
    type: 'symbol',
    ...common,
    minzoom: BEAM_ZOOM,
    ...(hasSectors(view) ? { maxzoom: VIEW_ZOOM } : {}),
    filter: ['has', view.heading],
    layout: {
      'icon-image': BEAM,
      'icon-rotate': ['get', view.heading],
      'icon-rotation-alignment': 'map',
      'icon-allow-overlap': true,
      'icon-ignore-placement': true,
    },
  };
  return [{ kind: 'face', slot: 'views', layer }];
}

/** Fields of view: light areas in the feature's colour; the selected one in the accent over a casing. */
function sectors(layer: string, color: unknown, t: Tokens): Part[] {
  const source = viewsOf(layer);
  const line = { type: 'line' as const, source, minzoom: VIEW_ZOOM, layout: { 'line-join': 'round' as const } };
  const fill = { type: 'fill' as const, source, minzoom: VIEW_ZOOM };
  const of = (color ?? token(t, 'accent')) as ExpressionSpecification;
  const chosen: FilterSpecification = ['has', '_selected'];
  const others: FilterSpecification = ['!', ['has', '_selected']];
  const layers: LayerSpecification[] = [
    { id: 'view', ...fill, filter: others, paint: { 'fill-color': of, 'fill-opacity': 0.26, 'fill-antialias': false } },
    { id: 'view-edge', ...line, filter: others, paint: { 'line-color': of, 'line-width': 1, 'line-opacity': 0.5 } },
    { id: 'view-casing', ...line, filter: chosen, paint: { 'line-color': token(t, 'surface'), 'line-width': 5 } },
    {
      id: 'view-selected',
      ...fill,
      filter: chosen,
      paint: { 'fill-color': token(t, 'accent'), 'fill-opacity': 0.26, 'fill-antialias': false },
    },
    { id: 'view-outline', ...line, filter: chosen, paint: { 'line-color': token(t, 'accent'), 'line-width': 2 } },
  ];
  return layers.map((part) => ({ kind: 'view', slot: 'views', layer: part }));
}

const RADIUS: [zoom: number, px: number][] = [
  [6, 2.5],
  [9, 5],
  [ICON_ZOOM, 9],
  [12, 11],
];

/** Of a line. */
const WIDTH: [zoom: number, px: number][] = [
  [6, 1.5],
  [10, 2.5],
  [14, 4],
];

/** A size that grows with the zoom, so many pixels larger. */
function grown(sizes: readonly [zoom: number, px: number][], more = 0): ExpressionSpecification {
  return ['interpolate', ['linear'], ['zoom'], ...sizes.flatMap(([zoom, px]) => [zoom, px + more])] as never;
}

/**
 * An area has the very colour of its legend: borders lie above it, and nothing below it shows through. A line is wide
 * enough for its colour to be seen.
 */
function shaped(geometry: string, layer: LayerSpecification): LayerSpecification {
  if (layer.type === 'fill') return { ...layer, paint: { ...layer.paint, 'fill-opacity': 1 } };
  if (layer.type !== 'line' || slotOf(geometry) !== 'lines') return layer;
  return { ...layer, paint: { ...layer.paint, 'line-width': grown(WIDTH) } } as LayerSpecification;
}

function sized(layer: LayerSpecification, t: Tokens): LayerSpecification {
  if (layer.type !== 'circle') return layer;
  const paint = {
    ...layer.paint,
    'circle-radius': grown(RADIUS),
    'circle-stroke-color': token(t, 'surface'),
    'circle-stroke-width': 1.5,
  };
  return { ...layer, paint } as LayerSpecification;
}

/** From the ground up: a feature that is selected and pointed at is marked as selected. */
const MARKINGS: readonly Marking[] = ['pointed', 'selected'];
/** Widths in pixels, and how far from the disc the ring begins. */
const RING = { pointed: { gap: 1.5, width: 1.5, casing: 4 }, selected: { gap: 3, width: 2.5, casing: 6.5 } };
const OUTLINE = { pointed: { width: 1.4, casing: 3.4 }, selected: { width: 2.4, casing: 5.25 } };

/** A ring around the disc of a point, over a casing that parts it from what lies around. */
function rings(kind: Marking, common: Common, t: Tokens): LayerSpecification[] {
  const { gap, width, casing } = RING[kind];
  const ring = (id: string, color: string, from: number, px: number): LayerSpecification => ({
    id: `${kind}-${id}`,
    type: 'circle',
    ...common,
    paint: {
      'circle-radius': grown(RADIUS, from),
      'circle-opacity': 0,
      'circle-stroke-color': token(t, color),
      'circle-stroke-width': px,
    },
  });
  return [ring('casing', 'surface', 0, casing), ring('ring', 'accent', gap, width)];
}

/** The outline of an area; of a line that is pointed at both its sides, of the selected one all of it. */
function outlines(kind: Marking, common: Common, slot: Slot, t: Tokens): LayerSpecification[] {
  const { width, casing } = OUTLINE[kind];
  const more = slot === 'lines' && kind === 'selected' ? 1.6 : 0;
  const beside = (gap: number) =>
    slot === 'lines' && kind === 'pointed' ? { 'line-gap-width': grown(WIDTH, gap) } : {};
  const line = (id: string, color: string, px: number, gap = 0): LayerSpecification => ({
    id,
    type: 'line',
    ...common,
    layout: { 'line-join': 'round', 'line-cap': 'round' },
    paint: { 'line-color': token(t, color), 'line-width': px, ...beside(gap) },
  });
  return [line(`${kind}-casing`, 'surface', casing + more), line(kind, 'accent', width + more, 2)];
}

function face(layer: Drawable, common: Common, id: string): LayerSpecification {
  return {
    id,
    type: 'symbol',
    ...common,
    minzoom: ICON_ZOOM,
    layout: {
      'icon-image': iconOf(layer.icon),
      'icon-allow-overlap': true,
      'icon-ignore-placement': true,
    },
  };
}

function plain(layer: Drawable, t: Tokens): LayerSpecification {
  const color = token(t, 'accent');
  const source = sourceOf(layer.id);
  if (layer.geometry.includes('polygon')) return { id: 'fill', type: 'fill', source, paint: { 'fill-color': color } };
  if (layer.geometry.includes('line'))
    return { id: 'line', type: 'line', source, paint: { 'line-color': color, 'line-width': 2 } };
  return { id: 'point', type: 'circle', source, paint: { 'circle-color': color } };
}
