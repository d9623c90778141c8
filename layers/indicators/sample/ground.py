"""What the sample's figures stand on: units, how the old ones make up the new, how places resemble each other."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np
import shapely
from numpy.typing import NDArray

from boundaries.sample import HOME, OLD, REFORM, Unit, country

Floats = NDArray[np.float64]
ISLAND_ZONE_FROM = "986"
"""The island district: it had no communes, so its figures are its own."""


@dataclass(frozen=True, slots=True)
class Tier:
    """Units that report together, and the share of every atom that belongs to each: `weights` is (units, atoms)."""

    codes: tuple[str, ...]
    kinds: tuple[str, ...]
    weights: Floats


@dataclass(frozen=True, slots=True)
class Ground:
    """The atoms are the old communes and the island district: figures are made for them and added upwards.

    `people` is the population of each atom, `place` its centre in degrees, `city` how urban it is from 0 to 1.
    """

    people: Floats
    place: Floats
    city: Floats
    old: Tier
    old_communes: Tier
    old_districts: Tier
    old_provinces: Tier
    new: Tier
    new_province: Tier

    def tiers(self, day: date, levels: Sequence[str], *, own: bool) -> list[Tier]:
        """Say who reports for a period that ends on this day."""
        commune = "commune" in levels
        if day >= REFORM:
            found = [self.new] if commune else []
            return [*found, self.new_province] if own and "province" in levels else found
        found = [self.old if "district" in levels else self.old_communes] if commune else []
        if own and "district" in levels:
            found.append(self.old_districts)
        return [*found, self.old_provinces] if own and "province" in levels else found

    def effect(self, rng: np.random.Generator) -> Floats:
        """How an indicator differs from place to place: neighbours are alike; deviation 1."""
        waves = np.zeros(len(self.place))
        for _ in range(5):
            length, angle = rng.uniform(0.5, 1.6), rng.uniform(0, 2 * np.pi)
            along = self.place @ np.array([np.cos(angle), np.sin(angle)])
            waves += np.cos(2 * np.pi * along / length + rng.uniform(0, 2 * np.pi))
        mixed = waves / waves.std() + 0.55 * rng.standard_normal(len(waves))
        return np.clip((mixed - mixed.mean()) / mixed.std(), -2.2, 2.2)


@lru_cache(maxsize=1)
def ground() -> Ground:
    """Take the units from the sample's country."""
    made = country()
    communes, districts = made.level(OLD, "commune"), made.level(OLD, "district")
    island = next(d for d in districts if d.code == ISLAND_ZONE_FROM)
    atoms = (*communes, island)
    number = {u.code: i for i, u in enumerate(atoms)}
    after = made.level(REFORM, "commune")
    new = np.zeros((len(after), len(atoms)))
    row = {u.code: i for i, u in enumerate(after)}
    for heir in made.heirs:
        new[row[heir.new], number[heir.old]] += heir.share
    inside = np.array([[float(d.code in (a.code, a.parent)) for a in atoms] for d in districts])
    provinces = [u for u in made.level(OLD, "province") if u.code in {"97", "98"}]
    whole = np.array([inside[[d.parent == p.code for d in districts]].sum(axis=0) for p in provinces])
    people = np.array([float(u.people) for u in atoms])
    shapes = np.array([u.shape for u in atoms], dtype=object)
    crowd = np.log10(people / (shapely.area(shapes) * 12_000))
    reporting = np.eye(len(atoms))
    return Ground(
        people,
        shapely.get_coordinates(shapely.centroid(shapes)),
        np.clip((crowd - 1.6) / 1.7, 0, 1),
        _tier(atoms, reporting),
        _tier(communes, reporting[:-1]),
        _tier(
            [d for d in districts if d.code != ISLAND_ZONE_FROM],
            inside[[d.code != ISLAND_ZONE_FROM for d in districts]],
        ),
        _tier(provinces, whole),
        _tier(after, new),
        Tier((HOME,), ("tỉnh",), np.ones((1, len(atoms)))),
    )


def _tier(units: Sequence[Unit], weights: Floats) -> Tier:
    return Tier(tuple(u.code for u in units), tuple(u.kind for u in units), weights)
