"""The reply that carries an indicator's figures: plain columns of whole numbers, every edition of home in one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
from psycopg import Connection

from boundaries.lookup.home import Home
from layers.core.access import Scope
from layers.core.errors import GisError, NotFoundError
from layers.core.levels import LEVELS, Level
from layers.core.model import text
from layers.core.period import Frequency, Period, parse_period
from layers.indicators.catalogue import Entry, entry
from layers.indicators.intake.targets import targets_of
from layers.indicators.matrix.deadlines import deadline
from layers.indicators.matrix.figures import figures
from layers.indicators.matrix.home_units import HomeUnits, load_home_units
from layers.indicators.matrix.matrix import Matrix
from layers.indicators.replies.edges import edges_in


@dataclass(frozen=True, slots=True)
class ValuesAsked:
    """What part of the matrix is wanted; None asks for all of it."""

    freq: Frequency | None = None
    level: Level | None = None
    edition: date | None = None
    first: str | None = None
    last: str | None = None
    within: int | None = None


def values_reply(
    connection: Connection, home: Home, code: str, asked: ValuesAsked, now: datetime, scope: Scope
) -> dict[str, Any]:
    """Return periods, units, figures (scaled to whole numbers), marks, class edges, targets and deadlines.

    Units ascend by id and travel as the step from each to the next (the first from 0): their running sum is the ids. A
    country's ids would weigh as much as its figures; the steps weigh nothing.

    Raises:
        NotFoundError: no such indicator, or no unit answers to what was asked.
        NotComparableError: the indicator is not put together over such periods.
    """
    del scope  # every figure is public until there is a login; the parameter keeps the door
    of = entry(connection, code)
    home_units = load_home_units(connection, home)
    found = figures(connection, of, home_units, now, asked.freq)
    rows, columns = _rows(home_units, asked), _columns(found.periods, asked)
    indicator = of.indicator
    periods = [found.periods[j] for j in columns]
    return {
        "indicator": code,
        "freq": asked.freq or indicator.frequency,
        "periods": [period.code for period in periods],
        "scale": indicator.scale,
        "id_steps": _steps([found.units[i] for i in rows]),
        "v": scaled(found, rows, columns),
        "s": _marks(found, rows, columns),
        "targets": _targets(connection, of, set(found.units), indicator.scale),
        "edges": _edges(found, home_units),
        "breaks": [{"period": d.from_period, "note": d.note.model_dump()} for d in indicator.definitions],
        "due": [deadline(p, indicator.deadline_days).astimezone(UTC).isoformat()[:19] + "Z" for p in periods],
    }


def _steps(ids: list[int]) -> list[int]:
    return [unit - before for before, unit in zip([0, *ids], ids, strict=False)]


def scaled(found: Matrix, rows: list[int], columns: list[int]) -> list[list[int | None]]:
    """Return figures as whole numbers, None where blank."""
    part = found.values[np.ix_(rows, columns)] * found.indicator.scale
    blank = np.isnan(part)
    whole = np.rint(np.where(blank, 0, part)).astype(np.int64).tolist()
    for i, j in zip(*np.nonzero(blank), strict=True):
        whole[i][j] = None
    return whole


def _marks(found: Matrix, rows: list[int], columns: list[int]) -> list[str]:
    """Return one letter a period, or nothing where all are ordinary."""
    part = found.marks[np.ix_(rows, columns)]
    return ["" if (row == ".").all() else "".join(row) for row in part]


def _rows(home_units: HomeUnits, asked: ValuesAsked) -> list[int]:
    wanted = set(home_units.units)
    if asked.edition is not None:
        wanted &= set(home_units.in_edition(asked.edition))
    if asked.level is not None:
        wanted &= {unit for unit in home_units.units if home_units.lives[unit].level == asked.level}
    if asked.within is not None:
        wanted &= home_units.below(asked.within)
    if not wanted:
        raise NotFoundError(
            text("Không có đơn vị nào khớp yêu cầu.", "No unit answers to what was asked."),
            value=f"level={asked.level}, edition={asked.edition}, within={asked.within}",
            remedy=text("Bỏ bớt điều kiện.", "Ask for less."),
        )
    return [i for i, unit in enumerate(home_units.units) if unit in wanted]


def _columns(periods: list[Period], asked: ValuesAsked) -> list[int]:
    first = None if asked.first is None else parse_period(asked.first)
    last = None if asked.last is None else parse_period(asked.last)
    found = [
        j
        for j, period in enumerate(periods)
        if (first is None or period.start >= first.start) and (last is None or period.end <= last.end)
    ]
    if not found:
        raise GisError(
            text("Không có kỳ nào trong khoảng này.", "There is no period in this range."),
            value=f"{asked.first} … {asked.last}",
            limit=f"{periods[0]} … {periods[-1]}",
            remedy=text("Đổi from, to.", "Change from, to."),
        )
    return found


def _edges(found: Matrix, home_units: HomeUnits) -> Mapping[str, Mapping[str, list[float]]]:
    """Return the class edges of every edition and level: fixed while time moves."""
    days = [each.edition.effective for each in home_units.home.editions]
    return {
        day.isoformat(): {
            level: list(edges_in(found, home_units, level, day))
            for level in LEVELS
            if home_units.in_edition(day, level)
        }
        for day in days
    }


def _targets(connection: Connection, of: Entry, units: set[int], scale: int) -> dict[str, dict[str, int]]:
    result: dict[str, dict[str, int]] = {}
    for (unit, year), value in targets_of(connection, of).items():
        if unit in units:
            result.setdefault(str(year), {})[str(unit)] = round(value * scale)
    return result
