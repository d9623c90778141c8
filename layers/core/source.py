"""Where the rows of a layer live: a tagged union, each kind with its small set of verbs."""

from typing import Annotated, Any, Literal, cast

from pydantic import BeforeValidator, JsonValue
from pydantic import Field as Constraint

from layers.core.field import Identifier
from layers.core.model import Model

RELATION = r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$"
Verb = Literal["items", "counts", "density", "export", "hexes", "tiles", "identify", "search", "legend", "style"]
"""The general abilities that a layer may offer."""


class Table(Model):
    """A relation of the database with a key and, unless it is a register without places, a geometry in EPSG:4326.

    Attributes:
        relation: `schema.name` of a table or view.
        id: the key's column.
        geometry: the column in EPSG:4326; None for a register, which has list, items and table but no tiles.
        geometry_3857: the same in EPSG:3857, for tiles; without it every tile transforms its rows.
        h3: the column with the H3 cell of resolution 12 (bigint), computed at ingest; hexagons need it, not a geometry.
        where: fixed equality conditions, so that several layers can share a relation.
    """

    kind: Literal["table"] = "table"
    relation: Annotated[str, Constraint(pattern=RELATION)]
    id: Identifier = "id"
    geometry: Identifier | None = "geom"
    geometry_3857: Identifier | None = None
    h3: Identifier | None = None
    where: dict[str, str | int] = Constraint(default_factory=dict[str, str | int])


class Computed(Model):
    """No table: a maker of the layer's family answers its verbs; a verb that it lacks is not offered."""

    kind: Literal["computed"] = "computed"
    maker: Identifier
    options: dict[str, JsonValue] = Constraint(default_factory=dict[str, JsonValue])


def _table_by_default(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    given = cast("dict[str, Any]", value)
    return {"kind": "table", **given}


Source = Annotated[
    Annotated[Table | Computed, Constraint(discriminator="kind")],
    BeforeValidator(_table_by_default),
]
