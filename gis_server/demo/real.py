"""Load the real units of the country, with the former editions of Khánh Hòa and Ninh Thuận, through the imports.

Nothing is computed here that an import would compute: what is joined beforehand is only what two of the source's own
files say of the same commune. Figures are simulated, but for the population that the census of 2009 counted.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import geopandas as gpd
import psycopg

from boundaries.intake.importing import import_units
from boundaries.succession.links import import_crosswalk
from gis_server.demo.loading import Step, complete, is_complete, load, mark
from gis_server.demo.real_figures import write_population, write_simulated
from gis_server.families import movers
from layers.core.clock import Clock, FixedClock
from layers.core.levels import Level
from layers.core.model import Text, text
from layers.core.report import Report
from layers.indicators.ingest import import_file
from layers.store.batch import Connect
from layers.store.progress import SILENT, Progress, Whole

NOW = datetime(2026, 5, 20, 3, 0, tzinfo=UTC)
CENSUS = date(2009, 4, 1)
"""The day of the census whose communes stand in for those that were in force until the reform."""
REFORM = date(2025, 7, 1)
AMENDED = date(2026, 4, 30)
CROSSWALK = "crosswalk/commune_crosswalk_2025.csv.gz"
FORMER = ("56", "58")
"""Khánh Hòa and Ninh Thuận before they merged."""
_LAST = mark("real-data", NOW.isoformat())

_OLD_TITLE = text("Ba cấp, hai tỉnh", "Three tiers, two provinces")
_OLD_NOTE = text(
    "Ranh giới thay thế 2009: xã theo tổng điều tra dân số 2009, huyện theo danh sách đầu năm 2023",
    "Stand-in: boundaries of 2009 (communes of the 2009 census, districts as listed in early 2023)",
)
_TITLES: dict[date, tuple[Text, Text, str]] = {
    CENSUS: (_OLD_TITLE, _OLD_NOTE, ""),
    REFORM: (text("Hai cấp, sau sáp nhập", "Two tiers, after the merger"), text("", ""), "Nghị quyết 202/2025/QH15"),
    AMENDED: (
        text("Đồng Nai thành thành phố, mười xã thành phường", "Đồng Nai a city, ten of its communes wards"),
        text("", ""),
        "",
    ),
}


@dataclass(frozen=True, slots=True)
class UnitFile:
    """One file of units and how it is imported."""

    path: Path
    edition: date
    level: Level
    name: str = "full_name"
    parent: str | None = None
    within: tuple[str, ...] = ()


def load_real(
    url: str, data_folder: Path, progress: Progress = SILENT, clock: Clock | None = None
) -> tuple[Report, ...]:
    """Import the real data into a migrated database; what an interrupted load brought in is left as it is.

    Args:
        url: of the owner of the database.
        data_folder: with `boundaries_2024`, `boundaries_2025` and `crosswalk` in it.
        progress: told how far it is.
        clock: tells the time of receipt.

    Returns:
        A report for each file, in the order of import.

    Raises:
        RefusedError: a file was refused.
    """
    present = clock or FixedClock(NOW)
    with TemporaryDirectory(prefix="gis-real-") as folder:
        return tuple(_load(url, data_folder, Path(folder), progress, present))


def real_is_complete(connection: psycopg.Connection) -> bool:
    """Say whether the whole load is in."""
    return is_complete(connection, _LAST)


def _load(url: str, data: Path, folder: Path, progress: Progress, clock: Clock) -> Iterator[Report]:
    progress.start(1, text("Đọc dữ liệu", "Reading the data"))
    units = list(_unit_steps(data, folder, clock))
    whole = Whole(progress, len(units), text("Nạp dữ liệu thật", "Loading the real data"))
    yield from load(url, units, whole)
    figures = list(_figure_steps(url, data, folder, clock))
    whole.grow(len(figures))
    yield from load(url, figures, whole)
    complete(url, _LAST, clock)


def _unit_steps(data: Path, folder: Path, clock: Clock) -> Iterator[tuple[Path, Step]]:
    for file in unit_files(data, folder):
        if file.edition == AMENDED and file.level == "province":
            yield data / CROSSWALK, partial(_crosswalk, data=data, clock=clock)
        yield file.path, partial(_units, file=file, clock=clock)


def _figure_steps(url: str, data: Path, folder: Path, clock: Clock) -> Iterator[tuple[Path, Step]]:
    """Figures that are written for the units that are there by now."""
    sent = write_population(folder, data)
    with psycopg.connect(url) as connection:
        sent += write_simulated(connection, folder, data, reform=REFORM)
    for file in sent:
        at = clock if file.received is None else FixedClock(min(file.received, clock.now()))
        yield file.path, partial(_figures, path=file.path, clock=at, simulated=file.simulated)


def _units(connect: Connect, progress: Progress, *, file: UnitFile, clock: Clock) -> Report:
    return import_real_units(connect, file=file, clock=clock, progress=progress)


def _crosswalk(connect: Connect, progress: Progress, *, data: Path, clock: Clock) -> Report:
    return import_real_crosswalk(connect, data=data, clock=clock, progress=progress)


def _figures(connect: Connect, progress: Progress, *, path: Path, clock: Clock, simulated: bool) -> Report:
    return import_file(connect, path, clock=clock, progress=progress, simulated=simulated)


def unit_files(data: Path, folder: Path) -> tuple[UnitFile, ...]:
    """List the files of units in the order of import; the one that has to be joined first is written to `folder`."""
    old, new = data / "boundaries_2024", data / "boundaries_2025"
    communes = write_communes_2009(old / "communes_2009_census.parquet", folder / "xa-2009.parquet")
    # The list of July 2025 spells and ranks the units as they were before the changes of April 2026.
    july = "full_name_gso_2025_07|full_name"
    return (
        UnitFile(old / "provinces_2024_from_2025.parquet", CENSUS, "province"),
        UnitFile(old / "districts_2023_gov.parquet", CENSUS, "district", parent="parent_code", within=FORMER),
        UnitFile(communes, CENSUS, "commune", parent="district_code_2025_03", within=FORMER),
        UnitFile(new / "provinces_2025.parquet", REFORM, "province", july),
        UnitFile(new / "communes_2025.parquet", REFORM, "commune", july, "parent_code"),
        UnitFile(new / "provinces_2025.parquet", AMENDED, "province"),
        UnitFile(new / "communes_2025.parquet", AMENDED, "commune", parent="parent_code"),
    )


def write_communes_2009(source: Path, target: Path) -> Path:
    """Give every commune of the census a code: that of March 2025, else `2009-` and the census's own."""
    frame: Any = gpd.read_parquet(source)
    known = frame["code_2025_03"].fillna("")
    frame["code"] = known.where(known != "", "2009-" + frame["census_code"].astype(str))
    kept = ["code", "full_name", "district_code_2025_03", "province_code", "population_2009", "geometry"]
    frame[kept].to_parquet(target, compression="zstd")
    return target


def import_real_units(connect: Connect, *, file: UnitFile, clock: Clock, progress: Progress = SILENT) -> Report:
    """Import one file of units."""
    title, note, basis = _TITLES[file.edition]
    mapping = {"code": "code", "name": file.name}
    if file.parent is not None:
        mapping["parent"] = file.parent
    return import_units(
        connect,
        file.path,
        edition=file.edition,
        level=file.level,
        mapping=mapping,
        within=file.within,
        title=title,
        note=note,
        legal_basis=basis,
        clock=clock,
        progress=progress,
    )


def import_real_crosswalk(connect: Connect, *, data: Path, clock: Clock, progress: Progress = SILENT) -> Report:
    """Import what became of which commune, without the rows that confuse communes across provinces."""
    return import_crosswalk(
        connect,
        data / CROSSWALK,
        mapping={"old": "old_code", "new": "new_code", "relation": "relation"},
        drop={"flags": ("suspect_cross_province",)},
        on=REFORM,
        clock=clock,
        movers=movers(),
        progress=progress,
    )
