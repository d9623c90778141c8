"""Load the sample: its files go through the same imports as a province's own, as of the days on which they came."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
from boundaries.importing import import_units
from boundaries.succession import import_crosswalk

from boundaries.sample import AMENDED, OLD, REFORM, country
from boundaries.sample import write_files as write_units
from layers.cameras.ingest import import_cameras
from layers.cameras.sample import camera_rows
from layers.cameras.ingest import import_cameras
from layers.cameras.sample import write_file as write_cameras
from layers.core.clock import Clock, FixedClock
from layers.core.errors import RefusedError
from layers.core.model import Text, text
from layers.core.report import Report
from layers.indicators.ingest import import_file
from layers.indicators.sample import write_files as write_figures
from layers.store.progress import SILENT, Progress

NOW = datetime(2026, 5, 20, 3, 0, tzinfo=UTC)
"""The sample's present: 20 May 2026, ten in the morning in Viet Nam."""
CAMERA_SEED = 97
_LAST_FILE = "camera.csv"
"""Imported last: when it is in, all is."""
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

    What an interrupted load already brought in is left as it is: the same file again changes nothing.

    Args:
        url: of the owner of a migrated database.
        progress: told how far it is.
        clock: the day of the boundaries and cameras; figures come with days of their own, none later than it.

    Returns:
        A report for each file, in order.

    Raises:
        RefusedError: a file of the sample was refused; that is a fault of this program.
    """
    present = clock or FixedClock(NOW)
    with TemporaryDirectory(prefix="gis-sample-") as folder:
        return tuple(_load(url, Path(folder), progress, present))


def _load(url: str, folder: Path, progress: Progress, clock: Clock) -> Iterable[Report]:
    def connect() -> psycopg.Connection:
        return psycopg.connect(url)

    units = write_units(folder / "ranh-gioi")
    crosswalk_read = False
    for file in units.units:
        if file.edition == AMENDED and not crosswalk_read:
            crosswalk_read = True
            yield _marked(
                url,
                import_crosswalk(
                    connect,
                    units.crosswalk,
                    mapping=units.crosswalk_mapping,
                    drop={},
                    on=units.on,
                    clock=clock,
                    progress=progress,
                ),
            )
        title, basis = _TITLES[file.edition]
        yield _marked(url, import_units(
            connect, file.path, edition=file.edition, level=file.level, mapping=file.mapping, amend=file.amend,
            title=title, note=None, legal_basis=basis, clock=clock, progress=progress,
        ))  # fmt: skip
    for file in write_figures(folder / "so-lieu"):
        at = FixedClock(min(file.received, clock.now()))
        yield _marked(url, import_file(connect, file.path, clock=at, progress=progress, simulated=True))
    communes = [(u.full_name, u.shape, u.people) for u in country().level(REFORM, "commune")]
    far = next(u.full_name for u in country().level(REFORM, "commune") if u.terrain == "far")
    write_cameras(folder / _LAST_FILE, camera_rows(CAMERA_SEED, communes, far))
    yield _marked(url, import_cameras(connect, folder / _LAST_FILE, clock=clock, progress=progress, simulated=True))


def _marked(url: str, report: Report) -> Report:
    if report.verdict == "refused":
        raise RefusedError(
            text(f"Tệp mô phỏng {report.source} bị từ chối.", f"The sample's file {report.source} was refused."),
            value=[f.message.en for f in report.errors[:5]],
        )
    with psycopg.connect(url) as connection:
        connection.execute("update store.batch set simulated = true where id = %s", [report.batch])
    return report
