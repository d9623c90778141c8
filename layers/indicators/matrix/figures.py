"""An indicator's figures complete: own, made of children or of other indicators, carried, put together, explained."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
from numpy.typing import NDArray
from psycopg import Connection

from layers.core.clock import local_day
from layers.core.period import FREQUENCIES, Frequency, Period
from layers.indicators.catalogue import Entry, entry
from layers.indicators.indicator import Indicator
from layers.indicators.marks import Marks, is_one_of, joined
from layers.indicators.matrix.blanks import explain, settle
from layers.indicators.matrix.carrying import carry, pass_reasons, round_carried
from layers.indicators.matrix.children import fill_from_children
from layers.indicators.matrix.home_units import HomeUnits
from layers.indicators.matrix.matrix import Matrix, alive, load_outages, load_own, periods_of
from layers.indicators.matrix.periods import brought_to, can_be, over_time, put_together

PERCENT = 100.0


@dataclass(frozen=True, slots=True)
class _Ground:
    """What figures are read from: a database, the units, the local day up to which there are periods."""

    connection: Connection
    home_units: HomeUnits
    today: date


@dataclass(frozen=True, slots=True)
class _Fraction:
    """What a rate is recomputed from: numerator and denominator, or rate times weight and weight; of one shape."""

    above: Matrix
    below: Matrix

    @property
    def marks(self) -> Marks:
        """What is said of the quotient: the worst blank of both, or the mark that says most."""
        return joined(np.stack([self.above.marks, self.below.marks]), axis=0)


def figures(connection: Connection, of: Entry, home_units: HomeUnits, now: datetime, freq: Frequency | None) -> Matrix:
    """Return the figures of all units of home.

    Args:
        connection: to read from.
        of: the indicator.
        home_units: the units.
        now: decides what is due.
        freq: quarter or year to put shorter periods together; None for the indicator's own.

    Raises:
        NotComparableError: the indicator is not put together over periods, or the frequency is finer than its own.
    """
    ground = _Ground(connection, home_units, local_day(now))
    found = _complete(ground, of, freq or of.indicator.frequency)
    explain(found, alive(home_units.lives, found), now, load_outages(connection, of.indicator.agency))
    return found


def adds_up(indicator: Indicator) -> bool:
    """Say whether an indicator's figures add up over units, and so can be carried by shares."""
    return indicator.kind == "total" and indicator.over_units == "sum"


def has_parts(indicator: Indicator) -> bool:
    """Say whether a rate can be recomputed for units that have none of their own."""
    return indicator.numerator is not None or (indicator.over_units == "mean" and indicator.weight is not None)


def _complete(ground: _Ground, of: Entry, freq: Frequency) -> Matrix:
    """Return the figures at a frequency; what is awaited is marked `?`."""
    indicator, home_units = of.indicator, ground.home_units
    native = load_own(ground.connection, of, list(home_units.units), periods_of(ground.connection, of, ground.today))
    if not adds_up(indicator):
        return _rate(ground, of, native, freq)
    _spread(ground, native, rounded=True)
    if freq == indicator.frequency:
        return native
    found = put_together(native, freq)
    round_carried(found, home_units.lives, home_units.codes)
    return found


def _rate(ground: _Ground, of: Entry, native: Matrix, freq: Frequency) -> Matrix:
    """Complete what does not add up: recomputed where its parts are known, at its own frequency and at a longer one."""
    levels = ground.home_units.levels
    named = _named_parts(ground, of, native.periods, of.indicator.frequency)
    parts = _weighed_parts(ground, of, native) if named is None else named
    if parts is not None:
        _divide(native, parts, np.isnan(native.values))
    settle(native, alive(ground.home_units.lives, native), levels)
    if named is not None and freq != of.indicator.frequency and over_time(of.indicator) != "last":
        # Over a longer time the total of the one over the total of the other is exact; a mean of rates is not.
        found = put_together(native, freq)
        if (longer := _named_parts(ground, of, found.periods, freq)) is not None:
            _divide(found, longer, np.ones(found.values.shape, dtype=bool))
            _pass_on(found, longer, levels)
            return found
    if parts is not None:
        _pass_on(native, parts, levels)
    if freq == of.indicator.frequency:
        return native
    return put_together(native, freq, None if named is not None or parts is None else parts.below.values)


def _pass_on(found: Matrix, parts: _Fraction, levels: Sequence[str]) -> None:
    """Say of a rate that could not be recomputed what is said of its parts: no unit is late with what they lack."""
    said = parts.marks
    # Parts that do not exist at a unit's level say nothing of its rate: it sends one of its own.
    here = np.array([all(level in part.indicator.levels for part in (parts.above, parts.below)) for level in levels])
    awaited = (found.marks == "?") & is_one_of(said, "wn") & here[:, None]
    open_ = awaited | ((found.marks == "x") & is_one_of(said, "?wn"))
    found.marks[open_] = said[open_]


def _spread(ground: _Ground, found: Matrix, *, rounded: bool) -> None:
    """Give totals to parents and to units of other times, and say why where there is none."""
    home_units = ground.home_units
    living = alive(home_units.lives, found)
    fill_from_children(found, living, home_units.hierarchy)
    carry(found, home_units.lives, home_units.codes if rounded else None)
    settle(found, living, home_units.levels)
    pass_reasons(found, home_units.lives)


def _named_parts(ground: _Ground, of: Entry, periods: list[Period], freq: Frequency) -> _Fraction | None:
    """Return numerator and denominator at a frequency; None where none are named, or they do not come to it."""
    if of.indicator.numerator is None or of.indicator.denominator is None:
        return None
    above, below = (
        _brought(ground, entry(ground.connection, code), periods, freq)
        for code in (of.indicator.numerator, of.indicator.denominator)
    )
    return None if above is None or below is None else _Fraction(above, below)


def _brought(ground: _Ground, of: Entry, periods: list[Period], freq: Frequency) -> Matrix | None:
    own = of.indicator.frequency
    if FREQUENCIES.index(own) < FREQUENCIES.index(freq) and not can_be(of.indicator, freq):
        return None
    longer = FREQUENCIES[max(FREQUENCIES.index(own), FREQUENCIES.index(freq))]
    return brought_to(_complete(ground, of, longer), periods)


def _weighed_parts(ground: _Ground, of: Entry, own: Matrix) -> _Fraction | None:
    """Return the rate times its weight, and the weight, as totals of all units that have both."""
    indicator = of.indicator
    if indicator.over_units != "mean" or indicator.weight is None:
        return None
    weights = _brought(ground, entry(ground.connection, indicator.weight), own.periods, indicator.frequency)
    if weights is None:
        return None
    known = np.where(np.isnan(own.values), np.nan, weights.values)
    # A mean lacks a figure whose weight is kept back as it lacks one that is kept back itself.
    marks = np.where(np.isfinite(own.values) & (weights.marks == "w"), "w", own.marks)
    scale = PERCENT if indicator.percent else 1.0
    parts = _Fraction(
        Matrix(indicator, own.units, own.periods, own.values * known / scale, marks),
        Matrix(indicator, own.units, own.periods, known, marks.copy()),
    )
    for part in (parts.above, parts.below):
        _spread(ground, part, rounded=False)
    return parts


def _divide(found: Matrix, parts: _Fraction, where: NDArray[np.bool_]) -> None:
    """Put numerator over denominator in these cells, but where the unit itself says that there is no figure."""
    with np.errstate(invalid="ignore", divide="ignore"):
        quotient = parts.above.values / parts.below.values * (PERCENT if found.indicator.percent else 1.0)
    open_ = where & np.isfinite(quotient) & ~is_one_of(found.marks, "wn")
    found.values[open_] = quotient[open_]
    found.marks[open_] = parts.marks[open_]
