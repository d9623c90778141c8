/** What the server says has changed since: one stream for the whole browser where it knows shared workers. */

import type { Word } from './changes.worker.ts';
import { Stream, type Told } from './stream.ts';

export type Change = {
  /** null after a reset: anything may have changed. */
  layer: string | null;
  bbox: readonly [number, number, number, number] | null;
  position: string | null;
};

type Hear = (change: Change) => void;
/** The way to the stream; it can be left and entered again at a position. */
type Line = { enter(after: string): void; leave(): void };

const hearers = new Set<Hear>();
/** How far this page knows what has happened; null until its first replies. */
let at: string | null = null;
let stop: (() => void) | null = null;

function tell({ kind, data, position }: Told): void {
  at = position;
  let change: Change = { layer: null, bbox: null, position };
  if (kind === 'change') {
    try {
      change = JSON.parse(data) as Change;
    } catch {
      return;
    }
  }
  for (const hear of hearers) hear(change);
}

function shared(): Line {
  const worker = new SharedWorker(new URL('./changes.worker.ts', import.meta.url), { type: 'module', name: 'changes' });
  const { port } = worker;
  port.addEventListener('message', (event: MessageEvent<Told>) => tell(event.data));
  port.start();
  const say = (word: Word) => port.postMessage(word);
  return { enter: (after) => say({ hello: after }), leave: () => say('bye') };
}

function own(): Line {
  let stream: Stream | null = null;
  return {
    enter: (after) => {
      stream = new Stream(after, tell);
    },
    leave: () => stream?.close(),
  };
}

function listen(): void {
  if (stop !== null || at === null || hearers.size === 0) return;
  const line = 'SharedWorker' in window ? shared() : own();
  const leave = () => line.leave();
  // Back and Forward may bring the page back as it was left: it takes up what it missed.
  const back = (event: PageTransitionEvent) => {
    if (event.persisted && at !== null) line.enter(at);
  };
  addEventListener('pagehide', leave);
  addEventListener('pageshow', back);
  stop = () => {
    removeEventListener('pagehide', leave);
    removeEventListener('pageshow', back);
    leave();
  };
  line.enter(at);
}

/** Begins to listen after the position that the page's first replies had; what happened since is told at once. */
export function follow(position: string): void {
  at ??= position;
  listen();
}

/** Calls `hear` for every change until the returned function is called. */
export function onChange(hear: Hear): () => void {
  hearers.add(hear);
  listen();
  return () => {
    hearers.delete(hear);
    if (hearers.size > 0) return;
    stop?.();
    stop = null;
  };
}
