"""Figures carried from one edition to another: which units stand in for a unit in the time when it did not exist.

Before its birth a unit's total is the sum of its predecessors' totals, each by the share of the old unit that went into
it; after its end, the sum of its successors', each by the share of the new one that came from it. A district of the
three-tier time lives on as a grouping of the communes that lie mostly in it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
from psycopg import Connection

Method = Literal["official", "population", "area", "grouping"]
"""How a part was weighed. `population` is a share of the people that an official list states: by rule, like `official`
("quy đổi"); only `area`, which is measured, is an estimate ("ước tính")."""
EXACT_GROUPING = 0.95
"""A grouping whose communes all lie in the district by at least this share is not marked as approximate."""

LAST_CODE = "\U0010ffff"
"""After every code of a unit: what is unassigned gets a rounded-up unit last."""


@dataclass(frozen=True, slots=True)
class Part:
    """One source of a carried figure: `weight` of that unit's total."""

    unit: int
    weight: float
    method: Method
    approximate: bool = False


@dataclass(frozen=True, slots=True)
class Life:
    """A unit's life and what stands in for it outside; `lost` is the share that has no known source."""

    unit: int
    valid_from: date
    valid_to: date | None
    level: str
    before: tuple[Part, ...] = ()
    after: tuple[Part, ...] = ()
    lost_before: float = 0.0


def lives(connection: Connection, units: Iterable[int]) -> dict[int, Life]:
    """Return the lives of these units with what carries their figures.

    Args:
        connection: to read from.
        units: ids; sources outside this set are left out, so give all units of a home together.
    """
    wanted = sorted(set(units))
    before, after = _successions(connection, wanted)
    for district, parts in _groupings(connection, wanted).items():
        after[district] = parts
    lost = {
        int(unit): float(share)
        for unit, share in connection.execute(
            "select unit, share from boundaries.unassigned where direction = 'backward' and unit = any(%s)", (wanted,)
        )
    }
    rows = connection.execute(
        "select id, valid_from, valid_to, level from boundaries.unit where id = any(%s) order by valid_from, id",
        (wanted,),
    )
    return {
        int(key): Life(int(key), start, end, str(level), tuple(before[key]), tuple(after[key]), lost.get(int(key), 0.0))
        for key, start, end, level in rows
    }


def _successions(connection: Connection, wanted: Sequence[int]) -> tuple[dict[int, list[Part]], dict[int, list[Part]]]:
    before: dict[int, list[Part]] = defaultdict(list)
    after: dict[int, list[Part]] = defaultdict(list)
    rows = connection.execute(
        "select old_unit, new_unit, method, coalesce(share_old_population, share_old),"
        " coalesce(share_new_population, share_new), share_old_population is not null from boundaries.succession"
        " where old_unit = any(%(units)s) and new_unit = any(%(units)s) order by old_unit, new_unit",
        {"units": list(wanted)},
    )
    for old, new, method, share_old, share_new, by_people in rows:
        how: Method = "population" if by_people else method
        before[int(new)].append(Part(int(old), min(1.0, float(share_old)), how))
        # What a new unit holds of the old one is measured by area, unless all of it came from there.
        whole = float(share_new) >= 1 - 1e-6
        after[int(old)].append(Part(int(new), min(1.0, float(share_new)), "official" if whole else "area"))
    return before, after


def _groupings(connection: Connection, wanted: Sequence[int]) -> dict[int, list[Part]]:
    """Group communes by their former district, and these by their former province."""
    found: dict[int, list[Part]] = defaultdict(list)
    rows = connection.execute(
        "select f.unit, f.district, f.share, d.parent from boundaries.former_district f"
        " join lateral (select parent from boundaries.unit_version where unit = f.district"
        "   order by valid_from desc limit 1) d on true"
        " where f.unit = any(%(units)s) and f.district = any(%(units)s) order by f.district, f.unit",
        {"units": list(wanted)},
    )
    for unit, district, share, province in rows:
        part = Part(int(unit), 1.0, "grouping", approximate=float(share) < EXACT_GROUPING)
        found[int(district)].append(part)
        if province is not None and _ended(connection, int(province)):
            found[int(province)].append(Part(int(unit), 1.0, "grouping"))
    return found


def _ended(connection: Connection, unit: int) -> bool:
    row = connection.execute("select valid_to is not null from boundaries.unit where id = %s", (unit,)).fetchone()
    return row is not None and bool(row[0])


def largest_remainder(parts: Sequence[float], codes: Sequence[str], total: float, decimals: int) -> list[float]:
    """Round parts so that they still add up to the rounded total: the largest remainders go up first, ties by code.

    Args:
        parts: exact parts, not negative remainders of one another; their sum is about `total`.
        codes: a code per part, to break ties the same way everywhere.
        total: what the rounded parts add up to.
        decimals: of the result.
    """
    scale = 10**decimals
    scaled = [part * scale for part in parts]
    floors = [int(np.floor(value + 1e-9)) for value in scaled]
    missing = round(total * scale) - sum(floors)
    order = sorted(range(len(parts)), key=lambda i: (-(scaled[i] - floors[i]), codes[i]))
    step = 1 if missing >= 0 else -1
    if step < 0:
        order.reverse()
    for turn in range(abs(missing) if order else 0):
        floors[order[turn % len(order)]] += step
    return [value / scale for value in floors]


def share_out(
    total: float, weights: Sequence[float], codes: Sequence[str], decimals: int = 0
) -> tuple[list[float], float]:
    """Share a unit's total out among its heirs; what no heir holds stays unassigned. Together they are the total.

    Args:
        total: of the unit.
        weights: the share of it that went to each heir; not more than 1 together.
        codes: of the heirs, to break ties the same way everywhere.
        decimals: of the result.

    Returns:
        the heirs' parts and the unassigned rest, rounded so that nothing is lost.
    """
    rest = max(0.0, 1.0 - sum(weights))
    exact = [total * weight for weight in (*weights, rest)]
    rounded = largest_remainder(exact, (*codes, LAST_CODE), total, decimals)
    return rounded[:-1], rounded[-1]


def by_birth(found: Mapping[int, Life]) -> list[Life]:
    """Return lives in the order of birth: a predecessor's figures are ready before its heir's are carried."""
    return sorted(found.values(), key=lambda life: (life.valid_from, life.unit))
