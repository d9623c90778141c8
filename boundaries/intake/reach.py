"""Of which provinces or districts a file speaks: what it replaces there, and what may not be in force there already."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from psycopg import Connection

from boundaries.in_force import Place, UnitInForce
from boundaries.intake.reading import Draft
from layers.core import written
from layers.core.levels import Level
from layers.core.model import text
from layers.core.report import Finding


@dataclass(frozen=True, slots=True)
class Reach:
    """What a file of one level and day speaks of.

    Attributes:
        level: of the file's units.
        day: from which they are in force.
        within: the codes that it was limited to.
        amend: whether only what it lists changes.
        units: of provinces, nothing; else the provinces or districts named by `within`, without it the provinces of the
            file's units; with each province those that ended and whose land it is now.
    """

    level: Level
    day: date
    within: frozenset[str]
    amend: bool
    units: frozenset[int] = frozenset()

    def holds(self, unit: UnitInForce) -> bool:
        """Say whether the file speaks of where this unit lies."""
        if self.level == "province":
            return not self.within or unit.code in self.within
        return unit.province in self.units or unit.parent in self.units

    def replaces(self, unit: UnitInForce) -> bool:
        """Say whether a full set ends this unit if it does not list it: not one that another file of the day began."""
        return not self.amend and unit.valid_from < self.day and self.holds(unit)

    def under(self, connection: Connection, known: Mapping[str, Place], parents: Iterable[Place | None]) -> "Reach":
        """Return the reach with its `units`.

        Args:
            connection: to read from.
            known: provinces and districts in force on the day, by code.
            parents: of the file's units.
        """
        if self.level == "province":
            return self
        named = {known[code].unit for code in self.within if code in known}
        if not self.within:
            named = {parent.province for parent in parents if parent is not None}
        return replace(self, units=with_older(connection, named))


def with_older(connection: Connection, units: Collection[int]) -> frozenset[int]:
    """Return these provinces (or districts) with the provinces that ended and whose land became theirs."""
    return _line(connection, units, "select s.old_unit from line l join boundaries.succession s on s.new_unit = l.unit")


def _with_younger(connection: Connection, units: Collection[int]) -> frozenset[int]:
    return _line(connection, units, "select s.new_unit from line l join boundaries.succession s on s.old_unit = l.unit")


def _line(connection: Connection, units: Collection[int], step: str) -> frozenset[int]:
    statement = (
        f"with recursive line (unit) as (select unnest(%(units)s::int[]) union {step}"  # noqa: S608 - `step` is this module's own
        " join boundaries.unit o on o.id = s.old_unit where o.level = 'province' and s.share_old >= 0.5)"
        " select unit from line"
    )
    return frozenset(int(unit) for (unit,) in connection.execute(statement.encode(), {"units": list(units)}))


def in_order(connection: Connection, reach: Reach, draft: Draft, now: Sequence[UnitInForce]) -> list[Finding]:
    """Refuse a file where its level has boundaries from its day on, or changes later.

    Args:
        connection: to read from.
        reach: of the file.
        draft: its units.
        now: the units of its level in force on the day.
    """
    listed = set(draft.codes)
    params: dict[str, Any] = {
        "level": reach.level,
        "day": reach.day,
        "whole": reach.level == "province",
        "units": list(reach.units),
        "line": _heirs(connection, reach),
        # A unit that is listed may come from elsewhere (else see `elsewhere`).
        "listed": [unit.unit for unit in now if unit.code in listed and (reach.amend or reach.holds(unit))],
    }
    row = connection.execute(
        "select changed.day, p.full_name from boundaries.unit_version v"
        # What begins from the day on, and what is in force on it and ends later.
        " join lateral (select case when v.valid_from >= %(day)s then v.valid_from else v.valid_to end as day) changed"
        " on changed.day >= %(day)s and (v.valid_from >= %(day)s or v.valid_to > %(day)s)"
        " join lateral (select full_name from boundaries.unit_version w where w.unit = v.province"
        "   and w.valid_from <= v.valid_from order by w.valid_from desc limit 1) p on true"
        " where v.level = %(level)s and (v.unit = any(%(listed)s)"
        "  or (changed.day > %(day)s and (%(whole)s or v.province = any(%(line)s)))"
        "  or (not %(whole)s and (v.province = any(%(units)s) or v.parent = any(%(units)s))))"
        " order by changed.day, v.code limit 1",
        params,
    ).fetchone()
    if row is None:
        return []
    since, where = written.day(row[0]), str(row[1])
    return [
        Finding(
            severity="error",
            code="overlapping-validity",
            message=text(
                f"Cấp này đã có ranh giới từ ngày {since.vi} ở {where}.",
                f"This level already has boundaries from {since.en} in {where}.",
            ),
            column="--edition",
            value=reach.day.isoformat(),
            remedy=text(
                "Nhập các đợt theo thứ tự thời gian; trong một đợt mỗi tỉnh chỉ nhập một lần (giới hạn bằng --within).",
                "Import editions in the order of their days, and each province once an edition (limit the file with"
                " --within).",
            ),
        )
    ]


def _heirs(connection: Connection, reach: Reach) -> list[int]:
    """Return the provinces of the reach, also those of its districts, and what they became."""
    rows = connection.execute(
        "select province from boundaries.unit_version where unit = any(%s)", (list(reach.units),)
    ).fetchall()
    return sorted(_with_younger(connection, {int(province) for (province,) in rows}))


def elsewhere(
    connection: Connection, reach: Reach, draft: Draft, now: Sequence[UnitInForce], column: str
) -> list[Finding]:
    """Refuse codes that are in force outside the reach: a full set of the reach would leave two units of one code.

    Args:
        connection: to read from.
        reach: of the file.
        draft: its units.
        now: the units of its level in force on the day.
        column: the file's, of the codes.
    """
    there = {unit.code: unit for unit in now if not reach.amend and not reach.holds(unit)}
    double = [i for i, code in enumerate(draft.codes) if code in there]
    names = _names(connection, [there[draft.codes[i]].province for i in double], reach.day)
    return [_elsewhere(draft, i, there[draft.codes[i]], names, column) for i in double]


def _elsewhere(draft: Draft, i: int, unit: UnitInForce, names: Mapping[int, str], column: str) -> Finding:
    where = names.get(unit.province, "")
    said = text(
        f"Mã này đang là mã của {unit.full_name}, {where}, ngoài phạm vi của tệp.",
        f"This is the code of {unit.full_name}, {where}, outside what the file is limited to.",
    )
    remedy = text(
        "Thêm tỉnh đó vào --within và tệp, hoặc nhập riêng đơn vị chuyển sang bằng --amend.",
        "Add that province to --within and to the file, or import the unit that moved with --amend.",
    )
    return Finding(
        severity="error",
        code="code-elsewhere",
        message=said,
        row=draft.rows[i],
        column=column,
        value=draft.codes[i],
        remedy=remedy,
    )


def _names(connection: Connection, units: Collection[int], day: date) -> dict[int, str]:
    rows = connection.execute(
        "select distinct on (unit) unit, full_name from boundaries.unit_version where unit = any(%s)"
        " and valid_from <= %s order by unit, valid_from desc",
        (list(units), day),
    )
    return {int(unit): str(name) for unit, name in rows}
