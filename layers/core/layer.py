"""The central type: a layer is one frozen declaration, and every general ability is written over it."""

from typing import Annotated, Literal

from pydantic import Field as Constraint
from pydantic import model_validator

from layers.core.field import AccessClass, Code, CodeItem, Field, FieldType, Identifier, Role
from layers.core.model import Model, Text
from layers.core.source import Computed, Source, Table, Verb

__all__ = [
    "Code",
    "CodeItem",
    "Computed",
    "Field",
    "FieldOfView",
    "FieldType",
    "Freshness",
    "Geometry",
    "Hexes",
    "Identifier",
    "Known",
    "Layer",
    "LayerId",
    "List",
    "Restriction",
    "Role",
    "Source",
    "Style",
    "Table",
    "Tiles",
    "TimeAxis",
    "Verb",
]

Geometry = Literal["point", "line", "polygon"]
LayerId = Annotated[str, Constraint(pattern=r"^[a-z0-9][a-z0-9-]*$")]
Rolling = Annotated[str, Constraint(pattern=r"^P(\d+D|T\d+H)$")]
"""An ISO 8601 duration back from the present: days or hours."""
Sorting = Annotated[str, Constraint(pattern=r"^[+-]?[a-z][a-z0-9_]*$")]
Zoom = Annotated[int, Constraint(ge=0, le=22)]
Resolution = Annotated[int, Constraint(ge=0, le=12)]


class TimeAxis(Model):
    """How rows lie in time: one instant, day or period, or a half-open range [start, end) of them.

    Attributes:
        start, end: columns; `end` is null in a row that still holds.
        code: the column with the period's code, for an axis of periods.
        default: what is shown while no time is asked for: what holds now, the latest period, all, or so long back from
            the present. Left out it follows from the axis: `now` for ranges, `latest` for periods, else `all`.
        precision: the finest step that means something; histograms go no finer.
    """

    start: Identifier
    end: Identifier | None = None
    kind: Literal["instant", "day", "period"] = "instant"
    code: Identifier | None = None
    default: Literal["now", "latest", "all"] | Rolling | None = None
    precision: Literal["minute", "hour", "day", "month"] | None = None

    @property
    def window(self) -> str:
        """What is shown while no time is asked for: `now`, `latest`, `all` or a duration."""
        if self.default is not None:
            return self.default
        if self.kind == "period":
            return "latest"
        return "all" if self.end is None else "now"


class Known(Model):
    """The columns that say from when until when a row was what we knew: a half-open range of instants."""

    start: Identifier
    end: Identifier


class Style(Model):
    """How the layer is drawn. Colours are token names of the design (`seq`, `accent`, …) or `#rrggbb`."""

    kind: Literal["choropleth", "circle", "symbol", "line", "fill"]
    by: Identifier | None = None
    """The field that chooses colour or class."""
    icon: str | None = None
    color: str = "accent"


class FieldOfView(Model):
    """Where a point looks: fields with its heading, its angle and how far it sees.

    `heading` is in degrees clockwise from north, `view_deg` the whole angle in degrees, `reach_m` in metres.
    """

    heading: Identifier
    view_deg: Identifier | None = None
    reach_m: Identifier | None = None


class List(Model):
    """How rows stand in a list; what is left out follows from the fields' roles. `sort` is a field, `-` downwards."""

    title: Identifier | None = None
    subtitle: Identifier | None = None
    badge: Identifier | None = None
    sort: Sorting | None = None


class Tiles(Model):
    """From which zoom to which there are tiles; `budget` is in features per tile."""

    minzoom: Zoom = 0
    maxzoom: Zoom = 14
    budget: Annotated[int, Constraint(ge=1, le=100_000)] = 10_000
    thin_by: Identifier | None = None
    """Over budget, rows with the highest value of this field are kept first; without it, the lowest ids."""


class Hexes(Model):
    """Which H3 resolutions are offered, the category fields to split by, and the additive measures."""

    resolutions: tuple[Resolution, ...] = (4, 5, 6, 7, 8, 9, 10, 11, 12)
    dimensions: tuple[Identifier, ...] = ()
    measures: tuple[Identifier, ...] = ()


class Freshness(Model):
    """How fresh the layer must be: every so many hours, with so many hours of grace."""

    every_h: Annotated[float, Constraint(gt=0)]
    grace_h: Annotated[float, Constraint(ge=0)] = 0
    calendar: Literal["all-days", "working-days"] = "all-days"


class Restriction(Model):
    """Columns by which single rows are closed: their access class, the unit and the agency that they belong to."""

    access: Identifier | None = None
    unit: Identifier | None = None
    agency: Identifier | None = None


class Layer(Model):
    """One layer. A province's officer may publish one as JSON; it means the same as one in code."""

    id: LayerId
    family: LayerId
    title: Text
    description: Text
    geometry: Geometry | None
    """None for a register, whose rows have no place."""
    source: Source
    fields: tuple[Field, ...]
    style: Style
    list: List = List()
    time: TimeAxis | None = None
    known: Known | None = None
    view: FieldOfView | None = None
    tiles: Tiles = Tiles()
    hexes: Hexes | None = None
    freshness: Freshness | None = None
    filters: tuple[Identifier, ...] = ()
    search: tuple[Identifier, ...] = ()
    """The fields that the search box looks into."""
    owner: Text
    licence: Text
    access: AccessClass = "public"
    restrict: Restriction | None = None
    rail: Text | None = None
    """The caption on the rail of families; a layer without one is reached from the list of layers only."""
    icon: str = "layers"
    simulated: bool = False

    @model_validator(mode="after")
    def _sound(self) -> "Layer":
        from layers.core.soundness import faults  # noqa: PLC0415 - the checks are written over this very type

        if found := list(faults(self)):
            msg = f"layer {self.id}: {'; '.join(found)}"
            raise ValueError(msg)
        return self

    @property
    def table(self) -> Table:
        """The table of the rows, for verbs that are written over tables.

        Raises:
            TypeError: the source is no table; whoever asks has not looked at what the layer offers.
        """
        if not isinstance(self.source, Table):
            msg = f"layer {self.id} has no table: its source is {self.source.kind}"
            raise TypeError(msg)
        return self.source

    def field(self, name: str) -> Field | None:
        """Return the field of this name, or None."""
        return next((f for f in self.fields if f.name == name), None)

    def role(self, role: Role) -> Field | None:
        """Return the first field with this role, or None."""
        return next((f for f in self.fields if f.role == role), None)


def offers(layer: Layer) -> tuple[Verb, ...]:
    """Return what a layer over a table offers; what a computed one offers, its maker says."""
    if not isinstance(layer.source, Table):
        return ()
    placed = layer.geometry is not None
    known: dict[Verb, bool] = {
        "items": True,
        "counts": True,
        "density": layer.time is not None,
        "export": True,
        "hexes": layer.hexes is not None,
        "tiles": placed,
        "identify": placed,
        "search": bool(layer.search),
        "legend": placed,
        "style": placed,
    }
    return tuple(verb for verb, offered in known.items() if offered)
