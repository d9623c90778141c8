"""Districts and communes of the old edition, on the raster."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from boundaries.sample.cells import distance_km
from boundaries.sample.coast import ISLAND_DISTRICT, Land
from boundaries.sample.partition import NORTH_HOME, SOUTH_HOME, bends, divide, join_pieces, majority, settle
from boundaries.sample.plane import Board, Bools, Floats, Ints, to_km

Terrain = Literal["city", "town", "plain", "mountain", "island"]


@dataclass(frozen=True, slots=True)
class District:
    """A district of the old edition: its province's mark, where it lies, how many communes the raster gives it."""

    key: str
    province: int
    seed: tuple[float, float]
    communes: int
    land: Terrain


DISTRICTS = (
    District("city", NORTH_HOME, (109.26, 12.74), 24, "city"),
    District("town", NORTH_HOME, (109.28, 13.3), 22, "town"),
    District("plain", NORTH_HOME, (109.08, 12.98), 18, "plain"),
    District("upland", NORTH_HOME, (108.86, 13.24), 11, "mountain"),
    District("west", NORTH_HOME, (108.76, 12.84), 8, "mountain"),
    District("lagoon", SOUTH_HOME, (109.2, 12.36), 16, "city"),
    District("south", SOUTH_HOME, (108.98, 12.12), 16, "plain"),
    District("highland", SOUTH_HOME, (108.7, 12.38), 12, "mountain"),
)
ISLAND = "island"
FAR = "far"
# Longitude, latitude, radius in km, weight: where people live close together.
_CENTRES = (
    (109.2, 12.8, 4.2, 220), (109.19, 12.7, 3.0, 70), (109.16, 13.2, 3.2, 90), (109.38, 13.42, 4, 8),
    (109.11, 12.34, 3.6, 140), (109.08, 12.95, 2.6, 40), (109.04, 12.05, 2.6, 50), (108.85, 13.2, 3, 6),
    (108.75, 12.36, 3, 6), (109.3, 12.22, 3, 6),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tiers:
    """Marks on the raster. `commune` counts from 1 over home's mainland; neighbours and the island follow."""

    commune: Ints
    district_of: tuple[str, ...]
    """The district's key for each commune mark (index 0 = mark 1)."""
    enclosed: int
    """The mark of the commune that lies wholly inside another."""
    enclosing: int
    neighbours: dict[int, int]
    """Mark here → mark of the province."""
    island: int
    urban: Floats
    """How densely people live, per cell."""


def make_tiers(at: Board, ground: Land, province: Ints, rng: np.random.Generator) -> Tiers:
    """Divide home into districts and communes, and put neighbours and the island district on the same raster."""
    whole, country = np.zeros(at.shape, dtype=np.int32), province
    at, cut = at.window((province == NORTH_HOME) | (province == SOUTH_HOME), 20)
    ground = Land(ground.land[cut], ground.height[cut], ground.inland_km[cut])
    province = province[cut]
    urban = density(at, ground)
    marks = np.zeros(at.shape, dtype=np.int32)
    owners: list[str] = []
    off = to_km(np.array(ISLAND_DISTRICT[:2]))
    far = np.hypot(at.x[None, :] - off[0], at.y[:, None] - off[1]) < ISLAND_DISTRICT[2]
    coarse, fine = bends(at, rng, 2.6, 28), bends(at, rng, 1.25, 14)
    fine = (fine[0] / (1 + urban / 25), fine[1] / (1 + urban / 25))
    for mark in (NORTH_HOME, SOUTH_HOME):
        own = [d for d in DISTRICTS if d.province == mark]
        mask = (province == mark) & ~far
        index = divide(at, mask, to_km(np.array([d.seed for d in own])), coarse)
        for number, district in enumerate(own):
            inside = index == number
            cells = divide(at, inside, settle(at, inside, urban, district.communes, rng), fine)
            marks[inside] = cells[inside] + 1 + len(owners)
            owners.extend([district.key] * district.communes)
    enclosing = _widest(marks, [i + 1 for i, key in enumerate(owners) if key == "west"])
    enclosed = len(owners) + 1
    marks[_blob(at, marks == enclosing, rng)] = enclosed
    owners.append("west")
    others = sorted(set(np.unique(country)) - {0, NORTH_HOME, SOUTH_HOME})
    neighbours = {enclosed + 1 + i: int(m) for i, m in enumerate(others)}
    for here, there in neighbours.items():
        marks[province == there] = here
        whole[country == there] = here
    island = enclosed + 1 + len(others)
    marks[(province == NORTH_HOME) & far] = island
    whole[cut] = join_pieces(majority(marks), 0)
    return Tiers(whole, tuple(owners), enclosed, enclosing, neighbours, island, urban)


def density(at: Board, ground: Land) -> Floats:
    """How densely people live, relative: cities, then the coast, then plains, then hills."""
    people = 0.6 + 2.4 * np.exp(-ground.inland_km / 9) + 0.5 * np.exp(-np.maximum(ground.height, 0) * 2)
    for longitude, latitude, radius, weight in _CENTRES:
        x, y = to_km(np.array([longitude, latitude]))
        people = people + weight * np.exp(-((np.hypot(at.x[None, :] - x, at.y[:, None] - y) / radius) ** 2))
    return people


def _widest(marks: Ints, among: list[int]) -> int:
    """The commune with the most room around its innermost cell."""
    return max(among, key=lambda mark: float(distance_km(marks == mark).max()))


def _blob(at: Board, mask: Bools, rng: np.random.Generator) -> Bools:
    """A rounded, uneven area around the innermost cell of a mask, clear of its border."""
    depth = distance_km(mask)
    row, column = np.unravel_index(int(depth.argmax()), depth.shape)
    dx, dy = at.x[None, :] - at.x[column], at.y[:, None] - at.y[row]
    angle = np.arctan2(dy, dx)
    waves = sum(rng.normal(0, 0.16 / k) * np.cos(k * angle + rng.uniform(0, 6.28)) for k in range(2, 7))
    return (np.hypot(dx, dy) < depth.max() * 0.5 * (1 + waves)) & (depth > 1.2)
