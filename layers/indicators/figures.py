"""An indicator's figures complete: own, made of children, carried over editions, every blank explained."""

from collections import defaultdict
from datetime import datetime

import numpy as np
from psycopg import Connection

from boundaries.carry import largest_remainder
from layers.core.clock import local_day
from layers.core.errors import NotComparableError
from layers.core.model import text
from layers.core.period import FREQUENCIES, Frequency, Period, period_of
from layers.indicators.catalogue import Entry, entry
from layers.indicators.matrix import (
    Marks,
    Matrix,
    Values,
    alive,
    carry,
    explain_blanks,
    fill_from_children,
    inherit_blanks,
    load_outages,
    load_own,
    periods_of,
)
from layers.indicators.standing import Standing

PERCENT = 100.0
BLANKS = frozenset("oksdwnx?")
_WORST_FIRST = "xdoskwn?"
_MARKED_FIRST = "egcpru."


def figures(connection: Connection, of: Entry, standing: Standing, now: datetime, freq: Frequency | None) -> Matrix:
    """Return the figures of all units of home.

    Args:
        connection: to read from.
        of: the indicator.
        standing: the units.
        now: decides what is due.
        freq: quarter or year to put shorter periods together; None for the indicator's own.

    Raises:
        NotComparableError: the indicator is not put together over periods, or the frequency is finer than its own.
    """
    native = _native(connection, of, standing, now)
    if freq is None or freq == of.indicator.frequency:
        _explain(connection, native, of, standing, now)
        return native
    _explain(connection, native, of, standing, now)
    parts = _parts(connection, of, standing, now)
    if parts is None:
        return put_together(native, freq)
    above, below = (put_together(part, freq) for part in parts)
    return _rate(put_together(native, freq, how="last"), above.values, below.values)


def _explain(connection: Connection, found: Matrix, of: Entry, standing: Standing, now: datetime) -> None:
    living = alive(standing.lives, found.units, found.periods)
    explain_blanks(found, living, standing.levels, now, load_outages(connection, of.indicator.agency))
    inherit_blanks(found, standing.lives)


def _native(connection: Connection, of: Entry, standing: Standing, now: datetime) -> Matrix:
    units = list(standing.units)
    found = load_own(connection, of, units, periods_of(connection, of, local_day(now)))
    living = alive(standing.lives, units, found.periods)
    if of.indicator.kind == "total" and of.indicator.over_units == "sum":
        fill_from_children(found, living, standing.hierarchy, None)
        carry(found, standing.lives, living)
        _round_carried(found, standing)
        return found
    parts = _parts(connection, of, standing, now, found)
    if parts is not None:
        _rate(found, parts[0].values, parts[1].values, parts[0].marks)
    return found


def _parts(
    connection: Connection, of: Entry, standing: Standing, now: datetime, own: Matrix | None = None
) -> tuple[Matrix, Matrix] | None:
    """Return what a rate is recomputed from: numerator and denominator, or the rate times its weight and the weight."""
    indicator = of.indicator
    if indicator.numerator is not None and indicator.denominator is not None:
        above, below = (entry(connection, code) for code in (indicator.numerator, indicator.denominator))
        found = tuple(_native(connection, part, standing, now) for part in (above, below))
        if own is None or found[0].periods == own.periods == found[1].periods:
            return found[0], found[1]
        return _aligned(found[0], own.periods), _aligned(found[1], own.periods)
    if indicator.over_units != "mean" or indicator.weight is None or own is None:
        return None
    weights = _aligned(_native(connection, entry(connection, indicator.weight), standing, now), own.periods)
    living = alive(standing.lives, own.units, own.periods)
    total = Matrix(_as_total(of), own.units, own.periods, own.values * weights.values, own.marks.copy())
    weight = Matrix(_as_total(of), own.units, own.periods, weights.values.copy(), own.marks.copy())
    weight.values[np.isnan(own.values)] = np.nan
    for matrix in (total, weight):
        fill_from_children(matrix, living, standing.hierarchy, None)
        carry(matrix, standing.lives, living)
    scale = PERCENT if indicator.percent else 1.0
    total.values /= scale
    return total, weight


def _as_total(of: Entry):  # noqa: ANN202 - an Indicator; named by what it stands for
    return of.indicator.model_copy(update={"kind": "total", "over_units": "sum"})


def _rate(found: Matrix, above: Values, below: Values, marks: Marks | None = None) -> Matrix:
    """Fill the cells without a figure of their own with numerator over denominator."""
    with np.errstate(invalid="ignore", divide="ignore"):
        quotient = above / below * (PERCENT if found.indicator.percent else 1.0)
    open_ = np.isnan(found.values) & np.isfinite(quotient) & ~np.isin(found.marks, list("wn"))
    found.values[open_] = quotient[open_]
    if marks is not None:
        usable = np.where(np.isin(marks, list(BLANKS)), "u", marks)
        found.marks[open_] = usable[open_]
    return found


def _aligned(found: Matrix, periods: list[Period]) -> Matrix:
    """Bring figures of a longer period (a year's population) to shorter ones; the latest known stands on."""
    source = [_latest(found.periods, period) for period in periods]
    values = np.full((len(found.units), len(periods)), np.nan)
    marks = np.full(values.shape, "?", dtype="<U1")
    filled = found.values.copy()
    for j in range(1, filled.shape[1]):
        gap = np.isnan(filled[:, j])
        filled[gap, j] = filled[gap, j - 1]
    for j, k in enumerate(source):
        if k is not None:
            values[:, j], marks[:, j] = filled[:, k], found.marks[:, k]
    return Matrix(found.indicator, found.units, periods, values, marks)


def _latest(periods: list[Period], at: Period) -> int | None:
    begun = [k for k, period in enumerate(periods) if period.start <= at.last_day]
    return begun[-1] if begun else None


def _round_carried(found: Matrix, standing: Standing) -> None:
    """Round carried totals by largest remainder, so that the units of a level still add up to what they came from."""
    groups: dict[tuple[object, str], list[int]] = defaultdict(list)
    for i, unit in enumerate(found.units):
        life = standing.lives[unit]
        groups[life.valid_from, life.level].append(i)
    codes = [standing.codes[unit] for unit in found.units]
    decimals = found.indicator.decimals
    for rows in groups.values():
        for j in np.flatnonzero(np.isin(found.marks[rows], ["c", "e"]).any(axis=0)):
            at = [i for i in rows if found.marks[i, j] in "ce"]
            parts = [float(found.values[i, j]) for i in at]
            exact = largest_remainder(parts, [codes[i] for i in at], sum(parts), decimals)
            found.values[at, j] = exact


def put_together(found: Matrix, freq: Frequency, how: str | None = None) -> Matrix:
    """Put shorter periods together as the indicator says: sum, mean or last. A missing part leaves the whole blank.

    Raises:
        NotComparableError: the indicator says none, or the frequency asked for is finer than its own.
    """
    indicator = found.indicator
    how = how or ("last" if indicator.accumulation == "ytd" else indicator.over_periods)
    if how == "none" or FREQUENCIES.index(freq) < FREQUENCIES.index(indicator.frequency):
        raise NotComparableError(
            text("Chỉ số này không gộp được theo kỳ đã chọn.", "This indicator is not put together over such periods."),
            value=freq,
            limit=indicator.frequency,
            remedy=text(f"Chọn kỳ {indicator.frequency}.", f"Choose {indicator.frequency} periods."),
        )
    columns: dict[Period, list[int]] = defaultdict(list)
    for j, period in enumerate(found.periods):
        columns[period_of(period.last_day, freq)].append(j)
    periods = list(columns)
    shape = (len(found.units), len(periods))
    result = Matrix(indicator, found.units, periods, np.full(shape, np.nan), np.full(shape, "?", dtype="<U1"))
    for k, (period, at) in enumerate(columns.items()):
        whole = found.periods[at[-1]].end == period.end
        values, marks = found.values[:, at], found.marks[:, at]
        if how == "last":
            result.values[:, k], result.marks[:, k] = values[:, -1], marks[:, -1]
        else:
            result.values[:, k] = values.sum(axis=1) if how == "sum" else values.mean(axis=1)
            result.marks[:, k] = _joined(marks)
        if not whole:
            unfinished = result.marks[:, k] != "x"
            result.values[unfinished, k], result.marks[unfinished, k] = np.nan, "d"
    return result


def _joined(marks: Marks) -> Marks:
    """Return one mark a row: the worst blank if there is any, else the mark that says most."""
    result = np.full(len(marks), ".", dtype="<U1")
    for mark in reversed(_MARKED_FIRST):
        result[(marks == mark).any(axis=1)] = mark
    for mark in reversed(_WORST_FIRST):
        result[(marks == mark).any(axis=1)] = "o" if mark == "k" else mark
    return result
