"""Down, stable, up: pure, and the same rule as the page's own (`trend.ts`)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from layers.core.period import Period, parse_period
from layers.indicators.indicator import Definition, Indicator

Direction = Literal["down", "flat", "up"]
Judgement = Literal["good", "stable", "bad"]
_NOISE = 1e-9
"""Rounding noise of binary fractions must not decide whether a change is within the tolerance."""


@dataclass(frozen=True, slots=True)
class Trend:
    """A change: `delta` in per cent when `relative`, else in the indicator's own unit."""

    delta: float
    relative: bool
    direction: Direction
    judgement: Judgement


def compared_with(indicator: Indicator, period: Period) -> Period:
    """Return the period that a trend compares with: the same one last year if year to date, else the one before."""
    return period.last_year() if indicator.accumulation == "ytd" else period.shift(-1)


def broken(definitions: Iterable[Definition], before: Period, now: Period) -> bool:
    """Say whether the definition changed after `before` began and not after `now` did."""
    starts = [parse_period(definition.from_period).start for definition in definitions]
    return any(before.start < start <= now.start for start in starts)


def judge(direction: Direction, indicator: Indicator) -> Judgement:
    """Say whether a direction is good for this indicator; a neutral one is never good or bad."""
    if direction == "flat" or indicator.polarity == "neutral":
        return "stable"
    return "good" if (direction == "up") == (indicator.polarity == "up_good") else "bad"


def trend(indicator: Indicator, period: Period, now: float | None, before: float | None) -> Trend | None:
    """Judge a change between two figures of one unit.

    Args:
        indicator: with its polarity, tolerance and definitions.
        period: of the figure `now`; `before` is of `compared_with(indicator, period)`.
        now: None where blank or stale.
        before: None where blank.

    Returns:
        None where a figure is missing, the definition changed in between, or the change is relative to nothing.
    """
    if now is None or before is None or broken(indicator.definitions, compared_with(indicator, period), period):
        return None
    relative = indicator.tolerance_kind == "relative"
    if relative and before == 0 and now != 0:
        return None
    # Figures are as they are written, and so is their difference: of large ones it has noise far above `_NOISE`.
    delta = round(now - before, indicator.decimals)
    if relative:
        delta = 0.0 if before == 0 else delta / abs(before) * 100
    flat = abs(delta) <= indicator.tolerance + _NOISE
    direction: Direction = "flat" if flat else "up" if delta > 0 else "down"
    return Trend(delta, relative, direction, judge(direction, indicator))
