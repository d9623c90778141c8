"""The units at a place on a day.

A place on a shared border, or where a file's shapes overlap, lies in two units of a level: both are named, the smaller
first. A place may lie in a province and in none of its communes (the files have such holes): then this is said. A unit
whose parent's shape has a hole there is in its parent all the same.
"""

from datetime import date

from psycopg import Connection

from layers.core.model import Text, text

_AT = """
with held as (
  select v.unit, v.parent, v.province from boundaries.unit_version v
  where v.valid_from <= %(on)s and (v.valid_to is null or v.valid_to > %(on)s)
    and ST_Intersects(v.geom, ST_SetSRID(ST_MakePoint(%(lon)s, %(lat)s), 4326))
), named as (select unit from held union select parent from held union select province from held)
select u.code || '@' || u.valid_from, v.unit, v.full_name, v.name, v.code, v.kind, v.level, v.valid_from, v.valid_to,
  round(v.area_km2::numeric, 2)::float8, p.code || '@' || p.valid_from
from named n join boundaries.unit_version v on v.unit = n.unit
join boundaries.unit u on u.id = v.unit left join boundaries.unit p on p.id = v.parent
where v.valid_from <= %(on)s and (v.valid_to is null or v.valid_to > %(on)s)
order by array_position(array['province', 'district', 'commune'], v.level), v.area_km2, v.code
"""
_KEYS = ("uid", "id", "full_name", "name", "code", "kind", "level", "from", "to", "area_km2", "parent")


def units_at(connection: Connection, lon: float, lat: float, on: date) -> dict[str, object]:
    """Return the units that hold a place on a local day, the province first; a note when a level is missing or double.

    Args:
        connection: to read from.
        lon: degrees of EPSG:4326.
        lat: degrees of EPSG:4326.
        on: the day.
    """
    rows = connection.execute(_AT, {"lon": lon, "lat": lat, "on": on}).fetchall()
    units = [dict(zip(_KEYS, row, strict=True)) for row in rows]
    names: dict[str, list[str]] = {}
    for unit in units:
        names.setdefault(str(unit["level"]), []).append(str(unit["full_name"]))
    return {"lon": lon, "lat": lat, "on": on, "units": units, "note": _note(names)}


def _note(names: dict[str, list[str]]) -> Text | None:
    if not names:
        return text("Không thuộc đơn vị hành chính nào có trong dữ liệu.", "In no unit that the data has.")
    if "commune" not in names:
        held = next(found[0] for found in reversed(names.values()))
        return text(
            f"Thuộc {held}, nhưng không nằm trong xã, phường nào của dữ liệu ranh giới.",
            f"In {held}, but in no commune of the boundary data.",
        )
    double = next((found for found in reversed(names.values()) if len(found) > 1), None)
    if double is None:
        return None
    return text(
        f"Nằm trên ranh giới hoặc chỗ chồng lấn của {' và '.join(double)}.",
        f"On the border, or in an overlap, of {' and '.join(double)}.",
    )
