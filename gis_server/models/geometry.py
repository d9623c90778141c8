"""Geometries as GeoJSON (RFC 7946): longitude before latitude, degrees of EPSG:4326."""

from typing import Literal

from gis_server.models.reply import Reply

Position = list[float]
"""Longitude, latitude, and the height in metres where there is one."""


class Point(Reply):
    """One place."""

    type: Literal["Point"]
    coordinates: Position


class MultiPoint(Reply):
    """Places of one thing."""

    type: Literal["MultiPoint"]
    coordinates: list[Position]


class LineString(Reply):
    """One line."""

    type: Literal["LineString"]
    coordinates: list[Position]


class MultiLineString(Reply):
    """Lines of one thing."""

    type: Literal["MultiLineString"]
    coordinates: list[list[Position]]


class Polygon(Reply):
    """One area: its border, then its holes."""

    type: Literal["Polygon"]
    coordinates: list[list[Position]]


class MultiPolygon(Reply):
    """Areas of one thing."""

    type: Literal["MultiPolygon"]
    coordinates: list[list[list[Position]]]


Geometry = Point | MultiPoint | LineString | MultiLineString | Polygon | MultiPolygon
