/** Boxes of the earth: west, south, east, north. */

import type { Box } from './api/types.ts';

/** The box around several; null of none. */
export function union(boxes: readonly Box[]): Box | null {
  const first = boxes[0];
  if (first === undefined) return null;
  return boxes.reduce<Box>(
    (a, b) => [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[2], b[2]), Math.max(a[3], b[3])],
    first,
  );
}
