"""Periods of figures: a code with its range of local days.

`2024` year · `2024-Q2` quarter · `2024-06` month · `2024-W23` ISO week · `2024-06-15` day.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import total_ordering
from typing import Literal

from layers.core.errors import GisError
from layers.core.model import text

Frequency = Literal["day", "week", "month", "quarter", "year"]
FREQUENCIES: tuple[Frequency, ...] = ("day", "week", "month", "quarter", "year")
FIRST_YEAR, LAST_YEAR = 1800, 2999
"""What lies outside is a slip of the pen; and the calendar's own ends have no year before or after."""

_SHAPES: tuple[tuple[Frequency, re.Pattern[str]], ...] = (
    ("year", re.compile(r"(\d{4})", re.ASCII)),
    ("quarter", re.compile(r"(\d{4})-Q([1-4])", re.ASCII)),
    ("month", re.compile(r"(\d{4})-(\d{2})", re.ASCII)),
    ("week", re.compile(r"(\d{4})-W(\d{2})", re.ASCII)),
    ("day", re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)),
)


@total_ordering
@dataclass(frozen=True, slots=True)
class Period:
    """A period of one frequency: half-open range of local days [start, end)."""

    frequency: Frequency
    start: date

    @property
    def end(self) -> date:
        """The first day after the period."""
        match self.frequency:
            case "day":
                return self.start + timedelta(days=1)
            case "week":
                return self.start + timedelta(days=7)
            case "month":
                return _add_months(self.start, 1)
            case "quarter":
                return _add_months(self.start, 3)
            case "year":
                return _add_months(self.start, 12)

    @property
    def last_day(self) -> date:
        """The last day inside the period: the edition in force on it is the period's edition."""
        return self.end - timedelta(days=1)

    @property
    def code(self) -> str:
        """The code that files, URLs and the database use."""
        match self.frequency:
            case "day":
                return self.start.isoformat()
            case "week":
                year, week, _ = self.start.isocalendar()
                return f"{year:04d}-W{week:02d}"
            case "month":
                return self.start.isoformat()[:7]
            case "quarter":
                return f"{self.start.year:04d}-Q{(self.start.month + 2) // 3}"
            case "year":
                return f"{self.start.year:04d}"

    def __str__(self) -> str:
        """Return the code."""
        return self.code

    def __lt__(self, other: object) -> bool:
        """Order by first day, then by length."""
        if not isinstance(other, Period):
            return NotImplemented
        return (self.start, self.end) < (other.start, other.end)

    def shift(self, count: int) -> "Period":
        """Return the period `count` steps later (earlier if negative)."""
        match self.frequency:
            case "day":
                return Period("day", self.start + timedelta(days=count))
            case "week":
                return Period("week", self.start + timedelta(days=7 * count))
            case "month":
                return Period("month", _add_months(self.start, count))
            case "quarter":
                return Period("quarter", _add_months(self.start, 3 * count))
            case "year":
                return Period("year", _add_months(self.start, 12 * count))

    def last_year(self) -> "Period":
        """Return the same period of the year before (the same ISO week; 29 February becomes 28)."""
        if self.frequency == "week":
            year, week, _ = self.start.isocalendar()
            last = date(year - 1, 12, 28).isocalendar().week
            return Period("week", date.fromisocalendar(year - 1, min(week, last), 1))
        if self.frequency == "day" and (self.start.month, self.start.day) == (2, 29):
            return Period("day", date(self.start.year - 1, 2, 28))
        return Period(self.frequency, self.start.replace(year=self.start.year - 1))

    def same_year(self, other: "Period") -> bool:
        """Say whether both lie in one year (by ISO year for weeks)."""
        return self.code[:4] == other.code[:4]


def parse_period(code: str) -> Period:
    """Read a period code.

    Raises:
        GisError: the text is none of the five shapes, or names a month, week or day that does not exist.
    """
    for frequency, shape in _SHAPES:
        found = shape.fullmatch(code)
        if found is None:
            continue
        numbers = [int(g) for g in found.groups()]
        if not FIRST_YEAR <= numbers[0] <= LAST_YEAR:
            break
        try:
            return Period(frequency, _start(frequency, numbers))
        except ValueError:
            break
    raise GisError(
        text("Mã kỳ không đọc được.", "The period code cannot be read."),
        value=code,
        limit=f"{FIRST_YEAR} – {LAST_YEAR}",
        remedy=text(
            "Viết 2024, 2024-Q2, 2024-06, 2024-W23 hoặc 2024-06-15.",
            "Write 2024, 2024-Q2, 2024-06, 2024-W23 or 2024-06-15.",
        ),
    )


def period_of(day: date, frequency: Frequency) -> Period:
    """Return the period of this frequency that holds a local day."""
    match frequency:
        case "day":
            return Period("day", day)
        case "week":
            return Period("week", day - timedelta(days=day.weekday()))
        case "month":
            return Period("month", day.replace(day=1))
        case "quarter":
            return Period("quarter", date(day.year, (day.month - 1) // 3 * 3 + 1, 1))
        case "year":
            return Period("year", date(day.year, 1, 1))


def period_range(first: Period, last: Period) -> list[Period]:
    """List all periods from first to last, both included; empty when last lies before first."""
    found: list[Period] = []
    at = first
    while at <= last:
        found.append(at)
        at = at.shift(1)
    return found


def _start(frequency: Frequency, numbers: list[int]) -> date:
    match frequency:
        case "day":
            return date(*numbers)
        case "week":
            return date.fromisocalendar(numbers[0], numbers[1], 1)
        case "month":
            return date(numbers[0], numbers[1], 1)
        case "quarter":
            return date(numbers[0], numbers[1] * 3 - 2, 1)
        case "year":
            return date(numbers[0], 1, 1)


def _add_months(day: date, count: int) -> date:
    months = day.year * 12 + day.month - 1 + count
    return date(months // 12, months % 12 + 1, 1)
