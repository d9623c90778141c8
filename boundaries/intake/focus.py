"""What the view is fitted to, and where the label stands: the main land of a unit, not its bounding box.

Khánh Hòa reaches to 117.8° E with Trường Sa; fitted to its bounding box, two thirds of the screen would be sea.
"""

import numpy as np
import shapely
from numpy.typing import NDArray

from boundaries.projecting import Floats, Geometries, to_mercator

_NEAR = 0.5
"""Parts nearer to the main land than this share of its diagonal belong to it…"""
_NEAR_MIN_M = 15_000.0
"""…and so do parts within this distance, however small the main land is."""
_MAIN_SHARE = 0.5
"""A main land holds at least this share of all land (Khánh Hòa's: 67 %); else the unit is an archipelago…"""
_LAND_SHARE = 0.95
"""…of which islands are taken in, largest first, up to this share."""
_LABEL_STEPS = 100.0


def focus_boxes(geometries: Geometries) -> Floats:
    """Return west, south, east, north of each main land, in degrees.

    Args:
        geometries: polygons or multipolygons in EPSG:4326, shape (n,).

    Returns:
        array of shape (n, 4).
    """
    boxes = shapely.bounds(geometries)
    for i in np.flatnonzero(shapely.get_num_geometries(geometries) > 1):
        parts = shapely.get_parts(geometries[i])
        boxes[i] = shapely.total_bounds(parts[main_land(parts)])
    return boxes


def main_land(parts: Geometries) -> NDArray[np.bool_]:
    """Say which parts of one unit (EPSG:4326) are its main land.

    Grown from the largest part: whatever lies near what is already in belongs to it. When that is less than half of the
    land, there is no main land: parts are added by area, so that an archipelago keeps its islands.
    """
    plane = to_mercator(parts)
    areas = shapely.area(plane)
    chosen = np.zeros(len(parts), dtype=bool)
    order = np.argsort(-areas, kind="stable")
    boxes = shapely.bounds(plane)
    enough = _LAND_SHARE * areas.sum()
    for seed in order:
        if areas[chosen].sum() >= enough:
            break
        if not chosen[seed]:
            chosen[seed] = True
            _grow(boxes, chosen)
            if areas[chosen].sum() >= _MAIN_SHARE * areas.sum() and seed == order[0]:
                break
    return chosen


def _grow(boxes: Floats, chosen: NDArray[np.bool_]) -> None:
    # the reach is taken once, before anything is added: it must not creep out to sea island by island
    west, south, east, north = _around(boxes[chosen])
    reach = max(_NEAR_MIN_M, _NEAR * float(np.hypot(east - west, north - south)))
    while True:
        west, south, east, north = _around(boxes[chosen])
        gap_x = np.maximum(np.maximum(west - boxes[:, 2], boxes[:, 0] - east), 0)
        gap_y = np.maximum(np.maximum(south - boxes[:, 3], boxes[:, 1] - north), 0)
        added = (np.hypot(gap_x, gap_y) <= reach) & ~chosen
        chosen |= added
        if not added.any():
            return


def _around(boxes: Floats) -> Floats:
    return np.concatenate((boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)))


def label_points(geometries: Geometries) -> Geometries:
    """Return the pole of inaccessibility of each unit's largest part: the point deepest inside it.

    Args:
        geometries: polygons or multipolygons in EPSG:4326, shape (n,).

    Returns:
        points in EPSG:4326, shape (n,), each inside its unit.
    """
    parts, owner = shapely.get_parts(geometries, return_index=True)
    areas = shapely.area(parts)
    order = np.lexsort((-areas, owner))
    first = np.concatenate(([True], owner[order][1:] != owner[order][:-1]))
    largest = parts[order][first]
    tolerance = np.maximum(np.sqrt(shapely.area(largest)) / _LABEL_STEPS, 1e-9)
    radii = shapely.maximum_inscribed_circle(largest, tolerance=tolerance)
    points = shapely.get_point(radii, 0)
    lost = ~shapely.contains_xy(largest, shapely.get_x(points), shapely.get_y(points))
    points[lost] = shapely.point_on_surface(largest[lost])
    return points
