"""Cells of a CSV: hours of Viet Nam, numbers rounded as the page rounds them."""

from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.core.clock import LOCAL
from layers.core.tables import cell

LATE = datetime(2026, 5, 17, 21, 48, tzinfo=UTC)
ZONES = st.sampled_from([UTC, LOCAL, timezone(timedelta(hours=-3, minutes=-30))])


@pytest.mark.parametrize(
    ("value", "vi", "en"),
    [
        (LATE, "18/5/2026 04:48", "2026-05-18T04:48:00+07:00"),
        (LATE.replace(second=9), "18/5/2026 04:48:09", "2026-05-18T04:48:09+07:00"),
        (date(2026, 7, 1), "1/7/2026", "2026-07-01"),
        (None, "", ""),
        (True, "có", "yes"),
    ],
)
def test_a_cell_reads_as_its_language_writes_it(value: object, vi: str, en: str) -> None:
    assert (cell(value, "vi"), cell(value, "en")) == (vi, en)


@given(st.timedeltas(timedelta(days=-50_000), timedelta(days=70_000)), ZONES)
def test_an_instant_keeps_its_hours_and_its_day_of_viet_nam(away: timedelta, zone: tzinfo) -> None:
    instant = (LATE + away).astimezone(zone)
    local = instant.astimezone(LOCAL)
    assert datetime.fromisoformat(cell(instant, "en")) == instant
    day, hours = cell(instant, "vi").split(" ")
    assert day == cell(local.date(), "vi")
    assert hours == local.strftime("%H:%M:%S").removesuffix(":00" if local.second == 0 else "none")


@pytest.mark.parametrize(
    ("value", "decimals", "written"),
    [
        (326.25, 1, "326.3"),
        (Decimal("326.25"), 1, "326.3"),
        (-326.25, 1, "-326.3"),
        (0.5, 0, "1"),
        (2.5, 0, "3"),
        (-0.04, 1, "0.0"),  # the page's zero has no sign
        (1.005, 2, "1.00"),  # the float lies below, and so it stands on the page
        (7, 2, "7.00"),
        (Decimal("12345678901234567890.125"), 2, "12345678901234567890.13"),
        (1e300, 0, str(int(1e300))),
        (float("nan"), 1, "nan"),
        (Decimal("NaN"), 1, "NaN"),
        (Decimal("Infinity"), 1, "Infinity"),
    ],
)
def test_a_half_is_rounded_away_from_zero(value: float | Decimal, decimals: int, written: str) -> None:
    assert cell(value, "en", decimals) == written
    assert cell(value, "vi", decimals) == written.replace(".", ",")


@given(st.floats(allow_nan=False, allow_infinity=False), st.integers(0, 10))
def test_no_number_moves_by_more_than_half_its_last_place(value: float, decimals: int) -> None:
    written = cell(value, "en", decimals)
    assert "e" not in written
    assert len(written.partition(".")[2]) == decimals
    with_room = Decimal(value).as_integer_ratio()
    read = Decimal(written).as_integer_ratio()
    off = abs(with_room[0] * read[1] - read[0] * with_room[1])  # whole numbers, so that nothing is rounded here
    assert off * 2 * 10**decimals <= with_room[1] * read[1]
