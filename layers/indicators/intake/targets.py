"""Targets: what a unit is to reach in a year, and the decision that says so."""

from dataclasses import dataclass

from psycopg import Connection, sql

from layers.core.errors import GisError
from layers.core.model import Text, text
from layers.core.period import Period, parse_period
from layers.core.report import Finding
from layers.indicators.catalogue import Entry
from layers.indicators.intake.checks import Remarks, decimal_marks, read_value
from layers.indicators.intake.ground import Ground
from layers.indicators.intake.numbers import Mark
from layers.indicators.intake.reading import Row, Sheet
from layers.store.batch import OpenBatch

TargetKey = tuple[int, int, int]
"""Indicator, unit, year."""


@dataclass(frozen=True, slots=True)
class Target:
    """A checked row."""

    indicator: int
    code: str
    unit: int
    year: int
    value: float
    decision: str

    @property
    def key(self) -> TargetKey:
        """What there is one target of."""
        return (self.indicator, self.unit, self.year)


def check_targets(sheet: Sheet, ground: Ground, seen: dict[TargetKey, int | str]) -> tuple[list[Target], list[Finding]]:
    """Check a sheet of targets whole; `seen` tells where the file's earlier sheets gave which target."""
    remarks = Remarks(sheet)
    marks = decimal_marks(sheet, ground)
    found: list[Target] = []
    for row in sheet.rows:
        target = _read(row, ground, marks.get(row.cells.get("indicator", "")), remarks)
        if target is None:
            continue
        place = sheet.place(row.number)
        if (first := seen.setdefault(target.key, place)) != place:
            said = text(f"Mục tiêu này đã có ở dòng {first}.", f"Row {first} gives this target already.")
            remarks.add("error", "duplicate", row, "unit", (said, text("Bỏ một dòng.", "Drop one.")))
            continue
        found.append(target)
    return found, remarks.close()


def write_targets(opened: OpenBatch, targets: list[Target]) -> set[str]:
    """Add or replace targets; return the codes of the indicators whose targets are new or different."""
    changed: set[str] = set()
    with opened.connection.cursor() as cursor:
        for target in targets:
            cursor.execute(_UPSERT, (*target.key, target.value, target.decision, opened.id), prepare=True)
            if cursor.rowcount:
                changed.add(target.code)
    return changed


_UPSERT = sql.SQL(
    "insert into indicators.target as t (indicator, unit, year, value, decision, batch)"
    " values (%s, %s, %s, %s, %s, %s) on conflict (indicator, unit, year) do update"
    " set value = excluded.value, decision = excluded.decision, batch = excluded.batch"
    " where (t.value, t.decision) is distinct from (excluded.value, excluded.decision)"
)


def targets_of(connection: Connection, of: Entry) -> dict[tuple[int, int], float]:
    """Return an indicator's targets by unit and year."""
    rows = connection.execute(
        "select unit, year, value from indicators.target where indicator = %s order by year, unit", (of.id,)
    )
    return {(int(unit), int(year)): float(value) for unit, year, value in rows.fetchall()}


def _read(row: Row, ground: Ground, mark: Mark | None, remarks: Remarks) -> Target | None:
    entry = ground.indicators.get(row.cells.get("indicator", ""))
    if entry is None:
        said = text("Không có chỉ số này trong danh mục.", "The catalogue has no such indicator.")
        return _wrong(remarks, row, "indicator", said, text("Sửa mã chỉ số.", "Mend the indicator's code."))
    year = _year(row)
    if year is None:
        said = text("Năm không đọc được.", "The year cannot be read.")
        return _wrong(remarks, row, "year", said, text("Viết dạng 2026.", "Write it as 2026."))
    name = row.cells.get("unit", "")
    # In a year in which units change, a target may have been given to the old unit at the beginning.
    days = (year.last_day, year.start)
    unit = next((unit for day in days if (unit := ground.find(name, day)) is not None and unit.lives_on(day)), None)
    if unit is None:
        said = text("Không có đơn vị này trong năm đó.", "There is no such unit in that year.")
        return _wrong(remarks, row, "unit", said, text("Dùng mã có hiệu lực trong năm.", "Use a code of that year."))
    if unit.level not in entry.indicator.levels:
        levels = ", ".join(entry.indicator.levels)
        said = text(f"Chỉ số này chỉ có ở cấp: {levels}.", f"This indicator exists at these levels only: {levels}.")
        return _wrong(remarks, row, "unit", said, text("Bỏ dòng này.", "Drop this row."))
    value = _value(row, entry, mark, remarks)
    if value is None:
        return None
    return Target(entry.id, entry.indicator.code, unit.id, year.start.year, value, row.cells.get("decision", ""))


def _value(row: Row, entry: Entry, mark: Mark | None, remarks: Remarks) -> float | None:
    try:
        value = read_value(row, entry, mark)
    except GisError as error:
        return _wrong(remarks, row, "value", error.detail, error.remedy or error.detail)
    if value is None:
        said = text("Thiếu giá trị.", "The value is missing.")
        _wrong(remarks, row, "value", said, text("Điền giá trị hoặc bỏ dòng.", "Give it, or drop the row."))
    return value


def _wrong(remarks: Remarks, row: Row, column: str, said: Text, remedy: Text) -> None:
    remarks.add("error", f"target-{column}", row, column, (said, remedy))


def _year(row: Row) -> Period | None:
    try:
        period = parse_period(row.cells.get("year", ""))
    except GisError:
        return None
    return period if period.frequency == "year" else None
