"""Distance from the target of the year: pure, and the same rule as the page's own (`target.ts`)."""

from dataclasses import dataclass
from typing import Literal

from layers.core.period import Period
from layers.indicators.indicator import Indicator
from layers.indicators.replies.trend import Direction, Judgement

Reached = Literal["met", "near", "short"]
JUDGED: dict[Reached, Judgement] = {"met": "good", "near": "stable", "short": "bad"}
_NOISE = 1e-9
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Gap:
    """Figure less target, in the indicator's own unit."""

    target: float
    delta: float
    reached: Reached
    direction: Direction


def target_at(indicator: Indicator, period: Period, of_year: float) -> float:
    """Return the target that holds in a period: the year's, or its months' part where the catalogue says linear."""
    return of_year if indicator.target_path == "year" else of_year * period.last_day.month / _MONTHS


def gap(indicator: Indicator, period: Period, value: float, of_year: float) -> Gap:
    """Hold a figure against the target of its year; a shortfall within the tolerance is near.

    Args:
        indicator: with its polarity, tolerance and path of the target.
        period: of the figure.
        value: the figure.
        of_year: the target that was given for the year.
    """
    target = target_at(indicator, period, of_year)
    delta = value - target
    short = {"up_good": -delta, "down_good": delta, "neutral": abs(delta)}[indicator.polarity]
    relative = indicator.tolerance_kind == "relative"
    slack = abs(target) * indicator.tolerance / 100 if relative else indicator.tolerance
    reached: Reached = "met" if short <= _NOISE else "near" if short <= slack + _NOISE else "short"
    flat = reached == "near" or abs(delta) <= _NOISE
    return Gap(target, delta, reached, "flat" if flat else "up" if delta > 0 else "down")
