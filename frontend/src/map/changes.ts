/** What the server says has changed since: one stream for the whole browser where it knows shared workers. */

export type Change = {
  /** null after a reset: anything may have changed. */
  layer: string | null;
  bbox: readonly [number, number, number, number] | null;
  position: string | null;
};

type Hear = (change: Change) => void;

const hearers = new Set<Hear>();
let stop: (() => void) | null = null;

function tell(kind: string, data: string): void {
  let change: Change = { layer: null, bbox: null, position: null };
  if (kind === 'change') {
    try {
      change = JSON.parse(data) as Change;
    } catch {
      return;
    }
  }
  for (const hear of hearers) hear(change);
}

function shared(): () => void {
  const worker = new SharedWorker(new URL('./changes.worker.ts', import.meta.url), { type: 'module', name: 'changes' });
  const { port } = worker;
  port.addEventListener('message', (event: MessageEvent<{ kind: string; data: string }>) =>
    tell(event.data.kind, event.data.data),
  );
  port.start();
  const leave = () => port.postMessage('bye');
  window.addEventListener('pagehide', leave);
  return () => {
    window.removeEventListener('pagehide', leave);
    leave();
  };
}

function own(): () => void {
  const source = new EventSource('/api/events');
  for (const kind of ['change', 'reset'])
    source.addEventListener(kind, (event) => tell(kind, (event as MessageEvent<string>).data));
  return () => source.close();
}

/** Calls `hear` for every change until the returned function is called. */
export function onChange(hear: Hear): () => void {
  hearers.add(hear);
  stop ??= 'SharedWorker' in window ? shared() : own();
  return () => {
    hearers.delete(hear);
    if (hearers.size > 0) return;
    stop?.();
    stop = null;
  };
}
