"""The sample as files, in the formats a province would send: what the import reads is nothing but these."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import geopandas as gpd
import pyogrio

from boundaries.sample.country import AMENDED, OLD, REFORM, Country, Unit
from boundaries.sample.kept import country
from layers.core.levels import Level

_STAMP = "2026-01-01T00:00:00Z"
"""Written into GeoPackages instead of the present time: equal content, equal bytes."""


@dataclass(frozen=True, slots=True)
class UnitFile:
    """One file of units: how it is to be imported."""

    path: Path
    edition: date
    level: Level
    mapping: dict[str, str]
    amend: bool = False


@dataclass(frozen=True, slots=True)
class SampleFiles:
    """All files of the sample's units, in the order of import, and the crosswalk of the reform."""

    units: tuple[UnitFile, ...]
    crosswalk: Path
    crosswalk_mapping: dict[str, str]
    on: date


def write_files(folder: Path) -> SampleFiles:
    """Write every edition and the crosswalk into a folder.

    Returns:
        The files in the order in which they must be imported.
    """
    folder.mkdir(parents=True, exist_ok=True)
    made = country()
    plan: tuple[tuple[str, date, Level, bool], ...] = (
        ("tinh-2020.fgb", OLD, "province", False),
        ("huyen-2020.gpkg", OLD, "district", False),
        ("xa-2020.gpkg", OLD, "commune", False),
        ("tinh-2025.fgb", REFORM, "province", False),
        ("xa-2025.parquet", REFORM, "commune", False),
        ("xa-2026-sua-doi.geojson", AMENDED, "commune", True),
    )
    units: list[UnitFile] = []
    for name, edition, level, amend in plan:
        mapping = _write(folder / name, made.level(edition, level), level)
        units.append(UnitFile(folder / name, edition, level, mapping, amend))
    crosswalk = folder / "chuyen-doi-2025.csv"
    _write_crosswalk(crosswalk, made)
    columns = {"old": "ma_cu", "new": "ma_moi", "relation": "quan_he", "share": "ty_le"}
    return SampleFiles(tuple(units), crosswalk, columns, REFORM)


def _write(path: Path, units: Sequence[Unit], level: str) -> dict[str, str]:
    columns: dict[str, list[str | None]] = {"ma": [u.code for u in units], "ten": [u.full_name for u in units]}
    mapping = {"code": "ma", "name": "ten"}
    if level != "province":
        columns["ma_cap_tren"] = [u.parent for u in units]
        mapping["parent"] = "ma_cap_tren"
    frame = gpd.GeoDataFrame(columns, geometry=[u.shape for u in units], crs="EPSG:4326")
    if path.suffix == ".parquet":
        frame.to_parquet(path, compression="zstd")
    else:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": _STAMP})
        path.unlink(missing_ok=True)
        layer_options = {"COORDINATE_PRECISION": "7"} if path.suffix == ".geojson" else {}
        pyogrio.write_dataframe(frame, path, layer_options=layer_options)
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})
    return mapping


def _write_crosswalk(path: Path, made: Country) -> None:
    old = {u.code: u for u in made.units[OLD] if u.level != "province"}
    new = {u.code: u for u in made.level(REFORM, "commune")}
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["ma_cu", "ten_cu", "ma_moi", "ten_moi", "quan_he", "ty_le"])
        for heir in made.heirs:
            names = old[heir.old].full_name, new[heir.new].full_name
            writer.writerow([heir.old, names[0], heir.new, names[1], heir.relation, heir.share])
