"""Spans of time: rolling ones by the clock, and which part of its time a layer shows unasked."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.core.errors import GisError
from layers.core.freshness import judged
from layers.core.layer import Freshness, TimeAxis
from layers.core.spans import Latest, drawn, parse_span
from layers.core.steps import edges

NOW = datetime(2026, 5, 20, 3, tzinfo=UTC)
RANGE = TimeAxis(start="a", end="b")
DAYS = TimeAxis(start="a", end="b", kind="day")
PERIODS = TimeAxis(start="a", end="b", kind="period")


def test_a_rolling_span_goes_back_from_the_present_and_stays_open() -> None:
    """Or from a stated end."""
    assert parse_span("P1D/..", NOW).first == NOW - timedelta(days=1)
    assert parse_span("PT6H/..", NOW).first == NOW - timedelta(hours=6)
    assert parse_span("P1D/..", NOW).last is None
    week = parse_span("P7D/2026-05-01T00:00:00Z", NOW)
    assert (week.first, week.last) == (datetime(2026, 4, 24, tzinfo=UTC), datetime(2026, 5, 1, tzinfo=UTC))


@pytest.mark.parametrize("value", ["P1D", "P1Y/..", "../P1D", "P99999D/0001-01-01T00:00:00Z", "PT/.."])
def test_a_duration_that_is_no_span_is_refused(value: str) -> None:
    """With a remedy."""
    with pytest.raises(GisError) as caught:
        parse_span(value, NOW)
    assert caught.value.remedy is not None


@pytest.mark.parametrize("value", ["2026-06-01/2026-05-01", "2026-05-02T00:00:00Z/2026-05-01"])
def test_a_span_that_ends_before_it_begins_is_called_that(value: str) -> None:
    """And written the other way round it is taken."""
    with pytest.raises(GisError) as caught:
        parse_span(value, NOW)
    said = caught.value
    assert said.remedy is not None
    assert ("trước khi bắt đầu" in said.detail.vi, "before it begins" in said.detail.en) == (True, True)
    swapped = "/".join(reversed(value.split("/")))
    assert (said.value, swapped in said.remedy.vi, swapped in said.remedy.en) == (value, True, True)
    assert parse_span(swapped, NOW).last is not None


def test_unasked_a_layer_shows_the_part_of_time_that_its_axis_means() -> None:
    """What holds now, today, the latest period by its code, the last day; all where nothing else is said."""
    now = drawn(RANGE, None, NOW)
    assert now is not None
    assert now.span is not None
    assert (now.span.first, now.span.last, now.default) == (NOW, NOW, True)
    today = drawn(DAYS, None, NOW)
    assert today is not None
    assert today.asked == "2026-05-20"
    latest = drawn(PERIODS, None, NOW, Latest(date(2026, 4, 1), date(2026, 5, 1)))
    assert latest is not None
    assert latest.span is not None
    assert (latest.asked, str(latest.span.period)) == ("2026-04", "2026-04")
    assert drawn(PERIODS, None, NOW, None) is not None
    every = drawn(TimeAxis(start="a"), None, NOW)
    assert every is not None
    assert (every.span, every.asked) == (None, "../..")
    rolling = drawn(TimeAxis(start="a", default="P1D"), None, NOW)
    assert rolling is not None
    assert rolling.asked == "P1D/.."
    assert drawn(None, None, NOW) is None


@given(
    first=st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30)),  # noqa: DTZ001 - made aware below
    length=st.timedeltas(timedelta(0), timedelta(days=400_000)),
    bins=st.integers(2, 400),
    precision=st.sampled_from([None, "minute", "hour", "day", "month"]),
)
def test_edges_cover_any_range_in_no_more_bins_than_asked(
    first: datetime, length: timedelta, bins: int, precision: object
) -> None:
    """Rising, the ends inside."""
    begin = first.replace(tzinfo=UTC)
    try:
        last = min(begin + length, datetime(9999, 12, 30, tzinfo=UTC))
    except OverflowError:
        last = datetime(9999, 12, 30, tzinfo=UTC)
    axis = TimeAxis.model_validate({"start": "a", "precision": precision})
    _, found = edges(axis, begin, last, bins)
    assert len(found) <= bins + 1
    assert list(found) == sorted(set(found))
    assert found[0] <= begin
    assert last < found[-1]


def test_hours_of_days_off_do_not_count_on_a_calendar_of_working_days() -> None:
    """Friday noon and two days of work is Tuesday noon; by the clock it is Sunday."""
    friday = datetime(2026, 5, 15, 5, tzinfo=UTC)
    wanted = Freshness(every_h=24, grace_h=24, calendar="working-days")
    assert judged(wanted, friday, NOW).due == friday + timedelta(days=4)
    assert judged(wanted, friday, friday + timedelta(days=4, seconds=-1)).late is False
    assert judged(wanted, friday, friday + timedelta(days=4, seconds=1)).late is True
    assert judged(Freshness(every_h=48), friday, NOW).due == friday + timedelta(days=2)
    assert judged(wanted, None, NOW).late is True
