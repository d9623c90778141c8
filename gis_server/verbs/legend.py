"""The legend of any layer, with counts."""

from typing import Literal

from psycopg import Connection
from pydantic import Field

from gis_server.verbs.asking import Conditions
from gis_server.verbs.items import rows_of
from layers.core import drawing
from layers.core.access import Scope
from layers.core.clock import Clock
from layers.core.items import count_by, count_items
from layers.core.layer import Layer


class LegendParameters(Conditions):
    """Which rows are counted, and how they are coloured."""

    period: str | None = Field(None, max_length=20, description="period code; the latest when left out")
    level: Literal["province", "district", "commune"] | None = None
    edition: str | None = Field(
        None, max_length=10, description="date of an edition; that in force at the period's end when left out"
    )
    coloring: Literal["value", "trend", "target"] = "value"


def legend(
    connection: Connection, layer: Layer, asked: LegendParameters, scope: Scope, clock: Clock
) -> dict[str, object]:
    """Count the rows of each class of a layer whose colours come from a code list, or all rows as one class."""
    wanted = asked.asked(layer, scope, clock)
    counts: list[tuple[str | None, int]]
    if drawing.code_colors(layer) and layer.style.by is not None:
        found = rows_of(connection, count_by(layer, layer.style.by, wanted, scope))
        counts = [(None if value is None else str(value), int(str(count))) for value, count in found]
    else:
        counts = [(None, int(str(rows_of(connection, count_items(layer, wanted, scope))[0][0])))]
    return {
        "layer": layer.id,
        "title": layer.title.model_dump(),
        "rows": [row.model_dump() for row in drawing.legend(layer, counts)],
    }
