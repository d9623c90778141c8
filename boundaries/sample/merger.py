"""The reform of 1 July 2025 in the sample: which old communes form which new ones, and one old commune cut 60 to 40."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from boundaries.sample.plane import KM_PER_DEGREE, ORIGIN, Floats, Shape, line, polygon

SPLIT_SHARE = 0.6
TARGETS = {"city": 8, "town": 9, "plain": 8, "upland": 6, "west": 6, "lagoon": 7, "south": 8, "highland": 6}
"""How many new communes come from each old district."""


@dataclass(frozen=True, slots=True)
class Merger:
    """Groups of old communes (by their number), and the one commune that is cut.

    `first` and `second` are the groups that get 60 % and 40 % of the commune `split`, with their parts (km).
    """

    groups: tuple[frozenset[int], ...]
    split: int
    first: int
    second: int
    first_part: Shape
    second_part: Shape
    straddling: int
    """The group made of communes of two old districts."""


def merge(
    shapes: Sequence[Shape],
    districts: Sequence[str],
    people: Floats,
    alone: frozenset[int],
    rng: np.random.Generator,
) -> Merger:
    """Merge the old communes of each district into about as many new ones as the targets say.

    Args:
        shapes: old communes in km, one coverage.
        districts: the district's key of each.
        people: population of each.
        alone: communes that must stay as they are.
        rng: source of the cut's shape.
    """
    touch = _touching(shapes)
    area = np.array([shape.area for shape in shapes])
    weight = people / people.mean() + area / area.mean()
    for split in _splittable(shapes, districts, touch, alone):
        groups: list[set[int]] = []
        for key, goal in TARGETS.items():
            members = [i for i, d in enumerate(districts) if d == key and i != split]
            groups.extend(_group(members, goal, weight, touch, alone))
        straddling = _straddle(groups, shapes, districts, touch, alone)
        halves = _halve(shapes, groups, split, touch, rng, districts)
        if halves is not None:
            first, second, first_part, second_part = halves
            return Merger(
                tuple(frozenset(g) for g in groups), split, first, second, first_part, second_part, straddling
            )
    msg = "no commune of the sample can be cut 60 to 40; change the seed"
    raise ValueError(msg)


def _touching(shapes: Sequence[Shape]) -> dict[int, dict[int, float]]:
    """Length of the shared border in km, for all pairs that have one."""
    every = np.array(shapes, dtype=object)
    one, two = shapely.STRtree(every).query(every, predicate="touches")
    length = shapely.length(shapely.intersection(every[one], every[two]))
    found: dict[int, dict[int, float]] = {i: {} for i in range(len(shapes))}
    for a, b, km in zip(one, two, length, strict=True):
        if km > 0.2:
            found[int(a)][int(b)] = float(km)
    return found


def _group(
    members: list[int], goal: int, weight: Floats, touch: dict[int, dict[int, float]], alone: frozenset[int]
) -> list[set[int]]:
    groups = [{i} for i in members]
    while len(groups) > goal:
        free = [g for g in groups if not g & alone]
        pairs = [(_cost(a, b, weight, touch), n, m) for n, a in enumerate(free) for m, b in enumerate(free) if n < m]
        cost, n, m = min(pairs)
        if cost == np.inf:
            break
        free[n] |= free[m]
        groups.remove(free[m])
    return groups


def _cost(a: set[int], b: set[int], weight: Floats, touch: dict[int, dict[int, float]]) -> float:
    """Merging is cheap where both are small and share a long border."""
    border = sum(touch[i].get(j, 0.0) for i in a for j in b)
    if border == 0:
        return np.inf
    around = sum(sum(touch[i].values()) for i in (*a, *b))
    return float(weight[[*a, *b]].sum()) * (0.25 + around / (border * 10))


def _splittable(
    shapes: Sequence[Shape],
    districts: Sequence[str],
    touch: dict[int, dict[int, float]],
    alone: frozenset[int],
) -> list[int]:
    """Communes of the plain, roundish, with neighbours all around, best first."""
    fit: list[tuple[float, int]] = []
    for i, shape in enumerate(shapes):
        inland = sum(touch[i].values()) / shape.length
        if districts[i] == "plain" and i not in alone and inland > 0.8 and shape.geom_type == "Polygon":
            fit.append((-4 * np.pi * shape.area / shape.convex_hull.length**2, i))
    return [i for _, i in sorted(fit)]


def _straddle(
    groups: list[set[int]],
    shapes: Sequence[Shape],
    districts: Sequence[str],
    touch: dict[int, dict[int, float]],
    alone: frozenset[int],
) -> int:
    """Move one commune of the plain into a group of the city; return that group's number."""
    best: tuple[float, int, int, int] | None = None
    for n, group in enumerate(groups):
        for i in group:
            if districts[i] != "plain" or len(group) < 3 or i in alone or not _connected(group - {i}, touch):
                continue
            for m, other in enumerate(groups):
                border = sum(touch[i].get(j, 0.0) for j in other)
                if border < 1.5 or {districts[j] for j in other} != {"city"}:
                    continue
                share = shapes[i].area / (shapes[i].area + sum(shapes[j].area for j in other))
                rank = (abs(share - 0.25), i, n, m)
                best = rank if best is None else min(best, rank)
    if best is None:
        msg = "no commune of the sample can change its district; change the seed"
        raise ValueError(msg)
    _, i, n, m = best
    groups[n].discard(i)
    groups[m].add(i)
    return m


def _connected(group: set[int], touch: dict[int, dict[int, float]]) -> bool:
    seen, queue = set[int](), [next(iter(group))]
    while queue:
        at = queue.pop()
        if at not in seen:
            seen.add(at)
            queue.extend(j for j in touch[at] if j in group)
    return seen == group


def _halve(
    shapes: Sequence[Shape],
    groups: list[set[int]],
    split: int,
    touch: dict[int, dict[int, float]],
    rng: np.random.Generator,
    districts: Sequence[str],
) -> tuple[int, int, Shape, Shape] | None:
    borders = sorted(
        (
            (sum(touch[split].get(j, 0.0) for j in g), n)
            for n, g in enumerate(groups)
            if {districts[j] for j in g} == {districts[split]}
        ),
        reverse=True,
    )[:3]
    shape = shapes[split]
    for _, n in borders:
        for _, m in borders:
            if n == m:
                continue
            near, far = (shapely.union_all([shapes[j] for j in groups[k] if j in touch[split]]) for k in (n, m))
            parts = cut(shape, near, far, rng)
            if parts is not None and _border_km(parts[0], near) > 1 and _border_km(parts[1], far) > 1:
                return n, m, *parts
    return None


def _border_km(one: Shape, other: Shape) -> float:
    return float(shapely.length(shapely.intersection(one, other)))


def cut(shape: Shape, near: Shape, far: Shape, rng: np.random.Generator) -> tuple[Shape, Shape] | None:
    """Cut a polygon (km) so that 60 % of its true area lies on the side of `near`; no new vertex on its border.

    Returns:
        The two parts, or None when no wandering line does it.
    """
    a, b = (shapely.get_coordinates(shapely.centroid(shapely.intersection(shape, g)))[0] for g in (near, far))
    along = (b - a) / np.hypot(*(b - a))
    ring = shapely.get_coordinates(shapely.get_exterior_ring(shape))[:-1]
    low, high = (ring @ along).min(), (ring @ along).max()
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (
            (middle, high) if _area(ring[(ring @ along) < middle]) < SPLIT_SHARE * _area(ring) else (low, middle)
        )
    side = ring @ along < low
    changes = np.nonzero(side != np.roll(side, 1))[0]
    if len(changes) != 2:
        return None
    start, end = (int(c) for c in changes)
    return _cut_between(ring, start, end, rng, inside_is_near=bool(side[start]))


def _cut_between(
    ring: Floats, start: int, end: int, rng: np.random.Generator, *, inside_is_near: bool
) -> tuple[Shape, Shape] | None:
    one = ring[start : end + 1]
    two = np.concatenate([ring[end:], ring[: start + 1]])
    near, far = (one, two) if inside_is_near else (two, one)
    t = np.linspace(0, 1, 34)
    base = near[-1] + (near[0] - near[-1]) * t[:, None]
    across = np.array([-(near[0] - near[-1])[1], (near[0] - near[-1])[0]])
    across /= np.hypot(*across)
    wave = sum(rng.normal(0, 0.35 / k) * np.sin(np.pi * k * t + 0) for k in range(2, 14))
    low, high = -6.0, 6.0
    wanted = SPLIT_SHARE * _area(ring)

    def bent(bulge: float) -> Floats:
        return base + across * (wave + bulge * np.sin(np.pi * t))[:, None]

    rising = _area(np.concatenate([near, bent(1.0)[1:-1]])) > _area(np.concatenate([near, bent(-1.0)[1:-1]]))
    for _ in range(60):
        middle = (low + high) / 2
        small = _area(np.concatenate([near, bent(middle)[1:-1]])) < wanted
        low, high = (middle, high) if small == rising else (low, middle)
    inner = bent(low)[1:-1]
    parts = (polygon(np.concatenate([near, inner])), polygon(np.concatenate([far, inner[::-1]])))
    whole = polygon(ring)
    sound = all(shapely.is_valid(p) for p in parts) and shapely.covers(whole, line(inner))
    return parts if sound and abs(low) < 3 else None


def _area(ring: Floats) -> float:
    """True area of a ring in km, to a factor: by longitude and the sine of latitude (equal-area)."""
    if len(ring) < 3:
        return 0.0
    x = ring[:, 0]
    y = np.sin(np.deg2rad(ring[:, 1] / KM_PER_DEGREE[1] + ORIGIN[1]))
    x, y = x - x[0], y - y[0]
    return float(abs(np.sum(x * np.roll(y, -1) - y * np.roll(x, -1))) / 2)
