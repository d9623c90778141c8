/** What the server has given of the indicators: asked for once each, the old kept in view until the new is whole. */

import type { RequestError } from '../../lib/api/client.ts';
import type { CatalogueReply, Frequency, Indicator, SeriesReply } from '../../lib/api/types.ts';
import { holdsUntil } from '../../lib/wake.ts';
import { data as beneath, type Follower, failure, type Round } from '../../shell/data.svelte.ts';
import { getCatalogue, getSeries, getValues } from './api.ts';
import { Values } from './model/values.ts';

const BAR_AFTER_MS = 200;
const INDICATOR = 'indicator-';
/** Figures, and the instant (ms) from which on they may read otherwise though none came. */
type Kept = { values: Values; until: number };

class FigureStore implements Follower {
  catalogue = $state.raw<CatalogueReply | null>(null);
  /** The figures in view: those asked for last that have come whole. */
  values = $state.raw<Values | null>(null);
  /** Where the figures of one unit come from. */
  series = $state.raw<{ code: string; uid: string; reply: SeriesReply } | null>(null);
  /** Unit and indicator whose provenance is under way. */
  asking = $state<string | null>(null);
  failedStart = $state.raw<RequestError | null>(null);
  failedValues = $state.raw<RequestError | null>(null);
  /** Shown only when a reply takes longer than one notices. */
  slow = $state(false);
  /** The home and its units, as all workspaces see them. */
  home = $derived(beneath.home);
  units = $derived(beneath.units);

  private readonly cache = new Map<string, Kept>();
  private wanted = '';
  private until = Number.POSITIVE_INFINITY;
  private askingValues: AbortController | null = null;
  private askingSeries: AbortController | null = null;
  private timer = 0;

  async start(): Promise<void> {
    this.failedStart = null;
    try {
      this.catalogue = await getCatalogue();
    } catch (error) {
      this.failedStart = failure(error, '/api/indicators');
    }
  }

  /** An indicator by its code, or the one that the page opens with; null before the lists have come. */
  indicator(code: string | null): Indicator | null {
    if (this.home === null || this.catalogue === null) return null;
    const list = this.catalogue.indicators;
    const wanted = code ?? this.home.default_indicator;
    return list.find((i) => i.code === wanted) ?? list[0] ?? null;
  }

  /**
   * Brings the figures of an indicator at a frequency, and in the same reply where those of the open unit come from; a
   * request under way for others is dropped.
   */
  async want(indicator: Indicator, freq: Frequency, unit: string | null, again = false): Promise<void> {
    const key = `${indicator.code} ${freq}`;
    if (!again && key === this.wanted && this.failedValues === null) return;
    this.wanted = key;
    this.askingValues?.abort();
    const known = this.cache.get(key);
    if (known !== undefined && known.until > beneath.present() && !again) {
      this.arrive(known);
      return;
    }
    const asking = new AbortController();
    this.askingValues = asking;
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => {
      this.slow = true;
    }, BAR_AFTER_MS);
    try {
      const native = freq === indicator.frequency ? null : freq;
      // The first figures are asked for before the page knows the unit.
      const along = this.values === null ? null : unit;
      const { series, ...reply } = await getValues(indicator.code, native, along, asking.signal);
      // One that was dropped may have been read before a change: it is not kept.
      if (asking.signal.aborted) return;
      const kept = { values: new Values(reply, indicator), until: holdsUntil(reply.due, beneath.present()) };
      this.cache.set(key, kept);
      if (series !== undefined && along !== null) this.series = { code: indicator.code, uid: along, reply: series };
      this.arrive(kept);
    } catch (error) {
      if (asking.signal.aborted) return;
      this.failedValues = failure(error, indicator.code);
      this.settled();
    }
  }

  private arrive({ values, until }: Kept): void {
    this.values = values;
    this.until = until;
    beneath.holdsUntil(until);
    this.failedValues = null;
    beneath.loaded();
    this.settled();
  }

  private settled(): void {
    clearTimeout(this.timer);
    this.slow = false;
  }

  /** Where the figures of one unit come from; asked once per unit and indicator. */
  async wantSeries(code: string, uid: string): Promise<void> {
    const key = `${code} ${uid}`;
    if (this.series?.code === code && this.series.uid === uid) return;
    this.askingSeries?.abort();
    const asking = new AbortController();
    this.askingSeries = asking;
    this.asking = key;
    try {
      const reply = await getSeries(code, uid, asking.signal);
      if (!asking.signal.aborted) this.series = { code, uid, reply };
    } catch {
      // The panel then shows no provenance; the figure itself is already there.
    }
    if (!asking.signal.aborted) this.asking = null;
  }

  hears(layer: string): boolean {
    return layer === 'indicators' || layer.startsWith(INDICATOR);
  }

  /** The catalogue before the figures, which are put together with its indicators. */
  async lists(round: Round): Promise<() => void> {
    const catalogue = listed(round) || codesOf(round).length > 0 ? await getCatalogue() : null;
    return () => {
      if (catalogue !== null) this.catalogue = catalogue;
      this.failedStart = null;
    };
  }

  async rest(round: Round): Promise<void> {
    const codes = codesOf(round);
    const lists = listed(round);
    // Any figure may be put together from those of another indicator.
    if (lists) this.cache.clear();
    for (const key of [...this.cache.keys()]) if (codes.includes(codeOf(key))) this.cache.delete(key);
    const passed = round.woken && this.until <= beneath.present();
    if (lists || passed || codes.includes(codeOf(this.wanted))) await this.again(round.lands);
  }

  /** Asks anew for what is wanted, which may not be what is in view. */
  private async again(lands: boolean): Promise<void> {
    const [code, freq] = this.wanted.split(' ');
    const indicator = this.catalogue?.indicators.find((i) => i.code === code);
    // A change of the units may have taken away the very one that is open.
    if (lands) this.series = null;
    const [asked, uid] = this.asking?.split(' ') ?? [];
    if (asked !== undefined && uid !== undefined) void this.wantSeries(asked, uid);
    if (indicator === undefined || freq === undefined) return;
    await this.want(indicator, freq as Frequency, this.series?.uid ?? null, true);
    if (this.failedValues !== null) throw this.failedValues;
  }

  retry(): void {
    if (this.failedStart !== null) void this.start();
    const [code, freq] = this.wanted.split(' ');
    const indicator = this.catalogue?.indicators.find((i) => i.code === code);
    if (indicator !== undefined && freq !== undefined) void this.want(indicator, freq as Frequency, null, true);
  }
}

function listed({ heard, lands }: Round): boolean {
  return lands || heard.has('indicators');
}

function codesOf({ heard }: Round): string[] {
  return [...heard].flatMap((what) =>
    typeof what === 'string' && what.startsWith(INDICATOR) ? [what.slice(INDICATOR.length)] : [],
  );
}

function codeOf(key: string): string {
  return key.split(' ')[0] ?? '';
}

export const data = new FigureStore();
data.start();
beneath.keep(data);
