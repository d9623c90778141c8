"""An edition of boundaries in: read whole, checked whole, applied in one transaction or refused with its rows named.

A file holds the units of one level from one day on. It *replaces* the level (within the provinces it speaks of), or
with `amend` only the units it lists. Identity, see `_agreement`: the same code and level, and shapes that agree, is the
same unit; it gets a new version only if its name, kind, parent or shape changed. Anything else is a new unit, and the
old one ends. Communes that hang directly on provinces end the districts of those provinces on that day.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np
import shapely
from psycopg import Connection

from boundaries.checks import check_coverage, check_rows, repair
from boundaries.folding import same_spelling
from boundaries.names import Level
from boundaries.placing import dated, left, placed, unknown_within
from boundaries.projecting import Geometries, to_mercator
from boundaries.reading import Draft, read_draft
from boundaries.standing import Place, Standing, places, shapes_of, standing
from boundaries.succession import derive_succession
from boundaries.versions import NewVersion, write_versions
from layers.core import written
from layers.core.clock import Clock
from layers.core.model import Text, text
from layers.core.report import Finding, Report
from layers.store.batch import Connect, OpenBatch, Source, hash_of
from layers.store.intake import Checked, take
from layers.store.outbox import record
from layers.store.progress import SILENT, Progress

KIND = "boundaries"
LAYER = "units"
SAME_SHAPE = 0.98
"""Intersection over union from which two shapes of one code are one unit."""
SMALL_KM2 = 1.0
NEAR_M = 500.0
"""Units below `SMALL_KM2` are the same when their centres are this near: digitising moves them by as much."""
UNCHANGED_SHAPE = 0.9999


@dataclass(frozen=True, slots=True)
class Edition:
    """The day from which a set of boundaries is in force, and what the map says of it."""

    effective: date
    title: Text
    legal_basis: str = ""
    note: Text = field(default_factory=lambda: text("", ""))


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import will do: versions to add, versions and units that end."""

    new: list[NewVersion]
    ending_versions: list[int]
    ending_units: list[int]
    same: int


def import_units(
    connect: Connect,
    path: Path,
    *,
    edition: date,
    level: Level,
    mapping: Mapping[str, str],
    clock: Clock,
    layer: str = "",
    within: tuple[str, ...] = (),
    amend: bool = False,
    dry_run: bool = False,
    title: Text | None = None,
    note: Text | None = None,
    legal_basis: str = "",
    progress: Progress = SILENT,
    simulated: bool = False,
) -> Report:
    """Import the units of one level from one day on.

    Args:
        connect: opens a connection of the application.
        path: GeoPackage, zipped Shapefile, GeoJSON, FlatGeobuf or GeoParquet.
        edition: the first local day on which these boundaries are in force.
        level: province, district or commune.
        mapping: our key (code, name, kind, parent, legal_basis) → the file's column.
        clock: tells the time of receipt.
        layer: which of several layers in the file.
        within: codes of provinces or districts; rows that do not lie in them are left out.
        amend: change only the units listed, instead of replacing the level.
        dry_run: check and report, write nothing.
        title: how the edition is named; by default by its day.
        note: shown beside the edition.
        legal_basis: the resolution.
        progress: told of the steps.
        simulated: whether the data are made up.

    Raises:
        RefusedError: in a dry run, the file cannot be read at all; else the report of the batch says so.
    """
    named = Edition(edition, title or default_title(edition), legal_basis, note or text("", ""))
    progress.start(4, text("Nhập ranh giới", "Importing boundaries"))
    source = Source(KIND, path.name, hash_of(path), simulated=simulated)
    with connect() as connection:
        if (same := _sent_again(connection, source, edition, level)) is not None:
            return Report(kind=KIND, source=path.name, verdict="unchanged", batch=same)
    goal = _Goal(named, level, within, mapping, amend=amend)

    def check(connection: Connection) -> Checked[Plan | None]:
        draft = read_draft(path, mapping, level, layer)
        progress.advance()
        return _check(connection, draft, goal, progress)

    def write(opened: OpenBatch, plan: Plan | None) -> None:
        if plan is None:
            msg = "a file without errors has a plan"
            raise RuntimeError(msg)
        _apply(opened, named, level, plan)
        record(opened.connection, LAYER, None, clock)

    report = take(connect, source, check, write, clock, dry_run=dry_run)
    progress.advance()
    return report


@dataclass(frozen=True, slots=True)
class _Goal:
    """What an import is to achieve, as it was asked for."""

    edition: Edition
    level: Level
    within: tuple[str, ...]
    mapping: Mapping[str, str]
    amend: bool


def _check(connection: Connection, draft: Draft, goal: _Goal, progress: Progress) -> Checked[Plan | None]:
    """Hold a draft against what is there; the plan is None where an error refuses it."""
    level, day = goal.level, goal.edition.effective
    known = places(connection, day)
    outside = unknown_within(draft, level, known, goal.within, day)
    draft, parents, findings = placed(draft, level, known, goal.mapping, goal.within)
    findings = [*outside, *dated(connection, findings), *left(draft)]
    shapes, repaired = repair(draft)
    findings = [*check_rows(draft, level, goal.mapping), *findings, *repaired, *check_coverage(draft, shapes)]
    progress.advance()
    findings += _in_order(connection, day, level)
    counts = {"rows": len(draft.codes)}
    plan = None
    if not any(f.severity == "error" for f in findings):
        replaced = None if goal.amend else _replaced_provinces(level, goal.within, parents, known)
        plan = _plan(connection, goal.edition, level, draft, shapes, parents, replaced, amend=goal.amend)
        counts |= {
            "new_units": sum(v.unit is None for v in plan.new),
            "new_versions": sum(v.unit is not None for v in plan.new),
            "unchanged": plan.same,
            "ended": len(plan.ending_units),
        }
    progress.advance()
    return Checked(plan, counts, findings)


def default_title(day: date) -> Text:
    """Name an edition by its day: `1/7/2025`."""
    shown = written.day(day)
    return text(f"Ranh giới {shown.vi}", f"Boundaries of {shown.en}")


def _sent_again(connection: Connection, source: Source, edition: date, level: Level) -> int | None:
    """Return the batch that brought this very file for this day and level; None when none did."""
    row = connection.execute(
        "select max(b.id) from store.batch b where b.kind = %s and b.source = %s and b.content_hash = %s"
        " and b.state = 'applied' and exists (select from boundaries.unit_version v where v.batch = b.id"
        " and v.valid_from = %s and v.level = %s)",
        (source.kind, source.name, source.content_hash, edition, level),
    ).fetchone()
    return None if row is None or row[0] is None else int(row[0])


def _in_order(connection: Connection, edition: date, level: Level) -> list[Finding]:
    row = connection.execute(
        "select min(valid_from) from boundaries.unit_version where level = %s and valid_from >= %s", (level, edition)
    ).fetchone()
    later = None if row is None else row[0]
    if later is None:
        return []
    return [
        Finding(
            severity="error",
            code="overlapping-validity",
            message=text(
                f"Cấp này đã có ranh giới từ ngày {written.day(later).vi}.",
                f"This level already has boundaries from {written.day(later).en}.",
            ),
            column="--edition",
            value=edition.isoformat(),
            remedy=text("Nhập các đợt theo thứ tự thời gian.", "Import editions in the order of their days."),
        )
    ]


def _replaced_provinces(
    level: Level, within: tuple[str, ...], parents: list[Place | None], known: Mapping[str, Place]
) -> list[int] | None:
    """Say whose units of this level a full set replaces: those of the provinces named, else of the whole country."""
    if not within:
        return None
    if level == "province":
        return [known[code].unit for code in within if code in known]
    return sorted({parent.province for parent in parents if parent is not None})


def _plan(  # noqa: PLR0917 - all that a plan is made of
    connection: Connection,
    edition: Edition,
    level: Level,
    draft: Draft,
    shapes: Geometries,
    parents: list[Place | None],
    provinces: list[int] | None,
    *,
    amend: bool,
) -> Plan:
    old = {s.code: s for s in standing(connection, level, edition.effective, None)}
    pairs = [(i, old[code]) for i, code in enumerate(draft.codes) if code in old]
    agreement = _agreement(connection, shapes, pairs)
    new: list[NewVersion] = []
    ending: list[int] = []
    kept: set[int] = set()
    same = 0
    for i in range(len(draft.codes)):
        before = old.get(draft.codes[i])
        overlap = agreement.get(i, 0.0)
        unit = before.unit if before is not None and overlap >= SAME_SHAPE else None
        if before is not None and unit is not None:
            kept.add(unit)
            if overlap >= UNCHANGED_SHAPE and not _renamed(draft, i, before, parents[i]):
                same += 1
                continue
            ending.append(before.version)
        parent = parents[i]
        name = draft.names[i]
        new.append(
            NewVersion(
                unit=unit,
                code=draft.codes[i],
                name=name,
                kind=name.kind or (before.kind if before is not None else ""),
                parent=None if parent is None else parent.unit,
                province=None if parent is None else parent.province,
                legal_basis=draft.legal[i] or edition.legal_basis,
                shape=shapes[i],
            )
        )
    if amend:
        scope = [old[code] for code in draft.codes if code in old]
    else:
        scope = list(old.values()) if provinces is None else standing(connection, level, edition.effective, provinces)
    gone = [s for s in scope if s.unit not in kept]
    return Plan(new, ending + [s.version for s in gone], [s.unit for s in gone], same)


def _agreement(connection: Connection, shapes: Geometries, pairs: list[tuple[int, Standing]]) -> dict[int, float]:
    """Return intersection over union per row whose code is in force; enough for small units that stay in place."""
    if not pairs:
        return {}
    stored = shapes_of(connection, [before.version for _, before in pairs])
    rows = np.array([i for i, _ in pairs])
    new = to_mercator(shapes[rows])
    old = to_mercator(np.array([stored[before.version] for _, before in pairs], dtype=object))
    result = np.zeros(len(rows))
    equal = shapely.equals_exact(new, old, tolerance=0.05, normalize=True)
    result[equal] = 1.0
    rest = np.flatnonzero(~equal)
    meeting = shapely.area(shapely.intersection(new[rest], old[rest]))
    areas = shapely.area(new[rest])
    union = areas + shapely.area(old[rest]) - meeting
    result[rest] = np.divide(meeting, union, out=np.zeros(len(rest)), where=union > 0)
    near = shapely.distance(shapely.centroid(new[rest]), shapely.centroid(old[rest])) <= NEAR_M
    small = (areas < SMALL_KM2 * 1e6) & near & (result[rest] < SAME_SHAPE)
    result[rest[small]] = SAME_SHAPE
    return {int(row): float(value) for row, value in zip(rows, result, strict=True)}


def _renamed(draft: Draft, i: int, before: Standing, parent: Place | None) -> bool:
    """Say whether name, kind or parent differ; where the tone mark stands is spelling, not a name."""
    name = draft.names[i]
    return (
        not same_spelling(name.name, before.name)
        or (name.kind is not None and name.kind != before.kind)
        or (None if parent is None else parent.unit) != before.parent
    )


def _apply(opened: OpenBatch, edition: Edition, level: Level, plan: Plan) -> None:
    connection = opened.connection
    connection.execute(
        "insert into boundaries.edition (effective, title_vi, title_en, legal_basis, note_vi, note_en, batch)"
        " values (%s, %s, %s, %s, %s, %s, %s) on conflict (effective) do update set"
        " note_vi = case when excluded.note_vi = '' then edition.note_vi else excluded.note_vi end,"
        " note_en = case when excluded.note_en = '' then edition.note_en else excluded.note_en end",
        (
            edition.effective,
            edition.title.vi,
            edition.title.en,
            edition.legal_basis,
            edition.note.vi,
            edition.note.en,
            opened.id,
        ),
    )
    day = edition.effective
    connection.execute(
        "update boundaries.unit_version set valid_to = %s where id = any(%s)", (day, plan.ending_versions)
    )
    connection.execute("update boundaries.unit set valid_to = %s where id = any(%s)", (day, plan.ending_units))
    write_versions(connection, plan.new, level, day, opened.id)
    if level == "commune":
        opened.counts["ended_districts"] = _end_districts(connection, plan, day)
    if plan.ending_units and any(version.unit is None for version in plan.new):
        # Until an official list comes, what became of which unit is told by their shapes.
        opened.counts["successions_by_area"] = derive_succession(connection, day, opened.id)


def _end_districts(connection: Connection, plan: Plan, day: date) -> int:
    """End the districts of provinces whose communes now hang on the province itself."""
    provinces = sorted({v.province for v in plan.new if v.province is not None and v.parent == v.province})
    # The province may be a new unit over old land: its districts still name the old one, which ended that day.
    ended = connection.execute(
        "update boundaries.unit_version d set valid_to = %(day)s where d.level = 'district'"
        " and d.valid_from < %(day)s and (d.valid_to is null or d.valid_to > %(day)s)"
        " and (d.province = any(%(provinces)s) or exists (select from boundaries.unit p where p.id = d.province"
        " and p.valid_to = %(day)s)) returning d.unit",
        {"day": day, "provinces": provinces},
    ).fetchall()
    units = [int(unit) for (unit,) in ended]
    connection.execute("update boundaries.unit set valid_to = %s where id = any(%s)", (day, units))
    return len(units)
