"""A small invented country: a lake, an islet, a crooked border, an enclave, a far archipelago; across tile edges."""

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Polygon

from layers.core.levels import Level
from tilegen.borders import Tiers
from tilegen.generalise import protected
from tilegen.grid import metres
from tilegen.labels import Labels, ranks
from tilegen.source import Units

LON, LAT = 108.28125, 12.5
"""The middle: an edge of tiles from z9 on."""
SHARED = [(0.0, -0.2), (0.03, -0.1), (-0.02, 0.0), (0.04, 0.1), (0.0, 0.2)]
"""The border of the two communes in the south, in degrees from the middle."""
NORTH = [(0.3, 0.2), (0.3, 0.4), (0.1, 0.43), (-0.4, 0.4), (-0.4, 0.2), (0.0, 0.2)]
LAKE = [(-0.28, -0.03), (-0.28, 0.03), (-0.22, 0.04), (-0.22, -0.03)]
ENCLAVE = [(0.1, 0.28), (0.1, 0.33), (0.16, 0.33), (0.16, 0.28)]
REEFS = [(111.92, 8.64), (112.9, 9.9), (114.33, 11.43)]
PROVINCES, DISTRICTS = [1, 1, 2, 2, 1], [11, 12, 13, 13, 14]
NAMES = ["Xã Hồ Lớn", "Phường Bờ Đông", "Xã Đèo Bắc", "Xã Lòng Chảo", "Đặc khu Đảo Xa"]


def _polygon(shell: list[tuple[float, float]], *holes: list[tuple[float, float]]) -> Polygon:
    def away(ring: list[tuple[float, float]]) -> list[tuple[float, float]]:
        return [(LON + x, LAT + y) for x, y in ring]

    return Polygon(away(shell), [away(hole) for hole in holes])


def _square(lon: float, lat: float, side: float) -> Polygon:
    return shapely.box(lon, lat, lon + side, lat + side)


def _communes() -> list[shapely.Geometry]:
    west = _polygon([(-0.4, -0.2), *SHARED, (-0.4, 0.2)], LAKE)
    east = _polygon([*SHARED, (0.3, 0.2), (0.33, 0.0), (0.3, -0.2)])
    island, islet = _square(LON + 0.45, LAT, 0.03), _square(LON + 0.6, LAT + 0.1, 0.0004)
    reefs = [_square(lon, lat, 0.004) for lon, lat in REEFS]
    return [
        shapely.MultiPolygon([west]),
        shapely.MultiPolygon([east, island, islet]),
        shapely.MultiPolygon([_polygon(NORTH, ENCLAVE)]),
        shapely.MultiPolygon([_polygon(ENCLAVE)]),
        shapely.MultiPolygon(reefs),
    ]


def country(level: Level) -> Units:
    """Return the country's communes or provinces; commune 101 and 102 share `SHARED`, 104 lies within 103."""
    communes = _communes()
    province = np.array(PROVINCES, dtype=np.int64)
    if level == "province":
        ids = np.array([1, 2], dtype=np.int64)
        found = [shapely.union_all([c for c, p in zip(communes, PROVINCES, strict=True) if p == i]) for i in (1, 2)]
        nobody = np.zeros(2, dtype=np.int64)
        return _units(level, ids, ["Tỉnh Nam", "Tỉnh Bắc"], found, Tiers(ids, nobody, nobody))
    tiers = Tiers(province, np.array(DISTRICTS, dtype=np.int64), province)
    return _units(level, np.arange(101, 106), NAMES, communes, tiers)


def _units(
    level: Level, ids: NDArray[np.int64], names: list[str], shapes: Sequence[shapely.Geometry], tiers: Tiers
) -> Units:
    def mercator(points: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.array([metres(float(lon), float(lat)) for lon, lat in points])

    drawn = np.empty(len(shapes), dtype=object)
    drawn[:] = [shapely.transform(shape, mercator) for shape in shapes]
    places = shapely.get_coordinates(shapely.point_on_surface(drawn))
    area = np.asarray(shapely.area(drawn), dtype=np.float64)
    labels = Labels(places, ranks(area), area, protected(places))
    return Units(level, ids, names, [f"{i:05}" for i in ids.tolist()], tiers, labels, drawn)
