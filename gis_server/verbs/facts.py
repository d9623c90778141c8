"""What only the rows of a layer can tell of it: where and when they lie, how many there are, how fresh they are."""

from dataclasses import dataclass
from datetime import datetime

from psycopg import Connection, sql

from gis_server.verbs.asking import drawn_of
from gis_server.verbs.items import rows_of
from layers.core.access import Scope
from layers.core.density import extent_of, select_extent
from layers.core.filters import Asked
from layers.core.freshness import Judged, judged
from layers.core.items import count_items, extent, select_received
from layers.core.layer import Layer, Table
from layers.core.spans import needs_latest

_HAS_BATCH = (
    "select exists (select from pg_attribute where attrelid = to_regclass(%s)"
    " and attname = 'batch' and atttypid = 'bigint'::regtype and not attisdropped)"
)
_NEWEST = "select max(received_at) from store.batch where kind = %s and state = 'applied'"


@dataclass(frozen=True, slots=True)
class Facts:
    """The box in degrees, the first and last start, the number of rows, the freshness; None where not told.

    `latest` is the latest period or day up to the present, where the layer shows that one unasked.
    """

    box: list[float] | None
    first: datetime | None
    last: datetime | None
    count: int | None
    judged: Judged | None
    latest: str | None = None


def bounds(connection: Connection, layer: Layer, scope: Scope) -> list[float] | None:
    """Return west, south, east, north in degrees; None for an empty layer, or one without places."""
    if layer.geometry is None or not isinstance(layer.source, Table):
        return None
    row = rows_of(connection, extent(layer, scope))[0]
    return None if row[0] is None else [round(float(str(number)), 6) for number in row]


def facts(connection: Connection, layer: Layer, scope: Scope, now: datetime) -> Facts:
    """Ask the rows."""
    if not isinstance(layer.source, Table):
        return Facts(None, None, None, None, _judged(connection, layer, scope, now))
    asked = Asked(known=None if layer.known is None else now)
    first = last = None
    if layer.time is None:
        count = int(str(rows_of(connection, count_items(layer, asked, scope))[0][0]))
    else:
        found = extent_of(rows_of(connection, select_extent(layer, layer.time, asked, scope))[0])
        count, first, last = found.matched, found.first, found.last
    return Facts(
        bounds(connection, layer, scope),
        first,
        last,
        count,
        _judged(connection, layer, scope, now),
        _latest(connection, layer, scope, now),
    )


def _latest(connection: Connection, layer: Layer, scope: Scope, now: datetime) -> str | None:
    if not needs_latest(layer.time, None):
        return None
    shown = drawn_of(connection, layer, None, now, scope)
    return None if shown is None or shown.span is None else shown.asked


def _judged(connection: Connection, layer: Layer, scope: Scope, now: datetime) -> Judged | None:
    if layer.freshness is None:
        return None
    source = layer.source
    rows: list[tuple[object, ...]]
    if isinstance(source, Table) and connection.execute(_HAS_BATCH, [source.relation]).fetchone() == (True,):
        rows = rows_of(connection, select_received(layer, scope))
    else:
        rows = connection.execute(sql.SQL(_NEWEST), [layer.family]).fetchall()
    received = rows[0][0] if rows else None
    return judged(layer.freshness, received if isinstance(received, datetime) else None, now)
