/** The phone's sheet: how high it stands, and which of its tabs is open. */

import { view } from './view.svelte.ts';

export type SheetHeight = 'peek' | 'half' | 'full';
/** The tab of what is entered, and that of the layers; a workspace has others by names of its own. */
export const MAIN = 'main';
export const LAYERS = 'layers';

/** Height of the lowest sheet, and what the half-raised one leaves of the window, px: as the sheet's styles say. */
const PEEK_PX = 120;
const ABOVE_PX = 418;

/** What a sheet at rest covers of a window so tall, px. One that is raised in full leaves no map: it counts as half raised. */
export function coveredBy(height: SheetHeight, tall: number): number {
  return height === 'peek' ? PEEK_PX : Math.max(PEEK_PX, tall - ABOVE_PX);
}

class SheetStore {
  height = $state<SheetHeight>(view.now.unit === null ? 'peek' : 'half');
  tab = $state(MAIN);

  show(tab: string, height: SheetHeight = this.height): void {
    this.tab = tab;
    this.height = height;
  }

  /** One step up, from the top down to the least. */
  turn(): void {
    this.height = this.height === 'peek' ? 'half' : this.height === 'half' ? 'full' : 'peek';
  }
}

export const sheet = new SheetStore();
