/** What the shell lends the workspace: the layer's id, its part of the address, the span, the open feature, the clock. */

import type { Lang } from '../../lib/api/types.ts';
import { data } from '../data.svelte.ts';
import { view } from '../view.svelte.ts';
import { decode, type LayerAddress } from './address.ts';
import type { Found } from './types.ts';

class Desk {
  readonly id = $derived('cameras');
  readonly lang = $derived<Lang>(view.now.lang);
  readonly address = $derived<LayerAddress>(decode((key) => new URLSearchParams(location.search).get(key)));
  readonly span = $derived<string | null>(null);
  readonly known = $derived<string | null>(null);
  readonly panel = $derived(view.now.panel);
  readonly feature = $derived.by<Found | null>(() => {
    const [layer, ...id] = view.now.feature?.split('/') ?? [];
    return layer === undefined || id.length === 0 ? null : { layer, id: id.join('/') };
  });

  /** The server's time, in milliseconds. */
  present(): number {
    return this.offset + Date.now();
  }
  private readonly offset = $derived(data.home === null ? 0 : Date.parse(data.home.now) - Date.now());

  go(_part: Partial<LayerAddress>): void {}
  setSpan(_span: string | null): void {}
  open(_feature: Found | null): void {}
  /** Brings a place into the middle of the map. */
  show(_lon: number, _lat: number): void {}
}

export const desk = new Desk();
