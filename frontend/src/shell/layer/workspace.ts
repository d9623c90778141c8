import type { Workspace } from '../workspace.ts';
import { KEYS } from './address.ts';

/** Any layer, by what it declares; no code of its own. */
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
