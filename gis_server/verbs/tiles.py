"""Live tiles of any layer, with all fields that the asker may see."""

import hashlib
from collections.abc import Hashable
from dataclasses import dataclass, replace
from datetime import date

from fastapi import Request
from psycopg import Connection
from pydantic import Field
from starlette.responses import Response

from gis_server.replies import Body, body
from gis_server.state import Server
from gis_server.verbs.asking import Parameters, today
from gis_server.verbs.describe import VECTOR_TILE
from gis_server.verbs.items import rows_of
from layers.core.access import Scope
from layers.core.clock import Clock, local_day, next_minute
from layers.core.filters import Asked, parse_pairs, parse_span
from layers.core.items import latest
from layers.core.layer import Layer
from tilegen.live import last_change, live_tile

TOTAL, LEFT_OUT = "Gis-Total", "Gis-Left-Out"
"""Headers: how many rows lie in the tile, and how many of them are left out because it is over its budget."""


class TileParameters(Parameters):
    """Which rows are in the tile."""

    datetime: str | None = Field(
        None, max_length=80, description="instant, day, period code, or from/to; what holds now when left out"
    )
    filter: str | None = Field(None, max_length=1000, description="field=value pairs joined by AND")


@dataclass(frozen=True, slots=True)
class LiveTile:
    """One tile asked for: zoom, column, row, and the conditions."""

    at: tuple[int, int, int]
    asked: TileParameters


def answer_live(request: Request, here: Server, scope: Scope, key: str, tile: LiveTile) -> Response:
    """Answer with the tile, with 304, or with what is kept when the database is away.

    Raises:
        NotFoundError: no such layer, or a zoom it does not have.
    """

    def layer(connection: Connection) -> Layer:
        return here.registries.current(connection).layer(key, scope)

    def version(connection: Connection) -> Hashable:
        found = layer(connection)
        _read(found, tile, scope)
        change = rows_of(connection, last_change(found, tile.at, scope))[0]
        return change, declaration(found), _moment(found, here.clock), str(request.url.query)

    def build(connection: Connection) -> Body:
        found = layer(connection)
        return tile_of(connection, found, tile, scope, here.clock)

    return here.answer_versioned(request, scope, version, build)


def tile_of(connection: Connection, layer: Layer, tile: LiveTile, scope: Scope, clock: Clock) -> Body:
    """Write one tile; its headers say how many rows lie in it, and how many are left out."""
    wanted = _read(layer, tile, scope)
    if wanted.span is None:
        wanted = replace(wanted, span=today(layer, clock))
    if wanted.span is None and layer.time is not None and layer.time.kind == "period":
        # A tile of all periods would draw every place many times over.
        found = rows_of(connection, latest(layer, local_day(clock.now()), scope))[0][0]
        wanted = replace(wanted, span=parse_span(found.isoformat()) if isinstance(found, date) else None)
    content, total, left_out = rows_of(connection, live_tile(layer, tile.at, wanted, scope))[0]
    headers = {TOTAL: str(total)} | ({LEFT_OUT: str(left_out)} if left_out else {})
    return body(bytes(content), VECTOR_TILE, headers)  # type: ignore[arg-type]


def _read(layer: Layer, tile: LiveTile, scope: Scope) -> Asked:
    pairs = () if tile.asked.filter is None else parse_pairs(tile.asked.filter, layer, scope)
    return Asked(span=None if tile.asked.datetime is None else parse_span(tile.asked.datetime), pairs=pairs)


def _moment(layer: Layer, clock: Clock) -> Hashable:
    """Return what of the present the rows shown depend on: nothing, the day, or the minute."""
    if layer.time is None or (layer.time.kind == "instant" and layer.time.end is None):
        return None
    now = clock.now()
    return local_day(now) if layer.time.kind != "instant" else next_minute(now)


def declaration(layer: Layer) -> str:
    """Name what a layer is declared to be: another declaration makes other tiles of the same rows."""
    return hashlib.sha256(layer.model_dump_json().encode()).hexdigest()[:12]
