/** The workspaces that there are: found by their files, never listed. */

import type { Workspace } from './workspace.ts';

/** Where the page opens that names none. */
export const FIRST = '/map';

const found = import.meta.glob<Workspace>(['../families/*/workspace.ts', './layer/workspace.ts'], {
  eager: true,
  import: 'workspace',
});

/** Those of the families before the shell's own. */
export const workspaces: readonly Workspace[] = Object.values(found).sort(
  (a, b) => Number(a.path.includes(':')) - Number(b.path.includes(':')) || (a.path === FIRST ? -1 : 1),
);

export type Place = {
  /** The path as it stands in the address. */
  path: string;
  /** null where no workspace has this path. */
  workspace: Workspace | null;
  /** What stands in the place of `:id`. */
  param: string | null;
};

/** Which workspace a path opens. */
export function placeOf(path: string, known: readonly Workspace[] = workspaces): Place {
  const parts = path.replace(/\/+$/, '').split('/');
  for (const workspace of known) {
    const wanted = workspace.path.split('/');
    if (wanted.length !== parts.length) continue;
    let param: string | null = null;
    const same = wanted.every((part, i) => {
      if (!part.startsWith(':')) return part === parts[i];
      param = decoded(parts[i] ?? '');
      return param !== null && param !== '';
    });
    if (same) return { path, workspace, param };
  }
  return { path, workspace: null, param: null };
}

function decoded(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}
