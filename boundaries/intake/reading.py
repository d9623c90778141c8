"""Boundaries as people send them: GeoPackage, zipped Shapefile, GeoJSON, FlatGeobuf, GeoParquet; any CRS."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pyogrio
import shapely

from boundaries.names import UnitName, known_kind, parse_name
from boundaries.projecting import Geometries, to_degrees
from layers.core.errors import RefusedError
from layers.core.lettering import from_latin1, misread_utf8, old_letters
from layers.core.levels import Level
from layers.core.model import text

_geo: Any = pyogrio
"""The library, which ships no types."""
KEYS = ("code", "name", "kind", "parent", "legal_basis")
"""What `--map` may name; code and name must be."""


@dataclass(frozen=True, slots=True)
class Draft:
    """The rows of a file, column by column; row i of the file is number i + 1. Geometries are in EPSG:4326."""

    codes: tuple[str, ...]
    names: tuple[UnitName, ...]
    parents: tuple[str, ...]
    legal: tuple[str, ...]
    rows: tuple[int, ...]
    geometries: Geometries
    lettering: str = ""
    """How its Vietnamese was written, where that is not Unicode."""

    def take(self, keep: Any) -> "Draft":
        """Return only the rows where `keep` (a boolean array) is true."""
        at = np.flatnonzero(keep)
        return Draft(
            codes=tuple(self.codes[i] for i in at),
            names=tuple(self.names[i] for i in at),
            parents=tuple(self.parents[i] for i in at),
            legal=tuple(self.legal[i] for i in at),
            rows=tuple(self.rows[i] for i in at),
            geometries=self.geometries[at],
            lettering=self.lettering,
        )


def read_draft(path: Path, mapping: Mapping[str, str], level: Level, layer: str = "") -> Draft:
    """Read a file of units.

    Args:
        path: the file; a Shapefile comes as a ZIP.
        mapping: our key → the file's column; a name may give two columns, `a|b`: b where a is empty.
        level: of the units; below the province each has a parent.
        layer: which of several layers in the file.

    Raises:
        RefusedError: no such file, layer, column or CRS, no rows, or the file cannot be read.
    """
    _known_keys(mapping, level)
    frame = _open(path, layer)
    if not len(frame):
        raise RefusedError(
            text("Tệp không có dòng nào.", "The file has no rows."),
            value=path.name,
            remedy=text("Xuất lại tệp với các đơn vị.", "Export it again with its units."),
        )
    if frame.crs is None:
        raise RefusedError(
            text("Tệp không khai báo hệ tọa độ.", "The file states no coordinate system."),
            value=path.name,
            remedy=text(
                "Xuất lại tệp kèm hệ tọa độ (.prj với Shapefile).", "Export it with one (.prj with a Shapefile)."
            ),
        )
    columns = {key: _column(frame, name, path) for key, name in mapping.items()}
    blank = [""] * len(frame)
    lettering, names, kinds = _in_unicode(columns["name"], columns.get("kind", blank))
    return Draft(
        codes=tuple(columns["code"]),
        names=tuple(parse_name(name, known_kind(kind)) for name, kind in zip(names, kinds, strict=True)),
        parents=tuple(columns.get("parent", blank)),
        legal=tuple(columns.get("legal_basis", blank)),
        rows=tuple(range(1, len(frame) + 1)),
        geometries=to_degrees(shapely.force_2d(np.asarray(frame.geometry.values, dtype=object)), frame.crs),
        lettering=lettering,
    )


def _in_unicode(names: list[str], kinds: list[str]) -> tuple[str, list[str], list[str]]:
    """Return the lettering that names were written in, and names and kinds in Unicode."""
    if misread_utf8(names):
        return "UTF-8", [from_latin1(name) for name in names], [from_latin1(kind) for kind in kinds]
    if (old := old_letters([*names, *kinds])) is None:
        return "", names, kinds
    lettering, convert = old

    def converted(cells: list[str]) -> list[str]:
        return [cell if cell.isascii() else convert(cell) for cell in cells]

    return lettering, converted(names), converted(kinds)


def _known_keys(mapping: Mapping[str, str], level: Level) -> None:
    needed = {"code", "name"} if level == "province" else {"code", "name", "parent"}
    if (unknown := set(mapping) - set(KEYS)) or not needed <= set(mapping):
        raise RefusedError(
            text("Khai báo cột (--map) chưa đúng.", "The mapping of columns (--map) is not right."),
            value=", ".join(sorted(unknown)) or ", ".join(f"{k}={v}" for k, v in mapping.items()),
            limit=", ".join(KEYS),
            remedy=text(
                "Viết --map code=CỘT,name=CỘT,parent=CỘT.", "Write --map code=COLUMN,name=COLUMN,parent=COLUMN."
            ),
        )


def _open(path: Path, layer: str) -> gpd.GeoDataFrame:
    if not path.is_file():
        raise RefusedError(text("Không có tệp này.", "There is no such file."), value=path)
    try:
        found = _load(path, layer)
    except RefusedError:
        raise
    except Exception as error:
        # GDAL, Arrow and geopandas each raise their own; whichever it is, the file cannot be read.
        raise RefusedError(
            text("Không đọc được tệp ranh giới.", "The file of boundaries cannot be read."),
            value=f"{path.name}: {error}",
            limit="GeoPackage, Shapefile (ZIP), GeoJSON, FlatGeobuf, GeoParquet",
            remedy=text("Xuất lại tệp ở một trong các dạng trên.", "Export it in one of these formats."),
        ) from error
    if not isinstance(found, gpd.GeoDataFrame):
        raise RefusedError(text("Tệp không có hình.", "The file has no shapes."), value=path.name)
    return found


def _load(path: Path, layer: str) -> Any:
    if path.suffix.lower() in {".parquet", ".geoparquet"}:
        return gpd.read_parquet(path)
    layers = [str(name) for name, geometry in _geo.list_layers(path) if geometry is not None]
    if layer not in layers and (layer or len(layers) > 1):
        raise RefusedError(
            text("Không có lớp này trong tệp.", "The file has no such layer.")
            if layer
            else text("Tệp có nhiều lớp.", "The file has several layers."),
            value=layer or path.name,
            limit=", ".join(layers),
            remedy=text("Thêm --layer TÊN_LỚP.", "Add --layer NAME."),
        )
    return _geo.read_dataframe(path, layer=layer or None)


def _column(frame: gpd.GeoDataFrame, names: str, path: Path) -> list[str]:
    found = [""] * len(frame)
    for name in names.split("|"):
        if name not in frame.columns:
            raise RefusedError(
                text(f"Tệp không có cột “{name}”.", f"The file has no column “{name}”."),
                value=path.name,
                limit=", ".join(str(column) for column in frame.columns),
                remedy=text("Sửa --map theo tên cột của tệp.", "Mend --map to the file's own columns."),
            )
        cells: list[Any] = list(_cells(frame, name))
        found = [old or _plain(cell) for old, cell in zip(found, cells, strict=True)]
    return found


def _cells(frame: Any, name: str) -> Any:
    return frame[name]


def _plain(cell: Any) -> str:
    if cell is None or cell != cell:  # noqa: PLR0124 - NaN is the one value unlike itself
        return ""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else " ".join(str(cell).split())
