"""Unit tiles over HTTP along a drill-down, against plain ST_AsMVT on one warm connection and against tile servers.

The walk goes from the country into three provinces and three of their communes (z5 to z12, views of 1920×1080 that
pan as people do), over the real 3,321 communes. Each tile is asked once, on one keep-alive connection; every round
takes another order and tiles that no process has in its cache.
"""

import gzip
import http.client
import os
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import psycopg

from boundaries.intake.importing import import_units
from gis_server.database.migrate import migrate
from layers.core.clock import FixedClock
from tests.bench.clusters import databases
from tests.bench.tile_peers import PLAIN, PLAIN_TABLE, Peer, peers
from tests.bench.tile_rows import Measured, rows, write
from tests.support.server import serving
from tilegen.build import BuildReport, build_editions
from tilegen.grid import Address, metres, pixel_m, tiles_over

if TYPE_CHECKING:
    from layers.core.levels import Level

DATA = Path(os.environ.get("GIS_REAL_DATA", Path(__file__).resolve().parents[3] / "shared/data")) / "boundaries_2025"
CLOCK = FixedClock(datetime(2026, 5, 20, 3, tzinfo=UTC))
EDITION = date(2026, 4, 30)
ROUNDS, PEER_ROUNDS = int(os.environ.get("GIS_BENCH_ROUNDS", "5")), 3
SCREEN_PX = (1920, 1080)
COUNTRY = (107.3, 16.2)
DRILLS = (("56", "22411"), ("01", "00004"), ("79", "26740"))
"""A province and one of its communes: Khánh Hòa, Hà Nội, Thành phố Hồ Chí Minh."""
WARM_UP = (("91", "30760"),)
"""Another province (An Giang), whose tiles from z8 on are no part of the walk."""
Asker = Callable[[Address], int]


@contextmanager
def database() -> Iterator[str]:
    """Lend a migrated scratch database with the real units."""
    with databases() as lent, lent.copy("template0") as url:
        migrate(url)
        load(url)
        yield url


def load(url: str) -> None:
    """Import provinces and communes, and give the peer its own lean table with the best index."""
    files: list[tuple[Level, dict[str, str]]] = [("province", {}), ("commune", {"parent": "parent_code"})]
    for level, parent in files:
        import_units(
            lambda: psycopg.connect(url),
            DATA / f"{level}s_2025.parquet",
            edition=EDITION,
            level=level,
            mapping={"code": "code", "name": "full_name", **parent},
            clock=CLOCK,
        )
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in PLAIN_TABLE:
            connection.execute(statement)


def view(lon: float, lat: float, z: int) -> list[Address]:
    """List the tiles of a screen centred on a place."""
    x, y = metres(lon, lat)
    half = [side / 2 * pixel_m(z) for side in SCREEN_PX]
    return list(tiles_over((x - half[0], y - half[1], x + half[0], y + half[1]), z))


def walk(connection: psycopg.Connection, drills: Sequence[tuple[str, str]]) -> list[Address]:
    """List the tiles of the drill-downs in the order in which a person meets them, each once."""
    found: dict[Address, None] = dict.fromkeys(view(*COUNTRY, 5))
    for province, commune in drills:
        far, near = place(connection, "province", province), place(connection, "commune", commune)
        for z in range(6, 13):
            lon, lat = far if z < 9 else near
            # The view, then half a screen to the east and half a screen to the north.
            step = SCREEN_PX[1] / 2 * pixel_m(z) / 111_320
            for east, north in ((0, 0), (step, 0), (step, step)) if z >= 8 else ((0, 0),):
                found |= dict.fromkeys(view(lon + east, lat + north, z))
    return list(found)


def place(connection: psycopg.Connection, level: str, code: str) -> tuple[float, float]:
    """Return longitude and latitude of a unit's label."""
    row = connection.execute(
        "select ST_X(label_point), ST_Y(label_point) from boundaries.unit_version"
        " where level = %s and code = %s and valid_to is null",
        [level, code],
    ).fetchone()
    if row is None:
        sys.exit(f"no {level} {code} in the data")
    return float(row[0]), float(row[1])


@contextmanager
def asking(base: str, path: Callable[[Address], str]) -> Iterator[Asker]:
    """Ask for tiles on one keep-alive connection; returns the bytes on the wire."""
    parts = urlsplit(base)
    client = http.client.HTTPConnection(parts.hostname or "127.0.0.1", parts.port, timeout=60)

    def ask(at: Address) -> int:
        client.request("GET", path(at), headers={"Accept-Encoding": "gzip"})
        reply = client.getresponse()
        body = reply.read()
        if reply.status not in {200, 204}:
            sys.exit(f"{path(at)}: {reply.status} {body[:200]!r}")
        return len(body)

    try:
        yield ask
    finally:
        client.close()


def timed(ask: Asker, tiles: Sequence[Address]) -> list[float]:
    """Return the seconds of each tile."""
    spent: list[float] = []
    for at in tiles:
        began = time.perf_counter()
        ask(at)
        spent.append(time.perf_counter() - began)
    return spent


def plain(connection: psycopg.Connection, *, packed: bool) -> Asker:
    """Ask the plain statement, prepared, in binary; packed as HTTP would need it, or not."""

    def ask(at: Address) -> int:
        row = connection.execute(PLAIN, [at.z, at.x, at.y] * 2, prepare=True, binary=True).fetchone()
        body = bytes(row[0]) if row and row[0] is not None else b""
        return len(gzip.compress(body, 6)) if packed and body else len(body)

    return ask


def orders(tiles: Sequence[Address], rounds: int = ROUNDS) -> list[list[Address]]:
    """Return the walk as it is walked, and shuffled anew for every further round."""
    shuffled = [random.Random(seed).sample(list(tiles), len(tiles)) for seed in range(1, rounds)]  # noqa: S311 - an order
    return [list(tiles), *shuffled]


def unseen(connection: psycopg.Connection, version: str, tiles: Sequence[Address]) -> list[str]:
    """Copy the walk's tiles under one version for each round: tiles that no process has in its cache."""
    names = [f"bench{number:07}" for number in range(ROUNDS)]
    for number, name in enumerate(names):
        connection.execute(
            "insert into tilegen.tileset select layer, date '1900-01-01' + %s, %s, null, minzoom, maxzoom, built_at, 0"
            " from tilegen.tileset where layer = 'units-commune' and version = %s limit 1",
            [number, name, version],
        )
        connection.cursor().executemany(
            "insert into tilegen.tile select layer, %s, z, x, y, body from tilegen.tile"
            " where layer = 'units-commune' and version = %s and (z, x, y) = (%s, %s, %s)",
            [(name, version, at.z, at.x, at.y) for at in tiles],
        )
    connection.commit()
    return names


def measure(url: str, version: str, tiles: Sequence[Address], warm: Sequence[Address]) -> tuple[Measured, ...]:
    """Walk our server, the plain statement, and that with gzip, in turns: what else the machine does hits all three."""
    with psycopg.connect(url) as connection:
        versions = unseen(connection, version, tiles)
    shown = [version]

    def path(at: Address) -> str:
        return f"/tiles/units-commune/{shown[0]}/{at.z}/{at.x}/{at.y}.mvt"

    with (
        serving(url, home="56", clock_at=CLOCK.now().isoformat()) as base,
        asking(base, path) as ours,
        psycopg.connect(url, autocommit=True) as connection,
    ):
        connection.execute("set jit = off")
        asked = (ours, plain(connection, packed=False), plain(connection, packed=True))
        sizes: list[dict[Address, int]] = []
        for ask in asked:
            timed(ask, warm)
            sizes.append({at: ask(at) for at in tiles})
        rounds: list[list[list[float]]] = [[], [], []]
        for name, order in zip(versions, orders(tiles), strict=True):
            shown[0] = name
            for ask, kept in zip(asked, rounds, strict=True):
                kept.append(timed(ask, order))
    return tuple(Measured(kept, size) for kept, size in zip(rounds, sizes, strict=True))


def measure_peer(url: str, peer: Peer, tiles: Sequence[Address], warm: Sequence[Address]) -> Measured | None:
    """Walk another tile server, started anew for every round; None if it is not installed."""
    rounds: list[list[float]] = []
    sizes: dict[Address, int] = {}
    for order in orders(tiles, PEER_ROUNDS):
        with peer.serving(url) as base:
            if base is None:
                return None
            with asking(base, peer.path) as ask:
                timed(ask, warm)
                rounds.append(timed(ask, order))
                sizes = sizes or {at: ask(at) for at in tiles}
    return Measured(rounds, sizes)


def explain(url: str, at: Address) -> str:
    """Return the plan of the plain statement."""
    with psycopg.connect(url) as connection:
        connection.execute("set jit = off")
        found = connection.execute(f"explain (analyze, costs off) {PLAIN}", [at.z, at.x, at.y] * 2).fetchall()
    return "\n".join(str(line) for (line,) in found)


def build(url: str) -> tuple[BuildReport, str]:
    """Build all tiles, and name the version of the communes'."""
    report = build_editions(lambda: psycopg.connect(url), clock=CLOCK)
    return report, next(one.version for one in report.sets if one.layer == "units-commune")


def main() -> int:
    """Measure, print, write."""
    if not DATA.is_dir():
        sys.stdout.write(f"no real data in {DATA}\n")
        return 1
    with database() as url:
        report, version = build(url)
        with psycopg.connect(url) as connection:
            tiles = walk(connection, DRILLS)
            warm = [at for at in walk(connection, WARM_UP) if at not in set(tiles)]
        sys.stdout.write(f"{len(tiles)} tiles; the plain statement:\n{PLAIN}\n{explain(url, tiles[-1])}\n\n")
        ours, unpacked, packed = measure(url, version, tiles, warm)
        others = [(peer, measure_peer(url, peer, tiles, warm)) for peer in peers()]
    found = rows(ours, unpacked, packed, report, others)
    write(found)
    return 0


if __name__ == "__main__":
    sys.exit(main())
