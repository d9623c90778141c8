"""When a figure is due, and why a cell is blank."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

import holidays

from layers.core.clock import LOCAL, local_day, next_midnight
from layers.core.period import Frequency, Period, period_of

DUE_AT = time(17, 0)
"""Local hour at which an office closes."""
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Outage:
    """A time in which an agency's source does not answer; open while `end` is None."""

    start: datetime
    end: datetime | None

    def covers(self, instant: datetime) -> bool:
        """Say whether the source was down at an instant."""
        return self.start <= instant and (self.end is None or instant < self.end)


def deadline(period: Period, days: int) -> datetime:
    """Return when a period's figure is due: so many days after its end, on a working day, at 17:00 in Viet Nam."""
    day = period.last_day + timedelta(days=days)
    while day.weekday() >= _SATURDAY or day in _days_off(day.year):
        day += timedelta(days=1)
    return datetime.combine(day, DUE_AT, LOCAL)


def next_change(frequency: Frequency, days: int, now: datetime) -> datetime:
    """Return the next instant at which figures may read otherwise though none came: a deadline, or a new local day."""
    found, period = next_midnight(now), period_of(local_day(now), frequency)
    while (due := deadline(period, days)) > now:
        found, period = min(found, due), period.shift(-1)
    return found.astimezone(UTC)


@cache
def _days_off(year: int) -> frozenset[date]:
    """Public holidays and Tết of one year."""
    return frozenset(holidays.country_holidays("VN", years=year))


def blank_mark(period: Period, days: int, now: datetime, outages: Sequence[Outage]) -> str:
    """Say why an expected figure is not there: `d` not due yet, `s` source down, `o` overdue."""
    due = deadline(period, days)
    if now < due:
        return "d"
    return "s" if any(outage.covers(due) for outage in outages) else "o"
