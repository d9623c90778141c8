"""Cameras as a family: their layers, their import and their part of the sample."""

from collections.abc import Callable, Sequence
from pathlib import Path

from psycopg import Connection

from layers.cameras.layer import LAYERS
from layers.core.clock import Clock
from layers.core.report import Report
from layers.family import Family, Sent
from layers.store.progress import SILENT, Progress


def _import(
    connect: Callable[[], Connection],
    path: Path,
    *,
    dry_run: bool = False,
    clock: Clock,
    progress: Progress = SILENT,
    simulated: bool = False,
) -> Report:
    from layers.cameras.ingest import import_cameras  # noqa: PLC0415 - geometry libraries stay out of web processes

    return import_cameras(connect, path, dry_run=dry_run, clock=clock, progress=progress, simulated=simulated)


def _sample(folder: Path) -> Sequence[Sent]:
    from layers.cameras.sample import write_files  # noqa: PLC0415 - only whoever makes the sample needs it

    return write_files(folder)


FAMILY = Family(id="cameras", schema="cameras", layers=LAYERS, importer=_import, sample=_sample)
