/** What the server has given: asked for once each, the old kept in view until the new is whole. */

import { Values } from '../families/indicators/model/values.ts';
import { getCatalogue, getHome, getSeries, getUnits, getValues, RequestError, stale } from '../lib/api/client.ts';
import type { CatalogueReply, Frequency, HomeReply, Indicator, SeriesReply } from '../lib/api/types.ts';
import { Rounds } from '../lib/rounds.ts';
import { Units } from '../lib/units.ts';
import { holdsUntil, Wake } from '../lib/wake.ts';
import { follow, onChange } from '../map/changes.ts';

const BAR_AFTER_MS = 200;
const INDICATOR = 'indicator-';
const TIME = Symbol('time');
/** What the page asks anew for: a layer of the outbox, null for all of them, or that time has passed. */
type Heard = string | null | typeof TIME;
/** Figures, and the instant (ms) from which on they may read otherwise though none came. */
type Kept = { values: Values; until: number };

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

  private readonly cache = new Map<string, Kept>();
  private wanted = '';
  /** When the home's reply, which tells the server's time, came. */
  private homeAt = 0;
  private until = Number.POSITIVE_INFINITY;
  private readonly rounds = new Rounds<Heard>((heard) => this.refresh(heard));
  private readonly wake = new Wake(() => this.rounds.hear(TIME));
  private askingValues: AbortController | null = null;
  private askingSeries: AbortController | null = null;
  private timer = 0;

  async start(): Promise<void> {
    this.failedStart = null;
    try {
      const [home, units, catalogue] = await Promise.all([getHome(), getUnits(), getCatalogue()]);
      this.settle(home);
      this.units = new Units(units, home);
      this.catalogue = catalogue;
      follow(home.position);
    } catch (error) {
      this.failedStart = failure(error, '/api/home');
    }
  }

  private settle(home: HomeReply): void {
    this.home = home;
    this.homeAt = Date.now();
    this.sleep();
  }

  /** The server's time (ms): that of the home's reply, and what has passed since. */
  private present(): number {
    return Date.parse(this.home?.now ?? '') + Date.now() - this.homeAt;
  }

  private sleep(): void {
    this.wake.in(this.until - this.present());
  }

  watch(): () => void {
    const online = () => {
      this.offline = !navigator.onLine;
    };
    addEventListener('online', online);
    addEventListener('offline', online);
    const deaf = onChange(({ layer }) => {
      const ours = layer === null || layer === 'units' || layer === 'indicators' || layer.startsWith(INDICATOR);
      if (ours) this.rounds.hear(layer);
    });
    const asleep = this.wake.watch();
    return () => {
      removeEventListener('online', online);
      removeEventListener('offline', online);
      deaf();
      asleep();
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
    if (known !== undefined && known.until > this.present() && !again) {
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
      const kept = { values: new Values(reply, indicator), until: holdsUntil(reply.due, this.present()) };
      this.cache.set(key, kept);
      if (series !== undefined && along !== null) this.series = { code: indicator.code, uid: along, reply: series };
      this.arrive(kept);
    } catch (error) {
      if (asking.signal.aborted) return;
      this.failedValues = failure(error, indicator.code);
      this.rest();
    }
  }

  private arrive({ values, until }: Kept): void {
    this.values = values;
    this.until = until;
    this.sleep();
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

  /**
   * Asks anew for what was heard of: the catalogue before the figures, which are put together with its indicators.
   *
   * Throws where a reply failed or was only the last known, so that the round is held again.
   */
  private async refresh(heard: ReadonlySet<Heard>): Promise<void> {
    const lands = heard.has(null) || heard.has('units');
    const lists = lands || heard.has('indicators');
    const codes = [...heard].flatMap((what) =>
      typeof what === 'string' && what.startsWith(INDICATOR) ? [what.slice(INDICATOR.length)] : [],
    );
    const before = stale.count;
    try {
      const [home, units, catalogue] = await Promise.all([
        getHome(),
        lands ? getUnits() : null,
        lists || codes.length > 0 ? getCatalogue() : null,
      ]);
      this.settle(home);
      if (units !== null) this.units = new Units(units, home);
      if (catalogue !== null) this.catalogue = catalogue;
      this.failedStart = null;
    } catch (error) {
      if (!this.offline) this.failedStart = failure(error, '/api/home');
      throw error;
    }
    // Any figure may be put together from those of another indicator.
    if (lists) this.cache.clear();
    for (const key of [...this.cache.keys()]) if (codes.includes(codeOf(key))) this.cache.delete(key);
    const passed = heard.has(TIME) && this.until <= this.present();
    if (lists || passed || codes.includes(codeOf(this.wanted))) await this.again(lands);
    if (stale.count > before) throw new RequestError('/api/home', null, null);
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

function codeOf(key: string): string {
  return key.split(' ')[0] ?? '';
}

function failure(error: unknown, path: string): RequestError {
  return error instanceof RequestError ? error : new RequestError(path, null, null);
}

export const data = new DataStore();
