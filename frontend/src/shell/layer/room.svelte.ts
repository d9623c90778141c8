/** One layer and what is asked of it: its description, rows, counts, times. The old stays in view until the new has come. */

import { untrack } from 'svelte';
import { RequestError } from '../../lib/api/client.ts';
import { onChange } from '../../map/changes.ts';
import { data } from '../data.svelte.ts';
import type { As } from './address.ts';
import { getCollection, getCounts, getDensity, getLegend, getRows, type Question } from './api.ts';
import { desk } from './desk.svelte.ts';
import { type Filter, NO_FILTER, readFilter, withClause, written } from './model/filter.ts';
import { loadedAt, Pages } from './model/pages.ts';
import { fieldOf } from './model/reading.ts';
import {
  type Axis,
  askedAt,
  axesOf,
  axisFor,
  axisSpan,
  ownRolling,
  rollingMs,
  standing,
  type Window,
  windowOf,
} from './model/span.ts';
import type { Collection, CountsReply, DensityReply, Freshness, LayerField, LegendReply, Row, Verb } from './types.ts';
import { wordsOf } from './words.ts';

const GATHER_MS = 1_000;
const MINUTE_MS = 60_000;
const FIRST_ROWS = 20;
const EVER: Window = { from: -8.64e15, to: 8.64e15 };

class Room {
  layer = $state.raw<Collection | null>(null);
  count = $state<number | null>(null);
  freshness = $state.raw<Freshness | null>(null);
  failed = $state.raw<RequestError | null>(null);
  /** The rows in view, and a number that grows whenever some have come. */
  pages = $state.raw<Pages<Row> | null>(null);
  arrived = $state(0);
  failedRows = $state.raw<RequestError | null>(null);
  counts = $state.raw<ReadonlyMap<string, CountsReply>>(new Map());
  density = $state.raw<DensityReply | null>(null);
  legend = $state.raw<LegendReply | null>(null);
  /** The axis chosen by hand; null finds the shortest that the window lies on. */
  chosenAxis = $state<Axis | null>(null);
  /** How many columns there is room for; null while no histogram is in view. */
  bins = $state<number | null>(null);
  now = $state(Date.now());
  /** Whether `now` is the server's time. */
  private clocked = $state(false);

  readonly t = $derived(wordsOf(desk.lang));
  readonly filterable = $derived(
    (this.layer?.filters ?? []).flatMap((name) => {
      const field = this.layer === null ? null : fieldOf(this.layer, name);
      return field === null ? [] : [field];
    }),
  );
  readonly filter = $derived<Filter>(this.layer === null ? NO_FILTER : readFilter(desk.q, this.filterable));
  /** The time that rows, counts, files, legend and map are all asked for; the layer's own default is written out. */
  readonly datetime = $derived(askedAt(this.layer?.time ?? null, desk.span, this.now));
  /** How the layer is drawn: what the address wants, of what the layer offers. */
  readonly as = $derived<As>(!this.offers('hexes') ? 'points' : this.layer?.geometry == null ? 'hexes' : desk.as);
  /** The order asked for, else the layer's own: a list without one would stand by its keys. */
  readonly sortby = $derived(desk.o ?? this.layer?.list.sort ?? null);
  /** Whether there is an axis of time to show; until the layer has come, by the list of layers. */
  readonly timed = $derived(
    this.layer === null
      ? data.home?.layers.find(({ id }) => id === desk.id)?.time != null
      : this.layer.time !== null && this.offers('density'),
  );
  readonly axes = $derived<readonly Axis[]>(this.layer?.time == null ? [] : axesOf(this.layer.time));
  /** The span shown: that of the address, else the layer's own where that one rolls. */
  readonly span = $derived(desk.span ?? ownRolling(this.layer?.time ?? null));
  readonly window = $derived(
    desk.span === null ? standing(this.layer?.time ?? null, this.now) : windowOf(desk.span, this.now, EVER),
  );
  readonly axis = $derived(this.chosenAxis ?? axisFor(this.span === null ? null : this.window, this.now, this.axes));
  readonly matched = $derived.by(() => (this.arrived >= 0 ? (this.pages?.matched ?? null) : null));
  /** What is asked for anew when it changes; a reading of the clock alone changes none of these. */
  /** Grows when rows may have changed: what is shown is asked for anew. */
  changes = $state(0);
  private inView: readonly [number, number] = [0, FIRST_ROWS];
  private users = 0;
  private stop: (() => void) | null = null;

  /** The question that list, counts, map, table and files share. */
  question(filter: string | null = desk.q): Question {
    return { filter, datetime: this.datetime, known: this.layer?.known ? desk.known : null };
  }

  offers(verb: Verb): boolean {
    return this.layer?.offers.includes(verb) ?? false;
  }

  row(index: number): Row | null {
    return this.arrived >= 0 ? (this.pages?.at(index) ?? null) : null;
  }

  /** The number of a row that has come, by its key; null where it has not. */
  find(key: string): number | null {
    return this.pages === null ? null : loadedAt(this.pages.loaded(), key);
  }

  /** Brings the rows in view. */
  want(first: number, last: number): void {
    this.inView = [first, last];
    this.pages?.want(first, last);
  }

  again(): void {
    this.changes += 1;
  }

  setClause(field: LayerField, clause: Parameters<typeof withClause>[2]): void {
    desk.go({ q: written(withClause(this.filter, field.name, clause), this.filterable) });
  }

  /** The part of the filter that no control shows. */
  setRest(rest: string | null): void {
    desk.go({ q: written({ ...this.filter, rest }, this.filterable) });
  }

  /** Fields whose values are listed with their counts: codes, truths, and texts that are no names. */
  readonly counted = $derived.by(() => {
    const badge = this.layer === null ? null : fieldOf(this.layer, this.layer.list.badge);
    const fields = this.filterable.filter(isListed);
    const more = badge !== null && (badge.codes?.length ?? 0) > 0 && !fields.includes(badge) ? [badge] : [];
    return [...more, ...fields];
  });

  /** For the panels: the first opens the room, the last to go closes it. */
  use(): void {
    $effect(() => {
      this.users += 1;
      this.stop ??= $effect.root(() => this.watch());
      return () => {
        this.users -= 1;
        if (this.users > 0) return;
        this.stop?.();
        this.stop = null;
        this.pages?.close();
      };
    });
  }

  private watch(): void {
    // First, so that the others ask by the clock that it reads.
    $effect(() => this.listen());
    $effect(() => this.watchLayer());
    $effect(() => this.watchRows());
    $effect(() => this.watchCounts());
    $effect(() => this.watchDensity());
    $effect(() => this.watchLegend());
  }

  private watchLayer(): () => void {
    const { id, lang } = desk;
    void this.changes;
    // Of another layer nothing is kept in view.
    untrack(() => {
      if (this.layer !== null && this.layer.id !== id) this.leave();
    });
    const asking = new AbortController();
    getCollection(id, lang, asking.signal).then(
      (layer) => {
        this.settle(layer);
        this.failed = null;
      },
      (error) => {
        if (asking.signal.aborted) return;
        this.failed = failure(error, id);
      },
    );
    return () => asking.abort();
  }

  /** Most changes of a layer are of its rows: what it declares stays the same object, so that nothing is asked twice. */
  private settle(reply: Collection): void {
    this.count = reply.count;
    this.freshness = reply.freshness;
    const time = reply.time === null ? null : { ...reply.time, from: null, to: null };
    const layer = { ...reply, time, count: null, freshness: null };
    if (JSON.stringify(layer) !== JSON.stringify(this.layer)) this.layer = layer;
  }

  private leave(): void {
    this.layer = null;
    this.count = null;
    this.freshness = null;
    this.failed = null;
    this.pages?.close();
    this.pages = null;
    this.counts = new Map();
    this.density = null;
    this.legend = null;
    this.chosenAxis = null;
    this.failedRows = null;
  }

  private asked = '';
  private watchRows(): (() => void) | undefined {
    const { id } = this;
    if (id === null || !this.offers('items')) return;
    void this.changes;
    const [question, sortby] = [this.question(), this.sortby];
    // Another question begins at its first row; the same one asked anew, or a moment later, stays where it was.
    const key = JSON.stringify([id, { ...question, datetime: desk.span }, sortby]);
    if (key !== this.asked) this.inView = [0, FIRST_ROWS];
    this.asked = key;
    const coming = new Pages<Row>({
      fetch: (offset, limit, signal) => getRows(id, question, { sortby, offset, limit }, signal),
      changed: () => this.arrive(coming, id),
    });
    coming.want(...this.inView);
    return () => {
      if (this.pages !== coming) coming.close();
    };
  }

  private arrive(coming: Pages<Row>, id: string): void {
    this.failedRows = coming.failure === null ? null : failure(coming.failure, id);
    if (coming.matched !== null && this.pages !== coming) {
      this.pages?.close();
      this.pages = coming;
    }
    this.arrived += 1;
  }

  /** The layer that questions are put to: one with time, once the clock is known by which it is asked. */
  readonly id = $derived(this.layer === null || (this.layer.time !== null && !this.clocked) ? null : this.layer.id);

  private watchCounts(): (() => void) | undefined {
    const { id } = this;
    if (id === null || !this.offers('counts')) return;
    void this.changes;
    const asking = new AbortController();
    for (const field of this.counted) {
      const others = written(withClause(this.filter, field.name, null), this.filterable);
      getCounts(id, field.name, this.question(others), asking.signal).then(
        (reply) => {
          if (!asking.signal.aborted) this.counts = new Map(this.counts).set(field.name, reply);
        },
        () => undefined, // the rows say what failed; a control without counts still filters
      );
    }
    return () => asking.abort();
  }

  private watchDensity(): (() => void) | undefined {
    const { id } = this;
    const { bins } = this;
    if (id === null || bins === null || !this.offers('density')) return;
    void this.changes;
    const asking = new AbortController();
    // The whole axis, wherever the window on it stands.
    const question = { filter: desk.q, datetime: axisSpan(this.axis), known: this.layer?.known ? desk.known : null };
    getDensity(id, question, bins, asking.signal).then(
      (reply) => {
        if (!asking.signal.aborted) this.density = reply;
      },
      () => undefined, // the bar keeps what it showed, or says that nothing has a time
    );
    return () => asking.abort();
  }

  private watchLegend(): (() => void) | undefined {
    const { id } = this;
    if (id === null || !this.offers('legend')) return;
    void this.changes;
    const asking = new AbortController();
    getLegend(id, this.question(), asking.signal).then(
      (reply) => {
        if (!asking.signal.aborted) this.legend = reply;
      },
      () => undefined, // the layer's name stays, without rows
    );
    return () => asking.abort();
  }

  /** Changes of the layer, gathered; and the clock, by which a rolling window moves on. */
  private listen(): () => void {
    let timer = 0;
    const soon = () => {
      if (timer === 0)
        timer = window.setTimeout(() => {
          timer = 0;
          // What has just begun to hold is among what holds now.
          this.now = desk.present();
          this.again();
        }, GATHER_MS);
    };
    const deaf = onChange(({ layer }) => {
      if (layer === null || layer === desk.id) soon();
    });
    const tick = () => {
      this.now = desk.present();
      if (rollingMs(this.span) !== null) this.again();
    };
    this.now = desk.present();
    this.clocked = desk.clocked;
    const clock = setInterval(tick, MINUTE_MS);
    return () => {
      deaf();
      clearTimeout(timer);
      clearInterval(clock);
    };
  }
}

export function isListed(field: LayerField): boolean {
  if ((field.codes?.length ?? 0) > 0 || field.type === 'boolean') return true;
  return field.type === 'string' && !['name', 'code', 'id'].includes(field.role ?? 'none');
}

function failure(error: unknown, path: string): RequestError {
  return error instanceof RequestError ? error : new RequestError(path, null, null);
}

export const room = new Room();
