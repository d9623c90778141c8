"""Time is asked of one injected clock; nothing else calls now()."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")


class Clock(Protocol):
    """Tells the present instant, in UTC."""

    def now(self) -> datetime:
        """Return an aware datetime in UTC."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """Return the machine's time in UTC."""
        return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class FixedClock:
    """A clock that stands still: for the sample, for tests, for looking at a past day."""

    instant: datetime

    def now(self) -> datetime:
        """Return the fixed instant in UTC."""
        return self.instant.astimezone(UTC)


def next_midnight(instant: datetime) -> datetime:
    """Return when the next day begins in Viet Nam: until then every bare date and every period means the same."""
    return datetime.combine(local_day(instant) + timedelta(days=1), time(), LOCAL).astimezone(UTC)


def next_minute(instant: datetime) -> datetime:
    """Return the next full minute: how long a reply may be kept that itself tells the time."""
    return instant.astimezone(UTC).replace(second=0, microsecond=0) + timedelta(minutes=1)


def local_day(instant: datetime) -> date:
    """Return the day in Viet Nam of an aware instant."""
    return instant.astimezone(LOCAL).date()
