import type { Workspace } from '../workspace.ts';
import { KEYS } from './address.ts';

/**
 * Any layer, by what it declares; no code of its own.
 *
 * Beside this file lie the panels and what they share: the address, the server's replies, the room that holds them. What
 * a panel is made of lies in a room by what it does: `list/` rows in list and table, `filter/` what narrows them, `time/`
 * the axis and its window, `card/` the open feature and those beside it, `key/` how the layer is drawn and what the
 * drawing means. `model/` has the plain functions of all.
 */
export const workspace: Workspace = {
  id: 'layer',
  path: '/layer/:id',
  icon: 'layers',
  caption: { vi: 'Lớp dữ liệu', en: 'Layer' },
  keys: KEYS,
  backs: ['q', 'table', 'f'],
  time: 'window',
  load: () => import('./panels.ts'),
};
