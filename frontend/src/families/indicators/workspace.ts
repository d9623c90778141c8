import type { Workspace } from '../../shell/workspace.ts';

export const workspace: Workspace = {
  id: 'indicators',
  path: '/map',
  icon: 'chart-column',
  caption: { vi: 'Chỉ số', en: 'Indicators' },
  keys: ['i', 'g', 'm', 'lv', 's', 'side', 'table'],
  backs: ['i', 'lv', 'table'],
  fresh: ['side'],
  leaves: ['table'],
  time: 'period',
  load: () => import('./panels.ts'),
};
