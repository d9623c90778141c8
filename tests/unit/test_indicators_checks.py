"""Rows held against catalogue, units and calendar: every fault is named by its place and has a remedy."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from layers.core.report import Finding
from layers.indicators.catalogue import Entry
from layers.indicators.intake.checks import Figure, Key, check_sheet
from layers.indicators.intake.reading import Row, Sheet, Typed
from layers.indicators.intake.targets import Target, check_targets
from tests.support.figures import HEAD, ground, indicator

TODAY = date(2026, 5, 20)
WIDE = (None, None)
ADDED = (indicator("dem", plausible=WIDE), indicator("trung-binh", kind="rate", plausible=WIDE))
GROUND = replace(
    ground(),
    indicators=dict(ground().indicators) | {made.code: Entry(id=9, position=9, indicator=made) for made in ADDED},
    agencies=frozenset({"so", "thue"}),
)
HEADINGS = {"indicator": "Chỉ số", "unit": "Đơn vị", "period": "Kỳ", "value": "Số liệu", "status": "TT", "note": "GC"}


def _sheet(*rows: Sequence[str], name: str = "", head: Sequence[str] = HEAD) -> Sheet:
    cells = [Row(number, dict(zip(head, row, strict=False))) for number, row in enumerate(rows, 2)]
    return Sheet("a.csv", name, {column: HEADINGS.get(column, column) for column in head}, tuple(cells))


def _check(*rows: Sequence[str]) -> tuple[list[Figure], list[Finding]]:
    return check_sheet(_sheet(*rows), GROUND, TODAY, {})


def _targets(*rows: Sequence[str]) -> tuple[list[Target], list[Finding]]:
    return check_targets(_sheet(*rows, head=("indicator", "unit", "year", "value", "decision")), GROUND, {})


GOOD = ("tai-nan", "90001", "2024-06", "5")


def test_a_good_row_becomes_a_figure_that_knows_its_cell() -> None:
    (figure,), findings = _check((*GOOD, "Tạm tính", "ghi chú"))
    assert findings == []
    assert (figure.value, figure.status, figure.note) == (5, "provisional", "ghi chú")
    assert (figure.sheet, figure.row, figure.column) == ("", 2, "Số liệu")


@pytest.mark.parametrize(
    ("row", "code", "column", "value"),
    [
        (("tai nạn", *GOOD[1:]), "unknown-indicator", "Chỉ số", "tai nạn"),
        (("tai-nan", "99999", "2024-06", "5"), "unknown-unit", "Đơn vị", "99999"),
        (("tai-nan", "91001", "2024-06", "5"), "unit-not-in-force", "Đơn vị", "91001"),
        (("tai-nan", "90001", "2025-07", "5"), "unit-not-in-force", "Đơn vị", "90001"),
        (("tai-nan", "90001@2020-01-01", "2026-01", "5"), "unit-not-in-force", "Đơn vị", "90001@2020-01-01"),
        (("xa-nam", "91", "2024", "5"), "level", "Đơn vị", "91"),
        (("tai-nan", "90001", "6/2024", "5"), "period", "Kỳ", "6/2024"),
        (("tai-nan", "90001", "2024-02-30", "5"), "period", "Kỳ", "2024-02-30"),
        (("tai-nan", "90001", "2024-Q2", "5"), "frequency", "Kỳ", "2024-Q2"),
        (("dieu-tra", "90001", "2024-04", "5"), "ended", "Kỳ", "2024-04"),
        (("tai-nan", "91001", "2026-06", "5"), "future", "Kỳ", "2026-06"),
        (("tai-nan", "90001", "2024-06", "năm"), "bad-request", "Số liệu", "năm"),
        (("ty-le", "90001", "2024-06", "1.234"), "ambiguous-number", "Số liệu", "1.234"),
        (("tai-nan", "90001", "2024-06", ""), "value", "Số liệu", ""),
        (("tai-nan", "90001", "2024-06", "5", "withheld"), "value", "Số liệu", "5"),
        (("tai-nan", "90001", "2024-06", "5", "xong"), "status", "TT", "xong"),
        (("tai-nan", "90001", "2024-06", "5001"), "implausible", "Số liệu", "5001"),
    ],
)
def test_a_faulty_row_is_named_by_row_column_value_and_remedy(
    row: Sequence[str], code: str, column: str, value: str
) -> None:
    """An officer finds the cell and knows what to do."""
    figures, (finding,) = _check(GOOD, row)
    assert [figure.row for figure in figures] == [2]
    assert (finding.severity, finding.code) == ("error", code)
    assert (finding.row, finding.column, finding.value) == (3, column, value)
    assert finding.remedy is not None
    assert finding.remedy.vi
    assert finding.remedy.en


def test_an_unknown_agency_is_named() -> None:
    sheet = _sheet((*GOOD, "ban-la"), head=("indicator", "unit", "period", "value", "agency"))
    figures, (finding,) = check_sheet(sheet, GROUND, TODAY, {})
    assert figures == []
    assert (finding.code, finding.column, finding.value) == ("unknown-agency", "agency", "ban-la")


def test_the_life_of_a_unit_is_told_when_the_period_lies_outside() -> None:
    _, (finding,) = _check(("tai-nan", "90001", "2025-07", "5"))
    assert finding.message.vi == "Đơn vị có hiệu lực từ 1/1/2020 đến trước 1/7/2025, không có vào cuối kỳ."


def test_the_plausible_range_is_told_in_vietnamese_numbers() -> None:
    _, (finding,) = _check(("tai-nan", "90001", "2024-06", "9.999"))
    assert finding.message.vi == "Giá trị ngoài khoảng hợp lý, từ 0 đến 5.000."
    assert finding.message.en == "The value lies outside the plausible range from 0 to 5,000."


def test_a_month_that_still_runs_is_taken_with_a_warning_and_one_not_begun_is_not() -> None:
    figures, findings = _check(("tai-nan", "91001", "2026-05", "5"), ("luy-ke", "91001", "2026-05", "5"))
    assert len(figures) == 2
    assert [(finding.severity, finding.code) for finding in findings] == [("warning", "unfinished")] * 2
    assert findings[0].message.vi == "Kỳ chưa kết thúc."
    figures, findings = _check(("ty-le", "91001", "2026-05", "5"))
    assert (len(figures), findings) == (1, []), "a stock may be counted before the period ends"


def test_blanks_with_a_reason_are_figures_without_value() -> None:
    figures, findings = _check(
        ("tai-nan", "90001", "2024-06", "", "không công bố"),
        ("tai-nan", "90002", "2024-06", "–", "not_applicable"),
        ("tai-nan", "90002", "2024-07", "", "Rút lại"),
    )
    assert findings == []
    assert [(figure.value, figure.status) for figure in figures] == [
        (None, "withheld"),
        (None, "not_applicable"),
        (None, "retracted"),
    ]


@pytest.mark.parametrize("cells", [("1.234,5", "1.234"), ("1234.5", "1234"), ("1,234.5", "1,234")])
def test_the_decimal_mark_is_told_by_the_column(cells: Sequence[str]) -> None:
    figures, findings = _check(("luy-ke", "90001", "2024-05", cells[0]), ("luy-ke", "90001", "2024-06", cells[1]))
    assert findings == []
    assert [figure.value for figure in figures] == [1234.5, 1234]


@pytest.mark.parametrize(
    "cells",
    [
        ("1,234",),
        ("1.234", "1,234"),
        ("12,345,678", "1.234", "1,234"),
        ("1.234.567", "1,234", "1 234"),
        ("999", "-1,234"),
        ("1,234.0", "1,234"),
    ],
)
def test_groups_of_three_are_thousands_in_a_count_whichever_mark_parts_them(cells: Sequence[str]) -> None:
    """A count has no decimals: the same table by an English spreadsheet is not a thousandth of it."""
    rows = [("dem", "90001", f"2024-{month:02d}", cell) for month, cell in enumerate(cells, 1)]
    figures, findings = _check(*rows)
    assert findings == []
    assert [figure.value for figure in figures] == [float(re.sub(r"[ .,](?=\d{3})", "", cell)) for cell in cells]


def test_a_column_that_states_its_decimals_is_believed_and_a_count_with_decimals_is_a_warning() -> None:
    """A mean of counts may be meant; a thousand may as well, so somebody is to look."""
    figures, findings = _check(("dem", "90001", "2024-05", "12,5"), ("dem", "90001", "2024-06", "1,234"))
    assert [figure.value for figure in figures] == [12.5, 1.234]
    assert [(found.severity, found.code, found.row, found.column, found.value) for found in findings] == [
        ("warning", "fraction", 2, "Số liệu", "12,5"),
        ("warning", "fraction", 3, "Số liệu", "1,234"),
    ]
    figures, findings = _check(("trung-binh", "90001", "2024-05", "12,5"))
    assert ([figure.value for figure in figures], findings) == ([12.5], []), "a rate may be written rounded"


def test_a_target_of_a_count_is_read_as_its_figures_are() -> None:
    targets, findings = _targets(("dem", "90001", "2023", "1,234", ""), ("dem", "90001", "2024", "1.234", ""))
    assert findings == []
    assert [target.value for target in targets] == [1234, 1234]


def test_a_figure_of_the_indicators_own_agency_is_the_owners_figure() -> None:
    """Whoever names the owner says no more than who leaves the cell empty, and says it of the same figure."""
    head = ("indicator", "unit", "period", "value", "agency")
    figures, (finding,) = check_sheet(_sheet((*GOOD, "so"), (*GOOD, ""), head=head), GROUND, TODAY, {})
    assert [figure.agency for figure in figures] == [""]
    assert (finding.code, finding.row) == ("duplicate", 3)


def test_what_the_map_does_not_draw_is_stored_with_a_warning() -> None:
    """Another body's figure and a part of one are kept under their full key, beside the owner's total."""
    head = ("indicator", "unit", "period", "value", "agency", "breakdown")
    rows = ((*GOOD, "", ""), (*GOOD, "thue", ""), (*GOOD, "", "nữ"))
    figures, findings = check_sheet(_sheet(*rows, head=head), GROUND, TODAY, {})
    assert [(figure.agency, figure.breakdown) for figure in figures] == [("", ""), ("thue", ""), ("", "nữ")]
    assert [(found.severity, found.code, found.row, found.column, found.value) for found in findings] == [
        ("warning", "not-drawn", 3, "agency", "thue"),
        ("warning", "not-drawn", 4, "breakdown", "nữ"),
    ]
    assert all(found.remedy is not None for found in findings)


def test_what_a_workbook_holds_as_a_number_is_taken_as_it_is() -> None:
    figures, (finding,) = _check(
        ("ty-le", "90001", "2024-05", "2,5"),
        ("ty-le", "90001", "2024-06", Typed("12.345")),
        ("tai-nan", "90001", "2024-06", Typed("1.234")),
    )
    assert [figure.value for figure in figures] == [2.5, 12.345, 1.234]
    assert (finding.code, finding.row) == ("fraction", 4), "a count of 1.234 is not taken in silence"


def test_the_same_figure_twice_is_an_error_on_one_sheet_and_on_two() -> None:
    figures, (finding,) = _check(GOOD, ("tai-nan", "90001@2020-01-01", "2024-06", "6"))
    assert (len(figures), finding.code, finding.row) == (1, "duplicate", 3)
    assert finding.message.vi == "Số liệu này đã có ở dòng 2."
    seen: dict[Key, int | str] = {}
    check_sheet(_sheet(GOOD, name="Một"), GROUND, TODAY, seen)
    figures, (finding,) = check_sheet(_sheet(GOOD, name="Hai"), GROUND, TODAY, seen)
    assert (figures, finding.code, finding.row) == ([], "duplicate", "Hai!2")
    assert finding.message.vi == "Số liệu này đã có ở dòng Một!2."


def test_many_warnings_do_not_crowd_out_an_error() -> None:
    rows = [*[("luy-ke", "91002", "2026-05", "x")] * 300, *[("xa-nam", "91001", "2026", "7")] * 300]
    _, findings = _check(*rows)
    by_severity = [finding.severity for finding in findings]
    assert by_severity.count("error") == 200
    assert by_severity.count("warning") == 200
    assert findings[-1].code == "more"


def test_a_good_target_is_read_and_the_reform_year_knows_both_units() -> None:
    targets, findings = _targets(
        ("tai-nan", "90001", "2025", "1.000", "QĐ 1"), ("tai-nan", "91001", "2025", "2.000", "QĐ 1")
    )
    assert findings == []
    assert [(target.unit, target.year, target.value) for target in targets] == [(2, 2025, 1000), (4, 2025, 2000)]


@pytest.mark.parametrize(
    ("row", "code", "column", "value"),
    [
        (("lạ", "90001", "2024", "5", ""), "target-indicator", "Chỉ số", "lạ"),
        (("tai-nan", "91001", "2024", "5", ""), "target-unit", "Đơn vị", "91001"),
        (("xa-nam", "91", "2024", "5", ""), "target-unit", "Đơn vị", "91"),
        (("tai-nan", "90001", "2024-06", "5", ""), "target-year", "year", "2024-06"),
        (("tai-nan", "90001", "2023", "năm", ""), "target-value", "Số liệu", "năm"),
        (("tai-nan", "90001", "2023", "", ""), "target-value", "Số liệu", ""),
        (("tai-nan", "90001", "2024", "6", ""), "duplicate", "Đơn vị", "90001"),
    ],
)
def test_a_faulty_target_is_named(row: Sequence[str], code: str, column: str, value: str) -> None:
    targets, (finding,) = _targets(("tai-nan", "90001", "2024", "5", ""), row)
    assert len(targets) == 1
    assert (finding.severity, finding.code, finding.row) == ("error", code, 3)
    assert (finding.column, finding.value) == (column, value)
    assert finding.remedy is not None
