"""All figures of an indicator for all units of home: one row a unit, one column a period, a mark a cell."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray
from psycopg import Connection

from boundaries.lookup.carry import Life
from layers.core.period import Period, parse_period, period_of, period_range
from layers.indicators.catalogue import Entry
from layers.indicators.indicator import Indicator
from layers.indicators.marks import Marks
from layers.indicators.matrix.deadlines import Outage
from layers.indicators.matrix.observations import observations

Values = NDArray[np.float64]
FIRST_YEAR = 2020
"""History from here at least; earlier figures make it begin earlier."""


@dataclass(slots=True)
class Matrix:
    """Figures (NaN where blank) and marks, both of shape (units, periods)."""

    indicator: Indicator
    units: list[int]
    periods: list[Period]
    values: Values
    marks: Marks

    @property
    def days(self) -> NDArray[np.datetime64]:
        """The last day of each period: whoever is in force on it is whom the period's figures are about."""
        return np.array([period.last_day for period in self.periods], dtype="datetime64[D]")


def blank(indicator: Indicator, units: list[int], periods: list[Period]) -> Matrix:
    """Return a matrix of these units and periods in which every figure is awaited."""
    shape = (len(units), len(periods))
    return Matrix(indicator, units, periods, np.full(shape, np.nan), np.full(shape, "?", dtype="<U1"))


@dataclass(frozen=True, slots=True)
class Hierarchy:
    """Who was whose child when: (child, parent, from, to) of the units of home."""

    spans: tuple[tuple[int, int, date, date | None], ...]

    def children(self, day: date) -> dict[int, list[int]]:
        """Return parent → children on a local day."""
        found: dict[int, list[int]] = defaultdict(list)
        for child, parent, start, end in self.spans:
            if start <= day and (end is None or day < end):
                found[parent].append(child)
        return found


def load_hierarchy(connection: Connection, units: Sequence[int]) -> Hierarchy:
    """Read the parents of these units through time."""
    rows = connection.execute(
        "select unit, parent, valid_from, valid_to from boundaries.unit_version"
        " where unit = any(%s) and parent is not null order by unit, valid_from",
        (list(units),),
    )
    return Hierarchy(tuple((int(a), int(b), c, d) for a, b, c, d in rows))


def load_outages(connection: Connection, agency: str) -> list[Outage]:
    """Read when an agency's source was down."""
    rows = connection.execute("select started_at, ended_at from indicators.source_outage where agency = %s", (agency,))
    return [Outage(start, end) for start, end in rows]


def periods_of(connection: Connection, entry: Entry, today: date) -> list[Period]:
    """Return the indicator's periods: from 2020 (or its first figure) to the one that today (a local day) lies in.

    Of an indicator that is no longer counted, to its last.
    """
    row = connection.execute(
        "select min(period_start) from indicators.observation where indicator = %s and current", (entry.id,)
    ).fetchone()
    first = date(FIRST_YEAR, 1, 1) if row is None or row[0] is None else min(row[0], date(FIRST_YEAR, 1, 1))
    frequency, ended = entry.indicator.frequency, entry.indicator.last_period
    last = period_of(today, frequency) if ended is None else parse_period(ended)
    return period_range(period_of(min(first, last.start), frequency), last)


def load_own(connection: Connection, entry: Entry, units: list[int], periods: list[Period]) -> Matrix:
    """Read the units' own figures; every other cell has the mark `?`.

    Args:
        connection: to read from.
        entry: the indicator.
        units: ids, ascending.
        periods: without a gap, ascending.
    """
    found = blank(entry.indicator, units, periods)
    unit, start, end, value, mark = observations(connection, entry.id, units)
    starts = np.array([period.start for period in periods], dtype="datetime64[D]")
    i, j = np.searchsorted(np.array(units), unit), np.searchsorted(starts, start)
    # What was sent for periods of another length, before the indicator's frequency was changed, is not of this series.
    ours = j < len(periods)
    ours[ours] = (starts[j[ours]] == start[ours]) & (found.days[j[ours]] + 1 == end[ours])
    at = i[ours], j[ours]
    found.values[at], found.marks[at] = value[ours], mark[ours]
    return found


def alive(lives: Mapping[int, Life], found: Matrix) -> NDArray[np.bool_]:
    """Say which units were in force at the end of which periods."""
    start = np.array([lives[unit].valid_from for unit in found.units], dtype="datetime64[D]")
    end = np.array([lives[unit].valid_to or date.max for unit in found.units], dtype="datetime64[D]")
    days = found.days[None, :]
    return (start[:, None] <= days) & (days < end[:, None])
