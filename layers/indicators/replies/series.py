"""Where each figure of one unit comes from: one reply for all periods, asked once when the unit is selected."""

from datetime import date, datetime, timedelta
from typing import Any

from psycopg import Connection

from boundaries.lookup.carry import Life, Part
from layers.core.access import Scope
from layers.core.clock import local_day
from layers.core.model import Text, text
from layers.indicators.catalogue import entry
from layers.indicators.indicator import Indicator
from layers.indicators.matrix.carrying import carried_mark
from layers.indicators.matrix.figures import adds_up, has_parts
from layers.indicators.matrix.home_units import HomeUnits
from layers.indicators.matrix.matrix import periods_of

_CURRENT = """
select o.period, o.status, b.received_at, o.revision, o.note_vi, o.note_en, o.source_file, o.source_sheet, o.source_row,
  o.source_column, o.batch, b.sender, b.simulated
from indicators.observation o join store.batch b on b.id = o.batch
where o.indicator = %(indicator)s and o.unit = %(unit)s and o.current and o.agency = '' and o.breakdown = ''
"""
_REVISED = """
select o.period, o.revision, o.value, o.status, b.received_at
from indicators.observation o join store.batch b on b.id = o.batch
where o.indicator = %(indicator)s and o.unit = %(unit)s and o.agency = '' and o.breakdown = ''
  and exists (select from indicators.observation n where n.indicator = o.indicator and n.unit = o.unit
    and n.agency = o.agency and n.breakdown = o.breakdown and n.period = o.period and n.revision > 1)
order by o.period, o.revision
"""
COLUMNS = ("status", "received", "revision", "note", "file", "sheet", "row", "column", "batch")
_DAY = timedelta(days=1)
_NOT_COMPARABLE = text(
    "Chỉ số này không cộng được giữa các đơn vị và không có tử số, mẫu số để tính lại.",
    "This indicator does not add up over units and has no parts to recompute it from.",
)


def series_reply(
    connection: Connection, code: str, unit: int, home_units: HomeUnits, now: datetime, scope: Scope
) -> dict[str, Any]:
    """Return, for every period, status, time of receipt, revision, note and source cell; and how figures are carried.

    Raises:
        NotFoundError: no such indicator.
    """
    del scope  # every figure is public until there is a login; the parameter keeps the door
    of = entry(connection, code)
    periods = [period.code for period in periods_of(connection, of, local_day(now))]
    found: dict[str, list[Any]] = {name: [None] * len(periods) for name in COLUMNS}
    at = {period: j for j, period in enumerate(periods)}
    wanted = {"indicator": of.id, "unit": unit}
    for period, status, received, revision, vi, en, *place in connection.execute(_CURRENT, wanted).fetchall():
        j = at.get(period)
        if j is None:
            continue
        note = text(vi, en).model_dump() if vi else None
        for name, cell in zip(COLUMNS, (status, received, revision, note, *place), strict=False):
            found[name][j] = cell or None
    revisions: dict[str, list[dict[str, Any]]] = {}
    for period, revision, value, status, received in connection.execute(_REVISED, wanted).fetchall():
        entry_ = {"revision": revision, "value": value, "status": status, "received": received}
        revisions.setdefault(period, []).append(entry_)
    told = carried(connection, of.indicator, unit, home_units)
    return {"periods": periods, **found, "carried": told, "revisions": revisions}


def carried(connection: Connection, indicator: Indicator, unit: int, home_units: HomeUnits) -> list[dict[str, Any]]:
    """Return how totals of a unit are carried: one entry for each time in which they bear the same mark."""
    life = home_units.lives.get(unit)
    if life is None:
        return []
    reason = None if adds_up(indicator) or has_parts(indicator) else _NOT_COMPARABLE
    found: list[dict[str, Any]] = []
    if life.before:
        told = _parts(connection, life, life.before, reason) | {"unassigned": round(life.lost_before, 4)}
        found += [{"before": day, **told, "mark": mark} for day, mark in _before(home_units, life)]
    if life.after and life.valid_to is not None:
        told = _parts(connection, life, life.after, reason) | {"unassigned": 0}
        found += [{"after": day, **told, "mark": mark} for day, mark in _after(home_units, life, life.valid_to)]
    return found


def _before(home_units: HomeUnits, life: Life) -> list[tuple[date, str]]:
    """Return from which days backwards totals bear which mark, the latest first."""
    births = {one.valid_from for one in home_units.lives.values() if one.valid_from <= life.valid_from}
    marks = [(day, carried_mark(home_units.lives, life.unit, day - _DAY)) for day in sorted(births, reverse=True)]
    return [found for k, found in enumerate(marks) if k == 0 or marks[k - 1][1] != found[1]]


def _after(home_units: HomeUnits, life: Life, end: date) -> list[tuple[date, str]]:
    """Return from which days on totals bear which mark, the earliest first."""
    ends = {one.valid_to for one in home_units.lives.values() if one.valid_to is not None and one.valid_to >= end}
    marks = [(day, carried_mark(home_units.lives, life.unit, day)) for day in sorted(ends)]
    return [found for k, found in enumerate(marks) if k == 0 or marks[k - 1][1] != found[1]]


def _parts(connection: Connection, life: Life, parts: tuple[Part, ...], reason: Text | None) -> dict[str, Any]:
    names = {
        int(key): (str(uid), str(name))
        for key, uid, name in connection.execute(
            "select distinct on (v.unit) v.unit, u.code || '@' || u.valid_from, v.full_name"
            " from boundaries.unit_version v join boundaries.unit u on u.id = v.unit"
            " where v.unit = any(%s) order by v.unit, v.valid_from desc",
            ([part.unit for part in parts],),
        ).fetchall()
    }
    methods = {part.method for part in parts}
    method = next((m for m in ("grouping", "area", "population") if m in methods), "official")
    return {
        "method": method,
        "approximate": any(part.approximate for part in parts),
        "from": [
            {"uid": names[part.unit][0], "full_name": names[part.unit][1], "share": round(part.weight, 4)}
            for part in parts
        ],
        "comparable": reason is None,
        "reason": None if reason is None else reason.model_dump(),
        "level": life.level,
    }
