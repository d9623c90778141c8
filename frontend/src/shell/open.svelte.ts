/** The workspace that is open: loaded when its path is gone to, nothing of any other. */

import type { Scene } from '../map/types.ts';
import { type Ground, plain } from './ground.svelte.ts';
import { view } from './view.svelte.ts';
import type { Panels, Workspace } from './workspace.ts';

class Open {
  private loaded = $state.raw<{ id: string; panels: Panels } | null>(null);
  private failed = $state<string | null>(null);
  /** What the open workspace brought; null while it comes, and where no workspace has the path. */
  now = $derived<Panels | null>(this.loaded?.id === view.at.workspace?.id ? (this.loaded?.panels ?? null) : null);
  /** Its script could not be had. */
  broken = $derived(this.failed !== null && this.failed === view.at.workspace?.id);
  loading = $derived(view.at.workspace !== null && this.now === null && !this.broken);
  ground = $derived<Ground>(this.now?.ground ?? plain);
  /** null until it is known what is to be drawn. */
  scene = $derived<Scene | null>(this.loading || this.now?.ready === false ? null : this.ground.scene);

  /** Loads a workspace; settles when its panels are there. */
  async load(workspace: Workspace | null): Promise<void> {
    if (workspace === null || this.loaded?.id === workspace.id) return;
    this.failed = null;
    try {
      const { panels } = await workspace.load();
      // Another may have been opened meanwhile.
      if (view.at.workspace?.id === workspace.id) this.loaded = { id: workspace.id, panels };
    } catch {
      this.failed = workspace.id;
    }
  }
}

export const open = new Open();
/** Asked for before anything else of the page runs. */
export const first = open.load(view.at.workspace);
