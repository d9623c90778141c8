"""One unit: its versions, with parents and the box of each shape."""

from psycopg import Connection

from boundaries.lookup.lineage import note_of, successors_today

_UNIT = "select code || '@' || valid_from, level, valid_from, valid_to from boundaries.unit where id = %s"
_VERSIONS = """
select v.valid_from, v.valid_to, v.code, v.name, v.full_name, v.kind, v.legal_basis,
  p.uid, p.full_name, r.uid, r.full_name, round(v.area_km2::numeric, 2)::float8,
  array[ST_XMin(v.geom), ST_YMin(v.geom), ST_XMax(v.geom), ST_YMax(v.geom)], v.focus_box,
  array[ST_X(v.label_point), ST_Y(v.label_point)]
from boundaries.unit_version v
left join lateral (select u.code || '@' || u.valid_from as uid, w.full_name from boundaries.unit_version w
  join boundaries.unit u on u.id = w.unit where w.unit = v.parent
  and w.valid_from < coalesce(v.valid_to, 'infinity') order by w.valid_from desc limit 1) p on true
left join lateral (select u.code || '@' || u.valid_from as uid, w.full_name from boundaries.unit_version w
  join boundaries.unit u on u.id = w.unit where w.unit = v.province
  and w.valid_from < coalesce(v.valid_to, 'infinity') order by w.valid_from desc limit 1) r on true
where v.unit = %s order by v.valid_from
"""
_PLAIN = ("from", "to", "code", "name", "full_name", "kind", "legal_basis")


def profile(connection: Connection, unit: int) -> dict[str, object]:
    """Return a unit's life and its versions, the oldest first.

    `bbox` is west, south, east, north of all land, `focus` of the main land, `label` the point deepest inside: degrees
    of EPSG:4326. `now` and `note` tell where a unit that is no more lies today.
    """
    found = connection.execute(_UNIT, (unit,)).fetchone()
    uid, level, start, end = found or ("", "", None, None)
    versions: list[dict[str, object]] = []
    for row in connection.execute(_VERSIONS, (unit,)):
        parent, parent_name, province, province_name, area, *places = row[len(_PLAIN) :]
        bbox, focus, label = ([round(side, 5) for side in place] for place in places)
        plain: dict[str, object] = dict(zip(_PLAIN, row, strict=False))
        versions.append(
            plain
            | {
                "parent": None if parent is None else {"uid": parent, "full_name": parent_name},
                "province": None if province is None else {"uid": province, "full_name": province_name},
                "area_km2": area,
                "bbox": bbox,
                "focus": focus,
                "label": label,
            }
        )
    heirs = () if end is None else successors_today(connection, [unit]).get(unit, ())
    return {
        "uid": uid,
        "id": unit,
        "level": level,
        "from": start,
        "to": end,
        "full_name": versions[-1]["full_name"],
        "bbox": versions[-1]["bbox"],
        "versions": versions,
        "now": [heir.brief() for heir in heirs],
        "note": None if end is None else note_of(heirs),
    }
