/** What the shell lends the workspace: the layer's id, its part of the address, the span, the open feature, the clock. */

import { data } from '../data.svelte.ts';
import { free } from '../free.ts';
import { sheet } from '../sheet.svelte.ts';
import { view } from '../view.svelte.ts';
import { decode, encode, type LayerAddress } from './address.ts';
import type { Found } from './types.ts';

const NEAR_ZOOM = 13;

class Desk {
  readonly id = $derived(view.at.param ?? '');
  readonly lang = $derived(view.lang);
  /* Each by itself, so that moving the map, which changes the address too, asks for nothing anew. */
  readonly q = $derived(view.own.q || null);
  readonly o = $derived(this.address.o);
  readonly as = $derived(this.address.as);
  readonly by = $derived(this.address.by);
  readonly r = $derived(this.address.r);
  readonly table = $derived(this.address.table);
  readonly span = $derived(view.now.span);
  readonly known = $derived(view.now.known);
  readonly panel = $derived(view.now.panel);
  private readonly open_ = $derived(view.now.feature);
  readonly feature = $derived.by<Found | null>(() => {
    const [layer, ...id] = this.open_?.split('/') ?? [];
    return layer === undefined || id.length === 0 ? null : { layer, id: id.join('/') };
  });

  get address(): LayerAddress {
    return decode((key) => view.own[key] ?? null);
  }

  /** Whether the server has told its time. */
  get clocked(): boolean {
    return data.home !== null;
  }

  /** The server's time, in milliseconds. */
  present(): number {
    const now = data.home === null ? Number.NaN : data.present();
    return Number.isNaN(now) ? Date.now() : now;
  }

  go(part: Partial<LayerAddress>): void {
    view.go({}, encode({ ...this.address, ...part }));
  }

  setSpan(span: string | null): void {
    view.go({ span });
  }

  open(feature: Found | null): void {
    view.go({ feature: feature === null ? null : `${feature.layer}/${feature.id}` });
  }

  /** Brings a place into the middle of what the panels leave of the map, close enough to be seen. */
  show(lon: number, lat: number): void {
    const zoom = Math.max(NEAR_ZOOM, this.zoom ?? 0);
    // A phone's sheet that is raised in full would hide it.
    if (sheet.height === 'full') sheet.height = 'half';
    view.go({ place: free.placeOf(lon, lat, zoom) });
  }

  /** The map's zoom where the address has it. */
  get zoom(): number | null {
    const zoom = Number(view.now.place?.split(',')[2]);
    return Number.isFinite(zoom) ? zoom : null;
  }
}

export const desk = new Desk();
