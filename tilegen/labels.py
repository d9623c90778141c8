"""One point per unit to write its name at, with its rank by area; small units join as the map comes nearer."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tilegen.grid import HALF_M, Address, Integers, pixel_m, tile_m

ROOM_PX2 = 400.0
"""A unit of fewer square pixels has no room for a name at that zoom: its label is left to nearer zooms."""


@dataclass(frozen=True, slots=True)
class Labels:
    """Label points in EPSG:3857, by position of the unit.

    Attributes:
        points: shape (n, 2), metres.
        rank: 1 is the largest unit.
        from_area_m2: area on the map (in square metres of EPSG:3857), which decides from which zoom the label exists.
        always: labels that exist at every zoom (Hoàng Sa and Trường Sa).
    """

    points: NDArray[np.float64]
    rank: Integers
    from_area_m2: NDArray[np.float64]
    always: NDArray[np.bool_]


def ranks(area_km2: NDArray[np.float64]) -> Integers:
    """Return 1 for the largest; equal areas keep their order."""
    order = np.argsort(-area_km2, kind="stable")
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(1, len(order) + 1)
    return rank


def by_tile(labels: Labels, z: int) -> dict[Address, list[int]]:
    """List the units labelled in each tile of a zoom, the largest first."""
    shown = np.flatnonzero(labels.always | (labels.from_area_m2 >= ROOM_PX2 * pixel_m(z) ** 2))
    shown = shown[np.argsort(labels.rank[shown])]
    found: dict[Address, list[int]] = {}
    last = 2**z - 1
    for unit in shown.tolist():
        x = int((labels.points[unit, 0] + HALF_M) // tile_m(z))
        y = int((HALF_M - labels.points[unit, 1]) // tile_m(z))
        found.setdefault(Address(z, min(max(x, 0), last), min(max(y, 0), last)), []).append(unit)
    return found
