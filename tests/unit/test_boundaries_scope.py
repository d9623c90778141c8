"""A file speaks of the provinces or districts that it is limited to, or that its units lie in, and of no other."""

from datetime import date

import psycopg
import pytest

from boundaries.lookup.home import home
from tests.support.desk import NEW, Desk, Row, cell, named

PROVINCES: list[Row] = [
    ("97", "Tỉnh Hải Sơn", "", cell(0, 0, 1, 1)),
    ("98", "Tỉnh Vân Hải", "", cell(1, 0, 1, 1)),
]
ONE: list[Row] = [("90001", "Xã Diên An", "97", cell(0)), ("90002", "Phường Cửa Bé", "97", cell(0.1))]
OTHER: list[Row] = [("91001", "Xã Vân Phong", "98", cell(1)), ("91002", "Xã Vân Lâm", "98", cell(1.1))]
BETWEEN = date(2024, 1, 1)


@pytest.fixture
def two(desk: Desk) -> Desk:
    """Lend a desk with a second province, which came in a file of its own."""
    assert desk.take(desk.write(PROVINCES[1:], name="tinh-98.gpkg"), level="province").verdict == "applied"
    return desk


def _in_force(desk: Desk, day: date) -> list[str]:
    rows = desk.ask(
        f"select code from boundaries.unit_version where level = 'commune' and valid_from <= '{day}'"
        f" and coalesce(valid_to > '{day}', true) order by code"
    )
    return [str(code) for (code,) in rows]


ALL = ["90001", "90002", "91001", "91002"]


@pytest.mark.parametrize("limited", [True, False])
@pytest.mark.parametrize("amend", [True, False])
def test_a_second_file_of_the_day_brings_another_province(two: Desk, *, limited: bool, amend: bool) -> None:
    assert two.communes(ONE, within=("97",) if limited else ()).verdict == "applied"
    report = two.communes(OTHER, within=("98",) if limited else (), amend=amend)
    assert (report.verdict, report.counts["new_units"], report.counts["ended"]) == ("applied", 2, 0)
    assert _in_force(two, date(2020, 1, 1)) == ALL
    assert two.ask("select effective::text from boundaries.edition") == [("2020-01-01",)]


def test_one_file_may_come_once_for_each_province(two: Desk) -> None:
    path = two.write([*ONE, *OTHER])
    assert two.take(path, within=("97",)).counts["rows"] == 2
    second = two.take(path, within=("98",))
    assert (second.verdict, second.counts["rows"]) == ("applied", 2)
    again = two.take(path, within=("97",))
    assert (again.verdict, again.batch) == ("unchanged", second.batch and second.batch - 1)


def test_a_province_comes_once_an_edition(two: Desk) -> None:
    two.communes(ONE)
    two.communes(OTHER)
    (found,) = two.communes(OTHER[:1], within=("98",)).errors
    assert (found.code, found.column, found.value) == ("overlapping-validity", "--edition", "2020-01-01")
    assert found.message.en == "This level already has boundaries from 1/1/2020 in Tỉnh Vân Hải."


def test_the_order_of_days_is_that_of_the_province(two: Desk) -> None:
    two.communes(ONE, NEW)
    assert two.communes(OTHER, BETWEEN).verdict == "applied", "the other province has nothing later"
    (found,) = two.communes(ONE, BETWEEN, within=("97",)).errors
    assert found.code == "overlapping-validity"
    assert two.take(two.write(PROVINCES, name="ca-hai.gpkg"), date(2019, 1, 1), "province").verdict == "refused"


def test_a_unit_that_ends_later_is_not_changed_before(two: Desk) -> None:
    two.communes(ONE)
    two.communes(ONE[:1], NEW)
    (found,) = two.communes([("90002", "Phường Cửa Lớn", "97", cell(0.1))], BETWEEN, amend=True).errors
    assert found.message.en == "This level already has boundaries from 1/7/2025 in Tỉnh Hải Sơn."


def test_a_later_file_ends_units_of_its_own_provinces_only(two: Desk) -> None:
    two.communes([*ONE, *OTHER])
    report = two.communes(ONE[:1], NEW)
    assert (report.verdict, report.counts["ended"]) == ("applied", 1)
    assert _in_force(two, NEW) == ["90001", "91001", "91002"]


def test_a_file_of_one_district_leaves_the_others_of_its_province_alone(desk: Desk) -> None:
    districts: list[Row] = [
        ("971", "Huyện Bắc", "97", cell(0, 0, 0.2)),
        ("972", "Huyện Nam", "97", cell(0.2, 0, 0.2)),
    ]
    desk.take(desk.write(districts, name="huyen.gpkg"), level="district")
    north: list[Row] = [("90001", "Xã Một", "971", cell(0)), ("90002", "Xã Hai", "971", cell(0.1))]
    south: list[Row] = [("90003", "Xã Ba", "972", cell(0.2)), ("90004", "Xã Bốn", "972", cell(0.3))]
    assert desk.communes(north, within=("971",)).verdict == "applied"
    assert desk.communes(south, within=("972",)).verdict == "applied"
    renamed: list[Row] = [("90001", "Phường Một", "971", cell(0))]
    assert desk.communes(renamed, NEW, within=("971",)).counts["ended"] == 1
    assert _in_force(desk, NEW) == ["90001", "90003", "90004"]
    assert desk.communes(south, BETWEEN, within=("972",)).verdict == "refused", "its province has later ones"


@pytest.fixture
def merged(two: Desk) -> Desk:
    """Lend a desk on which both provinces, one file each, became one."""
    two.communes(ONE)
    two.communes(OTHER)
    whole: list[Row] = [("97", "Tỉnh Hải Vân", "", cell(0, 0, 2, 1))]
    assert two.take(two.write(whole, name="tinh-moi.gpkg"), NEW, "province").counts["ended"] == 2
    return two


def test_editions_of_home_come_right_when_one_came_in_two_files(merged: Desk) -> None:
    heirs: list[Row] = [("90001", "Xã Gộp", "97", cell(0, width=0.2)), ("91001", "Xã Vân", "97", cell(1, width=0.2))]
    report = merged.communes(heirs, NEW, within=("97",))
    assert (report.verdict, report.counts["ended"], report.counts["new_units"]) == ("applied", 4, 2)
    assert _in_force(merged, NEW) == ["90001", "91001"]
    with psycopg.connect(merged.url) as connection:
        found = home(connection, "97")
    assert [len(edition.roots) for edition in found.editions] == [2, 1]
    assert [edition.levels for edition in found.editions] == [("province", "commune")] * 2
    assert merged.communes(OTHER[:1], BETWEEN, within=("98",)).verdict == "refused", "what it became has later ones"


def test_districts_of_provinces_that_the_file_does_not_speak_of_go_on(two: Desk) -> None:
    districts: list[Row] = [("971", "Huyện Bắc", "97", cell(0)), ("981", "Huyện Đông", "98", cell(1))]
    two.take(two.write(districts, name="huyen.gpkg"), level="district")
    report = two.communes(ONE, NEW)
    assert report.counts["ended_districts"] == 1
    assert two.ask("select code from boundaries.unit where level = 'district' and valid_to is null") == [("981",)]


def test_a_code_in_force_in_another_province_is_refused_by_name(two: Desk) -> None:
    two.communes([*ONE, *OTHER])
    report = two.communes([*ONE, ("91002", "Xã Lạc", "97", cell(0.3))], NEW, within=("97",))
    (found,) = report.errors
    assert (found.code, found.row, found.column, found.value) == ("code-elsewhere", 3, "ma", "91002")
    assert found.message.en == "This is the code of Xã Vân Lâm, Tỉnh Vân Hải, outside what the file is limited to."
    assert found.remedy is not None
    assert _in_force(two, NEW) == ALL


def test_a_unit_that_moves_to_another_province_comes_by_amendment_and_is_not_double(two: Desk) -> None:
    two.communes([*ONE, *OTHER])
    assert two.communes([("91001", "Xã Vân Phong", "97", cell(1))], NEW, amend=True).counts["new_versions"] == 1
    assert _in_force(two, NEW) == ALL
    late = two.communes([("91001", "Phường Vân Phong", "98", cell(1))], BETWEEN, amend=True)
    assert [f.code for f in late.errors] == ["overlapping-validity"], "its life goes on later, elsewhere"


def test_a_second_file_of_the_day_keeps_what_the_official_list_said_of_the_first(two: Desk) -> None:
    two.communes([*ONE, *OTHER])
    two.communes([("90003", "Xã Gộp", "97", cell(0, width=0.2))], NEW)
    two.succeed(["90001,90003,full", "90002,90003,full"])
    report = two.communes([("91003", "Xã Vân", "98", cell(1, width=0.2))], NEW)
    assert report.counts["successions_by_area"] == 2
    rows = two.ask(
        "select o.code, n.code, s.method from boundaries.succession s join boundaries.unit o on o.id = s.old_unit"
        " join boundaries.unit n on n.id = s.new_unit order by 1"
    )
    assert rows == [
        ("90001", "90003", "official"),
        ("90002", "90003", "official"),
        ("91001", "91003", "area"),
        ("91002", "91003", "area"),
    ]
    assert named(report, "overlap") == []
    assert two.ask("select count(*) from boundaries.unassigned") == [(0,)]
