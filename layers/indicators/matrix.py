"""All figures of an indicator for all units of home: one row a unit, one column a period, a mark a cell.

Marks: `.` ordinary, `p` provisional, `r` revised, `c` carried by rule ("quy đổi"), `e` carried by area ("ước tính"),
`g` an approximate grouping ("gần đúng"), `u` made of the children. Blanks: `o` overdue, `k` overdue with an older
figure to show, `d` not due, `n` not applicable, `w` withheld, `x` did not exist, `s` source down.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray
from psycopg import Connection

from boundaries.carry import Life, Part, by_birth
from layers.core.period import Period, period_of, period_range
from layers.indicators.catalogue import Entry
from layers.indicators.deadlines import Outage, blank_mark
from layers.indicators.indicator import Indicator

Values = NDArray[np.float64]
Marks = NDArray[np.str_]
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

    def row(self, unit: int) -> int:
        """Return the row of a unit."""
        return self.units.index(unit)


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


def periods_of(connection: Connection, entry: Entry, now_day: date) -> list[Period]:
    """Return the indicator's periods: from 2020 (or its first figure) to the one that today lies in."""
    row = connection.execute(
        "select min(period_start) from indicators.observation where indicator = %s and current", (entry.id,)
    ).fetchone()
    first = date(FIRST_YEAR, 1, 1) if row is None or row[0] is None else min(row[0], date(FIRST_YEAR, 1, 1))
    frequency = entry.indicator.frequency
    return period_range(period_of(first, frequency), period_of(now_day, frequency))


_FIGURES = """
select unit, period, value, status, revision from indicators.observation
where indicator = %(indicator)s and current and agency = '' and breakdown = '' and unit = any(%(units)s)
"""


def load_own(connection: Connection, entry: Entry, units: list[int], periods: list[Period]) -> Matrix:
    """Read the units' own figures; every other cell has the mark `?`."""
    shape = (len(units), len(periods))
    found = Matrix(entry.indicator, units, periods, np.full(shape, np.nan), np.full(shape, "?", dtype="<U1"))
    row_of = {unit: i for i, unit in enumerate(units)}
    column_of = {period.code: j for j, period in enumerate(periods)}
    marks = {"final": ".", "provisional": "p", "withheld": "w", "not_applicable": "n", "retracted": "?"}
    for unit, code, value, status, revision in connection.execute(
        _FIGURES, {"indicator": entry.id, "units": units}
    ).fetchall():
        j = column_of.get(code)
        if j is None:
            continue
        i = row_of[unit]
        mark = marks[status]
        if value is not None:
            found.values[i, j] = value
            if mark == "." and revision > 1:
                mark = "r"
        found.marks[i, j] = mark
    return found


def alive(lives: Mapping[int, Life], units: Sequence[int], periods: Sequence[Period]) -> NDArray[np.bool_]:
    """Say which units were in force at the end of which periods."""
    days = np.array([period.last_day for period in periods], dtype="datetime64[D]")
    start = np.array([lives[unit].valid_from for unit in units], dtype="datetime64[D]")
    end = np.array([lives[unit].valid_to or date.max for unit in units], dtype="datetime64[D]")
    return (start[:, None] <= days[None, :]) & (days[None, :] < end[:, None])


def fill_from_children(found: Matrix, living: NDArray[np.bool_], hierarchy: Hierarchy, weights: Matrix | None) -> None:
    """Give a parent without a figure of its own the sum or the weighted mean of all its children.

    Partial children give none. Districts are filled before provinces.
    """
    how = found.indicator.over_units
    if how == "none":
        return
    row_of = {unit: i for i, unit in enumerate(found.units)}
    for _ in range(2):
        for columns, day in _spans(found.periods, hierarchy):
            for parent, children in hierarchy.children(day).items():
                i = row_of.get(parent)
                rows = [row_of[child] for child in children if child in row_of]
                if i is None or len(rows) < len(children):
                    continue
                _fill(found, i, rows, columns, living, None if weights is None else weights.values)


def _spans(periods: Sequence[Period], hierarchy: Hierarchy) -> Iterable[tuple[list[int], date]]:
    """Group columns between two changes of the hierarchy; within a group the children are the same."""
    days = sorted({day for _, _, start, end in hierarchy.spans for day in (start, end) if day is not None})
    groups: dict[int, list[int]] = defaultdict(list)
    for j, period in enumerate(periods):
        groups[sum(day <= period.last_day for day in days)].append(j)
    return [(columns, periods[columns[-1]].last_day) for columns in groups.values()]


def _fill(
    found: Matrix, i: int, rows: list[int], columns: list[int], living: NDArray[np.bool_], weights: Values | None
) -> None:
    own = found.marks[i, columns]
    open_ = (own == "?") & living[i, columns]
    if not open_.any():
        return
    at = np.array(columns)[open_]
    parts = found.values[_cells(rows, at)]
    # A child to which the figure does not apply takes no part; any other blank child leaves the parent blank.
    skip = found.marks[_cells(rows, at)] == "n"
    complete = (~np.isnan(parts) | skip).all(axis=0) & ~skip.all(axis=0)
    if found.indicator.over_units == "sum":
        result = np.where(skip, 0, np.nan_to_num(parts)).sum(axis=0)
    else:
        by = np.ones_like(parts) if weights is None else weights[_cells(rows, at)]
        by = np.where(skip, 0, by)
        with np.errstate(invalid="ignore", divide="ignore"):
            result = (np.nan_to_num(parts) * by).sum(axis=0) / by.sum(axis=0)
        complete &= np.isfinite(result)
    done = at[complete]
    found.values[i, done] = result[complete]
    found.marks[i, done] = "u"


def carry(found: Matrix, lives: Mapping[int, Life], living: NDArray[np.bool_]) -> None:
    """Carry totals into the times when a unit did not exist; what cannot be carried is marked `x`."""
    row_of = {unit: i for i, unit in enumerate(found.units)}
    days = np.array([period.last_day for period in found.periods], dtype="datetime64[D]")
    order = by_birth(lives)
    for life in order:
        if life.unit in row_of:
            _carry(found, row_of, life.unit, life.before, days < np.datetime64(life.valid_from))
    for life in reversed(order):
        if life.unit in row_of and life.valid_to is not None:
            _carry(found, row_of, life.unit, life.after, days >= np.datetime64(life.valid_to))
    blank = ~living & np.isnan(found.values)
    found.marks[blank] = "x"


def _carry(found: Matrix, row_of: Mapping[int, int], unit: int, parts: Sequence[Part], when: NDArray[np.bool_]) -> None:
    if not parts or not when.any() or any(part.unit not in row_of for part in parts):
        return
    rows = [row_of[part.unit] for part in parts]
    weights = np.array([part.weight for part in parts])
    columns = np.flatnonzero(when)
    values = found.values[_cells(rows, columns)]
    marks = found.marks[_cells(rows, columns)]
    skip = marks == "n"
    complete = (~np.isnan(values) | skip).all(axis=0) & ~skip.all(axis=0)
    total = (np.where(skip, 0, np.nan_to_num(values)) * weights[:, None]).sum(axis=0)
    i, done = row_of[unit], columns[complete]
    found.values[i, done] = total[complete]
    estimated = (marks == "e").any(axis=0)
    found.marks[i, done] = np.where(estimated, "e", _mark(parts))[complete]


def _cells(rows: Sequence[int], columns: Iterable[int]) -> Any:
    """Pick the block of these rows and columns."""
    return np.ix_(list(rows), list(columns))


def _mark(parts: Sequence[Part]) -> str:
    if any(part.approximate for part in parts):
        return "g"
    # An official list says which units it was; only where it split one does the share have to be measured.
    return "e" if all(part.method == "area" for part in parts) else "c"


def explain_blanks(
    found: Matrix, living: NDArray[np.bool_], levels: Sequence[str], now: datetime, outages: Sequence[Outage]
) -> None:
    """Give every blank cell of a living unit its reason."""
    allowed = set(found.indicator.levels)
    off = np.array([level not in allowed for level in levels], dtype=bool)
    open_ = (found.marks == "?") & living
    found.marks[open_ & off[:, None]] = "n"
    open_ &= ~off[:, None]
    for j, period in enumerate(found.periods):
        cells = open_[:, j]
        if not cells.any():
            continue
        mark = blank_mark(period, found.indicator.deadline_days, now, outages)
        found.marks[cells, j] = mark
        if mark == "o" and j > 0 and _may_stand_in(found.indicator, found.periods[j - 1], period):
            older = cells & living[:, j - 1] & ~np.isnan(found.values[:, j - 1])
            found.marks[older, j] = "k"
    found.marks[(found.marks == "?") & ~living] = "x"


def _may_stand_in(indicator: Indicator, before: Period, period: Period) -> bool:
    """A year-to-date figure of last December says nothing of January."""
    return indicator.accumulation != "ytd" or before.same_year(period)


_REASONS = "sowd"
"""Reasons that pass from a source to the unit it stands in for, the worst last to be written."""


def inherit_blanks(found: Matrix, lives: Mapping[int, Life]) -> None:
    """Say of a figure that could not be carried because its sources are blank what is said of them."""
    row_of = {unit: i for i, unit in enumerate(found.units)}
    days = np.array([period.last_day for period in found.periods], dtype="datetime64[D]")
    order = by_birth(lives)
    for life in order:
        _inherit(found, row_of, life.unit, life.before, days < np.datetime64(life.valid_from))
    for life in reversed(order):
        if life.valid_to is not None:
            _inherit(found, row_of, life.unit, life.after, days >= np.datetime64(life.valid_to))


def _inherit(
    found: Matrix, row_of: Mapping[int, int], unit: int, parts: Sequence[Part], when: NDArray[np.bool_]
) -> None:
    i = row_of.get(unit)
    rows = [row_of[part.unit] for part in parts if part.unit in row_of]
    if i is None or not rows:
        return
    open_ = when & (found.marks[i] == "x") & np.isnan(found.values[i])
    marks = found.marks[rows]
    for reason in _REASONS:
        said = (marks == reason).any(axis=0) | ((marks == "k").any(axis=0) if reason == "o" else False)
        found.marks[i, open_ & said] = reason
