"""Numbers as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.core.errors import GisError
from layers.indicators.intake.numbers import AmbiguousNumberError, decimal_mark_of, parse_number


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("1.234,5", 1234.5),
        ("1234.5", 1234.5),
        ("1,234.5", 1234.5),
        ("1 234,5", 1234.5),
        ("1.234.567", 1234567),
        ("12,5 %", 12.5),
        ("0.125", 0.125),
        ("−3", -3),
        ("12345,678", 12345.678),
        ("", None),
        (" – ", None),
    ],
)
def test_a_number_reads_as_it_was_meant(written: str, meant: float | None) -> None:
    """Both conventions, blanks between, per cent signs and blanks."""
    assert parse_number(written) == meant


@pytest.mark.parametrize("written", ["abc", "1.2.3,4", "1,23,456.7", "12a", "1..2", "0x10", "١٢", "1e5"])
def test_nonsense_is_refused_by_its_value(written: str) -> None:
    """The error names the text."""
    with pytest.raises(GisError) as refused:
        parse_number(written)
    assert refused.value.value == written


def test_one_mark_and_three_digits_needs_the_column() -> None:
    """`1.234` is a thousand in a column with decimal commas and a bit over one in the other kind."""
    with pytest.raises(AmbiguousNumberError):
        parse_number("1.234")
    assert parse_number("1.234", decimal_mark_of(["1.234", "2,5"])) == 1234
    assert parse_number("1.234", decimal_mark_of(["1.234", "2.5"])) == pytest.approx(1.234)
    assert decimal_mark_of(["2,5", "2.5"]) is None


@given(st.integers(-(10**9), 10**9), st.integers(1, 2), st.sampled_from(["vi", "en"]))
def test_both_conventions_come_back(whole: int, decimals: int, language: str) -> None:
    """What is written with thousands and decimals reads back, whichever convention."""
    value = whole / 10**decimals
    english = f"{value:,.{decimals}f}"
    written = english.translate(str.maketrans(",.", ".,")) if language == "vi" else english
    assert parse_number(written) == pytest.approx(value)
