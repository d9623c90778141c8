"""How the rows of a question lie in time."""

from psycopg import Connection
from pydantic import Field

from gis_server.replies import Body, json_body
from gis_server.verbs.asking import Conditions, holds_until
from gis_server.verbs.counts import field_of
from gis_server.verbs.items import rows_of
from layers.core.access import Scope
from layers.core.clock import Clock
from layers.core.density import bounds, extent_of, select_density, select_extent, series
from layers.core.errors import not_offered
from layers.core.layer import Layer, offers
from layers.core.steps import edges


class DensityParameters(Conditions):
    """Which rows, in how many bins, split by what."""

    bins: int = Field(100, ge=2, le=400, description="bins at most; the step is the finest that fits")
    by: str | None = Field(None, max_length=63, description="a field with a code list to split each bin by")


def density(connection: Connection, layer: Layer, asked: DensityParameters, scope: Scope, clock: Clock) -> Body:
    """Write the histogram; its counts and what has no time sum to the rows that match.

    Raises:
        NotOfferedError: the layer has no time.
    """
    axis = layer.time
    if axis is None:
        raise not_offered(layer.id, "density", offers(layer))
    by = None if asked.by is None else field_of(layer, asked.by, scope, coded=True)
    wanted, now = asked.asked(layer, scope, clock), clock.now()
    extent = extent_of(rows_of(connection, select_extent(layer, axis, wanted, scope))[0])
    ends = bounds(wanted.span, extent, now)
    reply: dict[str, object] = {"from": None, "to": None, "step": None, "edges": []}
    rows: list[tuple[object, ...]] = []
    bins = 0
    if ends is not None:
        step, found = edges(axis, *ends, asked.bins)
        bins = len(found) - 1
        rows = rows_of(connection, select_density(layer, axis, found, by, wanted, scope))
        written = [edge.isoformat() for edge in found]
        reply = {"from": written[0], "to": written[-1], "step": step.code, "edges": written}
    dated = extent.matched - extent.undated
    totals = {"count": series(bins, by, rows), "total": dated, "undated": extent.undated}
    until = None if asked.datetime is None else holds_until((layer,), now, asked.datetime)
    return json_body({**reply, **totals}, until=until)
