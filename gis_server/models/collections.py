"""A layer described: as a collection (OGC API), as sets of tiles, as TileJSON, as a MapLibre style."""

from datetime import datetime
from typing import Literal

from pydantic import Field, JsonValue

from gis_server.models.reply import Box, Reply, left_out
from layers.core.model import Text

FieldType = Literal["string", "integer", "number", "boolean", "date", "datetime"]
GeometryName = Literal["point", "line", "polygon"]
Pattern = Literal["hatch", "cross", "dots", "dash"]
Precision = Literal["minute", "hour", "day", "month"]
TimeKind = Literal["instant", "day", "period"]
Verb = Literal["items", "counts", "density", "export", "hexes", "tiles", "identify", "search", "legend", "style"]
Role = Literal["id", "name", "code", "value", "time", "category", "unit", "none"]


class Link(Reply):
    """A link of an OGC API document; `templated` where the address has places to fill in."""

    rel: str
    type: str
    href: str
    title: str = left_out()
    templated: bool = left_out()


class LandingReply(Reply):
    """What there is."""

    title: str
    description: str
    links: list[Link]


class ConformanceReply(Reply):
    """The conformance classes."""

    conformsTo: list[str]  # noqa: N815 - OGC API Common names it


class CodeEntry(Reply):
    """One entry of a code list."""

    code: str | int
    title: Text
    parent: str | int | None
    color: str | None
    pattern: Pattern | None
    icon: str | None


class FieldEntry(Reply):
    """A column that the asker may read; `unit` is the unit of measure."""

    name: str
    type: FieldType
    title: Text
    role: Role
    unit: Text = left_out()
    decimals: int = left_out()
    codes: list[CodeEntry]


class SpatialExtent(Reply):
    """The box of all rows."""

    bbox: list[Box]
    crs: str


class Extent(Reply):
    """Where the rows lie."""

    spatial: SpatialExtent


class LayerTime(Reply):
    """How rows lie in time: the columns of beginning and end, what is shown unasked, and the whole span of the rows.

    `default` is now, latest, all, or a duration back from the present (P1D). Where it is latest, `latest` is the period
    or the day that this means, as `datetime` reads it; null in the list of all layers.
    """

    kind: TimeKind
    start: str
    end: str | None
    default: str
    latest: str | None
    precision: Precision | None
    since: datetime | None = Field(alias="from")
    until: datetime | None = Field(alias="to")


class LayerHexes(Reply):
    """The H3 resolutions offered, the fields that split cells, the measures summed over them."""

    resolutions: list[int]
    dimensions: list[str]
    measures: list[str]


class LayerFreshness(Reply):
    """How fresh the layer must be, when its newest rows came, and when the next ones are due."""

    every_h: float
    grace_h: float
    calendar: Literal["all-days", "working-days"]
    received: datetime | None
    due: datetime | None
    late: bool


class LayerList(Reply):
    """The fields that a list shows and sorts by (`-` downwards)."""

    title: str | None
    subtitle: str | None
    badge: str | None
    sort: str | None


class LayerStyle(Reply):
    """How the layer is drawn: `by` is the field that chooses the colour."""

    kind: Literal["choropleth", "circle", "symbol", "line", "fill"]
    by: str | None
    color: str
    icon: str | None


class LayerView(Reply):
    """Where a point looks: fields with its heading, its angle and how far it sees."""

    heading: str
    view_deg: str | None
    reach_m: str | None


class Collection(Reply):
    """One layer. `title` and `description` are in the language asked for, our own members in both."""

    id: str
    title: str
    description: str
    itemType: Literal["feature"]  # noqa: N815 - OGC API Features names it
    crs: list[str]
    extent: Extent = left_out()
    links: list[Link]
    family: str
    geometry: GeometryName | None
    offers: list[Verb]
    titles: Text
    fields: list[FieldEntry]
    filters: list[str]
    search: list[str]
    list: LayerList
    style: LayerStyle
    time: LayerTime | None
    known: bool
    hexes: LayerHexes | None
    view: LayerView | None
    freshness: LayerFreshness | None
    owner: Text
    licence: Text
    simulated: bool
    count: int | None
    icon: str
    rail: Text | None


class LayerFailed(Reply):
    """A layer that could not be asked; the others answer."""

    layer: str
    reason: Text


class SetAside(Reply):
    """A declaration that is not served: where it came from, and what is wrong with it."""

    id: str
    origin: str
    reason: Text


class CollectionsReply(Reply):
    """All layers that the asker may see, without their extents, and the declarations that are not served."""

    links: list[Link]
    collections: list[Collection]
    set_aside: list[SetAside]


class TileLimits(Reply):
    """The rows and columns of one zoom."""

    tileMatrix: str  # noqa: N815 - OGC API Tiles names them
    minTileRow: int  # noqa: N815 - as OGC API names it
    maxTileRow: int  # noqa: N815 - as OGC API names it
    minTileCol: int  # noqa: N815 - as OGC API names it
    maxTileCol: int  # noqa: N815 - as OGC API names it


class TileSetReply(Reply):
    """The set of complete tiles (OGC API Tiles)."""

    title: str
    dataType: Literal["vector"]  # noqa: N815 - OGC API Tiles names them
    crs: str
    tileMatrixSetURI: str  # noqa: N815 - as OGC API names it
    tileMatrixSetLimits: list[TileLimits]  # noqa: N815 - as OGC API names it
    links: list[Link]


class TileSetsReply(Reply):
    """The sets of complete tiles: there is one."""

    tilesets: list[TileSetReply]


class VectorLayer(Reply):
    """A layer inside the tiles, with the types of its fields."""

    id: str
    description: str
    minzoom: int
    maxzoom: int
    fields: dict[str, Literal["Number", "Boolean", "String"]]


class TileJsonReply(Reply):
    """The complete tiles (TileJSON 3.0.0); `bounds` where there are rows."""

    tilejson: Literal["3.0.0"]
    name: str
    description: str
    attribution: str
    scheme: Literal["xyz"]
    tiles: list[str]
    minzoom: int
    maxzoom: int
    bounds: Box = left_out()
    vector_layers: list[VectorLayer]


class StyleSource(Reply):
    """The tiles of a style."""

    type: Literal["vector"]
    tiles: list[str]
    minzoom: int
    maxzoom: int
    attribution: str


class StyleLayer(Reply):
    """A layer of a style, as MapLibre's style specification has it."""

    id: str
    type: Literal["circle", "line", "fill"]
    source: str
    source_layer: str = Field(alias="source-layer")
    filter: list[JsonValue] = left_out()
    paint: dict[str, JsonValue]


class StyleReply(Reply):
    """A MapLibre style (version 8) that stands by itself."""

    version: Literal[8]
    name: str
    metadata: dict[str, str]
    sources: dict[str, StyleSource]
    layers: list[StyleLayer]
