"""The invented country: every unit of every edition with its code, name, people and shape."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

import numpy as np
import shapely

from boundaries.sample import names
from boundaries.sample.arcs import faces
from boundaries.sample.cells import sums, widened
from boundaries.sample.coast import make_land
from boundaries.sample.merger import Merger, merge
from boundaries.sample.partition import NORTH_HOME, SOUTH_HOME, provinces
from boundaries.sample.plane import Floats, Ints, Shape, board, multipolygon, polygon, to_degrees, to_km
from boundaries.sample.tiers import FAR, ISLAND, Tiers, make_tiers

SEED = 97
HOME = "97"
OLD, REFORM, AMENDED = date(2020, 1, 1), date(2025, 7, 1), date(2026, 4, 30)
_PEOPLE = {"97": 1_168_000, "98": 587_000}
_NEIGHBOURS = {3: "99", 4: "88", 5: "85"}
_FAR_AT = (112.22, 12.93)


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of one edition. `shape` is in EPSG:4326; `people` the population when the edition began."""

    code: str
    name: str
    kind: str
    level: Literal["province", "district", "commune"]
    parent: str | None
    shape: Shape
    people: int
    terrain: str
    """The key of the old district where most of it lies."""

    @property
    def full_name(self) -> str:
        """Kind and name."""
        return names.full_name(self.kind, self.name)


@dataclass(frozen=True, slots=True)
class Heir:
    """One row of the crosswalk: this old unit (a district where there were no communes) went into this new one."""

    old: str
    new: str
    relation: Literal["whole", "partial"]
    share: float


@dataclass(frozen=True, slots=True)
class Country:
    """All editions and the crosswalk. Each level of each edition is a valid coverage with shared borders."""

    units: Mapping[date, tuple[Unit, ...]]
    heirs: tuple[Heir, ...]
    special: Mapping[str, str]
    """Codes of the nasty cases, by a short name; see `boundaries.sample.special`."""

    def level(self, edition: date, level: str) -> tuple[Unit, ...]:
        """The units of one level of an edition."""
        return tuple(u for u in self.units[edition] if u.level == level)


def make_country() -> Country:
    """Build the sample's country; always the same. Takes some seconds: ask `boundaries.sample.country()` for it."""
    rng = np.random.default_rng(SEED)
    at = board()
    ground = make_land(at, rng)
    marks = provinces(at, ground, rng)
    tiers = make_tiers(at, ground, marks, rng)
    home = (marks == NORTH_HOME) | (marks == SOUTH_HOME)
    shapes = faces(at, tiers.commune, rng, fine=widened(home, 30))
    count = len(tiers.district_of)
    communes = [shapes[i + 1] for i in range(count)]
    people = _people(tiers, count)
    merger = merge(communes, tiers.district_of, people, frozenset({tiers.enclosed - 1}), rng)
    old = _old_communes(tiers, communes, people, rng)
    far = _far_communes(rng)
    atoms = _Atoms(tuple(old), far, merger, shapes, tiers)
    before = _before(atoms)
    after, heirs, special = _after(atoms)
    amended, renamed = _amended(after)
    return Country({OLD: before, REFORM: after, AMENDED: amended}, heirs, special | renamed)


@dataclass(frozen=True, slots=True)
class _Atoms:
    """What both editions are made of."""

    old: tuple[Unit, ...]
    far: tuple[Unit, ...]
    merger: Merger
    faces: Mapping[int, Shape]
    tiers: Tiers


def _people(tiers: Tiers, count: int) -> Floats:
    """Population of each commune: urban density summed, drawn towards the middle, scaled to the provinces."""
    index = np.arange(1, count + 1, dtype=np.int32)
    home = _shrink(tiers)
    raw = sums(tiers.urban, home, index) ** 0.62
    north = np.array([names.DISTRICTS[k][0] < "990" for k in tiers.district_of])
    for code, mask in (("97", north), ("98", ~north)):
        raw[mask] *= _PEOPLE[code] / raw[mask].sum()
    return np.round(raw)


def _shrink(tiers: Tiers) -> Ints:
    """The marks on the window for which the density was drawn."""
    mask = (tiers.commune > 0) & (tiers.commune <= len(tiers.district_of)) | (tiers.commune == tiers.island)
    return tiers.commune[board().window(mask, 20)[1]] if mask.any() else tiers.commune


def _degrees(shape: Shape) -> Shape:
    return shapely.transform(shape, to_degrees)


def _old_communes(tiers: Tiers, shapes: list[Shape], people: Floats, rng: np.random.Generator) -> list[Unit]:
    used: dict[str, set[str]] = {"97": set(), "98": set()}
    drawn: dict[str, list[str]] = {}
    for key in dict.fromkeys(tiers.district_of):
        province = "97" if names.DISTRICTS[key][0] < "990" else "98"
        drawn[key] = names.draw_names(rng, key, tiers.district_of.count(key), used[province])
    dense = [people[i] / shape.area for i, shape in enumerate(shapes)]
    found: list[Unit] = []
    for i, key in enumerate(tiers.district_of):
        rank = sum(d == key and dense[j] > dense[i] for j, d in enumerate(tiers.district_of))
        kind = _old_kind(key, rank, enclosed=i == tiers.enclosed - 1)
        name = drawn[key][sum(d == key for d in tiers.district_of[:i])]
        found.append(
            Unit(f"{90001 + 3 * i}", name, kind, "commune", names.DISTRICTS[key][0], shapes[i], int(people[i]), key)
        )
    return found


def _old_kind(key: str, rank: int, *, enclosed: bool) -> str:
    wards = {"city": 16, "town": 8, "lagoon": 10}.get(key, 0)
    if rank < wards:
        return "phường"
    return "thị trấn" if enclosed or (wards == 0 and rank == 0 and key != "west") else "xã"


def _far_communes(rng: np.random.Generator) -> tuple[Unit, ...]:
    """Two communes of islets, far out at sea."""
    centre = to_km(np.array(_FAR_AT))
    spots = centre + rng.uniform((-34, -19), (34, 19), (26, 2))
    apart = [s for i, s in enumerate(spots) if all(np.hypot(*(s - t)) > 4.5 for t in spots[:i])]
    islets = [_islet(s, rng) for s in apart]
    west = [i for i in islets if shapely.get_coordinates(shapely.centroid(i))[0, 0] < centre[0]]
    east = [i for i in islets if i not in west]
    code = names.DISTRICTS[FAR][0]
    return tuple(
        Unit(number, name, "xã", "commune", code, multipolygon(part), people, FAR)
        for number, name, part, people in zip(
            ("90901", "90904"), names.FAR_COMMUNES, (east, west), (214, 163), strict=True
        )
    )


def _islet(centre: Floats, rng: np.random.Generator) -> Shape:
    angle = np.linspace(0, 2 * np.pi, 36, endpoint=False)
    size = np.exp(rng.normal(-0.9, 0.5))
    radius = size * np.exp(sum(rng.normal(0, 0.3 / k) * np.cos(k * angle + rng.uniform(0, 6.3)) for k in range(1, 9)))
    turn, flat = rng.uniform(0, np.pi), rng.uniform(0.35, 0.9)
    x, y = radius * np.cos(angle), radius * np.sin(angle) * flat
    points = np.stack([x * np.cos(turn) - y * np.sin(turn), x * np.sin(turn) + y * np.cos(turn)], 1)
    return polygon(centre + points)


def union(shapes: Iterable[Shape]) -> Shape:
    """Dissolve pieces of one coverage; shared vertices stay exactly where they are."""
    parts = np.array(list(shapes), dtype=object)
    return shapely.coverage_union_all(parts) if len(parts) > 1 else parts[0]


def _in_degrees(units: Iterable[Unit]) -> tuple[Unit, ...]:
    return tuple(replace(u, shape=_degrees(u.shape)) for u in units)


def _neighbours(atoms: _Atoms) -> list[Unit]:
    return [
        Unit(code, names.PROVINCES[code], "tỉnh", "province", None, atoms.faces[here], 1_500_000, "neighbour")
        for here, there in atoms.tiers.neighbours.items()
        for code in [_NEIGHBOURS[there]]
    ]


def _before(atoms: _Atoms) -> tuple[Unit, ...]:
    communes = [*atoms.old, *atoms.far]
    island = atoms.faces[atoms.tiers.island]
    districts: list[Unit] = []
    for key, (code, kind, name) in names.DISTRICTS.items():
        own = [c for c in communes if c.parent == code]
        shape = island if key == ISLAND else union(c.shape for c in own)
        people = 6_420 if key == ISLAND else sum(c.people for c in own)
        districts.append(Unit(code, name, kind, "district", "97" if code < "990" else "98", shape, people, key))
    whole = [
        Unit(
            code,
            names.PROVINCES[code],
            "tỉnh",
            "province",
            None,
            union(d.shape for d in own),
            sum(d.people for d in own),
            "",
        )
        for code in ("97", "98")
        for own in [[d for d in districts if d.parent == code]]
    ]
    return _in_degrees([*whole, *_neighbours(atoms), *districts, *communes])


def _after(atoms: _Atoms) -> tuple[tuple[Unit, ...], tuple[Heir, ...], dict[str, str]]:
    old, merger = atoms.old, atoms.merger
    split = old[merger.split]
    codes, found, heirs = _group_codes(atoms), list[Unit](), list[Heir]()
    used: set[str] = set()
    extra = {merger.first: (merger.first_part, 0.6), merger.second: (merger.second_part, 0.4)}
    for n, group in enumerate(merger.groups):
        members = sorted((old[i] for i in group), key=lambda u: -u.people)
        shapes = [m.shape for m in members]
        heirs.extend(Heir(m.code, codes[n], "whole", 1.0) for m in members)
        people = sum(m.people for m in members)
        if n in extra:
            part, share = extra[n]
            shapes.append(part)
            heirs.append(Heir(split.code, codes[n], "partial", share))
            people += round(split.people * share)
        name = next((m.name for m in members if m.name not in used), None) or names.with_direction(
            members[0].name, used
        )
        used.add(name)
        kind = "phường" if members[0].kind == "phường" or n == _enclosed_group(atoms) else "xã"
        found.append(Unit(codes[n], name, kind, "commune", HOME, union(shapes), people, _main_terrain(members)))
    found.extend(_special_zones(atoms, heirs))
    shape = union(u.shape for u in found)
    home = Unit(HOME, names.PROVINCES[HOME], "tỉnh", "province", None, shape, sum(u.people for u in found), "")
    heirs.sort(key=lambda h: (h.old, h.new))
    special = {
        "split": split.code,
        "split_first": codes[merger.first],
        "split_second": codes[merger.second],
        "straddling": codes[merger.straddling],
        "enclosed_old": old[atoms.tiers.enclosed - 1].code,
        "enclosing_old": old[atoms.tiers.enclosing - 1].code,
        "enclosed": codes[_enclosed_group(atoms)],
        "enclosing": codes[next(n for n, g in enumerate(merger.groups) if atoms.tiers.enclosing - 1 in g)],
        "reused": codes[_lender(atoms)[0]],
        "island_district": names.DISTRICTS[ISLAND][0],
        "island": "90907",
        "far_district": names.DISTRICTS[FAR][0],
        "far": "90901",
    }
    return _in_degrees([home, *_neighbours(atoms), *found]), tuple(heirs), special


def _main_terrain(members: list[Unit]) -> str:
    area: dict[str, float] = {}
    for m in members:
        area[m.terrain] = area.get(m.terrain, 0.0) + m.shape.area
    return max(area, key=lambda k: (area[k], k))


def _enclosed_group(atoms: _Atoms) -> int:
    return next(n for n, g in enumerate(atoms.merger.groups) if atoms.tiers.enclosed - 1 in g)


def _lender(atoms: _Atoms) -> tuple[int, int]:
    """The group that takes a code from outside itself, and the old commune whose code it takes."""
    groups = atoms.merger.groups
    plain = [n for n, g in enumerate(groups) if len(g) >= 2 and atoms.old[min(g)].terrain == "south"]
    return plain[0], min(groups[plain[1]], key=lambda i: atoms.old[i].people)


def _group_codes(atoms: _Atoms) -> list[str]:
    """Each new commune keeps the code of its largest predecessor; one takes a code that was used elsewhere."""
    codes = [atoms.old[max(g, key=lambda i: atoms.old[i].people)].code for g in atoms.merger.groups]
    taker, lent = _lender(atoms)
    codes[taker] = atoms.old[lent].code
    return codes


def _special_zones(atoms: _Atoms, heirs: list[Heir]) -> list[Unit]:
    """The two island districts become communes of a special kind."""
    island, far = names.DISTRICTS[ISLAND], names.DISTRICTS[FAR]
    heirs.append(Heir(island[0], "90907", "whole", 1.0))
    heirs.extend(Heir(c.code, "90901", "whole", 1.0) for c in atoms.far)
    return [
        Unit("90907", island[2], "đặc khu", "commune", HOME, atoms.faces[atoms.tiers.island], 6_420, ISLAND),
        Unit("90901", far[2], "đặc khu", "commune", HOME, union(c.shape for c in atoms.far), 377, FAR),
    ]


def _amended(after: tuple[Unit, ...]) -> tuple[tuple[Unit, ...], dict[str, str]]:
    """What 30 April 2026 changed: one commune got another name, one became a ward. Only these two are listed."""
    communes = [u for u in after if u.level == "commune" and u.kind == "xã"]
    promoted = max((u for u in communes if u.terrain in {"city", "town", "lagoon"}), key=lambda u: u.people)
    renamed = max((u for u in communes if u.terrain == "upland"), key=lambda u: u.people)
    changed = (replace(promoted, kind="phường"), replace(renamed, name="Tây Sơn Lĩnh"))
    return changed, {"promoted": promoted.code, "renamed": renamed.code, "renamed_from": renamed.name}
