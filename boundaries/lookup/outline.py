"""One small file of shapes for insets, small maps and the names around home.

All provinces of every edition, their main land simplified as one coverage so that neighbours never tear apart. Units
that lie wholly off the main land of their province (Hoàng Sa, Trường Sa, Côn Đảo) are units of their own here, in fine
detail: none of their patches is lost, the smallest become dots.
"""

import gzip
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import shapely
from psycopg import Connection
from shapely import Geometry

from boundaries.lookup.editions import editions
from boundaries.lookup.home import Home
from boundaries.projecting import Geometries, area_m2

BUDGET_BYTES = 60_000
"""Of the file, gzipped."""
_STEPS_DEG = (0.009, 0.0105, 0.0125, 0.015, 0.018, 0.022, 0.03, 0.04)
"""Detail of the main land, about 1 km; coarser ones are taken only to keep the budget."""
_FIRST_DEG = 0.004
"""Detail to which the main land is brought once, so that each try is quick."""
_FAR_DEG = 0.001
"""Detail of what lies off the main land, and half the width of a dot: about 100 m."""
_DECIMALS = 3
"""About 100 m."""
_LEAST_ISLAND_M2 = 2e6
"""Smaller islands near the main land are left out; `least_island_km2` says so."""

_PROVINCES = """
select v.id, v.unit, u.code || '@' || u.valid_from, v.name, v.province, v.focus_box, ST_AsBinary(v.geom)
from boundaries.unit_version v join boundaries.unit u on u.id = v.unit
where v.level = 'province' and v.valid_from <= %(day)s and (v.valid_to is null or v.valid_to > %(day)s)
order by v.code
"""
_FAR = """
select v.id, v.unit, u.code || '@' || u.valid_from, v.name, v.province, v.level, ST_AsBinary(v.geom)
from boundaries.unit_version v join boundaries.unit u on u.id = v.unit
join boundaries.unit_version p on p.unit = v.parent and p.level = 'province'
  and p.valid_from <= %(day)s and (p.valid_to is null or p.valid_to > %(day)s)
where v.valid_from <= %(day)s and (v.valid_to is null or v.valid_to > %(day)s)
  and not v.geom && ST_MakeEnvelope(p.focus_box[1], p.focus_box[2], p.focus_box[3], p.focus_box[4], 4326)
order by v.code
"""


@dataclass(frozen=True, slots=True)
class _Shape:
    """A version with its shape in degrees, split into main land and what lies off it."""

    version: int
    unit: int
    uid: str
    name: str
    level: str
    home: bool
    main: Geometry | None
    far: Geometry | None


def outline(connection: Connection, home: Home) -> bytes:
    """Write the file, gzipped: `{"units": [{id, uid, level, name, home, edition, path}], …}`.

    `path` is the coordinates of a MultiPolygon (EPSG:4326). An edition equal to the one before is left out: the shapes
    of the latest edition up to a day are those of the day.
    """
    drawn: list[tuple[date, list[_Shape]]] = []
    for edition in editions(connection):
        shapes = _shapes(connection, edition.effective, home.roots)
        if shapes and (not drawn or [s.version for s in shapes] != [s.version for s in drawn[-1][1]]):
            drawn.append((edition.effective, shapes))
    written = b""
    for tolerance in _STEPS_DEG:
        written = _write(drawn, tolerance)
        if len(written) <= BUDGET_BYTES:
            break
    return written


def _shapes(connection: Connection, day: date, roots: frozenset[int]) -> list[_Shape]:
    off: list[_Shape] = []
    for version, unit, uid, name, province, level, body in connection.execute(_FAR, {"day": day}):
        off.append(_Shape(version, unit, uid, name, level, province in roots, None, shapely.from_wkb(bytes(body))))
    covered = shapely.union_all([shape.far for shape in off if shape.far is not None])
    found: list[_Shape] = []
    for version, unit, uid, name, province, focus, body in connection.execute(_PROVINCES, {"day": day}):
        main, far = _split(shapely.from_wkb(bytes(body)), focus, covered)
        found.append(_Shape(version, unit, uid, name, "province", province in roots, main, far))
    mains = _simplified([shape.main for shape in found if shape.main is not None], _FIRST_DEG)
    return [replace(shape, main=main) for shape, main in zip(found, mains, strict=True)] + off


def _split(shape: Geometry, focus: Sequence[float], covered: Geometry) -> tuple[Geometry, Geometry]:
    """Part a province into its main land without the smallest islands, and what lies off it without being a unit."""
    parts: Geometries = shapely.get_parts(shape)
    west, south, east, north = focus
    near = shapely.intersects(parts, shapely.box(west, south, east, north))
    areas = area_m2(parts)
    kept = near & ((areas >= _LEAST_ISLAND_M2) | (areas == areas.max()))
    alone = ~near & ~shapely.intersects(shapely.point_on_surface(parts), covered)
    return shapely.MultiPolygon(list(parts[kept])), shapely.MultiPolygon(list(parts[alone]))


def _write(drawn: list[tuple[date, list[_Shape]]], tolerance_deg: float) -> bytes:
    units: list[dict[str, object]] = []
    for day, shapes in drawn:
        simple = iter(_simplified([shape.main for shape in shapes if shape.main is not None], tolerance_deg))
        for shape in shapes:
            path = [] if shape.main is None else _rounded(next(simple), dots=False)
            if shape.far is not None and not shapely.is_empty(shape.far):
                path += _rounded(_simplified([shape.far], _FAR_DEG)[0], dots=True)
            said = {"id": shape.unit, "uid": shape.uid, "level": shape.level, "name": shape.name, "home": shape.home}
            units.append({**said, "edition": day.isoformat(), "path": path})
    # A shape that two editions share stands twice side by side, where gzip sees it.
    units.sort(key=lambda unit: (unit["level"] != "province", unit["uid"], unit["edition"]))
    whole = {"units": units, "tolerance_deg": tolerance_deg, "least_island_km2": _LEAST_ISLAND_M2 / 1e6}
    return gzip.compress(json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode(), 9, mtime=0)


def _simplified(coverage: Sequence[Geometry], tolerance_deg: float) -> list[Geometry]:
    simple: Geometries = shapely.coverage_simplify(list(coverage), tolerance_deg)
    return list(simple)


def _rounded(shape: Geometry, *, dots: bool) -> list[list[list[list[float]]]]:
    """Return the rounded coordinates; a patch that rounding would lose becomes a dot, if it may."""
    path: list[list[list[list[float]]]] = []
    for part in shapely.get_parts(shape):
        rings = [_ring(ring) for ring in (part.exterior, *part.interiors)]
        if rings[0] is not None:
            path.append([ring for ring in rings if ring is not None])
        elif dots:
            path.append([_dot(part.centroid.x, part.centroid.y)])
    return path


def _ring(ring: Geometry) -> list[list[float]] | None:
    points = np.round(shapely.get_coordinates(ring), _DECIMALS)
    changed = np.concatenate(([True], (points[1:] != points[:-1]).any(axis=1)))
    points = points[changed]
    if len(points) < 4 or shapely.Polygon(points).area == 0:  # noqa: PLR2004 - a ring has three corners and is closed
        return None
    found: list[list[float]] = points.tolist()
    return found


def _dot(lon: float, lat: float) -> list[list[float]]:
    steps = ((0, -_FAR_DEG), (_FAR_DEG, 0), (0, _FAR_DEG), (-_FAR_DEG, 0), (0, -_FAR_DEG))
    return [[round(lon + x, _DECIMALS), round(lat + y, _DECIMALS)] for x, y in steps]
