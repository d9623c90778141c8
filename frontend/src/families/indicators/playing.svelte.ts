/** Playing through the periods; stops at the last. */

import { shown } from './shown.svelte.ts';

const STEP_MS = 700;

class Playing {
  on = $state(false);
  private timer = 0;

  toggle(): void {
    if (this.on) this.stop();
    else this.start();
  }

  private start(): void {
    const last = (shown.values?.periods.length ?? 0) - 1;
    if (last < 0) return;
    if (shown.index >= last) shown.step(-last);
    this.on = true;
    this.timer = window.setInterval(() => {
      if (shown.index >= (shown.values?.periods.length ?? 0) - 1) this.stop();
      else shown.step(1);
    }, STEP_MS);
  }

  stop(): void {
    clearInterval(this.timer);
    this.on = false;
  }
}

export const playing = new Playing();
