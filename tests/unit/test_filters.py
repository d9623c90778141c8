"""What a reader asks of a layer, read strictly."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.core.access import PUBLIC
from layers.core.cql import parse_filter
from layers.core.errors import GisError
from layers.core.filters import parse_bbox
from layers.core.predicate import Compare, Group
from layers.core.spans import parse_span
from tests.support.towers import TOWER

if TYPE_CHECKING:
    from collections.abc import Callable


def test_a_bare_day_is_a_local_day() -> None:
    """1 July begins at 17:00 UTC of 30 June."""
    span = parse_span("2025-07-01")
    assert span.first is not None
    assert span.first.astimezone(UTC) == datetime(2025, 6, 30, 17, tzinfo=UTC)


def test_a_month_holds_its_last_day_and_an_open_range_has_no_end() -> None:
    """The ends of a span are included."""
    month = parse_span("2024-02")
    assert month.last is not None
    assert (month.last.month, month.last.day) == (2, 29)
    assert parse_span("2024-02/..").last is None
    assert parse_span("../2024-02").first is None


@pytest.mark.parametrize("value", ["", "soon", "2024-13", "2024-02/2024-01", "2024-01/2024-02/2024-03", "10000-01-01"])
def test_a_time_that_cannot_be_read_is_refused_with_a_remedy(value: str) -> None:
    """Never guessed."""
    with pytest.raises(GisError) as caught:
        parse_span(value)
    assert caught.value.remedy is not None


@pytest.mark.parametrize("value", ["1,2,3", "a,b,c,d", "10,0,5,5", "0,91,1,92", "nan,0,1,1", "1,2,3,4,5"])
def test_a_box_that_is_none_is_refused(value: str) -> None:
    """Four numbers, west before east."""
    with pytest.raises(GisError):
        parse_bbox(value)


def test_pairs_are_joined_by_and_or_a_comma_and_quotes_hold_blanks() -> None:
    """CQL2 is what is read; the form of before, with commas and bare words, is refused with its CQL2."""
    kind, owner = TOWER.field("kind"), TOWER.field("owner")
    assert kind is not None
    assert owner is not None
    asked = parse_filter("kind='traffic' AND owner='Sở ''A'' và B'", TOWER, PUBLIC)
    assert asked == Group("and", (Compare(kind, "=", "traffic"), Compare(owner, "=", "Sở 'A' và B")))
    for old, new in (
        ("kind=traffic,owner='A'", "kind = 'traffic' AND owner = 'A'"),
        ("kind=traffic", "kind = 'traffic'"),
        ("kind=traffic,kind=one_stop", "kind = 'traffic' AND kind = 'one_stop'"),
    ):
        with pytest.raises(GisError) as caught:
            parse_filter(old, TOWER, PUBLIC)
        assert caught.value.remedy is not None
        assert new in caught.value.remedy.en


def test_a_field_that_is_no_filter_is_refused_and_the_filters_are_listed() -> None:
    """Nothing asked for is silently ignored."""
    with pytest.raises(GisError) as caught:
        parse_filter("name='x'", TOWER, PUBLIC)
    assert caught.value.limit == "kind, owner"


@given(st.text(max_size=60))
def test_any_text_is_either_read_or_refused(value: str) -> None:
    """No other exception leaves the parsers."""
    parsers: tuple[Callable[[str], object], ...] = (
        parse_bbox,
        parse_span,
        lambda words: parse_filter(words, TOWER, PUBLIC),
    )
    for parse in parsers:
        try:
            parse(value)
        except GisError as error:
            refused = error.remedy
            assert refused is not None
