"""A total held against the sum of its children, be they in one file or in two."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date

from layers.indicators.catalogue import Entry
from layers.indicators.intake.checks import MOST_FINDINGS, Figure, check_sheet
from layers.indicators.intake.reading import Row, Sheet
from layers.indicators.intake.sums import Known, unlike_children
from tests.support.figures import HEAD, ground, indicator


def _figures(*rows: tuple[str, ...], among: Mapping[str, Entry] | None = None) -> list[Figure]:
    cells = tuple(Row(number, dict(zip(HEAD, row, strict=False))) for number, row in enumerate(rows, 2))
    headings = {column: column for column in HEAD} | {"value": "Số liệu"}
    known = ground() if among is None else replace(ground(), indicators=among)
    figures, _ = check_sheet(Sheet("a.csv", "", headings, cells), known, date(2026, 5, 20), {})
    assert len(figures) == len(rows)
    return figures


def _known(**values: float) -> Known:
    """Answer with these figures of June 2024, by the unit's id behind a letter, for what is asked."""

    def known(_: int, units: Collection[int], periods: Collection[str]) -> Mapping[str, Mapping[int, float]]:
        found = {int(unit[1:]): value for unit, value in values.items()}
        return {"2024-06": {unit: found[unit] for unit in units if unit in found}} if "2024-06" in periods else {}

    return known


NOTHING = _known()
FIVE, SIX = ("tai-nan", "90001", "2024-06", "5"), ("tai-nan", "90002", "2024-06", "6")


def test_a_total_unlike_its_children_is_a_warning_where_all_are_there() -> None:
    (finding,) = unlike_children(_figures(FIVE, SIX, ("tai-nan", "91", "2024-06", "1200")), ground(), NOTHING)
    assert (finding.severity, finding.row, finding.column, finding.value) == ("warning", 4, "Số liệu", "1.200")
    assert "1.200 của 91 khác tổng các đơn vị trực thuộc 11" in finding.message.vi
    assert unlike_children(_figures(FIVE, SIX, ("tai-nan", "91", "2024-06", "11")), ground(), NOTHING) == []
    one_missing = _figures(FIVE, ("tai-nan", "91", "2024-06", "1200"))
    assert unlike_children(one_missing, ground(), NOTHING) == [], "nothing can be said"


def test_a_total_is_held_against_children_that_came_before_and_children_against_a_total() -> None:
    """The province and its communes report apart; the warning lies in the file that has just come."""
    province, communes = _figures(("tai-nan", "91", "2024-06", "1200")), _figures(FIVE, SIX)
    (finding,) = unlike_children(province, ground(), _known(u2=5, u3=6))
    assert (finding.row, finding.value) == (2, "1.200")
    (finding,) = unlike_children(communes, ground(), _known(u1=1200))
    assert (finding.row, finding.value) == (2, "1.200")
    assert unlike_children(province, ground(), _known(u2=600, u3=600)) == []
    assert unlike_children(communes, ground(), _known(u1=11)) == []


def test_the_file_stands_before_what_came_before() -> None:
    """A commune's correction, and one that is kept back from now on."""
    assert unlike_children(_figures(SIX), ground(), _known(u1=11, u2=5, u3=600)) == []
    withheld = _figures(("tai-nan", "90002", "2024-06", "", "withheld"))
    assert unlike_children(withheld, ground(), _known(u1=1200, u2=5, u3=6)) == []


def test_totals_beyond_the_limit_are_counted() -> None:
    """Nothing is left out without a word."""
    months = [f"{year}-{month:02d}" for year in range(2020, 2025) for month in range(1, 13)]
    told = {code: Entry(id=i, position=i, indicator=indicator(code)) for i, code in enumerate("abcd")}
    rows = [(code, unit, month, "5") for code in told for month in months for unit in ("90001", "90002", "91")]
    *found, more = unlike_children(_figures(*rows, among=told), ground(), NOTHING)
    assert (len(found), more.severity, more.code) == (MOST_FINDINGS, "info", "more")
    assert more.message.vi == f"… và {4 * 60 - MOST_FINDINGS} dòng nữa."
