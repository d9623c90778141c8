"""Whether a unit of a file is the one of its code that is in force: by their shapes, and by who else went into it."""

from collections.abc import Collection, Sequence

import numpy as np
import shapely
from psycopg import Connection

from boundaries.in_force import UnitInForce, shapes_of
from boundaries.projecting import Geometries, to_mercator

SAME_SHAPE = 0.98
"""Intersection over union from which two shapes of one code are one unit."""
SMALL_KM2 = 1.0
NEAR_M = 500.0
"""Units below `SMALL_KM2` are the same when their centres are this near: digitising moves them by as much."""
PREDECESSOR = 0.1
"""A unit that ends and leaves this share of its land to another is its predecessor; less is how borders are drawn."""


def agreement(connection: Connection, shapes: Geometries, pairs: Sequence[tuple[int, UnitInForce]]) -> dict[int, float]:
    """Return intersection over union per row whose code is in force; enough for small units that stay in place."""
    if not pairs:
        return {}
    stored = shapes_of(connection, [before.version for _, before in pairs])
    rows = np.array([i for i, _ in pairs])
    new = to_mercator(shapes[rows])
    old = to_mercator(np.array([stored[before.version] for _, before in pairs], dtype=object))
    result = np.zeros(len(rows))
    equal = shapely.equals_exact(new, old, tolerance=0.05, normalize=True)
    result[equal] = 1.0
    rest = np.flatnonzero(~equal)
    meeting = shapely.area(shapely.intersection(new[rest], old[rest]))
    areas = shapely.area(new[rest])
    union = areas + shapely.area(old[rest]) - meeting
    result[rest] = np.divide(meeting, union, out=np.zeros(len(rest)), where=union > 0)
    near = shapely.distance(shapely.centroid(new[rest]), shapely.centroid(old[rest])) <= NEAR_M
    small = (areas < SMALL_KM2 * 1e6) & near & (result[rest] < SAME_SHAPE)
    result[rest[small]] = SAME_SHAPE
    return {int(row): float(value) for row, value in zip(rows, result, strict=True)}


def joined(connection: Connection, shapes: Geometries, rows: Collection[int], gone: Sequence[UnitInForce]) -> set[int]:
    """Return those of the rows (positions in `shapes`, EPSG:4326) that took in a unit that ends: they begin anew.

    However small it was, its people and its figures are now the other's, who would else show only its own.
    """
    at = np.array(sorted(rows), dtype=int)
    if not len(at) or not gone:
        return set()
    stored = shapes_of(connection, [unit.version for unit in gone])
    old = to_mercator(np.array([stored[unit.version] for unit in gone], dtype=object))
    new = to_mercator(shapes[at])
    one, other = shapely.STRtree(new).query(old, predicate="intersects")
    shared = shapely.area(shapely.intersection(old[one], new[other]))
    return {int(at[i]) for i in other[shared >= PREDECESSOR * shapely.area(old[one])]}
