/** The mark of a row: the same in the counts, the list, the map and the card. */

import type { CodeItem, Collection } from '../types.ts';
import { codeOf, fieldOf } from './reading.ts';

export type Mark = {
  shape: 'point' | 'line' | 'polygon' | 'register';
  /** A CSS colour. */
  color: string;
  pattern: string | null;
  icon: string;
};

/** A colour of the contract as CSS has it: `#rrggbb`, or the name of a token. */
export function cssColor(color: string | null | undefined): string {
  if (!color) return 'var(--accent)';
  return color.startsWith('#') ? color : `var(--${color})`;
}

/** The mark of a value of the field that chooses the colour. */
export function markOf(layer: Collection, value: unknown): Mark {
  const field = fieldOf(layer, layer.style?.by);
  return markOfCode(layer, codeOf(field, value));
}

export function markOfCode(layer: Collection, code: CodeItem | null): Mark {
  return {
    shape: layer.geometry ?? 'register',
    color: cssColor(code?.color ?? layer.style?.color),
    pattern: code?.pattern ?? null,
    // As on the map, where colour tells the codes apart and the icon the layers.
    icon: layer.icon,
  };
}
