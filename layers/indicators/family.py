"""The indicators as a family: a layer each, their import and legends, what becomes of figures of united units."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from psycopg import Connection

from layers.core.access import Scope
from layers.core.clock import Clock
from layers.core.layer import Layer
from layers.core.legend import Legend, LegendAsked
from layers.core.report import Report
from layers.family import Family, Sent
from layers.indicators.catalogue import LAYER, first_code
from layers.indicators.layer import layers
from layers.indicators.moving import move_units
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
    from layers.indicators.ingest import import_file  # noqa: PLC0415 - readers of files stay out of web processes

    return import_file(connect, path, dry_run=dry_run, clock=clock, progress=progress, simulated=simulated)


def _sample(folder: Path) -> Sequence[Sent]:
    from layers.indicators.sample import write_files  # noqa: PLC0415 - only whoever makes the sample needs it

    return write_files(folder)


def _legend(connection: Connection, layer: Layer, asked: LegendAsked, now: datetime, scope: Scope) -> Legend:
    from layers.indicators.legend import legend  # noqa: PLC0415 - numpy, which the command line does without

    return legend(connection, layer, asked, now, scope)


def _opening(connection: Connection, settings: Mapping[str, str]) -> Mapping[str, object]:
    return {"default_indicator": first_code(connection, settings.get("default_indicator", ""))}


FAMILY = Family(
    id="indicators",
    schema="indicators",
    reads=tuple(
        f"indicators.{name}"
        for name in ("agency", "indicator_group", "indicator", "observation", "target", "source_outage", "feature")
    ),
    made=layers,
    importer=_import,
    sample=_sample,
    move_units=move_units,
    legend=_legend,
    outbox=(LAYER,),
    opening=_opening,
    panel="indicators",
)
