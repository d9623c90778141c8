"""Periods of figures: codes, ranges and steps, by property."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.core.errors import GisError
from layers.core.period import FREQUENCIES, Period, parse_period, period_of, period_range

days = st.dates(date(1900, 1, 1), date(2199, 12, 31))
periods = st.builds(period_of, days, st.sampled_from(FREQUENCIES))
steps = st.integers(-400, 400)


@given(periods)
def test_a_code_reads_back_as_the_period_it_names(period: Period) -> None:
    assert parse_period(period.code) == period
    assert str(period) == period.code


@given(periods)
def test_every_day_of_a_period_belongs_to_it_and_the_day_after_does_not(period: Period) -> None:
    assert period.start <= period.last_day < period.end
    for day in (period.start, period.last_day, period.start + (period.last_day - period.start) // 2):
        assert period_of(day, period.frequency) == period
    assert period_of(period.end, period.frequency) == period.shift(1)


@given(periods, steps)
def test_a_shift_is_undone_by_its_opposite(period: Period, count: int) -> None:
    moved = period.shift(count)
    assert moved.shift(-count) == period
    assert (moved > period) == (count > 0)
    assert moved.frequency == period.frequency


@given(periods, st.integers(0, 60))
def test_a_range_abuts_and_holds_both_ends(first: Period, count: int) -> None:
    found = period_range(first, first.shift(count))
    assert len(found) == count + 1
    assert all(one.end == other.start for one, other in pairwise(found))
    assert period_range(first.shift(count + 1), first) == []


@given(periods)
def test_the_same_period_last_year_lies_a_year_back(period: Period) -> None:
    before = period.last_year()
    assert before.frequency == period.frequency
    assert int(before.code[:4]) == int(period.code[:4]) - 1
    assert parse_period(before.code) == before
    assert timedelta(days=357) <= period.start - before.start <= timedelta(days=371)


@given(days)
def test_an_iso_week_begins_on_monday_and_belongs_to_the_year_of_its_thursday(day: date) -> None:
    week = period_of(day, "week")
    assert week.start.isoweekday() == 1
    assert (week.end - week.start).days == 7
    assert week.code == f"{week.start + timedelta(days=3):%G-W%V}"
    assert int(week.code[:4]) == (week.start + timedelta(days=3)).year


@given(days, days)
def test_same_year_goes_by_the_code(one: date, other: date) -> None:
    assert period_of(one, "month").same_year(period_of(other, "day")) == (one.year == other.year)


@pytest.mark.parametrize(
    ("code", "before"),
    [
        ("2024-02-29", "2023-02-28"),
        ("2025-02-28", "2024-02-28"),
        ("2020-W53", "2019-W52"),
        ("2021-W52", "2020-W52"),
        ("2024-Q1", "2023-Q1"),
        ("2024-12", "2023-12"),
        ("2024", "2023"),
    ],
)
def test_last_year_of_odd_days_and_weeks(code: str, before: str) -> None:
    """A leap day has no namesake, and only some years have a week 53."""
    assert parse_period(code).last_year().code == before


@pytest.mark.parametrize(
    ("code", "start", "last"),
    [
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2023-02", "2023-02-01", "2023-02-28"),
        ("2024-Q4", "2024-10-01", "2024-12-31"),
        ("2020-W53", "2020-12-28", "2021-01-03"),
        ("2021-W01", "2021-01-04", "2021-01-10"),
        ("2024", "2024-01-01", "2024-12-31"),
    ],
)
def test_a_period_has_its_first_and_last_day(code: str, start: str, last: str) -> None:
    period = parse_period(code)
    assert (period.start.isoformat(), period.last_day.isoformat()) == (start, last)


@pytest.mark.parametrize(
    "code",
    [
        "", " 2024", "2024 ", "2024\n", "24", "02024", "2024-13", "2024-00", "2024-6", "2024-Q5", "2024-Q0", "2024-q2",
        "2021-W53", "2024-W00", "2024-W54", "2024-W5", "2023-02-29", "2024-02-30", "2024-06-31", "0000", "0000-01",
        "2024/06", "06/2024", "-2024", "２０２４", "٢٠٢٤", "2024-06-15T00:00", "nay", "9999-W53",
    ],
)  # fmt: skip
def test_nonsense_is_refused_by_its_value(code: str) -> None:
    with pytest.raises(GisError) as refused:
        parse_period(code)
    assert refused.value.value == code
    assert refused.value.remedy is not None


@given(st.text(alphabet="0123456789-QW/ ", max_size=12) | st.text(max_size=12))
def test_any_text_is_a_period_that_prints_itself_or_is_refused(code: str) -> None:
    try:
        period = parse_period(code)
    except GisError:
        return
    assert period.code == code
    assert period.start < period.end


@pytest.mark.parametrize(
    "code", ["9999", "9999-12", "9999-Q4", "9999-12-31", "9999-W52", "0001", "0001-W01", "0206-05"]
)
def test_the_ends_of_the_calendar_are_refused(code: str) -> None:
    """A period whose end no date can say, or that has no year before it, would fail later."""
    with pytest.raises(GisError) as refused:
        parse_period(code)
    assert refused.value.limit == "1800 – 2999"
