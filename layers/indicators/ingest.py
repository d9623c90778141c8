"""Figures and targets in: a file is parsed and checked whole, then applied in one transaction or refused whole."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from psycopg import Connection

from layers.core.clock import Clock, local_day
from layers.core.errors import GisError
from layers.core.model import text
from layers.core.report import Finding, Report
from layers.indicators.catalogue import LAYER
from layers.indicators.intake.checks import Figure, Key, check_sheet
from layers.indicators.intake.defining import import_catalogue
from layers.indicators.intake.ground import load_ground
from layers.indicators.intake.reading import Sheet, read_sheets
from layers.indicators.intake.sums import known_in, unlike_children
from layers.indicators.intake.targets import Target, TargetKey, check_targets, write_targets
from layers.store.batch import BatchSource, Connect, OpenBatch, hash_of, refusal
from layers.store.copy import copy_rows
from layers.store.intake import Checked, already_in, take
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
    "source_column",
)

_STAGE = """
create temporary table staged_figure (
  indicator integer, unit integer, agency text, breakdown text, period text, period_start date, period_end date,
  value double precision, status text, note_vi text, source_sheet text, source_row integer,
  source_column text
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
  note_vi, note_vi, revision, %(batch)s, %(file)s, source_sheet, source_row, source_column
from changed_figure
"""


@dataclass
class Sound:
    """The rows of a file that are to be written, and how many rows there were."""

    figures: list[Figure] = field(default_factory=list[Figure])
    targets: list[Target] = field(default_factory=list[Target])
    rows: int = 0

    @property
    def counts(self) -> dict[str, int]:
        """Rows read, and figures and targets found sound."""
        return {"rows": self.rows, "figures": len(self.figures), "targets": len(self.targets)}


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
    """Import figures or targets in long form; what is wrong with the file or its rows is in the report."""
    source = BatchSource(KIND, path.name, hash_of(path), simulated=simulated)
    if (same := already_in(connect, source)) is not None:
        return same

    def check(connection: Connection) -> Checked[Sound]:
        found, findings = _check(connection, path, clock, progress)
        return Checked(found, found.counts, findings)

    def write(opened: OpenBatch, found: Sound) -> None:
        progress.start(1, text("Ghi vào cơ sở dữ liệu", "Writing to the database"))
        touched = _write(opened, found.figures) | write_targets(opened, found.targets)
        for code in sorted(touched):
            record(opened.connection, f"indicator-{code}", None, clock)
        if touched:
            record(opened.connection, LAYER, None, clock)
        progress.advance()

    return take(connect, source, check, write, clock, dry_run=dry_run)


def _check(connection: Connection, path: Path, clock: Clock, progress: Progress) -> tuple[Sound, list[Finding]]:
    found = Sound()
    try:
        sheets, findings = read_sheets(path)
    except GisError as error:
        return found, [refusal(error)]
    ground = load_ground(connection)
    today = local_day(clock.now())
    seen_figures: dict[Key, int | str] = {}
    seen_targets: dict[TargetKey, int | str] = {}
    progress.start(len(sheets), text("Kiểm tra", "Checking"))
    for sheet in sheets:
        if sheet.lettering:
            findings.append(_converted(sheet))
        if sheet.holds_targets:
            targets, remarks = check_targets(sheet, ground, seen_targets)
            found.targets += targets
        else:
            figures, remarks = check_sheet(sheet, ground, today, seen_figures)
            found.figures += figures
        found.rows += len(sheet.rows)
        findings += remarks
        progress.advance()
    return found, [*findings, *unlike_children(found.figures, ground, known_in(connection))]


def _converted(sheet: Sheet) -> Finding:
    return Finding(
        severity="info",
        code="lettering",
        message=text(
            f"Tệp viết bằng mã {sheet.lettering}, đã chuyển sang Unicode.",
            f"The file is written in {sheet.lettering}; it was converted to Unicode.",
        ),
        row=sheet.name or None,
        value=sheet.lettering,
    )


def _write(opened: OpenBatch, figures: list[Figure]) -> set[str]:
    """Write what is new or different; return the codes of the indicators touched."""
    connection = opened.connection
    connection.execute(_STAGE)
    copy_rows(connection, "staged_figure", _COLUMNS, _staged(figures))
    connection.execute("analyze staged_figure")
    # Two imports of the same figures at once would both make the next revision; readers are not held up by this.
    connection.execute("lock table indicators.observation in share row exclusive mode")
    connection.execute(_CHANGED)
    replaced = connection.execute(_REPLACE).rowcount
    written = connection.execute(_INSERT, {"batch": opened.id, "file": opened.source}).rowcount
    opened.counts |= {"written": written, "revised": replaced, "same": len(figures) - written}
    rows = connection.execute(
        "select distinct i.code from changed_figure c join indicators.indicator i on i.id = c.indicator"
    )
    return {str(code) for (code,) in rows.fetchall()}


def _staged(figures: list[Figure]) -> Iterator[tuple[object, ...]]:
    spelled = {period: (period.code, period.start, period.end) for period in {f.period for f in figures}}
    for f in figures:
        yield (
            f.entry.id,
            f.unit.id,
            f.agency,
            f.breakdown,
            *spelled[f.period],
            f.value,
            f.status,
            f.note,
            f.sheet,
            f.row,
            f.column,
        )
