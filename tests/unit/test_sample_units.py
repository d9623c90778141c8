"""The sample's country: sound shapes, and every nasty case in its place."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyproj
import pytest
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from boundaries.sample import AMENDED, OLD, REFORM, Country, Unit, country, write_files

LEVELS = [(OLD, "province"), (OLD, "district"), (OLD, "commune"), (REFORM, "province"), (REFORM, "commune")]
EQUAL_AREA: Any = pyproj.Transformer.from_crs(4326, 6933, always_xy=True)


@pytest.fixture(scope="module")
def made() -> Country:
    """Lend the country: asked by the tests, not when this file is read."""
    return country()


def by_code(units: Iterable[Unit]) -> dict[str, Unit]:
    return {u.code: u for u in units}


def area(shape: BaseGeometry) -> float:
    def project(points: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.stack(EQUAL_AREA.transform(points[:, 0], points[:, 1]), axis=1)

    return float(shapely.area(shapely.transform(shape, project)))


@pytest.mark.parametrize(("edition", "level"), LEVELS)
def test_each_level_of_each_edition_is_a_coverage_with_exactly_shared_borders(
    made: Country, edition: date, level: str
) -> None:
    shapes = [u.shape for u in made.units[edition] if u.level == level]
    assert all(shapely.is_valid(s) for s in shapes)
    assert shapely.coverage_is_valid(shapes)


def test_levels_cover_the_same_ground(made: Country) -> None:
    old_home = [u.shape for u in made.level(OLD, "province") if u.code in {"97", "98"}]
    districts = [u.shape for u in made.level(OLD, "district")]
    new_home = [u.shape for u in made.level(REFORM, "province") if u.code == "97"]
    totals = [sum(s.area for s in shapes) for shapes in (old_home, districts, new_home)]
    assert totals == pytest.approx([totals[0]] * 3, rel=1e-9)


def test_no_unit_is_a_sliver(made: Country) -> None:
    for edition, level in LEVELS:
        for unit in made.level(edition, level):
            assert area(unit.shape) > 500_000, unit.full_name


def test_counts_are_those_of_a_real_merger(made: Country) -> None:
    assert len(made.level(OLD, "commune")) == 130
    assert len(made.level(OLD, "district")) == 10
    assert len(made.level(REFORM, "commune")) == 60
    assert {u.code for u in made.level(OLD, "province")} == {"97", "98", "99", "88", "85"}
    assert {u.code for u in made.level(REFORM, "province")} == {"97", "99", "88", "85"}
    assert Counter(u.kind for u in made.level(REFORM, "commune"))["đặc khu"] == 2


def test_a_commune_is_cut_60_to_40(made: Country) -> None:
    split = by_code(made.level(OLD, "commune"))[made.special["split"]]
    rows = [h for h in made.heirs if h.old == split.code]
    assert {(h.relation, h.share) for h in rows} == {("partial", 0.6), ("partial", 0.4)}
    after = by_code(made.level(REFORM, "commune"))
    for heir in rows:
        piece = shapely.intersection(split.shape, after[heir.new].shape)
        assert area(piece) / area(split.shape) == pytest.approx(heir.share, abs=2e-5)


def test_a_new_commune_straddles_two_old_districts(made: Country) -> None:
    old = by_code(made.level(OLD, "commune"))
    share: dict[str, float] = {}
    for heir in made.heirs:
        if heir.new == made.special["straddling"]:
            unit = old[heir.old]
            share[str(unit.parent)] = share.get(str(unit.parent), 0.0) + area(unit.shape)
    assert len(share) == 2
    assert max(share.values()) / sum(share.values()) < 0.95


def test_a_code_is_reused_for_ground_it_never_named(made: Country) -> None:
    code = made.special["reused"]
    then, now = by_code(made.level(OLD, "commune"))[code], by_code(made.level(REFORM, "commune"))[code]
    assert shapely.intersection(then.shape, now.shape).area < 1e-9


def test_a_ward_lies_in_a_hole_of_one_commune(made: Country) -> None:
    for edition, inner, outer in ((OLD, "enclosed_old", "enclosing_old"), (REFORM, "enclosed", "enclosing")):
        units = by_code(made.level(edition, "commune"))
        hole = units[made.special[inner]].shape
        around = units[made.special[outer]].shape
        assert shapely.covers(shapely.polygons(shapely.get_exterior_ring(around)), hole)
        assert shapely.intersection(hole, around).area == 0


def test_island_districts_become_special_zones(made: Country) -> None:
    after = by_code(made.level(REFORM, "commune"))
    assert after[made.special["island"]].kind == after[made.special["far"]].kind == "đặc khu"
    assert not [u for u in made.level(OLD, "commune") if u.parent == made.special["island_district"]]
    assert shapely.bounds(after[made.special["far"]].shape)[0] > 111.8


def test_two_communes_changed_on_30_april_2026(made: Country) -> None:
    before = by_code(made.level(REFORM, "commune"))
    changes = [(before[u.code], u) for u in made.level(AMENDED, "commune")]
    assert len(changes) == 2
    assert {(b.kind, a.kind) for b, a in changes if b.kind != a.kind} == {("xã", "phường")}
    assert [b.name != a.name for b, a in changes].count(True) == 1
    assert all(shapely.equals(b.shape, a.shape) for b, a in changes)


def test_names_hold_the_traps_of_real_lists(made: Country) -> None:
    names = Counter(u.name for u in made.level(OLD, "commune"))
    assert names["Vĩnh Thạnh"] == 2
    assert names["Hòa Khê"] == names["Hoà Khê"] == 1
    assert names["Lạc An"] == names["Lạc Ân"] == 1
    assert any("'" in name for name in names)
    after = Counter(u.full_name for u in made.level(REFORM, "commune"))
    assert max(after.values()) == 1


def test_every_old_unit_has_an_heir_and_every_new_one_a_source(made: Country) -> None:
    islands = {made.special["island_district"]}
    assert {h.old for h in made.heirs} == {u.code for u in made.level(OLD, "commune")} | islands
    assert {h.new for h in made.heirs} == {u.code for u in made.level(REFORM, "commune")}
    forward: dict[str, float] = {}
    for heir in made.heirs:
        forward[heir.old] = forward.get(heir.old, 0.0) + heir.share
    assert np.allclose(list(forward.values()), 1)


def test_files_are_the_same_to_the_byte_each_time(tmp_path: Path) -> None:
    def hashes(folder: Path) -> list[str]:
        files = write_files(folder)
        return [hashlib.sha256(p.read_bytes()).hexdigest() for p in (*(f.path for f in files.units), files.crosswalk)]

    assert hashes(tmp_path / "one") == hashes(tmp_path / "two")
