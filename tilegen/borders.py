"""The borders of a coverage as lines: each shared border exactly once, with its level."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from tilegen.grid import Geometries, Integers
from tilegen.topology import NOBODY, Edges

COAST, PROVINCE, DISTRICT, COMMUNE = 1, 2, 3, 4
"""Levels of a border: nobody on the other side; between provinces; districts, or former districts; communes."""


@dataclass(frozen=True, slots=True)
class Tiers:
    """What each unit belongs to, by position; 0 where there is nothing of the kind.

    Attributes:
        province: the province that holds the unit; itself for a province.
        district: the district, or the former one of a commune of the two-tier time; itself for a district.
        parent: the unit one level up.
    """

    province: Integers
    district: Integers
    parent: Integers


@dataclass(frozen=True, slots=True)
class Borders:
    """Lines in EPSG:3857, each with its level and the unit whose inside it divides (0: none).

    Attributes:
        lines: LineStrings.
        level: 1 to 4.
        within: the parent that has both sides, for levels 3 and 4.
        former: the former district that has both sides, for level 4 of the two-tier time.
        sides: the provinces on the two sides, shape (n, 2), for levels 1 and 2: the smaller id first, 0 for nobody.
    """

    lines: Geometries
    level: Integers
    within: Integers
    former: Integers
    sides: Integers

    def take(self, kept: NDArray[np.bool_]) -> "Borders":
        """Return the lines marked."""
        return Borders(self.lines[kept], self.level[kept], self.within[kept], self.former[kept], self.sides[kept])


def borders(edges: Edges, tiers: Tiers, ring_drawn: NDArray[np.bool_] | None = None) -> Borders:
    """Read each border once, cut where one of the two neighbours changes; only of rings that are drawn.

    Every edge is drawn along the ring of one owner only: the one that comes first, or the only one. An edge between
    two parts of the same unit is no border.
    """
    own, other = edges.edge_unit, edges.edge_other
    drawn = (other == NOBODY) | (own < other)
    if ring_drawn is not None:
        drawn &= ring_drawn[edges.edge_ring]
    starts, lengths = _runs(edges, drawn)
    ends = lengths + 1
    sizes = np.cumsum(ends)
    first = np.repeat(edges.edge_from[starts], ends)
    step = np.arange(int(sizes[-1]) if len(sizes) else 0) - np.repeat(sizes - ends, ends)
    lines = shapely.linestrings(edges.points[first + step], indices=np.repeat(np.arange(len(starts)), ends))
    level, within, former = classify(own[starts], other[starts], tiers)
    sides = provinces_beside(own[starts], other[starts], level, tiers)
    return Borders(np.asarray(lines, dtype=object), level, within, former, sides)


def _runs(edges: Edges, drawn: NDArray[np.bool_]) -> tuple[Integers, Integers]:
    """Group consecutive edges of one ring with the same neighbour; returns first edges and numbers of edges."""
    count = len(drawn)
    if not count:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    change = np.ones(count, dtype=bool)
    change[1:] = (edges.edge_ring[1:] != edges.edge_ring[:-1]) | (edges.edge_other[1:] != edges.edge_other[:-1])
    starts = np.flatnonzero(change)
    lengths = np.diff(np.append(starts, count))
    wanted = drawn[starts]
    return starts[wanted], lengths[wanted]


def classify(own: Integers, other: Integers, tiers: Tiers) -> tuple[Integers, Integers, Integers]:
    """Return level, parent and former district of borders between the units at two positions."""
    alone = other == NOBODY
    there = np.where(alone, own, other)
    one_province = tiers.province[own] == tiers.province[there]
    one_district = tiers.district[own] == tiers.district[there]
    level = np.select([alone, ~one_province, ~one_district], [COAST, PROVINCE, DISTRICT], COMMUNE)
    one_parent = tiers.parent[own] == tiers.parent[there]
    within = np.where(level < DISTRICT, 0, np.where(one_parent, tiers.parent[own], tiers.province[own]))
    # In the three-tier time the district is the parent itself, and is not said twice.
    former = np.where((level == COMMUNE) & (tiers.district[own] != tiers.parent[own]), tiers.district[own], 0)
    return level.astype(np.int64), within.astype(np.int64), former.astype(np.int64)


def provinces_beside(own: Integers, other: Integers, level: Integers, tiers: Tiers) -> Integers:
    """Return the provinces on the two sides of coasts and provincial borders; zeros for borders inside a province."""
    here = tiers.province[own]
    there = np.where(level == COAST, here, tiers.province[other])
    second = np.where(level == COAST, 0, np.maximum(here, there))
    return np.where(level[:, None] <= PROVINCE, np.column_stack((np.minimum(here, there), second)), 0)
