"""The units in force on a day: what a new file is held against."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import shapely
from psycopg import Connection

from boundaries.names import Level


@dataclass(frozen=True, slots=True)
class Standing:
    """A version in force, with its shape in EPSG:4326."""

    unit: int
    version: int
    valid_from: date
    code: str
    name: str
    kind: str
    parent: int | None
    province: int
    legal_basis: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a parent's code leads: the unit of a level in force on the day."""

    unit: int
    level: Level
    province: int


def standing(connection: Connection, level: Level, day: date, provinces: list[int] | None) -> list[Standing]:
    """Return the versions of one level in force on a day, within these provinces (all, for None)."""
    rows = connection.execute(
        "select unit, id, valid_from, code, name, kind, parent, province, legal_basis from boundaries.unit_version"
        " where level = %(level)s and valid_from <= %(day)s and (valid_to is null or valid_to > %(day)s)"
        " and (%(provinces)s::int[] is null or province = any(%(provinces)s)) order by code",
        {"level": level, "day": day, "provinces": provinces},
    )
    return [
        Standing(
            unit=int(unit),
            version=int(version),
            valid_from=start,
            code=str(code),
            name=str(name),
            kind=str(kind),
            parent=parent,
            province=int(province),
            legal_basis=str(basis),
        )
        for unit, version, start, code, name, kind, parent, province, basis in rows
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
