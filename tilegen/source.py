"""The units of one edition and level as the tiles need them, known by the hash of their content."""

import hashlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import LiteralString

import numpy as np
import shapely
from numpy.typing import NDArray
from psycopg import Connection, sql

from layers.core.access import PUBLIC, Scope
from layers.core.levels import Level
from layers.core.query import Query
from tilegen.borders import Tiers
from tilegen.generalise import protected
from tilegen.grid import Geometries, Integers
from tilegen.labels import Labels, ranks

ACCESS = "public"
"""Administrative boundaries are open to everybody."""
_CODE = ("borders.py", "generalise.py", "grid.py", "labels.py", "mvt.py", "source.py", "topology.py", "units.py")

_ROWS = """
from boundaries.unit_version v
left join boundaries.former_district f on f.unit = v.unit and {level} = 'commune' and not exists (
  select from boundaries.unit_version d
  where d.level = 'district' and d.valid_from <= {on} and (d.valid_to is null or d.valid_to > {on}))
where %(allowed)s and v.level = {level} and v.valid_from <= {on} and (v.valid_to is null or v.valid_to > {on})
"""
_PLAIN = "v.unit, v.province, v.parent, f.district, v.full_name, v.code"


@dataclass(frozen=True, slots=True)
class Units:
    """Units of one edition and level, ordered by id; all arrays by position."""

    level: Level
    ids: Integers
    names: list[str]
    codes: list[str]
    tiers: Tiers
    labels: Labels
    shapes: Geometries
    """Multipolygons in EPSG:3857."""


def _query(columns: LiteralString, level: Level, on: date, scope: Scope) -> Query:
    statement = sql.SQL(f"select {columns} {_ROWS}").format(level=sql.Placeholder("level"), on=sql.Placeholder("on"))
    return Query(statement, {"level": level, "on": on, "allowed": scope.allows(ACCESS)})


def select_units(level: Level, on: date, scope: Scope) -> Query:
    """Select what `read_units` reads."""
    columns = f"{_PLAIN}, v.area_km2, ST_AsBinary(ST_Transform(v.label_point, 3857)), ST_AsBinary(v.geom_3857)"
    query = _query(columns, level, on, scope)
    return Query(query.statement + sql.SQL(" order by v.unit"), query.params)


def select_hash(level: Level, on: date, scope: Scope) -> Query:
    """Select the number of units, and a hash of everything that is drawn of them."""
    columns = (
        f"count(*), coalesce(md5(string_agg(md5(row({_PLAIN}, v.area_km2, v.label_point)::text) "
        "|| md5(ST_AsBinary(v.geom_3857)), '' order by v.unit)), '')"
    )
    return _query(columns, level, on, scope)


def content_version(connection: Connection, level: Level, on: date) -> str | None:
    """Return the first 12 hex digits of the hash of the content, and of the code that draws it; None without units."""
    query = select_hash(level, on, PUBLIC)
    count, found = connection.execute(query.statement, query.params).fetchone() or (0, "")
    if not count:
        return None
    return hashlib.sha256(f"{level} {found} {_code_hash()}".encode()).hexdigest()[:12]


def _code_hash() -> str:
    """Hash the code that draws: tiles are immutable, so another way of drawing is another version."""
    here = Path(__file__).parent
    drawn = hashlib.sha256(shapely.geos_version_string.encode())
    for name in _CODE:
        drawn.update((here / name).read_bytes())
    return drawn.hexdigest()


def read_units(connection: Connection, level: Level, on: date) -> Units:
    """Read the units of this level in force on a day."""
    query = select_units(level, on, PUBLIC)
    rows = connection.execute(query.statement, query.params, binary=True).fetchall()
    ids, province, parent, former, names, codes, area, points, shapes = zip(*rows, strict=True)
    geometries = np.asarray(shapely.from_wkb(np.asarray(shapes, dtype=object)), dtype=object)
    places = shapely.get_coordinates(shapely.from_wkb(np.asarray(points, dtype=object)))
    own = _integers(ids)
    tiers = Tiers(
        province=own if level == "province" else _integers(province),
        district=_district(level, own, _integers(parent), _integers(former)),
        parent=_integers(parent),
    )
    labels = Labels(places, ranks(np.asarray(area, dtype=np.float64)), shapely.area(geometries), protected(places))
    return Units(level, own, list(names), list(codes), tiers, labels, geometries)


def _district(level: Level, own: Integers, parent: Integers, former: Integers) -> Integers:
    if level == "district":
        return own
    return former if level == "commune" and former.any() else parent


def _integers(values: tuple[int | None, ...]) -> NDArray[np.int64]:
    return np.asarray([value or 0 for value in values], dtype=np.int64)
