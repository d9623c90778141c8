/** One event stream for all tabs of the browser: HTTP/1.1 allows six connections a host, and each tab would hold one. */

type Port = MessagePort;

const ports = new Set<Port>();
let source: EventSource | null = null;

function listen(): void {
  if (source !== null) return;
  source = new EventSource('/api/events');
  for (const kind of ['change', 'reset'] as const)
    source.addEventListener(kind, (event) => {
      const data = (event as MessageEvent<string>).data;
      for (const port of ports) port.postMessage({ kind, data });
    });
}

self.addEventListener('connect', (event) => {
  const port = (event as MessageEvent).ports[0];
  if (!port) return;
  ports.add(port);
  port.addEventListener('message', (message) => {
    if (message.data !== 'bye') return;
    ports.delete(port);
    if (ports.size > 0) return;
    source?.close();
    source = null;
  });
  port.start();
  listen();
});
