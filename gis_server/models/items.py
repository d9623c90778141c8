"""Features of a layer as GeoJSON (RFC 7946, OGC API Features)."""

from typing import Literal

from gis_server.models.collections import Link
from gis_server.models.geometry import Geometry
from gis_server.models.reply import Reply, Scalar


class Feature(Reply):
    """One row: `properties` are the fields that the asker may see."""

    type: Literal["Feature"]
    id: int | str
    geometry: Geometry | None
    properties: dict[str, Scalar]


class FeatureReply(Feature):
    """One row, asked by its key."""

    links: list[Link]


class ExportReply(Reply):
    """All rows of a question."""

    type: Literal["FeatureCollection"]
    features: list[Feature]


class ItemsReply(Reply):
    """A page of rows: `numberMatched` counts all that answer the question, on every page."""

    type: Literal["FeatureCollection"]
    numberMatched: int  # noqa: N815 - OGC API Features names it
    numberReturned: int  # noqa: N815 - as OGC API names it
    links: list[Link]
    features: list[Feature]
