/** The layers that the map draws beside the units, each with its question. */

import type { LayerEntry } from '../lib/api/types.ts';
import { type AxisKind, datetimeFor, type Span } from '../lib/span.ts';
import type { ShownLayer } from '../map/types.ts';

export type { ShownLayer } from '../map/types.ts';

export type Asked = {
  /** Ids of the layers switched on. */
  on: readonly string[];
  known: string | null;
  span: Span | null;
  feature: string | null;
  /** The server's time, ms. */
  now: number;
};

/** The kind of a layer's axis of time; null where it has none, or where the server does not say. */
export function axisOf(layer: LayerEntry): AxisKind | null {
  return layer.time ?? null;
}

/** Whether a layer answers as known at another time; what the server does not say is no. */
function keepsKnown(layer: LayerEntry): boolean {
  return layer.known ?? false;
}

/** What a layer switched on is asked: the span in its own kind, without a filter. */
export function shownLayer(layer: LayerEntry, asked: Asked): ShownLayer {
  const axis = axisOf(layer);
  const [open, ...id] = asked.feature?.split('/') ?? [];
  return {
    id: layer.id,
    datetime: axis === null ? null : datetimeFor(asked.span, axis, asked.now),
    filter: null,
    known: keepsKnown(layer) ? asked.known : null,
    as: 'points',
    hex: null,
    selected: open === layer.id ? id.join('/') : null,
    pointed: null,
  };
}

/** All that is drawn: those switched on in the server's order, then those that the workspace draws itself. */
export function shownLayers(
  layers: readonly LayerEntry[],
  asked: Asked,
  own: readonly ShownLayer[] = [],
): readonly ShownLayer[] {
  const mine = new Set(own.map(({ id }) => id));
  const others = layers.filter(({ id }) => asked.on.includes(id) && !mine.has(id));
  return [...others.map((layer) => shownLayer(layer, asked)), ...own];
}
