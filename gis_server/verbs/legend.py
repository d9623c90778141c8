"""The legend of any layer, with counts: that of its family where the family has one, else one class or a code list."""

from datetime import date

from psycopg import Connection
from pydantic import Field

from gis_server.families import legend_maker
from gis_server.replies import Body, json_body
from gis_server.state import Server
from gis_server.verbs.asking import Conditions, holds_until
from gis_server.verbs.items import rows_of
from layers.core import drawing
from layers.core.access import Scope
from layers.core.clock import FixedClock
from layers.core.errors import GisError
from layers.core.items import count_by, count_items
from layers.core.layer import Layer
from layers.core.legend import Coloring, Legend, LegendAsked
from layers.core.levels import Level
from layers.core.model import text

_OF_ROWS = ("bbox", "datetime", "filter")
_OF_FAMILIES = ("period", "level", "edition", "coloring")


class LegendParameters(Conditions):
    """Which features are counted, and how they are coloured."""

    period: str | None = Field(None, max_length=20, description="period code; the latest when left out")
    level: Level | None = None
    edition: date | None = Field(
        None, description="date of an edition; that in force at the period's end when left out"
    )
    coloring: Coloring | None = None


def legend(connection: Connection, server: Server, layer: Layer, asked: LegendParameters, scope: Scope) -> Body:
    """Write a legend.

    Raises:
        GisError: a condition that legends of this layer do not know.
    """
    now = server.clock.now()
    head = {"layer": layer.id, "title": layer.title.model_dump()}
    if (make := legend_maker(layer.family)) is None:
        _refuse(asked, _OF_FAMILIES, layer)
        rows = drawing.legend(layer, _counts(connection, layer, asked, scope, FixedClock(now)))
        return json_body(head | {"rows": rows}, until=holds_until((layer,), now))
    _refuse(asked, _OF_ROWS, layer)
    wanted = LegendAsked(server.settings.home, asked.period, asked.level, asked.edition, asked.coloring or "value")
    found = make(connection, layer, wanted, now, scope)
    return json_body(head | {**found.chosen, "rows": found.rows}, until=found.until)


def classed(connection: Connection, server: Server, layer: Layer, scope: Scope) -> Legend | None:
    """Return the legend by value of a layer whose family writes its own, all else left open; None of other layers."""
    make = legend_maker(layer.family)
    return (
        None if make is None else make(connection, layer, LegendAsked(server.settings.home), server.clock.now(), scope)
    )


def _counts(
    connection: Connection, layer: Layer, asked: LegendParameters, scope: Scope, clock: FixedClock
) -> list[tuple[str | None, int]]:
    wanted = asked.asked(layer, scope, clock)
    if drawing.code_colors(layer) and layer.style.by is not None:
        found = rows_of(connection, count_by(layer, layer.style.by, wanted, scope))
        return [(None if value is None else str(value), int(str(count))) for value, count in found]
    return [(None, int(str(rows_of(connection, count_items(layer, wanted, scope))[0][0])))]


def _refuse(asked: LegendParameters, names: tuple[str, ...], layer: Layer) -> None:
    """Refuse what a legend of this layer would pass over in silence."""
    for name in names:
        if (value := getattr(asked, name)) is not None:
            known = ", ".join(other for other in (*_OF_ROWS, *_OF_FAMILIES) if other not in names)
            raise GisError(
                text(f"Chú giải của lớp này không nhận “{name}”.", f"Legends of this layer do not take “{name}”."),
                value=f"{name}={value}",
                limit=known,
                remedy=text(f"Bỏ {name} của lớp {layer.id}.", f"Leave {name} out for layer {layer.id}."),
            )
