"""Load the sample: its files go through the same imports as a province's own, as of the days on which they came."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg

from boundaries.intake.importing import import_units
from boundaries.sample import AMENDED, OLD, REFORM, SampleFiles, UnitFile
from boundaries.sample import write_files as write_units
from boundaries.succession.links import import_crosswalk
from gis_server.demo.loading import Step, complete, is_complete, load, mark
from gis_server.families import importer, movers, sample_files, with_sample
from layers.core.clock import Clock, FixedClock
from layers.core.model import Text, text
from layers.core.report import Report
from layers.store.batch import Connect
from layers.store.progress import SILENT, Progress, Whole

NOW = datetime(2026, 5, 20, 3, 0, tzinfo=UTC)
"""The sample's present: 20 May 2026, ten in the morning in Viet Nam."""
_LAST = mark("sample", NOW.isoformat())
_TITLES: dict[date, tuple[Text, str]] = {
    OLD: (text("Ba cấp, hai tỉnh", "Three tiers, two provinces"), ""),
    REFORM: (text("Hai cấp, sau sáp nhập", "Two tiers, after the merger"), "Nghị quyết mô phỏng số 01/2025"),
    AMENDED: (
        text("Điều chỉnh tên và loại hai xã", "Two communes renamed or made wards"),
        "Nghị quyết mô phỏng số 02/2026",
    ),
}


def load_sample(url: str, progress: Progress = SILENT, clock: Clock | None = None) -> tuple[Report, ...]:
    """Generate the sample and import it, all batches marked as simulated.

    What an interrupted load already brought in is left as it is.

    Args:
        url: of the owner of a migrated database.
        progress: told how far it is.
        clock: the day of the boundaries; rows of layers come on days of their own, none later than it.

    Returns:
        A report for each file that was not in yet, in order.

    Raises:
        RefusedError: a file of the sample was refused; that is a fault of this program.
    """
    present = clock or FixedClock(NOW)
    with TemporaryDirectory(prefix="gis-sample-") as folder:
        return tuple(_load(url, Path(folder), progress, present))


def sample_is_complete(connection: psycopg.Connection) -> bool:
    """Say whether the whole sample is in."""
    return is_complete(connection, _LAST)


def holds_own_data(connection: psycopg.Connection) -> bool:
    """Say whether anything was brought in that is not made up."""
    row = connection.execute("select from store.batch where state = 'applied' and not simulated limit 1").fetchone()
    return row is not None


def _load(url: str, folder: Path, progress: Progress, present: Clock) -> Iterator[Report]:
    progress.start(1, text("Sinh tệp mô phỏng", "Generating the files of the sample"))
    steps = list(_steps(folder, present))
    yield from load(url, steps, Whole(progress, len(steps), text("Nạp dữ liệu mô phỏng", "Loading the sample")))
    complete(url, _LAST, present)


def _steps(folder: Path, present: Clock) -> Iterator[tuple[Path, Step]]:
    """Every file with the import that it is for, in order: units, what became of them, each family's rows."""
    made = write_units(folder / "ranh-gioi")
    for file in made.units:
        if file.edition == AMENDED:
            yield made.crosswalk, partial(_crosswalk, made=made, clock=present)
        yield file.path, partial(_units, file=file, clock=present)
    for family in with_sample():
        for sent in sample_files(family, folder / family):
            at = FixedClock(min(sent.received, present.now()))
            yield sent.path, partial(_rows, family=family, path=sent.path, clock=at)


def _rows(connect: Connect, progress: Progress, *, family: str, path: Path, clock: Clock) -> Report:
    return importer(family)(connect, path, clock=clock, progress=progress, simulated=True)


def _units(connect: Connect, progress: Progress, *, file: UnitFile, clock: Clock) -> Report:
    title, basis = _TITLES[file.edition]
    return import_units(
        connect,
        file.path,
        edition=file.edition,
        level=file.level,
        mapping=file.mapping,
        amend=file.amend,
        title=title,
        legal_basis=basis,
        clock=clock,
        progress=progress,
        simulated=True,
    )


def _crosswalk(connect: Connect, progress: Progress, *, made: SampleFiles, clock: Clock) -> Report:
    return import_crosswalk(
        connect,
        made.crosswalk,
        mapping=made.crosswalk_mapping,
        drop={},
        on=made.on,
        clock=clock,
        movers=movers(),
        progress=progress,
        simulated=True,
    )
