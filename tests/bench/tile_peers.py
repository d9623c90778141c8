"""What our tiles are measured against: the plain statement at its best, and tile servers where they are installed."""

import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from tests.bench.programs import free_port, started
from tilegen.grid import Address

PLAIN_TABLE = (
    "create table public.plain (id integer primary key, code text, name text, geom geometry(MultiPolygon, 3857))",
    # Not compressed: it is read whole for every tile.
    "alter table public.plain alter column geom set storage external",
    """insert into public.plain select unit, code, full_name, geom_3857 from boundaries.unit_version
    where level = 'commune' and valid_to is null order by ST_GeoHash(label_point)""",
    "create index plain_geom on public.plain using gist (geom)",
    "vacuum analyze public.plain",
)
PLAIN = """select ST_AsMVT(t, 'units', 4096, 'geom', 'id') from (
  select id, name, code, ST_AsMVTGeom(geom, ST_TileEnvelope(%s, %s, %s), 4096, 64, true) geom
  from public.plain where geom && ST_TileEnvelope(%s, %s, %s, margin => 64.0 / 4096)) t where geom is not null"""


@dataclass(frozen=True, slots=True)
class Peer:
    """A tile server over the same table.

    Attributes:
        name: what it is called.
        get: how one gets it.
        command: what starts it on a database and a port; None when it is not installed.
        path: the path of a tile.
        settings: its environment for a database and a port.
    """

    name: str
    get: str
    command: Callable[[str, int], Sequence[str]] | None
    path: Callable[[Address], str]
    settings: Callable[[str, int], Mapping[str, str]]

    @contextmanager
    def serving(self, url: str) -> Iterator[str | None]:
        """Start it; lends its base URL, or None when it is not installed."""
        if self.command is None:
            yield None
            return
        port = free_port()
        with started(self.command(url, port), port, self.settings(url, port)) as base:
            yield base


def peers() -> list[Peer]:
    """List the tile servers; those that this machine has are measured."""
    martin, tileserv, tipg = shutil.which("martin"), shutil.which("pg_tileserv"), os.environ.get("GIS_BENCH_TIPG")
    return [
        Peer(
            "Martin",
            "`cargo install martin`, then again with it on PATH",
            None if martin is None else lambda url, port: [martin, "--listen-addresses", f"127.0.0.1:{port}", url],
            lambda at: f"/plain/{at.z}/{at.x}/{at.y}",
            lambda _url, _port: {},
        ),
        Peer(
            "pg_tileserv",
            "`go install github.com/CrunchyData/pg_tileserv@latest`, then again with it on PATH",
            None if tileserv is None else lambda _url, _port: [tileserv],
            lambda at: f"/public.plain/{at.z}/{at.x}/{at.y}.pbf?properties=id,code,name",
            lambda url, port: {"DATABASE_URL": url, "TS_HTTPPORT": str(port), "TS_CACHETTL": "0"},
        ),
        Peer(
            "tipg",
            "`pip install tipg uvicorn` in an environment of its own, then GIS_BENCH_TIPG=its python",
            None
            if tipg is None
            else lambda _url, port: [tipg, "-m", "uvicorn", "tipg.main:app", "--port", str(port), "--workers", "2"],
            lambda at: f"/collections/public.plain/tiles/WebMercatorQuad/{at.z}/{at.x}/{at.y}?limit=10000",
            lambda url, _port: {
                "DATABASE_URL": url,
                "TIPG_MAX_FEATURES_PER_TILE": "10000",
                "TIPG_DB_SCHEMAS": '["public"]',
            },
        ),
    ]
