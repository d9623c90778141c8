"""The least that can colour a unit: a page of MapLibre and one fill layer over the same tiles, served from memory."""

import gzip
import json
import re
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.bench.sides import ROOT
from tests.support.server import get_json

MAPLIBRE = ROOT / "frontend/node_modules/maplibre-gl/dist"
SCRIPT, STYLES = "maplibre-gl.js", "maplibre-gl.css"
_TILE = re.compile(r"^/tiles/[a-z-]+/[0-9a-f]+/\d+/\d+/\d+\.mvt$")
_PAGE = """<!doctype html>
<meta charset="utf-8"><link rel="stylesheet" href="/maplibre-gl.css">
<style>html, body, #map { margin: 0; height: 100%; }</style>
<div id="map"></div>
<script src="/maplibre-gl.js"></script>
<script>
  const { tiles, minzoom, maxzoom, center, zoom } = SETTINGS;
  const source = { type: 'vector', tiles: [location.origin + tiles], minzoom, maxzoom };
  const fill = { id: 'units', type: 'fill', source: 'units', 'source-layer': 'units', paint: { 'fill-color': '#4a8' } };
  const map = new maplibregl.Map({
    container: 'map', style: { version: 8, sources: { units: source }, layers: [fill] }, center, zoom,
    attributionControl: false, fadeDuration: 0, renderWorldCopies: false, validateStyle: false,
  });
  const metrics = { firstColouredUnit: null };
  window.__gis = { metrics };
  let came = false;
  map.on('sourcedata', (event) => { came ||= event.tile !== undefined; });
  map.on('render', () => { if (came) metrics.firstColouredUnit ??= performance.now(); });
</script>
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """A body packed by gzip, as it leaves."""

    kind: str
    packed: bytes


@dataclass(frozen=True, slots=True)
class Shelf:
    """What the bare page's server has: the page, MapLibre, and each tile of ours once it was asked for."""

    server: str
    bodies: dict[str, Kept] = field(default_factory=dict[str, Kept])

    def find(self, path: str) -> Kept | None:
        """Return what lies at a path, None when there is nothing."""
        if path not in self.bodies and _TILE.match(path):
            self.bodies[path] = Kept("application/vnd.mapbox-vector-tile", _fetch(self.server + path))
        return self.bodies.get(path)

    def put(self, path: str, kind: str, body: bytes) -> None:
        """Keep a body."""
        self.bodies[path] = Kept(kind, gzip.compress(body, 9))


def _fetch(url: str) -> bytes:
    request = urllib.request.Request(url, headers={"Accept-Encoding": "gzip"})  # noqa: S310 - our own server
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request, timeout=30) as reply:
        body: bytes = reply.read()
        return body if reply.headers.get("Content-Encoding") == "gzip" else gzip.compress(body)


def tiles_of(server: str) -> dict[str, Any]:
    """Return the tiles of today's communes: address, version, zooms, and the box of the land."""
    home: Any = get_json(f"{server}/api/home")
    edition = home["editions"][-1]
    tiles = edition["tiles"]["commune"]
    path = f"/tiles/units-commune/{tiles['version']}/{{z}}/{{x}}/{{y}}.mvt"
    return {"tiles": path, "minzoom": tiles["minzoom"], "maxzoom": tiles["maxzoom"], "fit": edition["fit"]}


@contextmanager
def bare_page(server: str, center: list[float], zoom: float) -> Iterator[str]:
    """Serve the bare page over a server's tiles at a place; lends its address without the last stroke."""
    shelf = Shelf(server)
    settings = tiles_of(server) | {"center": center, "zoom": zoom}
    shelf.put("/", "text/html", _PAGE.replace("SETTINGS", json.dumps(settings)).encode())
    shelf.put(f"/{SCRIPT}", "text/javascript", (MAPLIBRE / SCRIPT).read_bytes())
    shelf.put(f"/{STYLES}", "text/css", (MAPLIBRE / STYLES).read_bytes())

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            found = shelf.find(self.path)
            body = b"" if found is None else found.packed
            self.send_response(HTTPStatus.NOT_FOUND if found is None else HTTPStatus.OK)
            if found is not None:
                self.send_header("Content-Type", found.kind)
                self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name that the base class gives it
            """Say nothing."""

    listening = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    listening.daemon_threads = True
    thread = threading.Thread(target=listening.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.server_port}"
    finally:
        listening.shutdown()
        listening.server_close()
        thread.join()
