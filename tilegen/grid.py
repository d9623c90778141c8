"""The web's tile grid in EPSG:3857 (OGC TMS WebMercatorQuad): addresses, bounds in metres, cutting into tiles."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.core.errors import GisError, NotFoundError
from layers.core.model import text

HALF_M = math.pi * 6378137.0
"""Half the side of the square world, in metres of EPSG:3857."""
TILE_PX = 512
"""A tile is drawn 512 px wide at its own zoom by MapLibre; every tolerance here is in these pixels."""
MAX_ZOOM = 22

Geometries = NDArray[np.object_]
Integers = NDArray[np.int64]
Bounds = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, order=True)
class Address:
    """One tile: zoom, column from the west, row from the north."""

    z: int
    x: int
    y: int


def check_address(z: int, x: int, y: int) -> Address:
    """Return the address, if there is such a tile.

    Raises:
        GisError: outside the grid; the limit is named.
    """
    if not 0 <= z <= MAX_ZOOM:
        raise _no_tile(name="z", value=z, last=MAX_ZOOM, z=z)
    last = 2**z - 1
    for name, value in (("x", x), ("y", y)):
        if not 0 <= value <= last:
            raise _no_tile(name, value, last, z)
    return Address(z, x, y)


def _no_tile(name: str, value: int, last: int, z: int) -> GisError:
    return GisError(
        text("Không có ô bản đồ ở vị trí này.", "There is no tile at this place."),
        value=f"{name}={value}",
        limit=f"0 <= {name} <= {last}" + ("" if name == "z" else f" (z={z})"),
        remedy=text("Dùng lưới WebMercatorQuad.", "Use the grid WebMercatorQuad."),
    )


def check_zoom(z: int, minzoom: int, maxzoom: int) -> None:
    """See that the tiles have this zoom.

    Raises:
        NotFoundError: they have not; the limit is named.
    """
    if not minzoom <= z <= maxzoom:
        raise NotFoundError(
            text("Lớp không có ô ở mức thu phóng này.", "The layer has no tiles at this zoom."),
            value=f"z={z}",
            limit=f"{minzoom} <= z <= {maxzoom}",
            remedy=text("Phóng ô gần nhất.", "Enlarge the nearest tile."),
        )


def tile_m(z: int) -> float:
    """Return the side of a tile in metres of EPSG:3857."""
    return 2 * HALF_M / 2**z


def pixel_m(z: int) -> float:
    """Return the side of one of the 512 pixels of a tile, in metres of EPSG:3857."""
    return tile_m(z) / TILE_PX


def bounds_3857(at: Address) -> Bounds:
    """Return west, south, east, north of a tile in metres."""
    side = tile_m(at.z)
    west, north = -HALF_M + at.x * side, HALF_M - at.y * side
    return west, north - side, west + side, north


def lonlat(x_m: float, y_m: float) -> tuple[float, float]:
    """Return longitude and latitude in degrees of a point of EPSG:3857."""
    return math.degrees(x_m / 6378137.0), math.degrees(2 * math.atan(math.exp(y_m / 6378137.0)) - math.pi / 2)


def metres(lon: float, lat: float) -> tuple[float, float]:
    """Return the point of EPSG:3857 of a longitude and latitude in degrees."""
    return math.radians(lon) * 6378137.0, math.asinh(math.tan(math.radians(lat))) * 6378137.0


def bounds_4326(at: Address) -> Bounds:
    """Return west, south, east, north of a tile in degrees."""
    west, south, east, north = bounds_3857(at)
    return *lonlat(west, south), *lonlat(east, north)


def tiles_over(bounds: Bounds, z: int) -> Iterator[Address]:
    """List the tiles of one zoom that touch a box in metres, from the north-west, row by row."""
    side, last = tile_m(z), 2**z - 1

    def index(value: float) -> int:
        return min(max(int(value // side), 0), last)

    for y in range(index(HALF_M - bounds[3]), index(HALF_M - bounds[1]) + 1):
        for x in range(index(bounds[0] + HALF_M), index(bounds[2] + HALF_M) + 1):
            yield Address(z, x, y)


def cut(
    shapes: Geometries, numbers: Integers, at: Address, z: int, buffer_px: float
) -> Iterator[tuple[Address, Geometries, Integers]]:
    """Cut shapes (EPSG:3857) into the tiles of zoom `z` inside the tile `at`, quarter by quarter.

    Halving keeps it linear in the vertices times the depth: a province is not cut anew for each of its 150 tiles.

    Args:
        shapes: lines or polygons.
        numbers: the number of each shape, given back with its pieces.
        at: the tile that holds them.
        z: the zoom wanted, at or below that of `at`.
        buffer_px: how far over its edge a tile reaches, in pixels of 512 of zoom `z`.

    Yields:
        The address, the pieces and their numbers; tiles without a piece are left out.
    """
    west, south, east, north = bounds_3857(at)
    margin = buffer_px * pixel_m(z)
    box = (west - margin, south - margin, east + margin, north + margin)
    shapes, numbers = _clip(shapes, numbers, box)
    if not len(shapes):
        return
    if at.z == z:
        yield at, shapes, numbers
        return
    for y in (2 * at.y, 2 * at.y + 1):
        for x in (2 * at.x, 2 * at.x + 1):
            yield from cut(shapes, numbers, Address(at.z + 1, x, y), z, buffer_px)


def _clip(shapes: Geometries, numbers: Integers, box: Bounds) -> tuple[Geometries, Integers]:
    limits = shapely.bounds(shapes)
    touching = (limits[:, 0] <= box[2]) & (limits[:, 2] >= box[0]) & (limits[:, 1] <= box[3]) & (limits[:, 3] >= box[1])
    shapes, numbers, limits = shapes[touching], numbers[touching], limits[touching]
    inside = (limits[:, 0] >= box[0]) & (limits[:, 2] <= box[2]) & (limits[:, 1] >= box[1]) & (limits[:, 3] <= box[3])
    if inside.all():
        return shapes, numbers
    pieces = shapes.copy()
    pieces[~inside] = shapely.clip_by_rect(shapes[~inside], *box)
    kept = ~shapely.is_empty(pieces)
    return pieces[kept], numbers[kept]
