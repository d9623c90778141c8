/** The one view store: what is looked at, in step with the address. */

import { type Common, changed, changeKind, decode, encode, type Own, type Theme, type View } from './address.ts';
import { FIRST, type Place, placeOf } from './workspaces.ts';

const HIDDEN_MS = 150;
/** Own keys to change; null takes a key away. */
export type OwnPart = Readonly<Record<string, string | null>>;

class ViewStore {
  /** The keys that every screen has, and the others as they stand in the address: in step with it at every moment. */
  now = $state.raw<View>(decode(location.search));
  /**
   * The same for what stands beside the map. A step of time reaches it once the map has been drawn, so that the map
   * answers within a frame and a key held down costs no list that nobody could read; all else reaches it at once.
   */
  followed = $state.raw<View>(this.now);
  /** The workspace that the path opens. */
  at = $state.raw<Place>(placeOf(settledPath()));
  private following = false;
  private device = $state<Theme>('light');
  /* What costs the map work when it changes, apart from the rest: a step of time changes none of these but the span. */
  theme = $derived<Theme>(this.now.theme ?? kept() ?? this.device);
  lang = $derived(this.now.lang);
  layers = $derived(this.now.layers);
  known = $derived(this.now.known);
  feature = $derived(this.now.feature);
  place = $derived(this.now.place);
  panel = $derived(this.now.panel);
  span = $derived(this.now.span);

  constructor() {
    const dark = matchMedia('(prefers-color-scheme: dark)');
    this.device = dark.matches ? 'dark' : 'light';
    dark.addEventListener('change', () => {
      this.device = dark.matches ? 'dark' : 'light';
    });
    addEventListener('popstate', () => {
      this.arrive(settledPath());
      this.set(decode(location.search));
    });
  }

  /** The keys that are not the shell's. */
  get own(): Own {
    return this.now.own;
  }

  /** Goes to a view that differs in these parts; steps that Back undoes are pushed. */
  go(part: Partial<Common>, own: OwnPart = {}): void {
    const before = this.now;
    const { workspace } = this.at;
    const moved = part.unit !== undefined && part.unit !== before.unit;
    // A choice made on one unit holds for that one: another opens with its own.
    const fresh = moved ? nothing(workspace?.fresh ?? []) : {};
    const after = { ...before, ...part, own: changed(before.own, { ...fresh, ...own }) };
    const query = encode(after);
    this.set(after);
    if (query === encode(before)) return;
    const address = location.pathname + query;
    if (changeKind(before, after, workspace?.backs ?? []) === 'push') history.pushState(null, '', address);
    else history.replaceState(null, '', address);
  }

  /** The address of another workspace with what is looked at now: the place, the span and the layers stay. */
  href(path: string): string {
    return path + encode(this.elsewhere(path));
  }

  /** Opens the workspace of a path. */
  open(path: string): void {
    const after = this.elsewhere(path);
    history.pushState(null, '', path + encode(after));
    this.arrive(path);
    this.set(after);
  }

  /** For links within the page: a plain click opens the workspace here, any other does what the browser does. */
  follow(event: MouseEvent, path: string): void {
    if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    this.open(path);
  }

  private elsewhere(path: string): View {
    const { workspace, path: here } = this.at;
    if (path === here || workspace === null) return this.now;
    return { ...this.now, feature: null, own: changed(this.now.own, nothing(workspace.leaves ?? workspace.keys)) };
  }

  private arrive(path: string): void {
    if (path !== this.at.path) this.at = placeOf(path);
  }

  private set(after: View): void {
    const before = this.now;
    const stepped = after.span !== before.span && encode({ ...after, span: before.span }) === encode(before);
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

/** The path in the address; the bare one is where the page opens first, and is written so. */
function settledPath(): string {
  if (location.pathname !== '/') return location.pathname;
  history.replaceState(null, '', FIRST + location.search + location.hash);
  return FIRST;
}

function nothing(keys: readonly string[]): OwnPart {
  return Object.fromEntries(keys.map((key) => [key, null]));
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
