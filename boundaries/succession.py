"""What became of which unit: by an official list, or by laying the new shapes over the old.

Both directions are kept: the share of the old unit that went into the new one, and the share of the new one that came
from the old. A share that went nowhere known is kept as `unassigned`, never normalised away. An official "whole of" is 1
without any overlay; only partial ones are measured.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

import numpy as np
import shapely
from psycopg import Connection

from boundaries.crosswalk import PARTIAL, WHOLE, Heir, read_crosswalk
from boundaries.projecting import Geometries, to_equal_area
from layers.core.clock import Clock
from layers.core.model import Text, text
from layers.core.report import Finding, Report
from layers.store.batch import Connect, OpenBatch, Source, hash_of, run_batch
from layers.store.copy import copy_rows
from layers.store.outbox import record
from layers.store.progress import SILENT, Progress

KIND = "succession"
LAYER = "units"
MIN_SHARE = 0.005
"""An overlay below this share of both units is digitising noise; it goes to `unassigned`."""
UNASSIGNED_FROM = 1e-4


@dataclass(frozen=True, slots=True)
class Piece:
    """A unit on one side of the change, with its shape in an equal-area plane (m²)."""

    unit: int
    code: str
    level: str
    parent: int | None
    province: int
    shape: object
    area: float


@dataclass(frozen=True, slots=True)
class Flow:
    """Land that went from an old unit to a new one."""

    old: int
    new: int
    relation: Literal["whole", "partial"]
    method: Literal["official", "area"]
    share_old: float
    share_new: float


def import_crosswalk(
    connect: Connect,
    path: Path,
    *,
    mapping: Mapping[str, str],
    on: date,
    clock: Clock,
    drop: Mapping[str, str] | None = None,
    dry_run: bool = False,
    progress: Progress = SILENT,
    simulated: bool = False,
) -> Report:
    """Import the official list of what became of which unit on a day.

    Old units that the list does not name are laid over the new ones ("theo diện tích").

    Raises:
        RefusedError: the file lacks a column; faults of rows are in the report instead.
    """
    progress.start(3, text("Nhập bảng chuyển đổi đơn vị", "Importing the crosswalk"))
    crosswalk = read_crosswalk(path, mapping, drop or {})
    progress.advance()
    with connect() as connection:
        old, new = _sides(connection, on)
        findings = [_dropped(heir) for heir in crosswalk.dropped]
        flows, remarks = _official(crosswalk.heirs, old, new)
        findings += remarks
        named = {flow.old for flow in flows}
        flows += _overlaid([piece for piece in old if piece.unit not in named and piece.level == "commune"], new)
        flows += _provinces(old, new, flows)
    progress.advance()
    counts = {"rows": len(crosswalk.heirs), "dropped": len(crosswalk.dropped), "flows": len(flows)}
    counts["by_area"] = sum(flow.method == "area" for flow in flows)
    if dry_run:
        return Report(kind=KIND, source=path.name, verdict="dry-run", counts=counts, findings=tuple(findings))

    def work(opened: OpenBatch) -> None:
        opened.counts, opened.findings = counts, findings
        opened.refuse_errors()
        _write(opened.connection, flows, on, opened.id, old, new)
        record(opened.connection, LAYER, None, clock)

    report = run_batch(connect, Source(KIND, path.name, hash_of(path), simulated=simulated), work, clock)
    progress.advance()
    return report


def overlay_succession(connect: Connect, on: date, clock: Clock) -> Report:
    """Derive the succession of a day from the shapes alone, marked "theo diện tích"."""
    with connect() as connection:
        old, new = _sides(connection, on)
        flows = _overlaid([piece for piece in old if piece.level == "commune"], new)
        flows += _provinces(old, new, flows)

    def work(opened: OpenBatch) -> None:
        opened.counts = {"flows": len(flows), "by_area": len(flows)}
        _write(opened.connection, flows, on, opened.id, old, new)
        record(opened.connection, LAYER, None, clock)

    return run_batch(connect, Source(KIND, f"overlay {on.isoformat()}", ""), work, clock)


def _sides(connection: Connection, on: date) -> tuple[list[Piece], list[Piece]]:
    """Return the units that ended on the day, and those that began."""
    ended = "u.valid_to = %(day)s and v.valid_to = %(day)s"
    began = "u.valid_from = %(day)s and v.valid_from = %(day)s"
    return _pieces(connection, ended, on), _pieces(connection, began, on)


def _pieces(connection: Connection, condition: str, on: date) -> list[Piece]:
    statement = (
        "select v.unit, v.code, v.level, v.parent, v.province, ST_AsBinary(v.geom) from boundaries.unit_version v"
        " join boundaries.unit u on u.id = v.unit where "
    )
    rows = connection.execute((statement + condition + " order by v.code").encode(), {"day": on}).fetchall()
    shapes: Geometries = np.asarray(shapely.from_wkb([bytes(row[5]) for row in rows]), dtype=object)
    plane = to_equal_area(shapes) if len(rows) else shapes
    areas = shapely.area(plane)
    return [
        Piece(int(r[0]), str(r[1]), str(r[2]), r[3], int(r[4]), shape, float(area))
        for r, shape, area in zip(rows, plane, areas, strict=True)
    ]


def _official(heirs: tuple[Heir, ...], old: list[Piece], new: list[Piece]) -> tuple[list[Flow], list[Finding]]:
    by_old = {piece.code: piece for piece in old if piece.level != "province"}
    by_new = {piece.code: piece for piece in new if piece.level == "commune"}
    flows: list[Flow] = []
    findings: list[Finding] = []
    wholes: dict[str, int] = {}
    absent = 0
    for heir in heirs:
        if heir.relation not in WHOLE | PARTIAL:
            said = text("Quan hệ không hiểu được.", "The relation is not known.")
            findings.append(
                _row(
                    "error",
                    "relation",
                    heir,
                    "relation",
                    said,
                    text("Viết full hoặc partial.", "Write full or partial."),
                )
            )
            continue
        if heir.flags:
            said = text(f"Dòng có cờ “{heir.flags}”.", f"The row is flagged “{heir.flags}”.")
            findings.append(
                _row("warning", "flagged", heir, "flags", said, text("Kiểm tra dòng này.", "Check this row."))
            )
        before, after = by_old.get(heir.old), by_new.get(heir.new)
        if before is None or after is None:
            absent += 1
            continue
        whole = heir.relation in WHOLE
        if whole and (first := wholes.setdefault(heir.old, heir.row)) != heir.row:
            said = text(f"Đơn vị này đã vào nguyên vẹn ở dòng {first}.", f"Row {first} gives this unit away whole.")
            findings.append(
                _row("error", "twice-whole", heir, "old", said, text("Sửa một trong hai dòng.", "Mend one of the two."))
            )
            continue
        flow = _flow(before, after, whole=whole)
        if flow is None:
            said = text(
                "Hai hình không chạm nhau; phần này chưa phân được.",
                "The two shapes do not meet; the part stays unassigned.",
            )
            findings.append(
                _row(
                    "warning",
                    "no-overlap",
                    heir,
                    "old",
                    said,
                    text("Kiểm tra mã và ranh giới.", "Check codes and shapes."),
                )
            )
            continue
        flows.append(flow)
    if absent:
        said = text(
            f"{absent} dòng nói về đơn vị không có trong các đợt ranh giới đã nhập; được bỏ qua.",
            f"{absent} rows are about units that no imported edition has; they are left out.",
        )
        findings.append(Finding(severity="info", code="elsewhere", message=said))
    return flows, findings


def _flow(before: Piece, after: Piece, *, whole: bool) -> Flow | None:
    if whole:
        share_new = min(1.0, before.area / after.area)
        return Flow(before.unit, after.unit, "whole", "official", 1.0, share_new)
    shared = float(shapely.area(shapely.intersection(before.shape, after.shape)))
    if shared <= 0:
        return None
    return Flow(
        before.unit, after.unit, "partial", "area", min(1.0, shared / before.area), min(1.0, shared / after.area)
    )


def _overlaid(old: list[Piece], new: list[Piece]) -> list[Flow]:
    """Lay communes over communes; slivers below `MIN_SHARE` of both are noise."""
    after = [piece for piece in new if piece.level == "commune"]
    if not old or not after:
        return []
    shapes = np.array([piece.shape for piece in after], dtype=object)
    own = np.array([piece.shape for piece in old], dtype=object)
    left, right = shapely.STRtree(shapes).query(own, predicate="intersects")
    areas = shapely.area(shapely.intersection(own[left], shapes[right]))
    flows: list[Flow] = []
    for i, j, area in zip(left, right, areas, strict=True):
        share_old, share_new = area / old[i].area, area / after[j].area
        if max(share_old, share_new) >= MIN_SHARE:
            flow = Flow(old[i].unit, after[j].unit, "partial", "area", min(1.0, share_old), min(1.0, share_new))
            flows.append(flow)
    return flows


def _provinces(old: list[Piece], new: list[Piece], communes: list[Flow]) -> list[Flow]:
    """Add up the flows of communes to their provinces; provinces without communes are laid over one another."""
    before = {p.unit: p for p in old}
    after = {p.unit: p for p in new}
    land: dict[tuple[int, int], float] = defaultdict(float)
    for flow in communes:
        a, b = before[flow.old], after[flow.new]
        if b.province in after and a.province in before:
            land[a.province, b.province] += flow.share_old * a.area
    flows: list[Flow] = []
    for (one, other), area in land.items():
        total = sum(part for (left, _), part in land.items() if left == one)
        came = sum(part for (_, right), part in land.items() if right == other)
        share = area / total
        flows.append(_province_flow(one, other, share, area / came))
    covered = {one for one, _ in land}
    rest = [p for p in old if p.level == "province" and p.unit not in covered]
    heirs = [p for p in new if p.level == "province"]
    for a in rest:
        thin = shapely.simplify(a.shape, 500.0)
        for b in heirs:
            if not shapely.intersects(shapely.box(*shapely.bounds(a.shape)), shapely.box(*shapely.bounds(b.shape))):
                continue
            shared = float(
                shapely.area(
                    shapely.intersection(shapely.buffer(thin, 0), shapely.buffer(shapely.simplify(b.shape, 500.0), 0))
                )
            )
            if shared / a.area >= 0.02:
                flows.append(_province_flow(a.unit, b.unit, shared / a.area, min(1.0, shared / b.area)))
    return flows


def _province_flow(one: int, other: int, share: float, share_new: float) -> Flow:
    # Provinces were merged whole; what overlay calls 99 % is the digitising of two publishers.
    whole = share >= 0.98
    return Flow(
        one, other, "whole" if whole else "partial", "official" if whole else "area", 1.0 if whole else share, share_new
    )


def _write(connection: Connection, flows: list[Flow], on: date, batch: int, old: list[Piece], new: list[Piece]) -> None:
    merged: dict[tuple[int, int], Flow] = {(flow.old, flow.new): flow for flow in flows}
    units = [p.unit for p in old]
    connection.execute("delete from boundaries.succession where on_date = %s and old_unit = any(%s)", (on, units))
    connection.execute("delete from boundaries.unassigned where on_date = %s", (on,))
    copy_rows(
        connection,
        "boundaries.succession",
        ("old_unit", "new_unit", "on_date", "relation", "method", "share_old", "share_new", "batch"),
        [(f.old, f.new, on, f.relation, f.method, f.share_old, f.share_new, batch) for f in merged.values()],
    )
    forward: dict[int, float] = defaultdict(float)
    backward: dict[int, float] = defaultdict(float)
    for flow in merged.values():
        forward[flow.old] += flow.share_old
        backward[flow.new] += flow.share_new
    levels = ("commune", "province")
    lost = [(p.unit, on, "forward", 1 - forward[p.unit], batch) for p in old if p.level in levels]
    lost += [(p.unit, on, "backward", 1 - backward[p.unit], batch) for p in new if p.level in levels]
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


def _dropped(heir: Heir) -> Finding:
    said = text(
        f"Đã bỏ dòng {heir.old} → {heir.new} theo --drop.", f"Row {heir.old} → {heir.new} was dropped, as --drop says."
    )
    return _row("warning", "dropped", heir, "flags", said, text("Không cần làm gì.", "Nothing to do."))


def _row(severity: str, code: str, heir: Heir, column: str, said: Text, remedy: Text) -> Finding:  # noqa: PLR0917
    value = {"old": heir.old, "new": heir.new, "relation": heir.relation}.get(column, heir.flags)
    return Finding.model_validate(
        {
            "severity": severity,
            "code": code,
            "message": said,
            "row": heir.row,
            "column": column,
            "value": value,
            "remedy": remedy,
        }
    )
