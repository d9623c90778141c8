"""The legend of any layer, with counts: that of its family where the family has one, else one class or a code list."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from psycopg import Connection
from pydantic import Field

from gis_server.replies import Body, json_body
from gis_server.state import Server
from gis_server.verbs.asking import Conditions, drawn_of, holds_until
from gis_server.verbs.items import rows_of
from layers.core import drawing
from layers.core.access import Scope
from layers.core.clock import FixedClock
from layers.core.counts import Counts, count_values, rolled_up
from layers.core.drawing import LegendRow
from layers.core.errors import GisError
from layers.core.filters import Asked
from layers.core.items import count_items
from layers.core.layer import Layer
from layers.core.legend import Coloring, Legend, LegendAsked
from layers.core.levels import Level
from layers.core.model import text
from layers.core.period import parse_period
from layers.core.spans import Drawn, parse_span
from layers.family import Maker
from layers.registry import Registry

_OF_ROWS = ("bbox", "datetime", "filter", "known")
_OF_FAMILIES = ("period", "level", "edition", "coloring")


class LegendParameters(Conditions):
    """Which features are counted, and how they are coloured."""

    period: str | None = Field(None, max_length=20, description="period code; the latest when left out")
    level: Level | None = None
    edition: date | None = Field(
        None, description="date of an edition; that in force at the period's end when left out"
    )
    coloring: Coloring | None = None


def legend(
    connection: Connection,
    server: Server,
    layer: Layer,
    asked: LegendParameters,
    scope: Scope,
    registry: Registry,
) -> Body:
    """Write a legend.

    Raises:
        GisError: a condition that legends of this layer do not know.
    """
    now = server.clock.now()
    head = {"layer": layer.id, "title": layer.title.model_dump()}
    if (make := registry.legend_maker(layer)) is None:
        _refuse(asked, _OF_FAMILIES, layer)
        shown = drawn_of(connection, layer, asked.datetime, now, scope)
        wanted = replace(asked.asked(layer, scope, FixedClock(now)), span=None if shown is None else shown.span)
        rows, matched = _rows(connection, layer, wanted, scope, registry.maker(layer))
        reply = head | {"rows": rows, "span": _span(layer, shown), "numberMatched": matched}
        return json_body(reply, until=holds_until((layer,), now, asked.datetime))
    _refuse(asked, _OF_ROWS, layer)
    wanted = LegendAsked(server.settings.home, asked.period, asked.level, asked.edition, asked.coloring or "value")
    found = make(connection, layer, wanted, now, scope)
    period = parse_period(str(found.chosen["period"])) if "period" in found.chosen else None
    shown = None if period is None else Drawn(parse_span(period.code), period.code, default=asked.period is None)
    others = {"span": _span(layer, shown), "numberMatched": found.chosen.get("total", 0)}
    return json_body(head | {**found.chosen, "rows": found.rows, **others}, until=found.until)


def classed(connection: Connection, server: Server, layer: Layer, scope: Scope, registry: Registry) -> Legend | None:
    """Return the legend by value of a layer whose family writes its own, all else left open; None of other layers."""
    make = registry.legend_maker(layer)
    return (
        None if make is None else make(connection, layer, LegendAsked(server.settings.home), server.clock.now(), scope)
    )


def _rows(
    connection: Connection, layer: Layer, wanted: Asked, scope: Scope, maker: Maker | None
) -> tuple[Sequence[LegendRow], int]:
    if maker is not None and maker.legend is not None:
        made = maker.legend(connection, layer, wanted, scope)
        return made, sum(row.count or 0 for row in made if not row.within)
    counted = _counts(connection, layer, wanted, scope)
    return drawing.legend(layer, counted), counted if isinstance(counted, int) else counted.matched


def _counts(connection: Connection, layer: Layer, wanted: Asked, scope: Scope) -> Counts | int:
    """Count by the field that chooses the colour, or all rows where none does."""
    field = None if layer.style.by is None else layer.field(layer.style.by)
    if field is None or not field.codes or not scope.allows(field.access):
        return int(str(rows_of(connection, count_items(layer, wanted, scope))[0][0]))
    return rolled_up(field, rows_of(connection, count_values(layer, field, wanted, scope)))


def _span(layer: Layer, shown: Drawn | None) -> dict[str, object] | None:
    if shown is None or layer.time is None:
        return None
    first, last = (None, None) if shown.span is None else (shown.span.first, shown.span.last)
    ends = {"from": first, "to": last}
    return {"datetime": shown.asked, **ends, "default": shown.default, "kind": layer.time.kind}


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
