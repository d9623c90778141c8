"""Who lies on either side of every edge of a coverage: neighbours share vertices exactly, so edges can be paired."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from tilegen.grid import Geometries, Integers

NOBODY = -1


@dataclass(frozen=True, slots=True)
class Edges:
    """The rings of a coverage as flat arrays. Edge `k` runs from point `k` to `k + 1` of the same ring.

    Attributes:
        points: coordinates in metres, every ring closed, shape (n, 2).
        ring_ends: offsets of the rings in `points`, one more than there are rings.
        part_rings: offsets of the parts (polygons) in the rings: the first of a part is its shell.
        unit_parts: offsets of the units in the parts.
        edge_ring: the ring of each edge.
        edge_from: the point at which each edge begins.
        edge_unit: the unit (its position in the input) that owns the edge.
        edge_other: the unit on the other side, or NOBODY.
    """

    points: NDArray[np.float64]
    ring_ends: Integers
    part_rings: Integers
    unit_parts: Integers
    edge_ring: Integers
    edge_from: Integers
    edge_unit: Integers
    edge_other: Integers


def edges_of(shapes: Geometries) -> Edges:
    """Read the edges of polygons and multipolygons, and pair those that two units share."""
    _, points, offsets = shapely.to_ragged_array(_multi(shapes))
    ring_ends, part_rings, unit_parts = (np.asarray(o, dtype=np.int64) for o in offsets)
    sizes = np.diff(ring_ends)
    ring_unit = np.repeat(np.repeat(np.arange(len(shapes)), np.diff(unit_parts)), np.diff(part_rings))
    edge_ring = np.repeat(np.arange(len(sizes)), sizes - 1)
    # The last point of a ring begins no edge.
    begins = np.ones(len(points), dtype=bool)
    begins[ring_ends[1:] - 1] = False
    edge_from = np.flatnonzero(begins)
    edge_unit = ring_unit[edge_ring]
    other = _pair(np.ascontiguousarray(points), edge_from, edge_unit)
    return Edges(points, ring_ends, part_rings, unit_parts, edge_ring, edge_from, edge_unit, other)


def _multi(shapes: Geometries) -> Geometries:
    single = shapely.get_type_id(shapes) == shapely.GeometryType.POLYGON
    if not single.any():
        return shapes
    made = shapes.copy()
    made[single] = shapely.multipolygons(shapes[single], indices=np.arange(int(single.sum())))
    return made


def _pair(points: NDArray[np.float64], edge_from: Integers, edge_unit: Integers) -> Integers:
    _, vertex = np.unique(points.view(np.complex128).ravel(), return_inverse=True)
    begin, end = vertex[edge_from], vertex[edge_from + 1]
    key = np.minimum(begin, end) * (int(vertex.max(initial=0)) + 1) + np.maximum(begin, end)
    order = np.argsort(key, kind="stable")
    same = key[order[1:]] == key[order[:-1]]
    first, second = order[:-1][same], order[1:][same]
    other = np.full(len(key), NOBODY, dtype=np.int64)
    other[first] = edge_unit[second]
    other[second] = edge_unit[first]
    return other
