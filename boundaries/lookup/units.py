"""The units of home through all editions, column by column, as the map's page reads them."""

from datetime import date
from typing import Any

from psycopg import Connection

from boundaries.lookup.home import Home
from layers.core.errors import NotFoundError
from layers.core.model import text

_LETTER = {"province": "p", "district": "d", "commune": "c"}

_LISTING = """
select v.unit, u.code || '@' || u.valid_from as uid, v.code, v.name, v.full_name, v.kind, v.level, v.valid_from,
  v.valid_to, v.parent, f.district, f.share, v.province, v.focus_box,
  round(ST_X(v.label_point)::numeric, 5)::float8, round(ST_Y(v.label_point)::numeric, 5)::float8,
  round(v.area_km2::numeric, 2)::float8,
  (select coalesce(array_agg(s.new_unit order by s.share_old desc, s.new_unit), '{}')
   from boundaries.succession s where s.old_unit = v.unit),
  (select coalesce(array_agg(s.old_unit order by s.share_new desc, s.old_unit), '{}')
   from boundaries.succession s where s.new_unit = v.unit)
from boundaries.unit_version v
join boundaries.unit u on u.id = v.unit
left join boundaries.former_district f on f.unit = v.unit and v.valid_from >= u.valid_from
  and exists (select from boundaries.unit_version p where p.unit = v.parent and p.level = 'province')
where v.province = any(%(roots)s)
order by array_position(array['province', 'district', 'commune'], v.level),
  v.name collate boundaries.vi, v.code, v.valid_from
"""

COLUMNS = ("ids", "uid", "code", "name", "full_name", "kind", "level", "from", "to", "parent", "former", "former_share")


def unit_columns(connection: Connection, home: Home) -> dict[str, list[Any]]:
    """Return all versions of home's units in all editions: one entry per version in each column.

    Order: level, then Vietnamese order of names with numbers as numbers.
    """
    rows = connection.execute(_LISTING, {"roots": sorted(home.roots)}).fetchall()
    found: dict[str, list[Any]] = {name: [] for name in COLUMNS}
    found |= {name: [] for name in ("province", "focus", "label", "area_km2", "became", "came_from")}
    for row in rows:
        for name, cell in zip(COLUMNS, row, strict=False):
            found[name].append(_plain(name, cell))
        province, focus, lon, lat, area, became, came_from = row[len(COLUMNS) :]
        found["province"].append(province)
        found["focus"].append([round(side, 5) for side in focus])
        found["label"].append([lon, lat])
        found["area_km2"].append(area)
        found["became"].append(became)
        found["came_from"].append(came_from)
    return found


def _plain(name: str, cell: Any) -> Any:
    if isinstance(cell, date):
        return cell.isoformat()
    if name == "level":
        return _LETTER[cell]
    return round(cell, 4) if isinstance(cell, float) else cell


def unit_id(connection: Connection, name: str, on: date) -> int:
    """Return the unit of a public id (`22411@2025-07-01`) or of a bare code in force on a day.

    The day may be that of any version: a list that comes after the boundaries can give a unit an earlier beginning
    than its address was written with.

    Raises:
        NotFoundError: there is none.
    """
    code, at, since = name.partition("@")
    row = connection.execute(
        "select u.id from boundaries.unit u join boundaries.unit_version v on v.unit = u.id"
        " where v.code = %(code)s and case when %(at)s then v.valid_from::text = %(since)s"
        " else u.valid_from <= %(on)s and (u.valid_to is null or u.valid_to > %(on)s) end"
        " order by u.valid_from desc limit 1",
        {"code": code, "at": bool(at), "since": since, "on": on},
    ).fetchone()
    if row is None:
        raise NotFoundError(
            text("Không có đơn vị này.", "There is no such unit."),
            value=name,
            remedy=text(
                "Dùng mã@ngày thành lập, hoặc tìm ở /api/units/search.",
                "Use code@first-day, or search at /api/units/search.",
            ),
        )
    return int(row[0])
