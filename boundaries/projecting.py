"""Coordinates of boundaries: into degrees, Web Mercator, an equal-area plane. Axis order is x, y throughout."""

from typing import Any

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray

from layers.core.errors import RefusedError
from layers.core.model import text

Geometries = NDArray[Any]
Floats = NDArray[np.float64]

_RADIUS_M = 6378137.0
_WGS84 = 4326
_VN2000_TO_WGS84 = "urn:ogc:def:coordinateOperation:EPSG::6960"
"""Stated accuracy 1 m. EPSG:5194, which a library may choose by itself, covers two small blocks only."""
_MOST_EAST, _MOST_NORTH = 180.0, 89.9
_NORTHING_M = (0.92e6, 2.59e6)
_EASTING_M = (0.1e6, 0.9e6)


def to_degrees(geometries: Geometries, crs: pyproj.CRS) -> Geometries:
    """Bring geometries of any CRS to EPSG:4326, longitude first; heights are dropped.

    VN-2000 goes by EPSG operation 6960, forced.

    Raises:
        RefusedError: the coordinates do not fit the CRS, or X (northing) and Y (easting) are swapped.
    """
    flat = shapely.force_2d(geometries)
    if is_vn2000(crs):
        moved = _from_vn2000(flat, crs)
    elif crs.to_epsg() == _WGS84 or crs.equals(pyproj.CRS("OGC:CRS84")):
        moved = flat
    else:
        moved = _transform(flat, pyproj.Transformer.from_crs(crs, 4326, always_xy=True))
    _must_be_degrees(moved, crs)
    return moved


def to_mercator(geometries: Geometries) -> Geometries:
    """Bring EPSG:4326 to EPSG:3857, in metres; exact formula of the sphere, much faster than a general transformer."""

    def forward(xy: Floats) -> Floats:
        return np.column_stack(
            (
                np.radians(xy[:, 0]) * _RADIUS_M,
                np.arctanh(np.sin(np.radians(xy[:, 1]))) * _RADIUS_M,
            )
        )

    return _apply(geometries, forward)


def to_equal_area(geometries: Geometries) -> Geometries:
    """Bring EPSG:4326 to the cylindrical equal-area plane EPSG:6933: areas are in m², shapes are stretched."""
    return _transform(geometries, pyproj.Transformer.from_crs(4326, 6933, always_xy=True))


def area_m2(geometries: Geometries) -> Floats:
    """Measure EPSG:4326 geometries in m², by the equal-area plane."""
    return shapely.area(to_equal_area(geometries))


def is_vn2000(crs: pyproj.CRS) -> bool:
    """Say whether the CRS stands on the VN-2000 datum, whatever its zone and however its file words it."""
    geodetic = crs.geodetic_crs
    datum = "" if geodetic is None or geodetic.datum is None else geodetic.datum.name
    names = f"{crs.name} {datum}".lower().replace("-", "").replace("_", "").replace(" ", "")
    return "vn2000" in names or "vietnam2000" in names


def _from_vn2000(geometries: Geometries, crs: pyproj.CRS) -> Geometries:
    if crs.is_projected:
        _must_not_be_swapped(geometries, crs)
        geographic = crs.geodetic_crs
        geometries = _transform(geometries, pyproj.Transformer.from_crs(crs, geographic, always_xy=True))
    shift = pyproj.Transformer.from_pipeline(_VN2000_TO_WGS84)

    def forward(xy: Floats) -> Floats:
        latitude, longitude = shift.transform(xy[:, 1], xy[:, 0])
        return np.column_stack((longitude, latitude))

    return _apply(geometries, forward)


def _must_not_be_swapped(geometries: Geometries, crs: pyproj.CRS) -> None:
    bounds = shapely.total_bounds(geometries)
    x, y = (bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2
    swapped = _NORTHING_M[0] <= x <= _NORTHING_M[1] and _EASTING_M[0] <= y <= _EASTING_M[1]
    if swapped:
        raise RefusedError(
            text("Tọa độ X và Y bị đổi chỗ.", "The coordinates X and Y are swapped."),
            value=f"x ≈ {x:.0f}, y ≈ {y:.0f} ({crs.name})",
            limit="x: 300000–700000, y: 920000–2590000",
            remedy=text(
                "Trong hồ sơ đo đạc X là hướng bắc; hãy xuất lại tệp với hướng đông trước, hướng bắc sau.",
                "Surveyors write X for northing; export the file again with easting first, northing second.",
            ),
        )


def _must_be_degrees(geometries: Geometries, crs: pyproj.CRS) -> None:
    bounds = shapely.total_bounds(geometries)
    if np.isnan(bounds).all():
        return
    east, north = np.abs(bounds[[0, 2]]).max(), np.abs(bounds[[1, 3]]).max()
    fits = np.isfinite(bounds).all() and east <= _MOST_EAST and north <= _MOST_NORTH
    if not fits:
        raise RefusedError(
            text(
                "Tọa độ không hợp với hệ tọa độ mà tệp khai báo.",
                "The coordinates do not fit the coordinate system that the file states.",
            ),
            value=f"{crs.name}: {', '.join(f'{b:.3f}' for b in bounds)}",
            limit="-180…180, -89.9…89.9",
            remedy=text(
                "Kiểm tra tệp .prj hoặc hệ tọa độ khi xuất tệp.",
                "Check the .prj file, or the coordinate system when exporting.",
            ),
        )


def _transform(geometries: Geometries, transformer: pyproj.Transformer) -> Geometries:
    def forward(xy: Floats) -> Floats:
        return np.column_stack(transformer.transform(xy[:, 0], xy[:, 1]))

    return _apply(geometries, forward)


def _apply(geometries: Geometries, forward: Any) -> Geometries:
    return shapely.transform(geometries, forward)
