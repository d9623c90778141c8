"""Tiles of administrative units, built ahead into the database: one set for each edition and level."""

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date

from psycopg import Connection

from layers.core import written
from layers.core.clock import Clock
from layers.core.levels import LEVELS, Level
from layers.core.model import text
from layers.store.outbox import record
from layers.store.progress import SILENT, Progress
from tilegen.grid import Address
from tilegen.source import content_version, read_units
from tilegen.units import MAXZOOM, MINZOOM, build_tiles

LOCK = 7302
"""The advisory lock that lets one builder work at a time."""
LABEL = text("Dựng ô bản đồ", "Building map tiles")


@dataclass(frozen=True, slots=True)
class Built:
    """What became of one tileset. `tiles` and `seconds` are 0 when it was there already."""

    layer: str
    edition: date
    version: str
    tiles: int
    gzipped_bytes: int
    largest_bytes: int
    seconds: float


@dataclass(frozen=True, slots=True)
class BuildReport:
    """All tilesets there are after a build, and how long it took in seconds."""

    sets: tuple[Built, ...]
    seconds: float

    @property
    def built(self) -> tuple[Built, ...]:
        """The sets that were drawn anew."""
        return tuple(one for one in self.sets if one.tiles)


def layer_id(level: Level) -> str:
    """Return the id of the layer whose tiles these are: `units-commune`."""
    return f"units-{level}"


def build_editions(
    connect: Callable[[], Connection],
    *,
    layers: Collection[str] | None = None,
    progress: Progress = SILENT,
    clock: Clock,
) -> BuildReport:
    """Build the tilesets that are missing or whose content has changed; each is in place at once and whole.

    Args:
        connect: opens a connection of a role that may write; it is closed at the end.
        layers: only these layer ids, such as `units-commune`.
        progress: is told of every zoom that is done.
        clock: stamps the sets.
    """
    began = time.perf_counter()
    with connect() as connection:
        connection.execute("select pg_advisory_lock(%s)", [LOCK])
        try:
            sets = _build_all(connection, layers, progress, clock)
        finally:
            connection.rollback()
            connection.execute("select pg_advisory_unlock(%s)", [LOCK])
            connection.commit()
    return BuildReport(sets, time.perf_counter() - began)


def _build_all(
    connection: Connection, layers: Collection[str] | None, progress: Progress, clock: Clock
) -> tuple[Built, ...]:
    editions = [day for (day,) in connection.execute("select effective from boundaries.edition order by effective")]
    wanted: list[tuple[Level, date, str]] = []
    for day in editions:
        for level in LEVELS:
            if layers is not None and layer_id(level) not in layers:
                continue
            version = content_version(connection, level, day)
            if version is None:
                connection.execute(
                    "delete from tilegen.tileset where layer = %s and edition = %s", [layer_id(level), day]
                )
            else:
                wanted.append((level, day, version))
    connection.execute("delete from tilegen.tileset where not edition = any(%s)", [editions])
    connection.commit()
    if wanted:
        progress.start(len(wanted) * (MAXZOOM - MINZOOM + 1), LABEL)
    sets = tuple(_build(connection, level, day, version, progress, clock) for level, day, version in wanted)
    _forget(connection)
    if any(one.tiles for one in sets):
        # Pages that are open hear that the units have new tiles.
        record(connection, "units", None, clock)
    connection.commit()
    return sets


def _build(connection: Connection, level: Level, day: date, version: str, progress: Progress, clock: Clock) -> Built:
    layer, began = layer_id(level), time.perf_counter()
    progress.name(text(f"{layer} {written.day(day).vi}", f"{layer} {written.day(day).en}"))
    tiles: list[tuple[Address, bytes]] = []
    known = connection.execute(
        "select version from tilegen.tileset where layer = %s and edition = %s", [layer, day]
    ).fetchone()
    if known is None or known[0] != version:
        drawn = connection.execute(
            "select from tilegen.tileset where layer = %s and version = %s limit 1", [layer, version]
        ).fetchone()
        if drawn is None:
            tiles = _draw(connection, level, day, progress)
            _store(connection, layer, version, tiles)
        _register(connection, layer, day, version, time.perf_counter() - began, clock)
    if not tiles:
        progress.advance(MAXZOOM - MINZOOM + 1)
    connection.commit()
    sizes = [len(body) for _, body in tiles]
    spent = time.perf_counter() - began if tiles else 0.0
    return Built(layer, day, version, len(tiles), sum(sizes), max(sizes, default=0), spent)


def _draw(connection: Connection, level: Level, day: date, progress: Progress) -> list[tuple[Address, bytes]]:
    tiles: list[tuple[Address, bytes]] = []
    zoom = MAXZOOM
    for at, body in build_tiles(read_units(connection, level, day)):
        if at.z != zoom:
            progress.advance(zoom - at.z)
        zoom = at.z
        tiles.append((at, body))
    progress.advance(zoom - MINZOOM + 1)
    return tiles


def _store(connection: Connection, layer: str, version: str, tiles: list[tuple[Address, bytes]]) -> None:
    connection.execute("delete from tilegen.tile where layer = %s and version = %s", [layer, version])
    into = "copy tilegen.tile (layer, version, z, x, y, body) from stdin (format binary)"
    with connection.cursor() as cursor, cursor.copy(into) as copy:
        copy.set_types(["text", "text", "int4", "int4", "int4", "bytea"])
        for at, body in sorted(tiles):
            copy.write_row((layer, version, at.z, at.x, at.y, body))


def _register(connection: Connection, layer: str, day: date, version: str, seconds: float, clock: Clock) -> None:
    connection.execute(
        "insert into tilegen.tileset (layer, edition, version, minzoom, maxzoom, built_at, build_seconds)"
        " values (%s, %s, %s, %s, %s, %s, %s)"
        " on conflict (layer, edition) do update set previous = tileset.version, version = excluded.version,"
        " minzoom = excluded.minzoom, maxzoom = excluded.maxzoom, built_at = excluded.built_at,"
        " build_seconds = excluded.build_seconds",
        [layer, day, version, MINZOOM, MAXZOOM, clock.now(), seconds],
    )


def _forget(connection: Connection) -> None:
    """Delete versions that no edition has, nor had just before: open pages still ask for the one before."""
    connection.execute(
        "delete from tilegen.tile t where (layer, version) in ("
        " select distinct layer, version from tilegen.tile except"
        " (select layer, version from tilegen.tileset union select layer, previous from tilegen.tileset))"
    )


def missing(connection: Connection) -> bool:
    """Say whether an edition has units of a level without a tileset of their content."""
    found = {
        (layer, day): version
        for layer, day, version in connection.execute("select layer, edition, version from tilegen.tileset")
    }
    editions = [day for (day,) in connection.execute("select effective from boundaries.edition")]
    return any(
        version is not None and found.get((layer_id(level), day)) != version
        for day in editions
        for level in LEVELS
        for version in [content_version(connection, level, day)]
    )
