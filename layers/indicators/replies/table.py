"""The table behind the map: one row a unit, in Vietnamese order, with change, judgement and what the mark means."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

import numpy as np
from psycopg import Connection

from layers.core.access import Scope
from layers.core.errors import GisError
from layers.core.levels import Level
from layers.core.model import Text, text
from layers.core.period import Period, parse_period
from layers.core.tables import Language, cell, write_csv
from layers.indicators.catalogue import Entry, entry
from layers.indicators.indicator import Indicator
from layers.indicators.intake.targets import targets_of
from layers.indicators.matrix.figures import figures
from layers.indicators.matrix.home_units import HomeUnits
from layers.indicators.matrix.matrix import Matrix
from layers.indicators.replies.gap import Gap, gap
from layers.indicators.replies.trend import Trend, compared_with, trend

MARKS: dict[str, Text] = {
    ".": text("Chính thức", "Final"),
    "p": text("Sơ bộ", "Provisional"),
    "r": text("Đã điều chỉnh", "Revised"),
    "c": text("Quy đổi", "Carried by rule"),
    "e": text("Ước tính theo diện tích", "Estimated by area"),
    "g": text("Gần đúng", "Approximate"),
    "u": text("Tổng hợp từ đơn vị cấp dưới", "Made of the units below"),
    "o": text("Quá hạn nộp", "Overdue"),
    "k": text("Số cũ, quá hạn cập nhật", "Old figure, update overdue"),
    "d": text("Chưa đến hạn", "Not due yet"),
    "n": text("Không áp dụng", "Not applicable"),
    "w": text("Không công bố", "Withheld"),
    "x": text("Không có đơn vị này ở kỳ này", "The unit does not exist in this period"),
    "s": text("Nguồn không phản hồi", "Source does not answer"),
}
"""The page's words (its `words.vi.ts`); where it explains in a note beside the figure, the word itself says more."""
HEADINGS: dict[str, Text] = {
    "code": text("Mã", "Code"),
    "unit": text("Đơn vị", "Unit"),
    "period": text("Kỳ", "Period"),
    "value": text("Giá trị", "Value"),
    "measure": text("Đơn vị tính", "Unit of measure"),
    "change": text("Thay đổi", "Change"),
    "change_measure": text("Đơn vị của thay đổi", "Unit of the change"),
    "direction": text("Xu hướng", "Trend"),
    "mark": text("Tình trạng", "Status"),
}
DIRECTIONS = {"up": text("tăng", "up"), "flat": text("ổn định", "stable"), "down": text("giảm", "down")}
_PER_CENT, _POINTS = text("%", "%"), text("điểm %", "pp")


@dataclass(frozen=True, slots=True)
class TableRow:
    """One unit's line."""

    unit: int
    uid: str
    code: str
    name: str
    value: float | None
    mark: str
    period: str
    change: Trend | None
    gap: Gap | None


def table(
    connection: Connection,
    code: str,
    period: str,
    *,
    home_units: HomeUnits,
    units: Sequence[int],
    now: datetime,
    scope: Scope,
) -> tuple[Entry, list[TableRow]]:
    """Return the rows of these units for one period.

    Raises:
        NotFoundError: no such indicator.
        GisError: the indicator has no such period.
    """
    of, at = entry(connection, code), parse_period(period)
    found = figures(connection, of, home_units, now, at.frequency)
    return of, rows_of(connection, of, found, at, units=units, scope=scope)


def rows_of(
    connection: Connection, of: Entry, found: Matrix, at: Period, *, units: Sequence[int], scope: Scope
) -> list[TableRow]:
    """Return the rows of these units for one period of a matrix, in Vietnamese order. Figures are as they are written.

    Raises:
        GisError: the matrix has no such period.
    """
    del scope  # every figure is public until there is a login; the parameter keeps the door
    j = column_of(found, at)
    before = compared_with(of.indicator, at)
    k = found.periods.index(before) if before in found.periods else None
    row_of = {unit: i for i, unit in enumerate(found.units)}
    targets = targets_of(connection, of)
    rows: list[TableRow] = []
    for unit, (uid, code, name) in _names(connection, units, at).items():
        i = row_of[unit]
        mark = str(found.marks[i, j])
        # An old figure stands in with its own period: held against that one's target, and without a trend.
        column = j - 1 if mark == "k" else j
        value, shown = _number(found, i, column), found.periods[column]
        old = None if k is None else _number(found, i, k)
        change = trend(of.indicator, at, None if mark == "k" else value, old)
        aim = targets.get((unit, shown.start.year))
        distance = None if value is None or aim is None else gap(of.indicator, shown, value, _written(found, aim))
        rows.append(TableRow(unit, uid, code, name, value, mark, shown.code, change, distance))
    return rows


def units_of_level(
    home_units: HomeUnits, level: Level | Literal["former"] | None, edition: date, within: int | None
) -> list[int]:
    """Return the units of an edition, of one level or of all, that lie in a unit of home; all of home's for None.

    As on the page, whose file this is: `former` are the districts of the edition, else those of the time before that
    its communes are grouped by; and where the unit holds none of the level, all of home is shown.
    """
    if level == "former":
        found = home_units.in_edition(edition, "district") or home_units.former_districts(edition)
    else:
        found = home_units.in_edition(edition, level)
    if within is None:
        return found
    inside = home_units.inside(within, edition)
    return [unit for unit in found if unit in inside] or found


def as_json(of: Entry, rows: list[TableRow]) -> dict[str, Any]:
    """Write the table as plain data."""
    return {
        "indicator": of.indicator.code,
        "rows": [
            {
                "id": row.unit,
                "uid": row.uid,
                "code": row.code,
                "full_name": row.name,
                "value": row.value,
                "mark": row.mark,
                "period": row.period,
                "delta": None if row.change is None else row.change.delta,
                "direction": None if row.change is None else row.change.direction,
                "judgement": None if row.change is None else row.change.judgement,
                "target": None if row.gap is None else row.gap.target,
                "reached": None if row.gap is None else row.gap.reached,
            }
            for row in rows
        ],
    }


def as_csv(of: Entry, rows: list[TableRow], language: Language) -> bytes:
    """Write the table for a spreadsheet, as `layers.core.tables.write_csv` does; a change has a unit of its own."""
    head = [getattr(heading, language) for heading in HEADINGS.values()]
    return write_csv(head, (_cells(of.indicator, row, language) for row in rows), language)


def _cells(indicator: Indicator, row: TableRow, language: Language) -> list[str]:
    change = row.change
    return [
        cell(row.code, language),
        cell(row.name, language),
        row.period,
        cell(row.value, language, indicator.decimals),
        cell(getattr(indicator.unit, language), language),
        *(("", "", "") if change is None else _change_cells(indicator, change, language)),
        getattr(MARKS[row.mark], language),
    ]


def _change_cells(indicator: Indicator, change: Trend, language: Language) -> tuple[str, str, str]:
    """Write a change, its unit and its direction, as the page does (`figures.ts`)."""
    measure = _PER_CENT if change.relative else _POINTS if indicator.percent else indicator.unit
    return (
        cell(change.delta, language, 1 if change.relative else indicator.decimals),
        cell(getattr(measure, language), language),
        getattr(DIRECTIONS[change.direction], language),
    )


def column_of(found: Matrix, at: Period) -> int:
    """Return the column of a period.

    Raises:
        GisError: the matrix has none for it.
    """
    if at not in found.periods:
        raise GisError(
            text("Chỉ số không có kỳ này.", "The indicator has no such period."),
            value=at.code,
            limit=f"{found.periods[0]} … {found.periods[-1]}",
            remedy=text("Chọn kỳ trong khoảng trên.", "Choose a period within."),
        )
    return found.periods.index(at)


def _number(found: Matrix, i: int, j: int) -> float | None:
    value = float(found.values[i, j])
    return None if np.isnan(value) else _written(found, value)


def _written(found: Matrix, value: float) -> float:
    """Round as a figure is written: 27,2 against 25,7 is 1,5, whatever they were before; so the map judges them too."""
    scale = found.indicator.scale
    return round(value * scale) / scale


def _names(connection: Connection, units: Sequence[int], at: Period) -> dict[int, tuple[str, str, str]]:
    """Return public id, code and full name (as of the period where the unit had one then), in Vietnamese order."""
    rows = connection.execute(
        "select unit, uid, code, full_name from (select distinct on (v.unit) v.unit,"
        " u.code || '@' || u.valid_from as uid, v.code, v.name, v.full_name from boundaries.unit_version v"
        " join boundaries.unit u on u.id = v.unit where v.unit = any(%(units)s)"
        " order by v.unit, (v.valid_from <= %(day)s) desc, v.valid_from desc) named"
        " order by name collate boundaries.vi, code",
        {"units": list(units), "day": at.last_day},
    )
    return {int(unit): (str(uid), str(code), str(name)) for unit, uid, code, name in rows.fetchall()}
