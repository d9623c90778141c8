"""Live tiles of any layer, with all fields that the asker may see."""

import hashlib
from collections.abc import Hashable
from dataclasses import dataclass, replace
from datetime import datetime

from fastapi import Request
from psycopg import Connection
from pydantic import Field
from starlette.responses import Response

from gis_server.replies import Body, body
from gis_server.state import Server
from gis_server.verbs.asking import Parameters, drawn_of, holds_until, known_at
from gis_server.verbs.describe import VECTOR_TILE
from gis_server.verbs.items import rows_of
from gis_server.verbs.offered import check_offered
from layers.core.access import Scope
from layers.core.clock import Clock
from layers.core.cql import FilterLang, parse_filter
from layers.core.filters import Asked
from layers.core.layer import Layer
from layers.core.spans import parse_span
from layers.family import Maker
from tilegen.live import last_change, live_tile

TOTAL, LEFT_OUT = "Gis-Total", "Gis-Left-Out"
"""Headers: how many rows lie in the tile, and how many of them are left out because it is over its budget."""


class TileParameters(Parameters):
    """Which rows are in the tile."""

    datetime: str | None = Field(
        None, max_length=80, description="instant, day, period code, or from/to; what holds now when left out"
    )
    known: str | None = Field(None, max_length=80, description="instant or day: the rows as they were known then")
    filter: str | None = Field(None, max_length=4000, description="CQL2, for example kind = 'traffic' AND depth_m > 5")
    filter_lang: FilterLang | None = Field(None, alias="filter-lang", description="guessed when left out")


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

    def version(connection: Connection) -> Hashable:
        registry = here.registries.current(connection)
        found = registry.layer(key, scope)
        check_offered(registry, found, "tiles")
        _read(found, tile, scope, here.clock.now())
        change = rows_of(connection, last_change(found, tile.at, scope))[0]
        now = here.clock.now()
        return change, declaration(found), holds_until((found,), now, tile.asked.datetime), str(request.url.query)

    def build(connection: Connection) -> Body:
        registry = here.registries.current(connection)
        found = registry.layer(key, scope)
        return tile_of(connection, found, tile, scope, here.clock, registry.maker(found))

    return here.answer_versioned(request, scope, version, build)


def tile_of(
    connection: Connection,
    layer: Layer,
    tile: LiveTile,
    scope: Scope,
    clock: Clock,
    maker: Maker | None = None,
) -> Body:
    """Write one tile; its headers say how many rows lie in it, and how many are left out."""
    now = clock.now()
    shown = drawn_of(connection, layer, tile.asked.datetime, now, scope)
    wanted = replace(_read(layer, tile, scope, now), span=None if shown is None else shown.span)
    if maker is not None and maker.tile is not None:
        return body(maker.tile(connection, layer, tile.at, wanted, scope), VECTOR_TILE)
    content, total, left_out = rows_of(connection, live_tile(layer, tile.at, wanted, scope))[0]
    headers = {TOTAL: str(total)} | ({LEFT_OUT: str(left_out)} if left_out else {})
    return body(bytes(content), VECTOR_TILE, headers)  # type: ignore[arg-type]


def _read(layer: Layer, tile: LiveTile, scope: Scope, now: datetime) -> Asked:
    asked = tile.asked
    if asked.datetime is not None:
        parse_span(asked.datetime, now)
    where = None if asked.filter is None else parse_filter(asked.filter, layer, scope, asked.filter_lang)
    return Asked(where=where, known=known_at(layer, asked.known, now))


def declaration(layer: Layer) -> str:
    """Name what a layer is declared to be: another declaration makes other tiles of the same rows."""
    return hashlib.sha256(layer.model_dump_json().encode()).hexdigest()[:12]
