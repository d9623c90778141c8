/** The one view store: what is looked at, in step with the address. */

import { changeKind, decode, encode, type Theme, type View } from '../model/view.ts';

class ViewStore {
  now = $state.raw<View>(decode(location.search));
  private device = $state<Theme>('light');

  constructor() {
    const dark = matchMedia('(prefers-color-scheme: dark)');
    this.device = dark.matches ? 'dark' : 'light';
    dark.addEventListener('change', () => {
      this.device = dark.matches ? 'dark' : 'light';
    });
    addEventListener('popstate', () => {
      this.now = decode(location.search);
    });
  }

  get theme(): Theme {
    return this.now.theme ?? kept() ?? this.device;
  }

  /** Goes to a view that differs in these parts; steps that Back undoes are pushed. */
  go(part: Partial<View>): void {
    const before = this.now;
    const after = { ...before, ...part };
    // A choice of panel holds for what it was made on: another unit opens with its own.
    if (after.unit !== before.unit && part.side === undefined) after.side = null;
    const query = encode(after);
    this.now = after;
    if (query === encode(before)) return;
    const address = location.pathname + query;
    if (changeKind(before, after) === 'push') history.pushState(null, '', address);
    else history.replaceState(null, '', address);
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

function kept(): Theme | null {
  try {
    const theme = localStorage.getItem('theme');
    return theme === 'light' || theme === 'dark' ? theme : null;
  } catch {
    return null;
  }
}

export const view = new ViewStore();
