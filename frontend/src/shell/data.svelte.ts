/** What lies beneath every workspace: the home, its units, the layers; asked for once, the old in view until the new is whole. */

import { getHome, getUnits, RequestError, stale } from '../lib/api/client.ts';
import type { HomeReply } from '../lib/api/types.ts';
import { Rounds } from '../lib/rounds.ts';
import { localDay } from '../lib/span.ts';
import { Units } from '../lib/units.ts';
import { Wake } from '../lib/wake.ts';
import { follow, onChange } from '../map/changes.ts';

const TIME = Symbol('time');
/** What the page asks anew for: a layer of the outbox, null for all of them, or that time has passed. */
export type Heard = string | null | typeof TIME;
export type Round = {
  heard: ReadonlySet<Heard>;
  /** The units may have changed. */
  lands: boolean;
  /** Time alone is a reason to ask anew. */
  woken: boolean;
};

/** A store of a workspace that keeps in step with what changes on the server. */
export type Follower = {
  /** Whether a change of this layer of the outbox concerns it. */
  hears(layer: string): boolean;
  /** Asks for its lists beside the home; what it returns puts them in place together with the home. */
  lists(round: Round): Promise<() => void>;
  /** Asks for what depends on the lists; throws where it failed, so that the round is held again. */
  rest(round: Round): Promise<void>;
};

class DataStore {
  home = $state.raw<HomeReply | null>(null);
  units = $state.raw<Units | null>(null);
  failedStart = $state.raw<RequestError | null>(null);
  offline = $state(!navigator.onLine);
  /** When what is in view came, as an instant. */
  loadedAt = $state<string | null>(null);
  /** The server's time (ms) as the last reply told it. */
  told = $derived(Date.parse(this.home?.now ?? ''));

  /** When the home's reply, which tells the server's time, came. */
  private homeAt = 0;
  private opened: Promise<unknown> = Promise.resolve();
  private readonly followers = new Set<Follower>();
  private readonly rounds = new Rounds<Heard>((heard) => this.refresh(heard));
  private readonly wake = new Wake(() => this.rounds.hear(TIME));
  private until = Number.POSITIVE_INFINITY;

  /** Asks for the first replies; `opened` settles when the workspace hears what changes since. */
  async start(opened: Promise<unknown>): Promise<void> {
    this.failedStart = null;
    this.opened = opened;
    try {
      const [home, units] = await Promise.all([getHome(), getUnits()]);
      this.settle(home);
      this.units = new Units(units, home);
      await opened.catch(() => undefined);
      follow(home.position);
    } catch (error) {
      this.failedStart = failure(error, '/api/home');
    }
  }

  private settle(home: HomeReply): void {
    this.home = home;
    this.homeAt = Date.now();
    this.loaded();
    this.sleep();
  }

  /** The server's time (ms): that of the home's reply, and what has passed since. */
  present(): number {
    return this.told + Date.now() - this.homeAt;
  }

  /** The server's local day (ISO date); null before its first reply. */
  get today(): string | null {
    return this.home === null ? null : localDay(this.told);
  }

  /** Asks anew when an instant (ms) has come from which on what is in view may read otherwise. */
  holdsUntil(until: number): void {
    this.until = until;
    this.sleep();
  }

  private sleep(): void {
    this.wake.in(this.until - this.present());
  }

  /** Something of what is in view has come. */
  loaded(): void {
    this.loadedAt = new Date().toISOString();
  }

  /** Keeps a workspace's store in step; ends with what is returned. */
  keep(follower: Follower): () => void {
    this.followers.add(follower);
    return () => void this.followers.delete(follower);
  }

  watch(): () => void {
    const online = () => {
      this.offline = !navigator.onLine;
    };
    addEventListener('online', online);
    addEventListener('offline', online);
    const deaf = onChange(({ layer }) => {
      const ours = layer === null || layer === 'units' || [...this.followers].some((f) => f.hears(layer));
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

  /**
   * Asks anew for what was heard of: lists before what is put together with them.
   *
   * Throws where a reply failed or was only the last known, so that the round is held again.
   */
  private async refresh(heard: ReadonlySet<Heard>): Promise<void> {
    const lands = heard.has(null) || heard.has('units');
    const round = { heard, lands, woken: heard.has(TIME) };
    const followers = [...this.followers];
    const before = stale.count;
    try {
      const [home, units, ...lists] = await Promise.all([
        getHome(),
        lands ? getUnits() : null,
        ...followers.map((follower) => follower.lists(round)),
      ]);
      this.settle(home);
      if (units !== null) this.units = new Units(units, home);
      for (const put of lists) put();
      this.failedStart = null;
    } catch (error) {
      if (!this.offline) this.failedStart = failure(error, '/api/home');
      throw error;
    }
    for (const follower of followers) await follower.rest(round);
    if (stale.count > before) throw new RequestError('/api/home', null, null);
  }

  retry(): void {
    if (this.failedStart !== null) void this.start(this.opened);
  }
}

export function failure(error: unknown, path: string): RequestError {
  return error instanceof RequestError ? error : new RequestError(path, null, null);
}

export const data = new DataStore();
