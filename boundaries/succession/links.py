"""What became of which unit: by an official list, or by laying the new shapes over the old.

Both directions are kept: the share of the old unit that went into the new one, and the share of the new one that came
from the old. A share that went nowhere known is kept as `unassigned`, never normalised away. An official "whole of" is
1 without any overlay, and a stated share is taken as it is; only partial ones without a share are measured.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
import shapely
from psycopg import Connection

from boundaries.projecting import Geometries, to_equal_area
from boundaries.succession.crosswalk import Crosswalk, Heir, read_crosswalk
from boundaries.succession.flows import Flow, Piece, bounded, measured, overlaid, provinces, stated
from boundaries.succession.identity import Mover, same_units, unite
from boundaries.succession.parting import fixed, kept, mergers, part
from boundaries.succession.remarks import about, judged
from layers.core.clock import Clock
from layers.core.model import text
from layers.core.report import Finding, Report
from layers.core.written import shown
from layers.store.batch import BatchSource, Connect, OpenBatch, hash_of
from layers.store.copy import copy_rows
from layers.store.intake import Checked, take
from layers.store.outbox import record
from layers.store.progress import SILENT, Progress

KIND = "succession"
LAYER = "units"
UNASSIGNED_FROM = 1e-4


@dataclass(frozen=True, slots=True)
class _Plan:
    """What a crosswalk will write: land that went over, units that only went on, and the two sides of the day."""

    flows: list[Flow]
    same: dict[int, int]
    """New identity → the old unit that it is."""
    old: list[Piece]
    new: list[Piece]
    parted: list[int]
    """Units that went on by their shape but took another in; the younger identity of each is its id, negative, here."""


def import_crosswalk(
    connect: Connect,
    path: Path,
    *,
    mapping: Mapping[str, str],
    on: date,
    clock: Clock,
    drop: Mapping[str, Collection[str]] | None = None,
    movers: Sequence[Mover] = (),
    dry_run: bool = False,
    progress: Progress = SILENT,
    simulated: bool = False,
) -> Report:
    """Import the official list of what became of which unit on a day.

    Old units that the list does not name are laid over the new ones ("theo diện tích"). An old unit that went whole
    into a new one of the same code and level, which has no other predecessor, is that unit; see
    `boundaries.succession.identity`. A unit that went on by its shape, but into which another one went, is parted; see
    `boundaries.succession.parting`.

    Args:
        connect: opens a connection of the application.
        path: CSV, also gzipped.
        mapping: see `read_crosswalk`.
        on: the day of the change.
        clock: tells the time of receipt.
        drop: column → values of rows to leave out.
        movers: of the families; see `boundaries.succession.identity`.
        dry_run: check and report, write nothing.
        progress: told of the steps.
        simulated: whether the data are made up.

    Raises:
        RefusedError: in a dry run, the file lacks a column; else the report of the batch says so.
    """
    progress.start(3, text("Nhập bảng chuyển đổi đơn vị", "Importing the crosswalk"))
    source = BatchSource(KIND, path.name, hash_of(path), simulated=simulated)

    def check(connection: Connection) -> Checked[_Plan]:
        crosswalk = read_crosswalk(path, mapping, drop or {})
        progress.advance()
        plan, findings = _plan(connection, crosswalk, on)
        progress.advance()
        counts = {"rows": len(crosswalk.heirs), "dropped": len(crosswalk.dropped), "flows": len(plan.flows)}
        counts |= {"by_area": sum(flow.method == "area" for flow in plan.flows), "same_units": len(plan.same)}
        counts |= {"parted": len(plan.parted)} if plan.parted else {}
        return Checked(plan, counts, findings, _there_already(connection, plan, on))

    def write(opened: OpenBatch, plan: _Plan) -> None:
        _clear(opened.connection, plan, on)
        opened.counts.update(unite(opened.connection, plan.same, movers, clock))
        plan = _born(plan, part(opened.connection, plan.parted, on, opened.id))
        _write(opened.connection, plan, on, opened.id)
        record(opened.connection, LAYER, None, clock)

    report = take(connect, source, check, write, clock, dry_run=dry_run)
    progress.advance()
    return report


def _plan(connection: Connection, crosswalk: Crosswalk, on: date) -> tuple[_Plan, list[Finding]]:
    old, new = _sides(connection, on)
    staying = _staying(connection, on)
    heirs, findings = judged(crosswalk)
    merged = mergers(heirs, old, _joined(connection, heirs, on, staying)[1])
    whole = fixed(connection, merged, on)
    findings += [kept(crosswalk, heir) for unit, heir in merged.items() if unit in whole]
    parted = sorted(merged.keys() - whole)
    staying = {code: unit for code, unit in staying.items() if unit not in parted}
    old += _pieces(connection, _BEFORE, on, parted)
    new += [replace(piece, unit=-piece.unit) for piece in _pieces(connection, _AFTER, on, parted)]
    givers, takers = _joined(connection, heirs, on, staying)
    flows, remarks = _official(crosswalk, heirs, [*givers, *old], [*takers, *new], staying)
    named = {flow.old for flow in flows}
    flows += overlaid([piece for piece in old if piece.unit not in named and piece.level == "commune"], new)
    flows = bounded(flows)
    same = same_units(flows, old, new, Counter(heir.new for heir in crosswalk.heirs))
    flows = [flow for flow in flows if flow.new not in same]
    old = [piece for piece in old if piece.unit not in same.values()]
    new = [piece for piece in new if piece.unit not in same]
    flows += provinces(old, new, flows)
    return _Plan(flows, same, old, new, parted), [*findings, *remarks]


def _born(plan: _Plan, younger: Mapping[int, int]) -> _Plan:
    """Return the plan with the ids of the younger identities that it had no ids for."""
    ids = {-older: unit for older, unit in younger.items()}
    return replace(
        plan,
        flows=[replace(flow, new=ids.get(flow.new, flow.new)) for flow in plan.flows],
        new=[replace(piece, unit=ids.get(piece.unit, piece.unit)) for piece in plan.new],
    )


def _there_already(connection: Connection, plan: _Plan, on: date) -> int | None:
    """Return the batch that brought exactly this succession; None when there is anything to write."""
    rows = connection.execute(
        "select old_unit, new_unit, relation, method, share_old, share_new, share_old_population, batch"
        " from boundaries.succession where on_date = %s",
        (on,),
    ).fetchall()
    stored = {row[:2]: (*row[2:4], *_rounded(row[4:7])) for row in rows}
    wanted = {
        (f.old, f.new): (f.relation, f.method, *_rounded((f.share_old, f.share_new, f.share_old_population)))
        for f in plan.flows
    }
    batches = {row[7] for row in rows}
    return int(batches.pop()) if not (plan.same or plan.parted) and len(batches) == 1 and stored == wanted else None


def _rounded(shares: Iterable[float | None]) -> tuple[float | None, ...]:
    return tuple(None if share is None else round(share, 9) for share in shares)


def derive_succession(connection: Connection, on: date, batch: int) -> int:
    """Lay the units that began on a day over those that ended; return the number of flows written.

    What an official list said already of units that an earlier file ended on this day stays.
    """
    listed = _listed(connection, on)
    old, new = _sides(connection, on)
    old = [piece for piece in old if piece.unit not in listed]
    if not old or not new:
        return 0
    flows = bounded(overlaid([piece for piece in old if piece.level == "commune"], new))
    flows += provinces(old, new, flows)
    plan = _Plan(flows, {}, old, new, [])
    _clear(connection, plan, on, listed)
    _write(connection, plan, on, batch)
    return len(flows)


def _listed(connection: Connection, on: date) -> list[int]:
    """Return the old units of which a list that was imported speaks."""
    rows = connection.execute(
        "select distinct s.old_unit from boundaries.succession s join store.batch b on b.id = s.batch"
        " where s.on_date = %s and b.kind = %s",
        (on, KIND),
    )
    return [int(unit) for (unit,) in rows]


def _sides(connection: Connection, on: date) -> tuple[list[Piece], list[Piece]]:
    """Return the units that ended on the day, and those that began."""
    ended = "u.valid_to = %(day)s and v.valid_to = %(day)s"
    began = "u.valid_from = %(day)s and v.valid_from = %(day)s"
    return _pieces(connection, ended, on), _pieces(connection, began, on)


def _staying(connection: Connection, on: date) -> dict[str, int]:
    """Return the units below the province, by code, that were in force before the day and went on."""
    rows = connection.execute(
        "select code, id from boundaries.unit where level <> 'province' and valid_from < %(day)s"
        " and (valid_to is null or valid_to > %(day)s)",
        {"day": on},
    )
    return {str(code): int(unit) for code, unit in rows}


def _joined(
    connection: Connection, heirs: Sequence[Heir], on: date, staying: Mapping[str, int]
) -> tuple[list[Piece], list[Piece]]:
    """Return units that went on but of which the list says that land came to them or left them: before, and after."""
    moved = [heir for heir in heirs if heir.old != heir.new]
    givers = sorted({staying[heir.old] for heir in moved if heir.old in staying})
    takers = sorted({staying[heir.new] for heir in moved if heir.new in staying})
    return _pieces(connection, _BEFORE, on, givers), _pieces(connection, _AFTER, on, takers)


_BEFORE = "v.unit = any(%(units)s) and v.valid_from < %(day)s and coalesce(v.valid_to >= %(day)s, true)"
_AFTER = "v.unit = any(%(units)s) and v.valid_from <= %(day)s and coalesce(v.valid_to > %(day)s, true)"


def _pieces(connection: Connection, condition: str, on: date, units: Sequence[int] = ()) -> list[Piece]:
    statement = (
        "select v.unit, v.code, v.level, v.parent, v.province, ST_AsBinary(v.geom) from boundaries.unit_version v"
        " join boundaries.unit u on u.id = v.unit where "
    )
    rows = connection.execute(
        (statement + condition + " order by v.code").encode(), {"day": on, "units": list(units)}
    ).fetchall()
    shapes: Geometries = np.asarray(shapely.from_wkb([bytes(row[5]) for row in rows]), dtype=object)
    plane = to_equal_area(shapes) if len(rows) else shapes
    areas = shapely.area(plane)
    return [
        Piece(int(r[0]), str(r[1]), str(r[2]), r[3], int(r[4]), shape, float(area))
        for r, shape, area in zip(rows, plane, areas, strict=True)
    ]


def _official(
    crosswalk: Crosswalk,
    heirs: Sequence[Heir],
    old: Sequence[Piece],
    new: Sequence[Piece],
    staying: Mapping[str, int],
) -> tuple[list[Flow], list[Finding]]:
    """Turn the list's rows into flows; `staying` are the units (by code) that went on over that day."""
    before = {piece.code: piece for piece in old if piece.level != "province"}
    after = {piece.code: piece for piece in new if piece.level == "commune"}
    flows: list[Flow] = []
    findings: list[Finding] = []
    astray: list[tuple[Heir, Piece]] = []
    elsewhere = 0
    for heir in heirs:
        if heir.old == heir.new and heir.old not in before and heir.old in staying:
            continue  # it simply went on
        one, other = before.get(heir.old), after.get(heir.new)
        if one is None:
            elsewhere += 1
            continue
        if other is None:
            astray.append((heir, one))
            continue
        share = heir.stated_share
        flow = measured(one, other) if share is None else stated(one, other, share)
        if flow is None:
            findings.append(_apart(crosswalk, heir))
        else:
            # A whole is one in land and in people; the people's share tells only where a unit was divided.
            people = heir.stated_share_population if heir.partial else None
            flows.append(replace(flow, share_old_population=people))
    named = {flow.old for flow in flows}
    findings += [_astray(crosswalk, heir, lost=one.code in staying or one.unit in named) for heir, one in astray]
    if elsewhere:
        count = shown(elsewhere)
        said = text(
            f"{count.vi} dòng nói về đơn vị không có trong các đợt ranh giới đã nhập; được bỏ qua.",
            f"{count.en} rows are about units that no imported edition has; they are left out.",
        )
        findings.append(Finding(severity="info", code="elsewhere", message=said))
    return flows, findings


def _astray(crosswalk: Crosswalk, heir: Heir, *, lost: bool) -> Finding:
    """Tell of an heir that no edition has: the part goes nowhere, or all of the old unit is laid over the new ones."""
    gone = text(
        "Không có đơn vị mới nào mang mã này vào ngày chuyển đổi; phần này của đơn vị cũ chưa phân được.",
        "No new unit has this code on the day of the change; this part of the old unit stays unassigned.",
    )
    laid = text(
        "Không có đơn vị mới nào mang mã này vào ngày chuyển đổi; đơn vị cũ được phân theo diện tích.",
        "No new unit has this code on the day of the change; the old unit is divided by area instead.",
    )
    remedy = text(
        "Sửa mã. Nếu là đơn vị của tỉnh chưa nhập ranh giới thì không cần làm gì.",
        "Mend the code. If the unit is of a province whose boundaries were not imported, there is nothing to do.",
    )
    return about(crosswalk, "warning", "unknown-heir", heir, "new", (gone if lost else laid, remedy))


def _apart(crosswalk: Crosswalk, heir: Heir) -> Finding:
    said = text(
        "Hai hình không chạm nhau; phần này chưa phân được.", "The two shapes do not meet; the part stays unassigned."
    )
    remedy = text("Kiểm tra mã và ranh giới.", "Check codes and shapes.")
    return about(crosswalk, "warning", "no-overlap", heir, "old", (said, remedy))


def _clear(connection: Connection, plan: _Plan, on: date, listed: Sequence[int] = ()) -> None:
    """Make room for what is to be written; flows from the units `listed`, and what they lack, stay."""
    params = {"day": on, "listed": list(listed)}
    connection.execute(
        "delete from boundaries.succession where on_date = %(day)s and old_unit <> all(%(listed)s)", params
    )
    connection.execute("delete from boundaries.unassigned where on_date = %(day)s and unit <> all(%(listed)s)", params)
    connection.execute("delete from boundaries.former_district where unit = any(%s)", ([p.unit for p in plan.new],))


def _write(connection: Connection, plan: _Plan, on: date, batch: int) -> None:
    columns = ("old_unit", "new_unit", "on_date", "relation", "method", "share_old", "share_new")
    copy_rows(
        connection,
        "boundaries.succession",
        (*columns, "share_old_population", "batch"),
        [
            (f.old, f.new, on, f.relation, f.method, f.share_old, f.share_new, f.share_old_population, batch)
            for f in plan.flows
        ],
    )
    forward: dict[int, float] = defaultdict(float)
    backward: dict[int, float] = defaultdict(float)
    for flow in plan.flows:
        forward[flow.old] += flow.share_old
    stored = connection.execute("select new_unit, share_new from boundaries.succession where on_date = %s", (on,))
    for unit, share in stored:
        backward[unit] += share
    levels = ("commune", "province")
    lost = [(p.unit, on, "forward", 1 - forward[p.unit], batch) for p in plan.old if p.level in levels]
    lost += [(p.unit, on, "backward", 1 - backward[p.unit], batch) for p in plan.new if p.level in levels]
    copy_rows(
        connection,
        "boundaries.unassigned",
        ("unit", "on_date", "direction", "share", "batch"),
        [row for row in lost if row[3] > UNASSIGNED_FROM],
    )
    write_former_districts(connection, on)


_FORMER = """
insert into boundaries.former_district (unit, district, share)
select distinct on (unit) unit, district, part / sum(part) over (partition by unit)
from (
  select unit, district, sum(area) as part from (
    -- land that came from communes of a district
    select s.new_unit as unit, case when o.level = 'district' then o.unit else o.parent end as district,
      s.share_old * o.area_km2 as area
    from boundaries.succession s
    join boundaries.unit_version o on o.unit = s.old_unit and o.valid_to = s.on_date
    where s.on_date = %(day)s and o.level in ('commune', 'district')
    union all
    -- communes that went on as they were, under a province instead of a district
    select n.unit, o.parent, n.area_km2 from boundaries.unit_version n
    join boundaries.unit_version o on o.unit = n.unit and o.valid_to = %(day)s
    where n.valid_from = %(day)s and n.level = 'commune'
  ) land
  join boundaries.unit d on d.id = land.district and d.level = 'district'
  group by unit, district
) parts
order by unit, part desc, district
on conflict (unit) do update set district = excluded.district, share = excluded.share
"""


def write_former_districts(connection: Connection, on: date) -> None:
    """Give every commune of the two-tier time the district that held most of its land the day before."""
    connection.execute(_FORMER, {"day": on})
