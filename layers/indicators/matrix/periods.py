"""Shorter periods put together to longer ones as the indicator says, and longer ones that stand on for shorter."""

from collections import defaultdict

import numpy as np

from layers.core.errors import NotComparableError
from layers.core.model import text
from layers.core.period import FREQUENCIES, Frequency, Period, period_of
from layers.indicators.indicator import Indicator
from layers.indicators.marks import joined
from layers.indicators.matrix.matrix import Matrix, Values, blank


def over_time(indicator: Indicator) -> str:
    """Return how a longer period comes from shorter ones: `sum`, `mean`, `last` or `none`."""
    return "last" if indicator.accumulation == "ytd" else indicator.over_periods


def can_be(indicator: Indicator, freq: Frequency) -> bool:
    """Say whether an indicator is put together to such periods. Weeks lie across the ends of months and years."""
    if freq == indicator.frequency:
        return True
    longer = FREQUENCIES.index(freq) > FREQUENCIES.index(indicator.frequency)
    return longer and indicator.frequency != "week" and over_time(indicator) != "none"


def put_together(found: Matrix, freq: Frequency, weights: Values | None = None) -> Matrix:
    """Put shorter periods together. A missing part leaves the whole blank, for the worst of the parts' reasons.

    Args:
        found: figures whose blanks are not judged by the clock yet.
        freq: of the result.
        weights: of the shorter figures, same shape; a mean is weighed by them where all of its periods have one.

    Raises:
        NotComparableError: the indicator is not put together to such periods.
    """
    indicator = found.indicator
    if not can_be(indicator, freq):
        raise NotComparableError(
            text("Chỉ số này không gộp được theo kỳ đã chọn.", "This indicator is not put together over such periods."),
            value=freq,
            limit=indicator.frequency,
            remedy=text(f"Chọn kỳ {indicator.frequency}.", f"Choose {indicator.frequency} periods."),
        )
    columns: dict[Period, list[int]] = defaultdict(list)
    for j, period in enumerate(found.periods):
        columns[period_of(period.last_day, freq)].append(j)
    result = blank(indicator, found.units, list(columns))
    last = over_time(indicator) == "last"
    for k, (period, at) in enumerate(columns.items()):
        whole = found.periods[at[0]].start == period.start and found.periods[at[-1]].end == period.end
        part = at[-1:] if last and whole else at
        marks = joined(found.marks[:, part], axis=1)
        if whole:
            result.values[:, k] = _over(found.values[:, part], indicator, None if weights is None else weights[:, part])
        known = np.isfinite(result.values[:, k]) | np.isin(marks, list("xwn"))
        # Of an indicator that ended within it, the rest of a period is not awaited.
        ended = not whole and indicator.last_period == found.periods[at[-1]].code
        result.marks[:, k] = np.where(known, marks, "n" if ended else "?")
    return result


def _over(values: Values, indicator: Indicator, weights: Values | None) -> Values:
    if over_time(indicator) != "mean":
        return values.sum(axis=1)
    plain: Values = values.mean(axis=1)
    if weights is None:
        return plain
    with np.errstate(invalid="ignore", divide="ignore"):
        weighed = (values * weights).sum(axis=1) / weights.sum(axis=1)
    return np.where(np.isfinite(weighed), weighed, plain)


def brought_to(found: Matrix, periods: list[Period]) -> Matrix:
    """Bring figures to other periods of the same length, or to shorter ones: there the latest known stands on."""
    if found.periods == periods:
        return found
    result = blank(found.indicator, found.units, periods)
    stands_on = found.periods[0].frequency != periods[0].frequency
    values, marks = found.values.copy(), found.marks.copy()
    if stands_on:
        for j in range(1, values.shape[1]):
            gap = np.isnan(values[:, j]) & np.isfinite(values[:, j - 1])
            values[gap, j], marks[gap, j] = values[gap, j - 1], marks[gap, j - 1]
    for j, period in enumerate(periods):
        k = _latest(found.periods, period) if stands_on else _same(found.periods, period)
        if k is not None:
            result.values[:, j], result.marks[:, j] = values[:, k], marks[:, k]
    return result


def _latest(periods: list[Period], at: Period) -> int | None:
    begun = [k for k, period in enumerate(periods) if period.start <= at.last_day]
    return begun[-1] if begun else None


def _same(periods: list[Period], at: Period) -> int | None:
    return periods.index(at) if at in periods else None
