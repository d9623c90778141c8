"""A unit that another one went into is not the unit that it was: its older figures are those of both."""

from datetime import date

import psycopg
import pytest

from boundaries.lookup.carry import lives
from tests.support.desk import NEW, Desk, Row, cell, named
from tests.support.figures import catalogue, write_csv, write_json

SMALL = 0.001
LARGE: Row = ("90001", "Xã Diên An", "97", cell(0))
HAMLET: Row = ("90002", "Xã Nhỏ", "97", cell(0.1, width=SMALL))
FAR: Row = ("90002", "Xã Nhỏ", "97", cell(0.3, width=SMALL))
"""The same, where a stand-in of old boundaries has it: not where it was."""
JOINED: Row = ("90001", "Xã Diên An", "97", cell(0, width=0.1 + SMALL))
LIST = ("90001,90001,full", "90002,90001,full")
TWO_LIVES = [("90001", "2020-01-01", "2025-07-01"), ("90001", "2025-07-01", None)]


def _lives_of(desk: Desk, code: str) -> list[tuple[object, ...]]:
    return [row for row in desk.units() if row[0] == code]


def _carried(desk: Desk) -> dict[str, dict[str, float]]:
    """Return, of every unit in force today, what its older figures are made of."""
    names = {int(key): str(uid) for key, uid in desk.ask("select id, code || '@' || valid_from from boundaries.unit")}
    with psycopg.connect(desk.url) as connection:
        found = lives(connection, names)
    return {
        names[unit]: {names[part.unit]: part.weight for part in life.before}
        for unit, life in found.items()
        if life.valid_to is None and life.level == "commune"
    }


BOTH = {"90001@2025-07-01": {"90001@2020-01-01": pytest.approx(1), "90002@2020-01-01": pytest.approx(1)}}


def test_a_unit_that_takes_in_a_small_one_begins_anew_by_the_shapes_alone(desk: Desk) -> None:
    desk.communes([LARGE, HAMLET])
    report = desk.communes([JOINED], NEW)
    assert (report.counts["new_units"], report.counts["ended"]) == (1, 2)
    assert _lives_of(desk, "90001") == TWO_LIVES
    assert _carried(desk) == BOTH


def test_a_sliver_of_a_unit_that_ended_is_how_borders_are_drawn(desk: Desk) -> None:
    desk.communes([LARGE, ("90002", "Xã Bên", "97", cell(0.1))])
    desk.communes([("90001", "Xã Diên An", "97", cell(0, width=0.101)), ("90003", "Xã Mới", "97", cell(0.101))], NEW)
    assert _lives_of(desk, "90001") == [("90001", "2020-01-01", None)]


@pytest.fixture
def lasting(desk: Desk) -> Desk:
    """Lend a desk on which, as far as shapes can tell, 90001 went on and 90002 went nowhere."""
    desk.take(desk.write([("971", "Huyện Bắc", "97", cell(0, 0, 0.4))], name="huyen.gpkg"), level="district")
    desk.communes([(code, name, "971", shape) for code, name, _, shape in (LARGE, FAR)])
    desk.communes([LARGE], NEW)
    assert _lives_of(desk, "90001") == [("90001", "2020-01-01", None)]
    desk.figures(write_json(desk.folder / "danh-muc.json", catalogue()))
    return desk


def test_the_official_list_parts_a_unit_that_the_shapes_took_for_one(lasting: Desk) -> None:
    tried = lasting.succeed(LIST, dry_run=True)
    assert (tried.verdict, tried.counts["parted"], len(_lives_of(lasting, "90001"))) == ("dry-run", 1, 1)
    report = lasting.succeed(LIST)
    assert (report.verdict, report.counts["parted"], report.findings) == ("applied", 1, ())
    assert _lives_of(lasting, "90001") == TWO_LIVES
    assert _carried(lasting) == BOTH
    versions = lasting.ask(
        "select u.valid_from::text, v.valid_from::text, v.valid_to::text from boundaries.unit_version v"
        " join boundaries.unit u on u.id = v.unit where v.code = '90001' order by 2"
    )
    assert versions == [("2020-01-01", "2020-01-01", "2025-07-01"), ("2025-07-01", "2025-07-01", None)]
    former = lasting.ask(
        "select u.valid_from::text, d.code from boundaries.former_district f join boundaries.unit u on u.id = f.unit"
        " join boundaries.unit d on d.id = f.district"
    )
    assert former == [("2025-07-01", "971")]
    assert lasting.ask("select count(*) from boundaries.unassigned where direction = 'forward'") == [(0,)]
    again = lasting.succeed(LIST)
    assert (again.verdict, again.batch) == ("unchanged", report.batch)


def test_a_version_that_goes_on_over_the_day_is_cut_in_two(desk: Desk) -> None:
    desk.communes([LARGE, FAR])
    desk.communes([LARGE], NEW)
    desk.communes([("90001", "Phường Diên An", "97", LARGE[3])], date(2026, 4, 30), amend=True)
    assert desk.succeed(LIST).counts["parted"] == 1
    versions = desk.ask(
        "select u.valid_from::text, v.kind, v.valid_from::text, v.valid_to::text from boundaries.unit_version v"
        " join boundaries.unit u on u.id = v.unit where v.code = '90001' order by 3"
    )
    assert versions == [
        ("2020-01-01", "xã", "2020-01-01", "2025-07-01"),
        ("2025-07-01", "xã", "2025-07-01", "2026-04-30"),
        ("2025-07-01", "phường", "2026-04-30", None),
    ]


@pytest.mark.parametrize(("share", "parted"), [("0.05", 0), ("0.4", 1)])
def test_a_small_part_of_another_unit_does_not_make_it_a_new_one(lasting: Desk, share: str, parted: int) -> None:
    path = lasting.list_([f"90002,90001,partial,{share}"], "old,new,relation,share")
    status, said = lasting.command("succession", "import", str(path), "--map", "share=share")
    assert (status, f"parted {parted}" in said) == (0, bool(parted))
    assert len(_lives_of(lasting, "90001")) == 1 + parted


def test_a_unit_with_figures_since_the_day_stays_one_and_the_row_is_named(lasting: Desk) -> None:
    rows = [("tai-nan", "90001", "2025-08", 8, "", "")]
    assert lasting.figures(write_csv(lasting.folder / "so-lieu.csv", rows)).verdict == "applied"
    report = lasting.succeed(LIST)
    (found,) = named(report, "merged-into")
    assert report.verdict == "applied"
    assert (found.severity, found.row, found.column, found.value) == ("warning", 3, "new", "90001")
    assert found.remedy is not None
    assert len(_lives_of(lasting, "90001")) == 1


def test_an_heir_that_no_edition_has_is_named_and_rows_of_other_provinces_are_counted(desk: Desk) -> None:
    desk.communes([LARGE, ("90002", "Xã Bên", "97", cell(0.1))])
    desk.communes(
        [("90003", "Xã Bắc", "97", cell(0, width=0.05)), ("90004", "Xã Nam", "97", cell(0.05, width=0.15))], NEW
    )
    report = desk.succeed(
        ["90001,90003,partial", "90001,90040,partial", "90002,90404,full", "10001,10002,full", "10003,90004,partial"]
    )
    part, whole = named(report, "unknown-heir")
    assert report.verdict == "applied"
    assert (part.severity, part.row, part.column, part.value) == ("warning", 3, "new", "90040")
    assert "this part of the old unit stays unassigned" in part.message.en
    assert (whole.row, whole.value) == (4, "90404")
    assert "divided by area instead" in whole.message.en
    assert [f.message.en[:6] for f in named(report, "elsewhere")] == ["2 rows"]
    assert desk.ask("select round(share::numeric, 2) from boundaries.unassigned where direction = 'forward'") == [
        (pytest.approx(0.5),)
    ]
