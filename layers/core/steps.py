"""Steps of a histogram: local hours, days, months or years, the finest that fit into so many bins."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from layers.core.clock import LOCAL, local_day
from layers.core.layer import TimeAxis

Unit = Literal["minute", "day", "month", "year"]
_HOUR = 60


@dataclass(frozen=True, slots=True)
class Step:
    """So many of a unit; `code` is the ISO 8601 duration."""

    unit: Unit
    count: int
    code: str


_STEPS = (
    *(Step("minute", n, f"PT{n}M") for n in (1, 5, 15)),
    *(Step("minute", n * _HOUR, f"PT{n}H") for n in (1, 3, 6, 12)),
    *(Step("day", n, f"P{n}D") for n in (1, 7)),
    *(Step("month", n, f"P{n}M") for n in (1, 3)),
    *(Step("year", n, f"P{n}Y") for n in (1, 5, 10, 50, 100, 500, 1000, 5000, 10_000)),
)
_FINEST = {"minute": "PT1M", "hour": "PT1H", "day": "P1D", "month": "P1M"}
_OF_KIND = {"instant": "hour", "day": "day", "period": "day"}


def edges(axis: TimeAxis, first: datetime, last: datetime, bins: int) -> tuple[Step, tuple[datetime, ...]]:
    """Return the finest step that covers first to last in at most so many bins (2 or more), and its edges.

    `first` lies in the first bin, `last` in the last; edges are local instants, one more than bins.
    """
    finest = _FINEST[axis.precision or _OF_KIND[axis.kind]]
    if axis.kind != "instant" and finest.startswith("PT"):
        finest = "P1D"
    start = next(number for number, step in enumerate(_STEPS) if step.code == finest)
    for step in _STEPS[start:]:
        if _at_least(step, first, last) <= bins:
            found = _edges(step, first, last)
            if len(found) - 1 <= bins:
                return step, found
    return _STEPS[-1], _edges(_STEPS[-1], first, last)


def _at_least(step: Step, first: datetime, last: datetime) -> float:
    """Return a number of bins that the step surely needs, so that a year is not cut into minutes to count them."""
    longest = {"minute": 1, "day": 24 * _HOUR, "month": 31 * 24 * _HOUR, "year": 366 * 24 * _HOUR}[step.unit]
    return (last - first) / timedelta(minutes=step.count * longest)


def _edges(step: Step, first: datetime, last: datetime) -> tuple[datetime, ...]:
    at = _floor(step, first)
    found: list[datetime] = []
    while at <= last:
        found.append(at)
        following = _next(step, at)
        if following is None:
            break
        at = following
    return (*found, at) if at > last else (*found, datetime.max.replace(tzinfo=LOCAL))


def _floor(step: Step, instant: datetime) -> datetime:
    local = instant.astimezone(LOCAL)
    day = local.date()
    match step.unit:
        case "minute":
            minutes = (local.hour * _HOUR + local.minute) // step.count * step.count
            return datetime.combine(day, time(minutes // _HOUR, minutes % _HOUR), LOCAL)
        case "day":
            # Weeks begin on Monday.
            back = day.weekday() if step.count > 1 else 0
            day = date.fromordinal(max(day.toordinal() - back, 1))
        case "month":
            day = day.replace(month=(day.month - 1) // step.count * step.count + 1, day=1)
        case "year":
            day = date(max(day.year // step.count * step.count, 1), 1, 1)
    return datetime.combine(day, time(), LOCAL)


def _next(step: Step, at: datetime) -> datetime | None:
    """Return the following edge; None beyond the calendar."""
    try:
        match step.unit:
            case "minute":
                return at + timedelta(minutes=step.count)
            case "day":
                return at + timedelta(days=step.count)
            case "month":
                months = at.year * 12 + at.month - 1 + step.count
                return at.replace(year=months // 12, month=months % 12 + 1)
            case "year":
                return at.replace(year=at.year // step.count * step.count + step.count)
    except (ValueError, OverflowError):
        return None


def first_day(value: date) -> datetime:
    """Return the instant of a column's value: a day begins at its local midnight."""
    return value if isinstance(value, datetime) else datetime.combine(value, time(), LOCAL)


def day_of(edge: datetime) -> date:
    """Return the local day of an edge, for columns of days."""
    return local_day(edge)
