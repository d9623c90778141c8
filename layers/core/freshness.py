"""Whether a layer is as fresh as it must be."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

import holidays

from layers.core.clock import LOCAL
from layers.core.layer import Freshness

_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Judged:
    """When the newest rows came, until when the next must come, grace included, and whether that is over."""

    received: datetime | None
    due: datetime | None
    late: bool


def judged(wanted: Freshness, received: datetime | None, now: datetime) -> Judged:
    """Judge the newest batch; a layer that never had one is late.

    On a calendar of working days, hours of Saturdays, Sundays and public holidays in Viet Nam do not count.
    """
    if received is None:
        return Judged(None, None, late=True)
    hours = timedelta(hours=wanted.every_h + wanted.grace_h)
    try:
        due = received + hours if wanted.calendar == "all-days" else _after_working(received.astimezone(LOCAL), hours)
    except OverflowError:
        return Judged(received, None, late=False)
    return Judged(received, due, late=now > due)


def _after_working(start: datetime, length: timedelta) -> datetime:
    at, left = start, length
    while True:
        following = datetime.combine(at.date() + timedelta(days=1), datetime.min.time(), LOCAL)
        if is_working(at.date()):
            if following - at >= left:
                return at + left
            left -= following - at
        at = following


def is_working(day: date) -> bool:
    """Say whether offices work on a local day."""
    return day.weekday() < _SATURDAY and day not in _days_off(day.year)


@cache
def _days_off(year: int) -> frozenset[date]:
    """Public holidays and Tết of one year."""
    return frozenset(holidays.country_holidays("VN", years=year))
