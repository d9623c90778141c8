"""Targets: what a unit is to reach in a year, and the decision that says so."""

from dataclasses import dataclass

from layers.core.errors import GisError
from layers.core.model import text
from layers.core.period import Period, parse_period
from layers.core.report import Finding
from layers.indicators.checks import Remarks
from layers.indicators.ground import Ground
from layers.indicators.numbers import decimal_mark_of, parse_number
from layers.indicators.reading import Row, Sheet
from layers.store.batch import OpenBatch


@dataclass(frozen=True, slots=True)
class Target:
    """A checked row."""

    indicator: int
    code: str
    unit: int
    year: int
    value: float
    decision: str


def check_targets(sheet: Sheet, ground: Ground) -> tuple[list[Target], list[Finding]]:
    """Check a sheet of targets whole."""
    remarks = Remarks(sheet)
    mark = decimal_mark_of(row.cells.get("value", "") for row in sheet.rows)
    found: dict[tuple[int, int, int], Target] = {}
    for row in sheet.rows:
        entry = ground.indicators.get(row.cells.get("indicator", ""))
        year = _year(row)
        unit = None if year is None else ground.find(row.cells.get("unit", ""), year.last_day)
        if unit is None and year is not None:
            # The year in which units change: a target was given to the old unit at its beginning.
            unit = ground.find(row.cells.get("unit", ""), year.start)
        try:
            value = parse_number(row.cells.get("value", ""), mark)
        except GisError:
            value = None
        column = next(
            (
                name
                for name, got in (("indicator", entry), ("year", year), ("unit", unit), ("value", value))
                if got is None
            ),
            None,
        )
        if entry is None or year is None or unit is None or value is None:
            said = text("Ô này thiếu hoặc không hiểu được.", "This cell is missing or cannot be read.")
            remarks.add("error", "target", row, column or "value", (said, text("Sửa ô này.", "Mend this cell.")))
            continue
        key = (entry.id, unit.id, year.start.year)
        if key in found:
            said = text("Mục tiêu này có hai dòng.", "This target has two rows.")
            remarks.add("error", "duplicate", row, "unit", (said, text("Bỏ một dòng.", "Drop one.")))
        found[key] = Target(*key[:1], entry.indicator.code, *key[1:], value, row.cells.get("decision", ""))
    return list(found.values()), remarks.close()


def write_targets(opened: OpenBatch, targets: list[Target]) -> set[str]:
    """Add or replace targets; return the codes of the indicators touched."""
    with opened.connection.cursor() as cursor:
        cursor.executemany(
            "insert into indicators.target (indicator, unit, year, value, decision, batch) values (%s, %s, %s, %s, %s, %s)"
            " on conflict (indicator, unit, year) do update set value = excluded.value, decision = excluded.decision,"
            " batch = excluded.batch",
            [(t.indicator, t.unit, t.year, t.value, t.decision, opened.id) for t in targets],
        )
    return {target.code for target in targets}


def _year(row: Row) -> Period | None:
    try:
        period = parse_period(row.cells.get("year", ""))
    except GisError:
        return None
    return period if period.frequency == "year" else None
