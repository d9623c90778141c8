"""The central type: a layer is one frozen declaration, and every general ability is written over it."""

from typing import Annotated, Literal

from pydantic import Field as Constraint
from pydantic import model_validator

from layers.core.model import Model, Text

Role = Literal["id", "name", "code", "value", "time", "category", "unit", "none"]
FieldType = Literal["string", "integer", "number", "boolean", "date", "datetime"]
Geometry = Literal["point", "line", "polygon"]
Identifier = Annotated[str, Constraint(pattern=r"^[a-z][a-z0-9_]*$")]
LayerId = Annotated[str, Constraint(pattern=r"^[a-z0-9][a-z0-9-]*$")]


class CodeItem(Model):
    """One entry of a code list."""

    code: str
    title: Text
    color: str | None = None
    icon: str | None = None


class Field(Model):
    """A column that a user may read. `unit` is the unit of measure; `access` the class needed to see it."""

    name: Identifier
    type: FieldType
    title: Text
    role: Role = "none"
    unit: Text | None = None
    decimals: int | None = None
    codes: tuple[CodeItem, ...] = ()
    access: str = "public"


class Source(Model):
    """Where the rows live: a relation with a key and a geometry in EPSG:4326 (and, for tiles, one in EPSG:3857).

    `where` are fixed equality conditions, so that several layers can share a relation.
    `h3` names the column with the H3 cell at resolution 12 (bigint), computed at ingest; point layers only.
    """

    relation: Annotated[str, Constraint(pattern=r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$")]
    id: Identifier = "id"
    geometry: Identifier = "geom"
    geometry_3857: Identifier | None = None
    h3: Identifier | None = None
    where: dict[str, str | int] = Constraint(default_factory=dict[str, str | int])


class TimeAxis(Model):
    """How rows lie in time: one instant, or a half-open range [start, end)."""

    start: Identifier
    end: Identifier | None = None
    kind: Literal["instant", "day", "period"] = "instant"


class Style(Model):
    """How the layer is drawn.

    Colours are token names of the design (`seq`, `accent`, …) or `#rrggbb` of a code list.
    """

    kind: Literal["choropleth", "circle", "symbol", "line", "fill"]
    by: Identifier | None = None
    """The field that chooses colour or class."""
    icon: str | None = None
    rotate: Identifier | None = None
    """A field in degrees clockwise from north."""
    color: str = "accent"


class Tiles(Model):
    """Static tiles are built once per version; live tiles follow the outbox. `budget` is in features per tile."""

    kind: Literal["static", "live"] = "live"
    minzoom: int = 0
    maxzoom: int = 14
    budget: int = 10_000
    thin_by: Identifier | None = None
    """Over budget, rows with the highest value of this field are kept first; without it, the lowest ids."""


class Hexes(Model):
    """Which H3 resolutions are offered, the category fields to split by, and the additive measures."""

    resolutions: tuple[int, ...] = (4, 5, 6, 7, 8, 9, 10, 11, 12)
    dimensions: tuple[Identifier, ...] = ()
    measures: tuple[Identifier, ...] = ()


class Freshness(Model):
    """How fresh the layer must be: every so many hours, with so many hours of grace."""

    every_h: float
    grace_h: float = 0
    calendar: Literal["all-days", "working-days"] = "all-days"


class Layer(Model):
    """One layer. A province's officer may publish one as JSON; it means the same as one in code."""

    id: LayerId
    family: LayerId
    title: Text
    description: Text
    geometry: Geometry
    source: Source
    fields: tuple[Field, ...]
    style: Style
    time: TimeAxis | None = None
    tiles: Tiles = Tiles()
    hexes: Hexes | None = None
    freshness: Freshness | None = None
    filters: tuple[Identifier, ...] = ()
    search: tuple[Identifier, ...] = ()
    """The fields that the search box looks into."""
    owner: Text
    licence: Text
    access: str = "public"
    rail: Text | None = None
    """The caption on the rail of families; a layer without one is reached from the list of layers only."""
    icon: str = "layers"
    simulated: bool = False

    @model_validator(mode="after")
    def _names_exist(self) -> "Layer":
        names = [f.name for f in self.fields]
        if len(names) != len(set(names)):
            msg = f"layer {self.id}: a field is declared twice: {sorted(n for n in names if names.count(n) > 1)}"
            raise ValueError(msg)
        used = {*self.filters, *self.search}
        used |= {n for n in (self.style.by, self.style.rotate, self.tiles.thin_by) if n is not None}
        if self.hexes is not None:
            used |= {*self.hexes.dimensions, *self.hexes.measures}
            if self.geometry != "point" or self.source.h3 is None:
                msg = f"layer {self.id}: hexagons need a point layer whose source names its h3 column"
                raise ValueError(msg)
        if unknown := used - set(names):
            msg = f"layer {self.id}: no field named {sorted(unknown)}; fields are {names}"
            raise ValueError(msg)
        return self

    def field(self, name: str) -> Field | None:
        """Return the field of this name, or None."""
        return next((f for f in self.fields if f.name == name), None)

    def role(self, role: Role) -> Field | None:
        """Return the first field with this role, or None."""
        return next((f for f in self.fields if f.role == role), None)
