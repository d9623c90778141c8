"""Rows held against catalogue, units and calendar: every fault is named by its place and has a remedy."""

from collections.abc import Sequence
from datetime import date

import pytest

from layers.core.report import Finding
from layers.indicators.checks import Figure, Key, check_sheet, unlike_children
from layers.indicators.reading import Row, Sheet, Typed
from layers.indicators.targets import Target, check_targets
from tests.support.figures import HEAD, ground

TODAY = date(2026, 5, 20)
HEADINGS = {"indicator": "Chỉ số", "unit": "Đơn vị", "period": "Kỳ", "value": "Số liệu", "status": "TT", "note": "GC"}


def _sheet(*rows: Sequence[str], name: str = "", head: Sequence[str] = HEAD) -> Sheet:
    cells = [Row(number, dict(zip(head, row, strict=False))) for number, row in enumerate(rows, 2)]
    return Sheet("a.csv", name, {column: HEADINGS.get(column, column) for column in head}, tuple(cells))


def _check(*rows: Sequence[str]) -> tuple[list[Figure], list[Finding]]:
    return check_sheet(_sheet(*rows), ground(), TODAY, {})


def _targets(*rows: Sequence[str]) -> tuple[list[Target], list[Finding]]:
    return check_targets(_sheet(*rows, head=("indicator", "unit", "year", "value", "decision")), ground(), {})


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
    figures, (finding,) = check_sheet(sheet, ground(), TODAY, {})
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


def test_what_a_workbook_holds_as_a_number_is_taken_as_it_is() -> None:
    figures, _ = _check(
        ("ty-le", "90001", "2024-05", "2,5"),
        ("ty-le", "90001", "2024-06", Typed("12.345")),
        ("tai-nan", "90001", "2024-06", Typed("1.234")),
    )
    assert [figure.value for figure in figures] == [2.5, 12.345, 1.234]


def test_the_same_figure_twice_is_an_error_on_one_sheet_and_on_two() -> None:
    figures, (finding,) = _check(GOOD, ("tai-nan", "90001@2020-01-01", "2024-06", "6"))
    assert (len(figures), finding.code, finding.row) == (1, "duplicate", 3)
    assert finding.message.vi == "Số liệu này đã có ở dòng 2."
    seen: dict[Key, int | str] = {}
    check_sheet(_sheet(GOOD, name="Một"), ground(), TODAY, seen)
    figures, (finding,) = check_sheet(_sheet(GOOD, name="Hai"), ground(), TODAY, seen)
    assert (figures, finding.code, finding.row) == ([], "duplicate", "Hai!2")
    assert finding.message.vi == "Số liệu này đã có ở dòng Một!2."


def test_many_warnings_do_not_crowd_out_an_error() -> None:
    rows = [*[("luy-ke", "91002", "2026-05", "x")] * 300, *[("xa-nam", "91001", "2026", "7")] * 300]
    _, findings = _check(*rows)
    by_severity = [finding.severity for finding in findings]
    assert by_severity.count("error") == 200
    assert by_severity.count("warning") == 200
    assert findings[-1].code == "more"


def test_a_total_unlike_its_children_is_a_warning_where_all_are_there() -> None:
    rows = [("tai-nan", "90001", "2024-06", "5"), ("tai-nan", "90002", "2024-06", "6")]
    figures, _ = _check(*rows, ("tai-nan", "91", "2024-06", "1200"))
    (finding,) = unlike_children(figures, ground())
    assert (finding.severity, finding.row, finding.column, finding.value) == ("warning", 4, "Số liệu", "1.200")
    assert "1.200 khác tổng các đơn vị trực thuộc 11" in finding.message.vi
    figures, _ = _check(*rows, ("tai-nan", "91", "2024-06", "11"))
    assert unlike_children(figures, ground()) == []
    figures, _ = _check(rows[0], ("tai-nan", "91", "2024-06", "1200"))
    assert unlike_children(figures, ground()) == [], "one child is missing: nothing can be said"


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
