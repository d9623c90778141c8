"""An edition of boundaries in: read whole, checked whole, applied in one transaction or refused with its rows named.

A file holds the units of one level from one day on. It *replaces* the level in the provinces that it speaks of, see
`boundaries.intake.reach`, or with `amend` only the units it lists. Identity, see `boundaries.succession.agreement`: the
same code and level, shapes that agree and no other predecessor is the same unit; it gets a new version only if its
name, kind, parent or shape changed. Anything else is a new unit, and the old one ends. Communes that hang directly on
provinces end the districts of those provinces on that day.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import shapely
from psycopg import Connection

from boundaries.edition import Edition
from boundaries.folding import same_spelling
from boundaries.in_force import Place, UnitInForce, held, places, shapes_near, units_in_force
from boundaries.intake.checks import check_rows, repair
from boundaries.intake.coverage import Around, check_coverage
from boundaries.intake.placing import dated, left, placed, unknown_within
from boundaries.intake.reach import Reach, elsewhere, in_order, with_older
from boundaries.intake.reading import Draft, read_draft
from boundaries.intake.versions import NewVersion, write_versions
from boundaries.projecting import Geometries
from boundaries.succession.agreement import SAME_SHAPE, agreement, joined
from boundaries.succession.links import derive_succession
from layers.core import written
from layers.core.clock import Clock
from layers.core.levels import Level
from layers.core.model import Text, text
from layers.core.report import Finding, Report
from layers.store.batch import BatchSource, Connect, OpenBatch, hash_of
from layers.store.intake import Checked, take
from layers.store.outbox import record
from layers.store.progress import SILENT, Progress

KIND = "boundaries"
LAYER = "units"
UNCHANGED_SHAPE = 0.9999


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
        within: codes of provinces or districts; rows that do not lie in them are left out, and only what lies in
            them is replaced.
        amend: change only the units listed, instead of replacing the level in the provinces that the file speaks of.
        dry_run: check and report, write nothing.
        title: how the edition is named; by default by its day.
        note: shown beside the edition.
        legal_basis: the resolution.
        progress: told of the steps.
        simulated: whether the data are made up.

    Raises:
        RefusedError: in a dry run, the file cannot be read at all; else the report of the batch says so.
    """
    named = Edition(
        effective=edition,
        title=title or default_title(edition),
        legal_basis=legal_basis,
        note=note or text("", ""),
    )
    progress.start(4, text("Nhập ranh giới", "Importing boundaries"))
    source = BatchSource(KIND, path.name, hash_of(path), simulated=simulated)
    goal = _Goal(source, named, level, within, mapping, amend=amend)

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

    source: BatchSource
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
    counts = {"rows": len(draft.codes)}
    if (same := _sent_again(connection, goal, draft)) is not None:
        return Checked(None, counts | {"unchanged": len(draft.codes)}, [], same)
    reach = Reach(level, day, frozenset(goal.within), goal.amend).under(connection, known, parents)
    now = units_in_force(connection, level, day)
    findings = [*outside, *dated(connection, findings), *left(draft)]
    shapes, repaired = repair(draft)
    findings = [*check_rows(draft, level, goal.mapping), *findings, *repaired]
    findings += _covered(connection, reach, draft, shapes, now, known)
    progress.advance()
    findings += in_order(connection, reach, draft, now)
    findings += elsewhere(connection, reach, draft, now, goal.mapping["code"])
    plan = None
    if not any(f.severity == "error" for f in findings):
        plan = _plan(connection, goal.edition, reach, draft, shapes, parents, now)
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


def _sent_again(connection: Connection, goal: _Goal, draft: Draft) -> int | None:
    """Return the batch that brought these very rows of this file for this day and level; None when none did."""
    rows = connection.execute(
        "select b.id, (b.counts->>'rows')::int, array_agg(v.code) from store.batch b"
        " join boundaries.unit_version v on v.batch = b.id and v.valid_from = %s and v.level = %s"
        " where b.kind = %s and b.source = %s and b.content_hash = %s and b.state = 'applied'"
        " group by b.id order by b.id desc",
        (goal.edition.effective, goal.level, goal.source.kind, goal.source.name, goal.source.content_hash),
    ).fetchall()
    codes = set(draft.codes)
    return next((int(key) for key, count, brought in rows if count == len(draft.codes) and codes >= set(brought)), None)


def _covered(
    connection: Connection,
    reach: Reach,
    draft: Draft,
    shapes: Geometries,
    now: Sequence[UnitInForce],
    known: Mapping[str, Place],
) -> list[Finding]:
    """Report overlaps and gaps of the file's units, also with those that stay in force beside them."""
    if not draft.codes:
        return []
    listed = set(draft.codes)
    staying = {unit.version: unit for unit in now if unit.code not in listed and not reach.replaces(unit)}
    west, south, east, north = (float(side) for side in shapely.total_bounds(shapes))
    stored = shapes_near(connection, list(staying), (west, south, east, north)) if staying and west <= east else {}
    around = Around(
        tuple(f"{staying[key].full_name} ({staying[key].code})" for key in stored),
        np.array(list(stored.values()), dtype=object),
    )
    labels = [f"{name.full_name} ({code})" for name, code in zip(draft.names, draft.codes, strict=True)]
    findings = check_coverage(labels, shapes, around)
    gaps = [finding for finding in findings if finding.code == "gap" and finding.place is not None]
    places_ = [finding.place for finding in gaps if finding.place is not None]
    taken = held(connection, [unit.unit for unit in staying.values()], reach.day, places_)
    if reach.within:
        # A town that was not asked for, in the middle of a district that was, is no gap.
        others = [p.unit for p in known.values() if not {p.unit, p.province} & reach.units]
        taken |= held(connection, others, reach.day, places_) - held(connection, list(reach.units), reach.day, places_)
    filled = [gaps[i] for i in taken]
    return [finding for finding in findings if finding not in filled]


def _plan(  # noqa: PLR0917 - all that a plan is made of
    connection: Connection,
    edition: Edition,
    reach: Reach,
    draft: Draft,
    shapes: Geometries,
    parents: list[Place | None],
    now: Sequence[UnitInForce],
) -> Plan:
    old = {unit.code: unit for unit in now}
    pairs = [(i, old[code]) for i, code in enumerate(draft.codes) if code in old]
    agree = agreement(connection, shapes, pairs)
    ours = [before for _, before in pairs] if reach.amend else [unit for unit in now if reach.replaces(unit)]
    alike = {i: before for i, before in pairs if agree[i] >= SAME_SHAPE}
    lasting = {before.unit for before in alike.values()}
    for i in joined(connection, shapes, alike, [unit for unit in ours if unit.unit not in lasting]):
        del alike[i]
    new: list[NewVersion] = []
    ending: list[int] = []
    same = 0
    for i in range(len(draft.codes)):
        before = old.get(draft.codes[i])
        kept = alike.get(i)
        if kept is not None:
            if agree[i] >= UNCHANGED_SHAPE and not _renamed(draft, i, kept, parents[i]):
                same += 1
                continue
            ending.append(kept.version)
        parent = parents[i]
        name = draft.names[i]
        new.append(
            NewVersion(
                unit=None if kept is None else kept.unit,
                code=draft.codes[i],
                name=name,
                kind=name.kind or (before.kind if before is not None else ""),
                parent=None if parent is None else parent.unit,
                province=None if parent is None else parent.province,
                legal_basis=draft.legal[i] or edition.legal_basis,
                shape=shapes[i],
            )
        )
    lasting = {before.unit for before in alike.values()}
    gone = [unit for unit in ours if unit.unit not in lasting]
    return Plan(new, ending + [unit.version for unit in gone], [unit.unit for unit in gone], same)


def _renamed(draft: Draft, i: int, before: UnitInForce, parent: Place | None) -> bool:
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
        " and d.province = any(%(provinces)s) returning d.unit",
        {"day": day, "provinces": list(with_older(connection, provinces))},
    ).fetchall()
    units = [int(unit) for (unit,) in ended]
    connection.execute("update boundaries.unit set valid_to = %s where id = any(%s)", (day, units))
    return len(units)
