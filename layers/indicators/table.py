"""The table behind the map: one row a unit, in Vietnamese order, with change, judgement and what the mark means."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

import numpy as np
from psycopg import Connection

from layers.core.access import Scope
from layers.core.errors import GisError
from layers.core.model import Text, text
from layers.core.period import Period, parse_period
from layers.indicators.catalogue import Entry, entry
from layers.indicators.figures import figures
from layers.indicators.gap import Gap, gap
from layers.indicators.indicator import Level
from layers.indicators.matrix import Matrix
from layers.indicators.standing import Standing
from layers.indicators.targets import targets_of
from layers.indicators.trend import Trend, compared_with, trend

Language = Literal["vi", "en"]
MARKS: dict[str, Text] = {
    ".": text("chính thức", "final"),
    "p": text("tạm tính", "provisional"),
    "r": text("đã đính chính", "revised"),
    "c": text("quy đổi", "converted"),
    "e": text("ước tính theo diện tích", "estimated by area"),
    "g": text("gần đúng", "approximate"),
    "u": text("tổng hợp từ đơn vị trực thuộc", "made of the units below"),
    "o": text("quá hạn nộp", "overdue"),
    "k": text("số cũ, quá hạn cập nhật", "old figure, update overdue"),
    "d": text("chưa đến hạn", "not due yet"),
    "n": text("không áp dụng", "not applicable"),
    "w": text("không công bố", "withheld"),
    "x": text("chưa thành lập", "did not exist"),
    "s": text("nguồn không phản hồi", "source down"),
}
HEADINGS: dict[str, Text] = {
    "code": text("Mã", "Code"),
    "unit": text("Đơn vị", "Unit"),
    "period": text("Kỳ", "Period"),
    "value": text("Giá trị", "Value"),
    "measure": text("Đơn vị tính", "Unit of measure"),
    "change": text("Thay đổi", "Change"),
    "direction": text("Xu hướng", "Trend"),
    "mark": text("Tình trạng", "Status"),
}
DIRECTIONS = {"up": text("tăng", "up"), "flat": text("ổn định", "stable"), "down": text("giảm", "down")}


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
    standing: Standing,
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
    found = figures(connection, of, standing, now, at.frequency)
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


def units_of_level(standing: Standing, level: Level | None, edition: date, within: int | None) -> list[int]:
    """Return the units of an edition, of one level or of all, that lie in a unit (of home, for None)."""
    found = standing.in_edition(edition, level)
    if within is None:
        return found
    below = standing.below(within)
    return [unit for unit in found if unit in below]


def former_districts(connection: Connection, standing: Standing, within: int | None) -> list[int]:
    """Return the districts of the three-tier time that communes of today are grouped by."""
    rows = connection.execute(
        "select distinct district from boundaries.former_district where unit = any(%s) order by 1",
        (list(standing.units),),
    )
    found = [int(unit) for (unit,) in rows.fetchall()]
    if within is None or standing.lives[within].level == "province":
        return found
    return [unit for unit in found if unit == within]


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
    """Write the table for a spreadsheet: UTF-8 with a mark, semicolons, numbers as the language writes them."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([getattr(heading, language) for heading in HEADINGS.values()])
    for row in rows:
        change = row.change
        writer.writerow(
            [
                row.code,
                row.name,
                row.period,
                _cell(row.value, of.indicator.decimals, language),
                getattr(of.indicator.unit, language),
                "" if change is None else _cell(change.delta, max(1, of.indicator.decimals), language),
                "" if change is None else getattr(DIRECTIONS[change.direction], language),
                getattr(MARKS[row.mark], language),
            ]
        )
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _cell(value: float | None, decimals: int, language: Language) -> str:
    """Write without thousands marks: a spreadsheet reads the decimal mark of its own language."""
    if value is None:
        return ""
    shown = f"{value:.{decimals}f}"
    return shown.replace(".", ",") if language == "vi" else shown


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
