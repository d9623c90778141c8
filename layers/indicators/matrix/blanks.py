"""Why a cell is blank: first what does not depend on the clock, then what is due."""

from collections.abc import Sequence
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from layers.core.period import Period
from layers.indicators.indicator import Indicator
from layers.indicators.matrix.deadlines import Outage, blank_mark
from layers.indicators.matrix.matrix import Matrix


def settle(found: Matrix, living: NDArray[np.bool_], levels: Sequence[str]) -> None:
    """Mark what is not awaited: units that did not exist (`x`), levels at which the indicator does not (`n`)."""
    awaited = found.marks == "?"
    off = np.array([level not in found.indicator.levels for level in levels], dtype=bool)
    found.marks[awaited & ~living] = "x"
    found.marks[awaited & off[:, None]] = "n"


def explain(found: Matrix, living: NDArray[np.bool_], now: datetime, outages: Sequence[Outage]) -> None:
    """Say of every figure that is awaited whether it is due, and whether the one before stands in for it."""
    awaited = found.marks == "?"
    for j in np.flatnonzero(awaited.any(axis=0)):
        period, cells = found.periods[j], awaited[:, j]
        mark = blank_mark(period, found.indicator.deadline_days, now, outages)
        found.marks[cells, j] = mark
        if mark == "o" and j > 0 and _may_stand_in(found.indicator, found.periods[j - 1], period):
            # What was carried to a unit says nothing once it lives, nor its own figures after its end.
            older = cells & (living[:, j - 1] == living[:, j]) & np.isfinite(found.values[:, j - 1])
            found.marks[older, j] = "k"


def _may_stand_in(indicator: Indicator, before: Period, period: Period) -> bool:
    """A year-to-date figure of last December says nothing of January."""
    return indicator.accumulation != "ytd" or before.same_year(period)
