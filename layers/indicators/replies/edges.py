"""Class edges: stated by the catalogue, or quantiles rounded to readable numbers. Fixed while time moves."""

import math
from bisect import bisect_right
from collections.abc import Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from layers.core.levels import Level
from layers.indicators.indicator import Indicator
from layers.indicators.matrix.home_units import HomeUnits
from layers.indicators.matrix.matrix import Matrix

CLASSES = 5
_DIGITS = (1, 2, 3, 4)


def edges_in(found: Matrix, home_units: HomeUnits, level: Level, day: date) -> tuple[float, ...]:
    """Return the edges for the units of a level in force on a day: those of its edition, for all periods."""
    wanted = set(home_units.in_edition(day, level))
    return edges_of(found.indicator, level, found.values[[i for i, unit in enumerate(found.units) if unit in wanted]])


def class_of(value: float, edges: Sequence[float]) -> int:
    """Return the class of a figure, from 0: class k holds edges[k-1] <= figure < edges[k]."""
    return bisect_right(edges, value)


def edges_of(indicator: Indicator, level: Level, figures: NDArray[np.float64]) -> tuple[float, ...]:
    """Return at most four inner edges, ascending and distinct.

    Args:
        indicator: whose catalogue entry may state them.
        level: of the units.
        figures: of all units of the level in one edition and all periods; NaN where blank.
    """
    stated = (indicator.edges or {}).get(level)
    if stated is not None:
        return tuple(stated)
    known = figures[np.isfinite(figures)]
    if known.size == 0:
        return ()
    quantiles = [float(q) for q in np.quantile(known, np.arange(1, CLASSES) / CLASSES)]
    return _inside(_readable(quantiles, indicator.decimals), float(known.min()))


def _readable(quantiles: list[float], decimals: int) -> list[float]:
    """Round to the fewest significant digits that keep different quantiles apart, never finer than the figures."""
    wanted = len({round(q, decimals) for q in quantiles})
    found: list[float] = []
    for digits in _DIGITS:
        found = sorted({round(_significant(q, digits), decimals) + 0.0 for q in quantiles})
        if len(found) == wanted:
            return found
    return found


def _significant(value: float, digits: int) -> float:
    return 0.0 if value == 0 else round(value, digits - 1 - math.floor(math.log10(abs(value))))


def _inside(edges: list[float], lowest: float) -> tuple[float, ...]:
    """Drop edges with nothing below them."""
    return tuple(edge for edge in edges if edge > lowest)
