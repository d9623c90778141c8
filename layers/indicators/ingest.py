"""Figures and targets in: a file is parsed and checked whole, then applied in one transaction or refused whole."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from psycopg import Connection

from layers.core.clock import Clock, local_day
from layers.core.model import text
from layers.core.report import Finding, Report
from layers.indicators.catalogue import LAYER, import_catalogue
from layers.indicators.checks import Figure, check_sheet
from layers.indicators.ground import load_ground
from layers.indicators.reading import Sheet, read_sheets
from layers.indicators.targets import Target, check_targets, write_targets
from layers.store.batch import Connect, OpenBatch, Source, hash_of, run_batch, unchanged
from layers.store.copy import copy_rows
from layers.store.outbox import record
from layers.store.progress import SILENT, Progress

KIND = "figures"
_COLUMNS = (
    "indicator",
    "unit",
    "agency",
    "breakdown",
    "period",
    "period_start",
    "period_end",
    "value",
    "status",
    "note_vi",
    "source_sheet",
    "source_row",
)

_STAGE = """
create temporary table staged_figure (
  indicator integer, unit integer, agency text, breakdown text, period text, period_start date, period_end date,
  value double precision, status text, note_vi text, source_sheet text, source_row integer
) on commit drop
"""
# What is the same as the current figure is not written again; what differs becomes the next revision.
_CHANGED = """
create temporary table changed_figure on commit drop as
select s.*, coalesce(o.revision, 0) + 1 as revision, o.id as replaces
from staged_figure s left join indicators.observation o
  on o.indicator = s.indicator and o.unit = s.unit and o.agency = s.agency and o.breakdown = s.breakdown
  and o.period = s.period and o.current
where o.id is null or o.value is distinct from s.value or o.status <> s.status or o.note_vi <> s.note_vi
"""
_REPLACE = """
update indicators.observation o set current = false from changed_figure c where o.id = c.replaces
"""
_INSERT = """
insert into indicators.observation (indicator, unit, agency, breakdown, period, period_start, period_end, value, status,
  note_vi, note_en, revision, batch, source_file, source_sheet, source_row, source_column)
select indicator, unit, agency, breakdown, period, period_start, period_end, value, status,
  note_vi, note_vi, revision, %(batch)s, %(file)s, source_sheet, source_row, %(column)s
from changed_figure
"""


def import_file(
    connect: Connect,
    path: Path,
    *,
    clock: Clock,
    dry_run: bool = False,
    progress: Progress = SILENT,
    simulated: bool = False,
) -> Report:
    """Import a catalogue (JSON), figures or targets (CSV, XLSX): which it is, the file's own shape tells."""
    if path.suffix.lower() == ".json":
        return import_catalogue(connect, path, clock=clock, dry_run=dry_run, simulated=simulated)
    return take_figures(connect, path, clock=clock, dry_run=dry_run, progress=progress, simulated=simulated)


def take_figures(
    connect: Connect,
    path: Path,
    *,
    clock: Clock,
    dry_run: bool = False,
    progress: Progress = SILENT,
    simulated: bool = False,
) -> Report:
    """Import figures or targets in long form.

    Raises:
        RefusedError: the file cannot be read as a table at all; faults of rows are in the report instead.
    """
    digest = hash_of(path)
    with connect() as connection:
        if (last := unchanged(connection, KIND, path.name, digest)) is not None:
            return Report(kind=KIND, source=path.name, verdict="unchanged", batch=last)
        sheets = read_sheets(path)
        figures, targets, findings = _check(connection, sheets, clock, progress)
    counts = {"rows": sum(len(sheet.rows) for sheet in sheets), "figures": len(figures), "targets": len(targets)}
    if dry_run:
        return Report(kind=KIND, source=path.name, verdict="dry-run", counts=counts, findings=tuple(findings))

    def work(opened: OpenBatch) -> None:
        opened.counts, opened.findings = counts, findings
        opened.refuse_errors()
        progress.start(1, text("Ghi vào cơ sở dữ liệu", "Writing to the database"))
        touched = _write(opened, figures) | write_targets(opened, [target for _, target in targets])
        for code in sorted(touched):
            record(opened.connection, f"indicator-{code}", None, clock)
        if touched:
            record(opened.connection, LAYER, None, clock)
        progress.advance()

    return run_batch(connect, Source(KIND, path.name, digest, simulated=simulated), work, clock)


def _check(
    connection: Connection, sheets: Iterable[Sheet], clock: Clock, progress: Progress
) -> tuple[list[tuple[Sheet, Figure]], list[tuple[Sheet, Target]], list[Finding]]:
    ground = load_ground(connection)
    today = local_day(clock.now())
    figures: list[tuple[Sheet, Figure]] = []
    targets: list[tuple[Sheet, Target]] = []
    findings: list[Finding] = []
    sheets = list(sheets)
    progress.start(len(sheets), text("Kiểm tra", "Checking"))
    for sheet in sheets:
        if sheet.holds_targets:
            sound, remarks = check_targets(sheet, ground)
            targets += [(sheet, target) for target in sound]
        else:
            checked, remarks = check_sheet(sheet, ground, today)
            figures += [(sheet, figure) for figure in checked]
        findings += remarks
        progress.advance()
    return figures, targets, findings


def _write(opened: OpenBatch, figures: list[tuple[Sheet, Figure]]) -> set[str]:
    """Write what is new or different; return the codes of the indicators touched."""
    connection = opened.connection
    connection.execute(_STAGE)
    copy_rows(connection, "staged_figure", _COLUMNS, _staged(figures))
    connection.execute("analyze staged_figure")
    connection.execute(_CHANGED)
    replaced = connection.execute(_REPLACE).rowcount
    column = figures[0][0].headings.get("value", "value") if figures else ""
    written = connection.execute(_INSERT, {"batch": opened.id, "file": opened.source, "column": column}).rowcount
    opened.counts |= {"written": written, "revised": replaced, "same": len(figures) - written}
    rows = connection.execute(
        "select distinct i.code from changed_figure c join indicators.indicator i on i.id = c.indicator"
    )
    return {str(code) for (code,) in rows.fetchall()}


def _staged(figures: list[tuple[Sheet, Figure]]) -> Iterator[tuple[object, ...]]:
    for sheet, f in figures:
        yield (
            f.entry.id,
            f.unit.id,
            f.agency,
            f.breakdown,
            f.period.code,
            f.period.start,
            f.period.end,
            f.value,
            f.status,
            f.note,
            sheet.name,
            f.row,
        )
