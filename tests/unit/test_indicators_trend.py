"""Trends and deadlines: pure rules on figures of one unit."""

from datetime import UTC, datetime

import pytest

from gis_server.families import importer
from layers.core.model import text
from layers.core.period import parse_period
from layers.indicators.family import FAMILY
from layers.indicators.indicator import Definition, Indicator
from layers.indicators.matrix.deadlines import deadline
from layers.indicators.replies.trend import compared_with, trend

JUNE = parse_period("2024-06")


def _indicator(**changes: object) -> Indicator:
    word = text("x", "x")
    plain: dict[str, object] = {
        "code": "a", "group": "g", "name": word, "measure": word, "unit": word, "kind": "total",
        "polarity": "up_good", "tolerance": 2, "accumulation": "flow", "over_units": "sum", "over_periods": "sum",
        "levels": ("commune",), "frequency": "month", "agency": "b", "officer": word, "source": word,
    }  # fmt: skip
    return Indicator.model_validate(plain | changes)


def test_more_accidents_are_up_and_bad() -> None:
    """Where less is better, up is bad."""
    found = trend(_indicator(polarity="down_good"), JUNE, 12, 10)
    assert found is not None
    assert (found.direction, found.judgement) == ("up", "bad")


@pytest.mark.parametrize(("tolerance", "direction"), [(2, "up"), (10, "flat")])
def test_the_tolerance_decides_what_is_stable(tolerance: float, direction: str) -> None:
    """The same two figures are a rise at 2 % and stable at 10 %."""
    found = trend(_indicator(tolerance=tolerance), JUNE, 105, 100)
    assert found is not None
    assert found.direction == direction


def test_a_year_to_date_figure_compares_with_the_same_period_last_year() -> None:
    """January is held against January, so it does not fall by nine tenths."""
    ytd = _indicator(accumulation="ytd")
    january = parse_period("2025-01")
    assert compared_with(ytd, january).code == "2024-01"
    assert compared_with(_indicator(), january).code == "2024-12"


def test_there_is_no_trend_across_a_change_of_definition() -> None:
    """The break lies between the two periods; after it there are trends again."""
    changed = _indicator(definitions=(Definition(from_period="2024-06", note=text("x", "x")),))
    assert trend(changed, JUNE, 12, 10) is None
    assert trend(changed, JUNE.shift(1), 12, 10) is not None


def test_nothing_is_no_base_for_a_relative_change() -> None:
    """From zero to something has no per cent; from zero to zero is stable; blanks have none."""
    assert trend(_indicator(), JUNE, 3, 0) is None
    assert trend(_indicator(), JUNE, None, 3) is None
    still = trend(_indicator(), JUNE, 0, 0)
    assert still is not None
    assert still.direction == "flat"


def test_a_figure_is_due_at_five_in_the_afternoon_of_a_working_day() -> None:
    """Ten days after April 2026 is Sunday 10 May: due on Monday. A deadline in Tết moves behind it."""
    assert deadline(parse_period("2026-04"), 10) == datetime(2026, 5, 11, 10, 0, tzinfo=UTC)
    assert deadline(parse_period("2026-01"), 17) > datetime(2026, 2, 20, 10, 0, tzinfo=UTC)


def test_the_command_line_finds_one_importer_of_indicators() -> None:
    """Catalogue, figures and targets come in through one command."""
    assert importer("indicators") is FAMILY.importer
