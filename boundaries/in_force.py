"""The units in force on a day: what a new file is held against."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import shapely
from psycopg import Connection

from layers.core.levels import Level


@dataclass(frozen=True, slots=True)
class UnitInForce:
    """A version in force, with its shape in EPSG:4326."""

    unit: int
    version: int
    valid_from: date
    code: str
    name: str
    full_name: str
    kind: str
    parent: int | None
    province: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where a parent's code leads: the unit of a level in force on the day."""

    unit: int
    level: Level
    province: int


def units_in_force(connection: Connection, level: Level, day: date) -> list[UnitInForce]:
    """Return the versions of one level in force on a day."""
    rows = connection.execute(
        "select unit, id, valid_from, code, name, full_name, kind, parent, province from boundaries.unit_version"
        " where level = %(level)s and valid_from <= %(day)s and (valid_to is null or valid_to > %(day)s) order by code",
        {"level": level, "day": day},
    )
    return [
        UnitInForce(
            unit=int(unit),
            version=int(version),
            valid_from=start,
            code=str(code),
            name=str(name),
            full_name=str(full_name),
            kind=str(kind),
            parent=parent,
            province=int(province),
        )
        for unit, version, start, code, name, full_name, kind, parent, province in rows
    ]


def shapes_of(connection: Connection, versions: list[int]) -> dict[int, Any]:
    """Return the shapes of versions (EPSG:4326) by version id."""
    rows = connection.execute(
        "select id, ST_AsBinary(geom) from boundaries.unit_version where id = any(%s)", (versions,)
    ).fetchall()
    shapes = np.asarray(shapely.from_wkb([bytes(body) for _, body in rows]), dtype=object)
    return {int(key): shape for (key, _), shape in zip(rows, shapes, strict=True)}


def places(connection: Connection, day: date) -> dict[str, Place]:
    """Return provinces and districts in force on a day by their code (their codes differ in length)."""
    rows = connection.execute(
        "select code, unit, level, province from boundaries.unit_version where level <> 'commune'"
        " and valid_from <= %(day)s and (valid_to is null or valid_to > %(day)s)",
        {"day": day},
    )
    return {str(code): Place(int(unit), level, int(province)) for code, unit, level, province in rows}


def shapes_near(
    connection: Connection, versions: list[int], bounds: tuple[float, float, float, float]
) -> dict[int, Any]:
    """Return the shapes (EPSG:4326) by version id of those whose box meets `bounds`: west, south, east, north."""
    rows = connection.execute(
        "select id from boundaries.unit_version where id = any(%s) and geom && ST_MakeEnvelope(%s, %s, %s, %s, 4326)"
        " order by code",
        (versions, *bounds),
    ).fetchall()
    return shapes_of(connection, [int(key) for (key,) in rows])


def held(connection: Connection, units: list[int], day: date, places: list[tuple[float, float]]) -> set[int]:
    """Return which of the places (longitude, latitude; by position) lie in one of these units on a day."""
    rows = connection.execute(
        "select distinct p.at - 1 from unnest(%(lon)s::float8[], %(lat)s::float8[]) with ordinality p (lon, lat, at)"
        " join boundaries.unit_version v on v.unit = any(%(units)s)"
        " and v.valid_from <= %(day)s and (v.valid_to is null or v.valid_to > %(day)s)"
        " and ST_Intersects(v.geom, ST_SetSRID(ST_MakePoint(p.lon, p.lat), 4326))",
        {"lon": [lon for lon, _ in places], "lat": [lat for _, lat in places], "units": units, "day": day},
    )
    return {int(at) for (at,) in rows}
