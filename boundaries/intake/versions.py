"""New versions of units written to the database, with all that is derived from their shapes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import shapely
from psycopg import Connection

from boundaries.folding import fold
from boundaries.intake.focus import focus_boxes, label_points
from boundaries.names import UnitName
from boundaries.projecting import area_m2, to_mercator
from layers.core.levels import Level
from layers.store.copy import copy_rows

_COLUMNS = (
    "unit",
    "valid_from",
    "code",
    "name",
    "full_name",
    "kind",
    "level",
    "parent",
    "province",
    "geom",
    "geom_3857",
    "focus_box",
    "label_point",
    "area_km2",
    "search_key",
    "legal_basis",
    "batch",
)


@dataclass(frozen=True, slots=True)
class NewVersion:
    """A version to write; `unit` is None for a unit that begins with it. `shape` is in EPSG:4326."""

    unit: int | None
    code: str
    name: UnitName
    kind: str
    parent: int | None
    province: int | None
    legal_basis: str
    shape: Any


def write_versions(connection: Connection, versions: list[NewVersion], level: Level, day: date, batch: int) -> None:
    """Write new units where needed, then all versions, in force from `day`."""
    if not versions:
        return
    fresh = sum(version.unit is None for version in versions)
    ids = iter(_new_ids(connection, fresh))
    units = [next(ids) if version.unit is None else version.unit for version in versions]
    copy_rows(
        connection,
        "boundaries.unit",
        ("id", "code", "valid_from", "level", "batch"),
        [(u, v.code, day, level, batch) for u, v in zip(units, versions, strict=True) if v.unit is None],
    )
    copy_rows(connection, "boundaries.unit_version", _COLUMNS, _rows(versions, units, level, day, batch))


def _new_ids(connection: Connection, count: int) -> list[int]:
    rows = connection.execute(
        "select nextval(pg_get_serial_sequence('boundaries.unit', 'id')) from generate_series(1, %s)", (count,)
    )
    return [int(key) for (key,) in rows.fetchall()]


def _rows(
    versions: list[NewVersion], units: list[int], level: Level, day: date, batch: int
) -> Iterator[tuple[object, ...]]:
    shapes = np.array([version.shape for version in versions], dtype=object)
    degrees = shapely.to_wkb(shapely.set_srid(shapes, 4326), hex=True, include_srid=True)
    metres = shapely.to_wkb(shapely.set_srid(to_mercator(shapes), 3857), hex=True, include_srid=True)
    labels = shapely.to_wkb(shapely.set_srid(label_points(shapes), 4326), hex=True, include_srid=True)
    boxes = focus_boxes(shapes)
    areas = area_m2(shapes) / 1e6
    for i, (version, unit) in enumerate(zip(versions, units, strict=True)):
        full_name = version.name.full_name
        if version.name.kind is None and version.kind:
            full_name = f"{version.kind[0].upper()}{version.kind[1:]} {version.name.name}"
        yield (
            unit,
            day,
            version.code,
            version.name.name,
            full_name,
            version.kind,
            level,
            version.parent,
            version.province if level != "province" else unit,
            degrees[i],
            metres[i],
            [float(side) for side in boxes[i]],
            labels[i],
            float(areas[i]),
            fold(full_name),
            version.legal_basis,
            batch,
        )
