/** What the server has given: asked for once each, the old kept in view until the new is whole. */

import { getCatalogue, getHome, getSeries, getUnits, getValues, RequestError } from '../api/client.ts';
import type { CatalogueReply, Frequency, HomeReply, Indicator, SeriesReply } from '../api/types.ts';
import { onChange } from '../map/changes.ts';
import { Units } from '../model/units.ts';
import { Values } from '../model/values.ts';

const BAR_AFTER_MS = 200;

class DataStore {
  home = $state.raw<HomeReply | null>(null);
  units = $state.raw<Units | null>(null);
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
  offline = $state(!navigator.onLine);
  loadedAt = $state<string | null>(null);

  private readonly cache = new Map<string, Values>();
  private wanted = '';
  private askingValues: AbortController | null = null;
  private askingSeries: AbortController | null = null;
  private timer = 0;

  async start(): Promise<void> {
    this.failedStart = null;
    try {
      const [home, units, catalogue] = await Promise.all([getHome(), getUnits(), getCatalogue()]);
      this.home = home;
      this.units = new Units(units, home);
      this.catalogue = catalogue;
    } catch (error) {
      this.failedStart = error instanceof RequestError ? error : new RequestError('/api/home', null, null);
    }
  }

  watch(): () => void {
    const online = () => {
      this.offline = !navigator.onLine;
    };
    addEventListener('online', online);
    addEventListener('offline', online);
    const deaf = onChange(({ layer }) => this.changed(layer));
    return () => {
      removeEventListener('online', online);
      removeEventListener('offline', online);
      deaf();
    };
  }

  indicator(code: string | null): Indicator | null {
    const list = this.catalogue?.indicators ?? [];
    const wanted = code ?? this.home?.default_indicator ?? null;
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
    if (known !== undefined && !again) {
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
      const values = new Values(reply, indicator);
      this.cache.set(key, values);
      if (this.wanted !== key) return;
      if (series !== undefined && along !== null) this.series = { code: indicator.code, uid: along, reply: series };
      this.arrive(values);
    } catch (error) {
      if (asking.signal.aborted) return;
      this.failedValues = error instanceof RequestError ? error : new RequestError(indicator.code, null, null);
      this.rest();
    }
  }

  private arrive(values: Values): void {
    this.values = values;
    this.failedValues = null;
    this.loadedAt = new Date().toISOString();
    this.rest();
  }

  private rest(): void {
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

  private changed(layer: string | null): void {
    const values = this.values;
    if (layer === null || layer === 'units') {
      void this.start();
      this.cache.clear();
    }
    for (const key of [...this.cache.keys()]) if (`indicator-${key.split(' ')[0]}` === layer) this.cache.delete(key);
    if (values === null) return;
    const touched = layer === null || layer === 'units' || layer === `indicator-${values.indicator.code}`;
    if (!touched) return;
    // A change of the units may have taken away the very one that is open.
    const unit = layer === null || layer === 'units' ? null : (this.series?.uid ?? null);
    if (unit === null) this.series = null;
    void this.want(values.indicator, values.reply.freq, unit, true);
  }

  retry(): void {
    if (this.failedStart !== null) void this.start();
    const [code, freq] = this.wanted.split(' ');
    const indicator = this.catalogue?.indicators.find((i) => i.code === code);
    if (indicator !== undefined && freq !== undefined) void this.want(indicator, freq as Frequency, null, true);
  }
}

export const data = new DataStore();
