"""Class edges: readable, distinct, ascending."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from layers.core.model import text
from layers.indicators.indicator import Indicator
from layers.indicators.replies.edges import edges_of

WORD = text("x", "x")


def _indicator(**changes: object) -> Indicator:
    plain: dict[str, object] = {
        "code": "a", "group": "g", "name": WORD, "measure": WORD, "unit": WORD, "kind": "rate", "decimals": 1,
        "accumulation": "flow", "over_units": "none", "over_periods": "none", "levels": ("commune",),
        "frequency": "month", "agency": "b", "officer": WORD, "source": WORD,
    }  # fmt: skip
    return Indicator.model_validate(plain | changes)


def test_stated_edges_win() -> None:
    """The catalogue's word goes before the data's."""
    stated = _indicator(edges={"commune": (16.0, 20.0, 24.0, 30.0)})
    assert edges_of(stated, "commune", np.arange(100.0)) == (16, 20, 24, 30)


def test_quantiles_are_rounded_to_readable_numbers() -> None:
    """Fifths of 0…1000 with odd fractions become whole hundreds."""
    assert edges_of(_indicator(), "commune", np.linspace(0, 1000, 9973)) == (200, 400, 600, 800)


def test_blanks_alone_have_no_edges() -> None:
    """Nothing to divide."""
    assert edges_of(_indicator(), "commune", np.array([np.nan, np.nan])) == ()


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=60))
def test_edges_ascend_and_divide(figures: list[float]) -> None:
    """At most four, each above the one before, none with nothing below it."""
    edges = edges_of(_indicator(), "commune", np.array(figures))
    assert len(edges) <= 4
    assert list(edges) == sorted(set(edges))
    assert all(edge > min(figures) for edge in edges)
