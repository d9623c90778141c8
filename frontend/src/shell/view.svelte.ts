/** The one view store: what is looked at, in step with the address. */

import { changeKind, decode, encode, type Theme, type View } from './address.ts';

const HIDDEN_MS = 150;

class ViewStore {
  now = $state.raw<View>(decode(location.search));
  /**
   * The same for what stands beside the map. A step of time reaches it once the map has been drawn, so that the map
   * answers within a frame and a key held down costs no list that nobody could read; all else reaches it at once.
   */
  followed = $state.raw<View>(this.now);
  private following = false;
  private device = $state<Theme>('light');
  /* What costs the map work when it changes, apart from the rest: a step of time changes none of these. */
  theme = $derived<Theme>(this.now.theme ?? kept() ?? this.device);
  layers = $derived(this.now.layers);
  panel = $derived(this.now.panel);

  constructor() {
    const dark = matchMedia('(prefers-color-scheme: dark)');
    this.device = dark.matches ? 'dark' : 'light';
    dark.addEventListener('change', () => {
      this.device = dark.matches ? 'dark' : 'light';
    });
    addEventListener('popstate', () => this.set(decode(location.search)));
  }

  /** Goes to a view that differs in these parts; steps that Back undoes are pushed. */
  go(part: Partial<View>): void {
    const before = this.now;
    const after = { ...before, ...part };
    // A choice of panel holds for what it was made on: another unit opens with its own.
    if (after.unit !== before.unit && part.side === undefined) after.side = null;
    const query = encode(after);
    this.set(after);
    if (query === encode(before)) return;
    const address = location.pathname + query;
    if (changeKind(before, after) === 'push') history.pushState(null, '', address);
    else history.replaceState(null, '', address);
  }

  private set(after: View): void {
    const stepped = encode({ ...after, period: this.now.period }) === encode(this.now);
    this.now = after;
    if (!stepped) this.followed = after;
    else if (!this.following) {
      this.following = true;
      afterFrame(() => {
        this.following = false;
        this.followed = this.now;
      });
    }
  }

  setTheme(theme: Theme): void {
    try {
      localStorage.setItem('theme', theme);
    } catch {
      // Without storage the address alone keeps it.
    }
    this.go({ theme });
  }
}

/** Runs when the coming frame has been drawn; soon, where no frames come (a hidden page). */
function afterFrame(run: () => void): void {
  let ran = false;
  const once = () => {
    if (!ran) run();
    ran = true;
  };
  requestAnimationFrame(() => setTimeout(once));
  setTimeout(once, HIDDEN_MS);
}

function kept(): Theme | null {
  try {
    const theme = localStorage.getItem('theme');
    return theme === 'light' || theme === 'dark' ? theme : null;
  } catch {
    return null;
  }
}

export const view = new ViewStore();
