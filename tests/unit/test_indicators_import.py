"""Figures into a real database: whole or not at all, with every revision readable."""

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
import xlsxwriter

from layers.core.clock import FixedClock
from layers.core.report import Report
from layers.indicators.indicator import Indicator
from layers.indicators.ingest import import_file
from layers.store.batch import close_interrupted
from tests.support.figures import INDICATORS, catalogue, indicator, insert_country, write_csv, write_json

Import = Callable[[Path], Report]
FIGURES = (("tai-nan", "90001", "2024-06", "1.234", "", ""), ("luy-ke", "90001", "2024-06", "2,5", "tạm tính", "sơ bộ"))


@pytest.fixture
def url(database_url: str, tmp_path: Path, clock: FixedClock) -> str:
    """Lend the module's database, emptied, with the tiny country and its catalogue."""
    with psycopg.connect(database_url) as connection:
        connection.execute("truncate store.batch, store.outbox, boundaries.unit restart identity cascade")
        insert_country(connection)
    path = write_json(tmp_path / "danh-muc.json", catalogue())
    assert import_file(lambda: psycopg.connect(database_url), path, clock=clock).verdict == "applied"
    return database_url


@pytest.fixture
def take(url: str, clock: FixedClock) -> Import:
    return lambda path: import_file(lambda: psycopg.connect(url), path, clock=clock)


def _rows(url: str, query: str, *values: object) -> list[tuple[Any, ...]]:
    with psycopg.connect(url) as connection:
        return connection.execute(query.encode(), values).fetchall()


def test_figures_come_in_with_the_cell_they_come_from(url: str, take: Import, tmp_path: Path) -> None:
    report = take(
        write_csv(tmp_path / "a.csv", FIGURES, ("chỉ số", "đơn vị", "kỳ", "Số liệu", "tình trạng", "ghi chú"))
    )
    assert report.verdict == "applied"
    assert report.counts == {"rows": 2, "figures": 2, "targets": 0, "written": 2, "revised": 0, "same": 0}
    assert _rows(
        url,
        "select value, status, note_vi, period_start::text, period_end::text, source_file, source_sheet, source_row,"
        " source_column, revision, batch from indicators.observation order by id",
    ) == [
        (1234.0, "final", "", "2024-06-01", "2024-07-01", "a.csv", "", 2, "Số liệu", 1, report.batch),
        (2.5, "provisional", "sơ bộ", "2024-06-01", "2024-07-01", "a.csv", "", 3, "Số liệu", 1, report.batch),
    ]
    told = _rows(url, "select layer from store.outbox order by seq desc limit 3")
    assert {layer for (layer,) in told} == {"indicators", "indicator-tai-nan", "indicator-luy-ke"}


def test_each_sheet_of_a_workbook_keeps_its_own_name_and_heading(url: str, take: Import, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name, heading, period in (("Tháng 5", "Giá trị", "2024-05"), ("Tháng 6", "Số liệu", "2024-06")):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, ["Chỉ số", "Đơn vị", "Kỳ", heading])
            sheet.write_row(1, 0, ["luy-ke", 90001, period, 12.345])
    assert take(path).verdict == "applied"
    assert _rows(
        url, "select source_sheet, source_row, source_column, value from indicators.observation order by 1"
    ) == [
        ("Tháng 5", 2, "Giá trị", 12.345),
        ("Tháng 6", 2, "Số liệu", 12.345),
    ]


def test_the_same_figure_on_two_sheets_refuses_the_workbook(url: str, take: Import, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name in ("Một", "Hai"):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, ["Chỉ số", "Đơn vị", "Kỳ", "Giá trị"])
            sheet.write_row(1, 0, ["luy-ke", 90001, "2024-05", 1])
    report = take(path)
    assert report.verdict == "refused"
    assert [(finding.code, finding.row) for finding in report.errors] == [("duplicate", "Hai!2")]
    assert _rows(url, "select count(*) from indicators.observation") == [(0,)]


def test_one_error_refuses_the_file_whole_and_its_report_stays(url: str, take: Import, tmp_path: Path) -> None:
    report = take(write_csv(tmp_path / "a.csv", [*FIGURES, ("tai-nan", "99999", "2024-06", "3")]))
    assert report.verdict == "refused"
    assert _rows(url, "select count(*) from indicators.observation") == [(0,)]
    ((state, findings),) = _rows(url, "select state, findings from store.batch where id = %s", report.batch)
    assert state == "refused"
    (finding,) = findings
    assert (finding["row"], finding["column"], finding["value"]) == (4, "unit", "99999")
    assert finding["remedy"]["vi"]


def test_a_file_that_cannot_be_read_leaves_a_refused_batch_too(url: str, take: Import, tmp_path: Path) -> None:
    for name, content in (("a.csv", "Ghi chú".encode("cp1258")), ("b.json", b"{"), ("c.xlsx", b"x")):
        path = tmp_path / name
        path.write_bytes(content)
        report = take(path)
        assert report.verdict == "refused"
        assert _rows(
            url, "select state, jsonb_array_length(findings) from store.batch where id = %s", report.batch
        ) == [("refused", 1)]


def test_a_warning_does_not_refuse(url: str, take: Import, tmp_path: Path) -> None:
    report = take(write_csv(tmp_path / "a.csv", [("tai-nan", "91001", "2026-05", "3")]))
    assert (report.verdict, [finding.code for finding in report.findings]) == ("applied", ["unfinished"])
    assert _rows(url, "select count(*) from indicators.observation") == [(1,)]


def test_a_dry_run_writes_nothing(url: str, tmp_path: Path, clock: FixedClock) -> None:
    path = write_csv(tmp_path / "a.csv", FIGURES)
    before = _rows(url, "select count(*) from store.batch")
    assert import_file(lambda: psycopg.connect(url), path, clock=clock, dry_run=True).verdict == "dry-run"
    write_csv(path, [("tai-nan", "99999", "2024-06", "3")])
    assert import_file(lambda: psycopg.connect(url), path, clock=clock, dry_run=True).verdict == "refused"
    assert _rows(url, "select count(*) from store.batch") == before
    assert _rows(url, "select count(*) from indicators.observation") == [(0,)]


def test_the_same_file_twice_changes_nothing(url: str, take: Import, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", FIGURES)
    first, second = take(path), take(path)
    assert (second.verdict, second.batch) == ("unchanged", first.batch)
    again = write_csv(tmp_path / "b.csv", FIGURES[::-1])
    assert take(again).counts["written"] == 0, "the same figures in another file are no new revision"
    assert _rows(url, "select max(revision), count(*) from indicators.observation") == [(1, 2)]


def test_going_back_to_an_earlier_file_is_a_third_revision(url: str, take: Import, tmp_path: Path) -> None:
    """A, B, A: what was known on each day stays readable."""
    for name, value in (("a.csv", "5"), ("b.csv", "6"), ("a.csv", "5")):
        assert take(write_csv(tmp_path / name, [("tai-nan", "90001", "2024-06", value)])).verdict == "applied"
    assert _rows(url, "select revision, value, current from indicators.observation order by revision") == [
        (1, 5.0, False),
        (2, 6.0, False),
        (3, 5.0, True),
    ]


def test_a_retracted_figure_leaves_the_old_one_readable(url: str, take: Import, tmp_path: Path) -> None:
    take(write_csv(tmp_path / "a.csv", [("tai-nan", "90001", "2024-06", "5")]))
    take(write_csv(tmp_path / "b.csv", [("tai-nan", "90001", "2024-06", "", "rút lại", "nhầm xã")]))
    assert _rows(url, "select value, status, current from indicators.observation order by revision") == [
        (5.0, "final", False),
        (None, "retracted", True),
    ]


def test_targets_come_from_a_table_and_from_the_catalogue(url: str, take: Import, tmp_path: Path) -> None:
    head = ("indicator", "unit", "year", "value", "decision")
    take(write_csv(tmp_path / "t.csv", [("tai-nan", "90001", "2024", "90", "QĐ 1")], head))
    aim = {"indicator": "luy-ke", "unit": "91001", "year": 2026, "value": 9.125, "decision": "QĐ 2"}
    assert take(write_json(tmp_path / "danh-muc.json", catalogue(targets=[aim]))).verdict == "applied"
    assert _rows(url, "select unit, year, value, decision from indicators.target order by year") == [
        (2, 2024, 90.0, "QĐ 1"),
        (4, 2026, 9.125, "QĐ 2"),
    ]
    report = take(write_json(tmp_path / "danh-muc.json", catalogue(targets=[aim | {"unit": "99999"}])))
    assert (report.verdict, [finding.code for finding in report.errors]) == ("refused", ["target-unit"])


WORD = {"vi": "Nhóm", "en": "Group"}


def _group(code: str) -> dict[str, object]:
    return {"code": code, "name": WORD}


def _in_order(url: str) -> list[str]:
    rows = _rows(
        url,
        "select g.code || ' ' || coalesce(string_agg(i.code, ' ' order by i.position), '')"
        " from indicators.indicator_group g left join indicators.indicator i on i.group_code = g.code"
        " group by g.code order by g.position",
    )
    return [str(line) for (line,) in rows]


@pytest.mark.parametrize(
    ("groups", "expected"),
    [
        (["k", "h"], ["g", "k", "h"]),  # only new ones: behind what is there, in the file's order
        (["h", "g"], ["h", "g"]),  # all there are: the file orders
        (["k", "a", "g"], ["k", "a", "g"]),
    ],
)
def test_groups_of_a_second_file_go_behind_the_first_ones_unless_it_names_all(
    url: str, take: Import, tmp_path: Path, groups: list[str], expected: list[str]
) -> None:
    assert take(write_json(tmp_path / "b.json", {"groups": [_group(code) for code in groups]})).verdict == "applied"
    assert [line.split()[0] for line in _in_order(url)] == expected


def test_a_group_named_again_keeps_its_place_while_others_are_not_named(url: str, take: Import, tmp_path: Path) -> None:
    take(write_json(tmp_path / "b.json", {"groups": [_group("h"), _group("k")]}))
    take(write_json(tmp_path / "c.json", {"groups": [_group("k"), _group("a"), _group("h")]}))
    assert [line.split()[0] for line in _in_order(url)] == ["g", "h", "k", "a"]


def test_indicators_keep_their_places_in_a_group_as_groups_do(url: str, take: Import, tmp_path: Path) -> None:
    assert _in_order(url) == ["g tai-nan ty-le luy-ke xa-nam dieu-tra"]
    some = [indicator("moi"), indicator("luy-ke"), indicator("chuyen", group="h")]
    groups = [_group("h")]
    file = {"groups": groups, "indicators": [made.model_dump(mode="json") for made in some]}
    assert take(write_json(tmp_path / "b.json", file)).verdict == "applied"
    assert _in_order(url) == ["g tai-nan ty-le luy-ke xa-nam dieu-tra moi", "h chuyen"]
    moved = {"indicators": [indicator("tai-nan", group="h").model_dump(mode="json")]}
    assert take(write_json(tmp_path / "c.json", moved)).verdict == "applied"
    assert _in_order(url) == ["g ty-le luy-ke xa-nam dieu-tra moi", "h chuyen tai-nan"]


def test_a_changed_catalogue_ends_an_outage_and_does_not_double_it(url: str, take: Import, tmp_path: Path) -> None:
    path = tmp_path / "danh-muc.json"
    open_ = {"agency": "so", "started_at": "2026-04-01T08:00:00+07:00", "note": {"vi": "Mất mạng", "en": "Down"}}
    for outage in (open_, open_ | {"ended_at": "2026-04-03T08:00:00+07:00"}, open_):
        assert take(write_json(path, catalogue(outages=[outage]))).verdict == "applied"
    ends = _rows(url, "select (ended_at at time zone 'Asia/Ho_Chi_Minh')::text from indicators.source_outage")
    assert ends == [("2026-04-03 08:00:00",)], "what is known of its end is not forgotten either"


@pytest.mark.parametrize(
    ("changes", "code", "row"),
    [
        ({"outages": [{"agency": "so", "started_at": "2026-04-01T08:00:00"}]}, "catalogue", "1"),
        ({"groups": [{"code": "g"}]}, "catalogue", "g"),
        ({"groups": []}, None, None),
        ({"agencies": [{"code": "so", "name": {"vi": "a", "en": "a"}}] * 2}, "duplicate", "so"),
        ({"outages": [{"agency": "khác", "started_at": "2026-04-01T08:00:00Z"}]}, "unknown-agency", "khác"),
    ],
)
def test_a_faulty_catalogue_is_refused_by_the_entry(
    take: Import, tmp_path: Path, changes: dict[str, object], code: str | None, row: str | None
) -> None:
    report = take(write_json(tmp_path / "danh-muc.json", catalogue(**changes)))
    assert [(finding.code, finding.row) for finding in report.errors] == ([] if code is None else [(code, row)])
    assert report.verdict == ("applied" if code is None else "refused")


def _json(*made: Indicator) -> list[object]:
    return [one.model_dump(mode="json") for one in made]


def test_an_indicator_computed_from_itself_is_refused_at_once_or_over_another(
    url: str, take: Import, tmp_path: Path
) -> None:
    """Otherwise its figures would be asked for without an end."""
    parts = {"numerator": "b", "denominator": "tai-nan"}
    circle = _json(indicator("a", **parts), indicator("b", weight="a"), indicator("c", weight="a"))
    report = take(write_json(tmp_path / "b.json", catalogue(indicators=[*_json(*INDICATORS), *circle])))
    assert report.verdict == "refused"
    assert [(found.code, found.row, found.column, found.value) for found in report.errors] == [
        ("circular", "a", "numerator", "b"),
        ("circular", "b", "weight", "a"),
    ]
    assert "a → b → a" in report.errors[0].message.vi
    assert all(found.remedy is not None for found in report.errors)
    own = {"numerator": "tai-nan", "denominator": "d"}
    report = take(write_json(tmp_path / "c.json", {"indicators": _json(indicator("d", **own))}))
    assert [(found.code, found.column, found.value) for found in report.errors] == [("circular", "denominator", "d")]
    assert _rows(url, "select count(*) from indicators.indicator where code in ('a', 'b', 'c', 'd')") == [(0,)]


def test_a_circle_that_closes_in_the_database_is_refused(take: Import, tmp_path: Path) -> None:
    """What stands leads to what the file changes, and back; a chain that ends is none."""
    chain = _json(indicator("a", weight="b"), indicator("b", weight="tai-nan"))
    assert take(write_json(tmp_path / "b.json", {"indicators": chain})).verdict == "applied"
    report = take(write_json(tmp_path / "c.json", {"indicators": _json(indicator("b", weight="a"))}))
    assert [(found.code, found.row, found.value) for found in report.errors] == [("circular", "b", "a")]


def test_a_total_in_another_file_than_its_children_is_held_against_them(take: Import, tmp_path: Path) -> None:
    """A figure that is taken back or of another body has no part in it."""
    communes = [("tai-nan", "90001", "2024-06", "5"), ("tai-nan", "90002", "2024-06", "6")]
    assert take(write_csv(tmp_path / "xa.csv", communes)).findings == ()
    report = take(write_csv(tmp_path / "tinh.csv", [("tai-nan", "91", "2024-06", "1.200")]))
    assert [(found.code, found.row, found.value) for found in report.findings] == [("unlike-children", 2, "1.200")]
    assert report.verdict == "applied"
    take(write_csv(tmp_path / "b.csv", [("tai-nan", "90001", "2024-06", "", "rút lại")]))
    assert take(write_csv(tmp_path / "c.csv", [("tai-nan", "90002", "2024-06", "7")])).findings == ()


def test_the_owners_name_makes_no_second_figure(url: str, take: Import, tmp_path: Path) -> None:
    """Named or not, it is the figure that the map asks for."""
    head = ("indicator", "unit", "period", "value", "agency")
    take(write_csv(tmp_path / "a.csv", [("tai-nan", "90001", "2024-06", "5", "so")], head))
    take(write_csv(tmp_path / "b.csv", [("tai-nan", "90001", "2024-06", "6", "")], head))
    assert _rows(url, "select agency, value, revision, current from indicators.observation order by id") == [
        ("", 5.0, 1, False),
        ("", 6.0, 2, True),
    ]


_HELD = """
import sys, time
from pathlib import Path
import psycopg
from layers.core.clock import SystemClock
import layers.indicators.ingest as ingest

def hold(*arguments):
    print("written", flush=True)
    time.sleep(60)

ingest.record = hold
ingest.import_file(lambda: psycopg.connect(sys.argv[1]), Path(sys.argv[2]), clock=SystemClock())
"""


def test_a_process_killed_in_the_middle_leaves_nothing_and_is_reported(
    url: str, tmp_path: Path, clock: FixedClock
) -> None:
    """The rows are written but not committed when the process dies."""
    path = write_csv(tmp_path / "a.csv", FIGURES)
    with subprocess.Popen([sys.executable, "-c", _HELD, url, str(path)], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"written\n"
        with psycopg.connect(url) as connection:
            assert close_interrupted(connection, clock) == [], "its process still lives"
        process.kill()
    closed = _closed(url, clock)
    assert len(closed) == 1
    assert _rows(url, "select count(*) from indicators.observation") == [(0,)]
    ((state, findings),) = _rows(url, "select state, findings from store.batch where id = %s", closed[0])
    assert state == "interrupted"
    assert findings[-1]["code"] == "interrupted"
    assert findings[-1]["remedy"]["vi"]
    again = import_file(lambda: psycopg.connect(url), path, clock=clock)
    assert (again.verdict, again.counts["written"]) == ("applied", 2)


def _closed(url: str, clock: FixedClock) -> list[int]:
    """Wait until the server has seen that its client is gone."""
    for _ in range(100):
        with psycopg.connect(url) as connection:
            if closed := close_interrupted(connection, clock):
                return closed
        time.sleep(0.05)
    return []
