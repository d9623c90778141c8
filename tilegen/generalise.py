"""One edition and level, generalised once per zoom as a coverage: neighbours stay together at every zoom."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from tilegen.grid import Bounds, Geometries, Integers, metres, pixel_m
from tilegen.topology import NOBODY, Edges, edges_of

TOLERANCE_PX = 1.25
"""In pixels of 512: the side of the largest triangle that may vanish (Visvalingam and Whyatt)."""
SMALL_PX2 = 1.0
"""Islands and holes below this many square pixels are left out at that zoom, unless something else forbids it."""
DOT_PX = 1.2
"""What must stay though it is smaller is drawn as a square of this side."""
GAP_M = 5.0
"""A set that is no exact coverage is cleaned first; gaps narrower than this are given to a neighbour."""
KEPT_4326: tuple[Bounds, ...] = ((110.9, 15.4, 113.3, 17.4), (111.2, 6.6, 118.2, 13.3))
"""Hoàng Sa and Trường Sa: no patch within these boxes is ever left out (west, south, east, north)."""


@dataclass(frozen=True, slots=True)
class Generalised:
    """The shapes of one zoom in EPSG:3857, in the order given.

    Attributes:
        z: the zoom.
        shapes: what is drawn: small islands left out, dots put in.
        coverage: the simplified coverage itself, from which borders are read.
        ring_drawn: for each ring of the coverage, whether it is not left out of the shapes.
    """

    z: int
    shapes: Geometries
    coverage: Edges
    ring_drawn: NDArray[np.bool_]


def sound(shapes: Geometries) -> Geometries:
    """Return the shapes as an exact coverage: overlaps and slivers of a set that is none are given to one neighbour.

    A unit that would vanish, because it lies under another, keeps its own shape.
    """
    if shapely.coverage_is_valid(shapes):
        return shapes
    # Shapely 2.2 has it; the types that pyright carries are those of 2.1.
    clean: Callable[..., object] = getattr(shapely, "coverage_clean")  # noqa: B009
    cleaned = np.asarray(clean(shapes, gap_width=GAP_M), dtype=object)
    lost = shapely.is_empty(cleaned)
    cleaned[lost] = shapes[lost]
    return cleaned


def generalise(shapes: Geometries, zooms: range) -> Iterator[Generalised]:
    """Simplify a coverage for each zoom, from the nearest to the farthest, each from the one before.

    Args:
        shapes: polygons or multipolygons in EPSG:3857, best a coverage; see `sound`.
        zooms: the zooms wanted.
    """
    current = sound(shapes)
    for z in reversed(zooms):
        simplified = np.asarray(shapely.coverage_simplify(current, TOLERANCE_PX * pixel_m(z)), dtype=object)
        # What collapses wholly keeps the shape of the zoom above; the dot below makes it visible.
        gone = shapely.is_empty(simplified) | shapely.is_missing(simplified)
        simplified[gone] = current[gone]
        current = simplified
        coverage = edges_of(current)
        shapes, ring_drawn = _presentable(current, coverage, pixel_m(z))
        yield Generalised(z, shapes, coverage, ring_drawn)


def _presentable(shapes: Geometries, edges: Edges, pixel: float) -> tuple[Geometries, NDArray[np.bool_]]:
    """Leave out small free parts and holes, and put dots for small parts that must stay; says which rings are left."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    free = _free_rings(edges)
    island = np.logical_and.reduceat(free, edges.part_rings[:-1])
    area = shapely.area(parts)
    limits = shapely.bounds(parts)
    middle = np.column_stack(((limits[:, 0] + limits[:, 2]) / 2, (limits[:, 1] + limits[:, 3]) / 2))
    kept = protected(middle) | _largest(area, owner, len(shapes))
    gone = island & (area < SMALL_PX2 * pixel**2) & ~kept
    dot = island & kept & (np.maximum(limits[:, 2] - limits[:, 0], limits[:, 3] - limits[:, 1]) < DOT_PX * pixel)
    small = _small_holes(edges, free, pixel)
    holed = np.logical_or.reduceat(small, edges.part_rings[:-1])
    drawn = ~(small | np.repeat(gone, np.diff(edges.part_rings)))
    if not (gone.any() or dot.any() or holed.any()):
        return shapes, drawn
    for number in np.flatnonzero(holed & ~gone & ~dot):
        parts[number] = _without(parts[number], small[edges.part_rings[number] + 1 : edges.part_rings[number + 1]])
    (x, y), half = middle[dot].T, DOT_PX * pixel / 2
    parts[dot] = shapely.box(x - half, y - half, x + half, y + half)
    return np.asarray(shapely.multipolygons(parts[~gone], indices=owner[~gone]), dtype=object), drawn


def _free_rings(edges: Edges) -> NDArray[np.bool_]:
    """Say of each ring whether nobody lies on its other side: only such a ring can go without tearing a neighbour."""
    begins = np.searchsorted(edges.edge_ring, np.arange(len(edges.ring_ends) - 1))
    return np.logical_and.reduceat(edges.edge_other == NOBODY, begins)


def protected(points: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Mark the points (EPSG:3857, shape (n, 2)) that lie in the archipelagos which no zoom leaves out."""
    found = np.zeros(len(points), dtype=bool)
    for west, south, east, north in KEPT_4326:
        low, high = metres(west, south), metres(east, north)
        found |= ((points >= low) & (points <= high)).all(axis=1)
    return found


def _largest(area: NDArray[np.float64], owner: Integers, count: int) -> NDArray[np.bool_]:
    """Mark the largest part of each unit."""
    order = np.lexsort((area, owner))
    last = np.searchsorted(owner[order], np.arange(count), side="right") - 1
    found = np.zeros(len(area), dtype=bool)
    found[order[last]] = True
    return found


def _ring_area(edges: Edges) -> NDArray[np.float64]:
    a, b = edges.points[edges.edge_from], edges.points[edges.edge_from + 1]
    origin = edges.points[edges.ring_ends[:-1]][edges.edge_ring]
    a, b = a - origin, b - origin
    return np.abs(np.bincount(edges.edge_ring, a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0], len(edges.ring_ends) - 1)) / 2


def _small_holes(edges: Edges, free: NDArray[np.bool_], pixel: float) -> NDArray[np.bool_]:
    """Mark the rings that are holes with nothing in them and too small to be seen."""
    hole = np.ones(len(free), dtype=bool)
    hole[edges.part_rings[:-1]] = False
    return hole & free & (_ring_area(edges) < SMALL_PX2 * pixel**2)


def _without(part: shapely.Polygon, gone: NDArray[np.bool_]) -> shapely.Polygon:
    """Return the part less the holes marked."""
    return shapely.Polygon(part.exterior, [ring for ring, left in zip(part.interiors, ~gone, strict=True) if left])
