/** One event stream for all tabs of the browser: HTTP/1.1 allows six connections a host, and each tab would hold one. */

import { isAfter, Stream, type Told } from './stream.ts';

/** What a tab says: how far it knows what has happened, or that it goes. */
export type Word = { hello: string } | 'bye';

const ports = new Set<MessagePort>();
let stream: Stream | null = null;

function tell(told: Told): void {
  for (const port of ports) port.postMessage(told);
}

function enter(port: MessagePort, after: string): void {
  ports.add(port);
  stream ??= new Stream(after, tell);
  // What lies between was told before this tab came.
  if (isAfter(stream.at, after)) port.postMessage({ kind: 'reset', data: '', position: stream.at } satisfies Told);
}

function leave(port: MessagePort): void {
  ports.delete(port);
  if (ports.size > 0) return;
  stream?.close();
  stream = null;
}

self.addEventListener('connect', (event) => {
  const port = (event as MessageEvent).ports[0];
  if (!port) return;
  port.addEventListener('message', ({ data: word }: MessageEvent<Word>) => {
    if (word === 'bye') leave(port);
    else enter(port, word.hello);
  });
  port.start();
});
