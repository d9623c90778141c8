"""Shorter periods to longer ones: what each indicator says, what a missing part does, when a blank is due."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from boundaries.lookup.carry import Life
from layers.core.clock import LOCAL
from layers.core.errors import NotComparableError
from layers.core.period import parse_period, period_range
from layers.indicators.indicator import Indicator
from layers.indicators.matrix.blanks import explain
from layers.indicators.matrix.deadlines import Outage, blank_mark, deadline, next_change
from layers.indicators.matrix.matrix import Matrix, alive, blank
from layers.indicators.matrix.periods import brought_to, put_together
from tests.support.figures import indicator

LIVES = {1: Life(1, date(2020, 1, 1), None, "commune")}


def _months(said: Indicator, first: str, *cells: float | str) -> Matrix:
    begin = parse_period(first)
    found = blank(said, [1], period_range(begin, begin.shift(len(cells) - 1)))
    for j, cell in enumerate(cells):
        if isinstance(cell, str):
            found.marks[0, j] = cell
        else:
            found.values[0, j], found.marks[0, j] = cell, "."
    return found


def _told(found: Matrix) -> list[tuple[float | None, str]]:
    return [
        (None if np.isnan(value) else float(value), str(mark))
        for value, mark in zip(found.values[0], found.marks[0], strict=True)
    ]


@pytest.mark.parametrize(
    ("said", "value"),
    [
        (indicator(), 12),
        (indicator(kind="rate", over_units="mean", over_periods="mean"), 4),
        (indicator(accumulation="stock", over_periods="last"), 6),
        (indicator(accumulation="ytd", over_periods="sum"), 6),
    ],
)
def test_a_quarter_is_the_sum_the_mean_or_the_last_as_the_indicator_says(said: Indicator, value: float) -> None:
    """What is cumulative since January is its last month whatever else is said."""
    assert _told(put_together(_months(said, "2024-01", 2, 4, 6), "quarter")) == [(value, ".")]


def test_a_mean_is_weighed_where_every_month_has_a_weight() -> None:
    """Else the months count alike."""
    found = _months(indicator(kind="rate", over_periods="mean"), "2024-01", 10, 20, 60)
    assert _told(put_together(found, "quarter", np.array([[1.0, 1.0, 2.0]]))) == [(37.5, ".")]
    assert _told(put_together(found, "quarter", np.array([[1.0, np.nan, 2.0]]))) == [(30, ".")]


@pytest.mark.parametrize(
    ("third", "mark"), [("w", "w"), ("n", "n"), ("x", "x"), ("?", "?")], ids=["withheld", "n/a", "unborn", "awaited"]
)
def test_a_missing_month_leaves_a_sum_blank_for_its_reason(third: str, mark: str) -> None:
    """The whole is not the sum of what happens to be there."""
    assert _told(put_together(_months(indicator(), "2024-01", 2, 4, third), "quarter")) == [(None, mark)]


def test_what_an_ended_indicator_leaves_of_a_quarter_is_not_awaited() -> None:
    """It has no March, and never will."""
    said = indicator(last_period="2024-02")
    assert _told(put_together(_months(said, "2024-01", 2, 4), "quarter")) == [(None, "n")]
    assert _told(put_together(_months(indicator(), "2024-01", 2, 4), "quarter")) == [(None, "?")]


def test_the_last_month_decides_for_a_stock_whatever_the_others_are() -> None:
    """March is there, so the quarter is."""
    said = indicator(accumulation="stock", over_periods="last")
    assert _told(put_together(_months(said, "2024-01", "w", "?", 6), "quarter")) == [(6, ".")]
    assert _told(put_together(_months(said, "2024-01", 2, 4, "w"), "quarter")) == [(None, "w")]


@pytest.mark.parametrize("over_periods", ["sum", "mean", "last"])
def test_a_period_that_is_not_whole_has_no_figure(over_periods: str) -> None:
    """Neither the one that is running nor one whose beginning lies before the figures."""
    found = _months(indicator(over_periods=over_periods), "2024-02", 1, 2, 3, 4)
    assert _told(put_together(found, "quarter")) == [(None, "?"), (None, "?")]


def test_the_mark_that_says_most_is_the_quarters() -> None:
    """A provisional month makes a provisional sum; a corrected one beside it says less."""
    found = _months(indicator(), "2024-01", 2, 4, 6)
    found.marks[0] = ["r", "p", "."]
    assert _told(put_together(found, "quarter")) == [(12, "p")]


@pytest.mark.parametrize(
    ("said", "freq"),
    [
        (indicator(over_periods="none"), "quarter"),
        (indicator(frequency="year"), "month"),
        (indicator(frequency="week"), "month"),
    ],
)
def test_what_cannot_be_put_together_is_refused(said: Indicator, freq: str) -> None:
    """By the catalogue's word, to a finer period, or from weeks that lie across the ends of months."""
    first = parse_period({"month": "2024-01", "year": "2024", "week": "2024-W01"}[said.frequency])
    with pytest.raises(NotComparableError) as refused:
        put_together(blank(said, [1], [first]), freq)  # type: ignore[arg-type]
    assert (refused.value.value, refused.value.limit) == (freq, said.frequency)


def _explained(found: Matrix, now: datetime, *outages: Outage) -> str:
    explain(found, alive(LIVES, found), now, outages)
    return "".join(found.marks[0])


def test_a_quarters_blank_is_due_by_the_quarters_own_deadline_and_not_before() -> None:
    """March was due on 10 April and is overdue; so is the quarter, to the second, for its deadline is the same day."""
    quarter = parse_period("2024-Q1")
    due = deadline(quarter, 10)
    for month_missing in ((2, 4, "?"), ("?", 4, 6)):
        for now, mark in ((due - timedelta(seconds=1), "d"), (due, "o")):
            found = put_together(_months(indicator(), "2024-01", *month_missing), "quarter")
            assert _explained(found, now.astimezone(UTC)) == mark


def test_a_month_overdue_does_not_make_a_running_quarter_overdue() -> None:
    """In May April is late, the second quarter is not."""
    now = datetime(2024, 5, 20, 3, tzinfo=UTC)
    months = _months(indicator(), "2024-04", "?", "?")
    quarters = put_together(months, "quarter")
    assert _explained(months, now) == "od"
    assert _explained(quarters, now) == "d"


def test_a_stale_month_never_leaks_into_a_total_and_the_quarter_before_stands_in_for_a_missing_one() -> None:
    """The quarter is blank, shown with the whole quarter before it, not with two months of its own."""
    found = put_together(_months(indicator(), "2024-01", 2, 4, 6, 1, 1, "?"), "quarter")
    assert _explained(found, datetime(2024, 9, 1, tzinfo=UTC)) == ".k"
    assert _told(found) == [(12, "."), (None, "k")]


def test_last_years_cumulative_figure_does_not_stand_in_for_this_years() -> None:
    """Nothing stands in for the first quarter; the first stands in for the second."""
    said = indicator(accumulation="ytd", over_periods="last")
    found = put_together(_months(said, "2023-10", 7, 8, 9, 1, 2, "?", 4, 5, "?"), "quarter")
    assert _explained(found, datetime(2024, 9, 1, tzinfo=UTC)) == ".oo"
    found = put_together(_months(said, "2024-01", 1, 2, 3, 4, 5, "?"), "quarter")
    assert _explained(found, datetime(2024, 9, 1, tzinfo=UTC)) == ".k"


def test_a_source_down_when_the_quarter_was_due_is_the_quarters_reason() -> None:
    """An outage over the month's deadline alone is not."""
    quarter = deadline(parse_period("2024-Q1"), 10)
    down = Outage(quarter - timedelta(hours=1), quarter + timedelta(hours=1))
    earlier = Outage(quarter - timedelta(days=40), quarter - timedelta(days=20))
    for outage, mark in ((down, "s"), (earlier, "o")):
        found = put_together(_months(indicator(), "2024-01", "?", 4, 6), "quarter")
        assert _explained(found, datetime(2024, 9, 1, tzinfo=UTC), outage) == mark


def test_a_years_figure_stands_on_for_its_months_and_a_missing_month_for_no_other() -> None:
    """The population of 2023 serves until that of 2024 has begun and is known; a month's gap stays a gap."""
    people = _months(indicator(frequency="year", accumulation="stock", over_periods="last"), "2023", 100, "?")
    people.marks[0, 0] = "p"
    months = period_range(parse_period("2023-12"), parse_period("2024-01"))
    assert _told(brought_to(people, months)) == [(100, "p"), (100, "p")]
    withheld = _months(indicator(frequency="year", accumulation="stock", over_periods="last"), "2022", "?", "w")
    later = period_range(parse_period("2022-12"), parse_period("2023-01"))
    assert _told(brought_to(withheld, later)) == [(None, "?"), (None, "w")], "a year says why it is blank"
    same = _months(indicator(), "2023-11", 1, 2, "?")
    assert _told(brought_to(same, months)) == [(2, "."), (None, "?")]


@pytest.mark.parametrize("freq", ["month", "quarter", "year"])
@pytest.mark.parametrize("days", [0, 10, 45, 365])
def test_nothing_changes_before_the_next_change_and_every_change_is_one(freq: str, days: int) -> None:
    """Walking hour by hour through two months, the reasons change only at an instant that was announced."""
    first = {"month": "2023-01", "quarter": "2023-Q1", "year": "2022"}[freq]
    periods = period_range(parse_period(first), parse_period(first).shift({"month": 18, "quarter": 6, "year": 2}[freq]))
    now = datetime(2024, 1, 28, 0, 30, tzinfo=UTC)
    until, said = next_change(periods[0].frequency, days, now), [blank_mark(p, days, now, ()) for p in periods]
    for _ in range(24 * 60):
        now += timedelta(hours=0.5)
        told = [blank_mark(p, days, now, ()) for p in periods]
        if now >= until:
            until = next_change(periods[0].frequency, days, now)
        else:
            assert told == said
        said = told


def test_the_next_change_is_a_deadline_or_the_next_local_midnight() -> None:
    """At 16:59 in Viet Nam of a working day on which a month is due, and one second after it was."""
    due = datetime(2026, 5, 8, 17, tzinfo=LOCAL)
    assert deadline(parse_period("2026-04"), 8) == due
    assert next_change("month", 8, due - timedelta(minutes=1)) == due
    assert next_change("month", 8, due) == datetime(2026, 5, 9, tzinfo=LOCAL)
