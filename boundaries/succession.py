"""What became of which unit: by an official list, or by laying the new shapes over the old.

Both directions are kept: the share of the old unit that went into the new one, and the share of the new one that came
from the old. A share that went nowhere known is kept as `unassigned`, never normalised away. An official "whole of" is
1 without any overlay, and a stated share is taken as it is; only partial ones without a share are measured.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import numpy as np
import shapely
from psycopg import Connection

from boundaries.crosswalk import PARTIAL, WHOLE, Heir, read_crosswalk
from boundaries.flows import Flow, Piece, bounded, measured, overlaid, provinces, stated
from boundaries.projecting import Geometries, to_equal_area
from layers.core.clock import Clock
from layers.core.model import Text, text
from layers.core.report import Finding, Report, dry_verdict
from layers.store.batch import Connect, OpenBatch, Source, hash_of, run_batch
from layers.store.copy import copy_rows
from layers.store.outbox import record
from layers.store.progress import SILENT, Progress

KIND = "succession"
LAYER = "units"
UNASSIGNED_FROM = 1e-4


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
        staying = _staying(connection, on)
        givers, takers = _joined(connection, crosswalk.heirs, on, staying)
        flows, remarks = _official(crosswalk.heirs, [*givers, *old], [*takers, *new], staying)
        findings += remarks
        named = {flow.old for flow in flows}
        flows += overlaid([piece for piece in old if piece.unit not in named and piece.level == "commune"], new)
        flows = bounded(flows)
        flows += provinces(old, new, flows)
    progress.advance()
    counts = {"rows": len(crosswalk.heirs), "dropped": len(crosswalk.dropped), "flows": len(flows)}
    counts["by_area"] = sum(flow.method == "area" for flow in flows)
    if dry_run:
        return Report(
            kind=KIND, source=path.name, verdict=dry_verdict(findings), counts=counts, findings=tuple(findings)
        )

    def work(opened: OpenBatch) -> None:
        opened.counts, opened.findings = counts, findings
        opened.refuse_errors()
        _write(opened.connection, flows, on, opened.id, old, new)
        record(opened.connection, LAYER, None, clock)

    report = run_batch(connect, Source(KIND, path.name, hash_of(path), simulated=simulated), work, clock)
    progress.advance()
    return report


def overlay_succession(connect: Connect, on: date, clock: Clock) -> Report:
    """Derive the succession of a day from the shapes alone, marked "theo diện tích", in place of what is there."""

    def work(opened: OpenBatch) -> None:
        opened.counts["by_area"] = derive_succession(opened.connection, on, opened.id)
        record(opened.connection, LAYER, None, clock)

    return run_batch(connect, Source(KIND, f"overlay {on.isoformat()}", ""), work, clock)


def derive_succession(connection: Connection, on: date, batch: int) -> int:
    """Lay the units that began on a day over those that ended; return the number of flows written."""
    old, new = _sides(connection, on)
    if not old or not new:
        return 0
    flows = bounded(overlaid([piece for piece in old if piece.level == "commune"], new))
    flows += provinces(old, new, flows)
    _write(connection, flows, on, batch, old, new)
    return len(flows)


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
    connection: Connection, heirs: tuple[Heir, ...], on: date, staying: Mapping[str, int]
) -> tuple[list[Piece], list[Piece]]:
    """Return units that went on but of which the list says that land came to them or left them: before, and after."""
    moved = [heir for heir in heirs if heir.old != heir.new]
    givers = sorted({staying[heir.old] for heir in moved if heir.old in staying})
    takers = sorted({staying[heir.new] for heir in moved if heir.new in staying})
    return (
        _pieces(
            connection,
            "v.unit = any(%(units)s) and v.valid_from < %(day)s and coalesce(v.valid_to >= %(day)s, true)",
            on,
            givers,
        ),
        _pieces(
            connection,
            "v.unit = any(%(units)s) and v.valid_from <= %(day)s and coalesce(v.valid_to > %(day)s, true)",
            on,
            takers,
        ),
    )


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
    heirs: tuple[Heir, ...], old: Sequence[Piece], new: Sequence[Piece], staying: Mapping[str, int]
) -> tuple[list[Flow], list[Finding]]:
    """Turn the list's rows into flows; `staying` are the units (by code) that went on over that day."""
    before = {piece.code: piece for piece in old if piece.level != "province"}
    after = {piece.code: piece for piece in new if piece.level == "commune"}
    wholes = {heir.old: heir.row for heir in reversed(heirs) if heir.relation in WHOLE}
    flows: list[Flow] = []
    findings: list[Finding] = []
    elsewhere = 0
    for heir in heirs:
        remark = _remark(heir, wholes)
        findings += [] if remark is None else [remark]
        if heir.flags:
            findings.append(_flagged(heir))
        if remark is not None:
            continue
        if heir.old == heir.new and heir.old not in before and heir.old in staying:
            continue  # it simply went on
        one, other = before.get(heir.old), after.get(heir.new)
        if one is None or other is None:
            elsewhere += 1
            continue
        share = heir.stated_share
        flow = measured(one, other) if share is None else stated(one, other, share)
        if flow is None:
            findings.append(_apart(heir))
        else:
            flows.append(flow)
    findings += _given(heirs)
    if elsewhere:
        said = text(
            f"{elsewhere} dòng nói về đơn vị không có trong các đợt ranh giới đã nhập; được bỏ qua.",
            f"{elsewhere} rows are about units that no imported edition has; they are left out.",
        )
        findings.append(Finding(severity="info", code="elsewhere", message=said))
    return flows, findings


def _remark(heir: Heir, wholes: Mapping[str, int]) -> Finding | None:
    """Say what keeps a row from being used."""
    if heir.relation not in WHOLE | PARTIAL:
        said = text("Quan hệ không hiểu được.", "The relation is not known.")
        return _row(
            "error", "relation", heir, "relation", (said, text("Viết full hoặc partial.", "Write full or partial."))
        )
    try:
        _ = heir.stated_share
    except ValueError:
        said = text("Tỷ lệ phải lớn hơn 0 và không quá 1.", "A share lies above 0 and up to 1.")
        remedy = text("Viết 0,6 cho 60 %; 1 khi vào nguyên vẹn.", "Write 0.6 for 60 %; 1 for a whole.")
        return _row("error", "share", heir, "share", (said, remedy))
    first = wholes.get(heir.old, heir.row)
    if first == heir.row:
        return None
    said = text(f"Đơn vị này đã vào nguyên vẹn ở dòng {first}.", f"Row {first} gives this unit away whole.")
    remedy = text("Sửa một trong hai dòng.", "Mend one of the two.")
    return _row("error" if heir.relation in WHOLE else "warning", "twice-whole", heir, "old", (said, remedy))


def _given(heirs: tuple[Heir, ...]) -> list[Finding]:
    """Refuse units whose stated shares add up to more than all, or that have a share in some rows only."""
    rows: dict[str, list[Heir]] = defaultdict(list)
    for heir in heirs:
        if heir.relation in PARTIAL:
            rows[heir.old].append(heir)
    found: list[Finding] = []
    for parts in rows.values():
        try:
            shares = [heir.stated_share for heir in parts]
        except ValueError:
            continue  # named already
        known = [share for share in shares if share is not None]
        if sum(known) > 1 + UNASSIGNED_FROM:
            said = text(f"Các tỷ lệ cộng lại thành {sum(known):.4g}.", f"The shares add up to {sum(known):.4g}.")
            remedy = text("Sửa để tổng không quá 1.", "Mend them: no more than 1 together.")
            found.append(_row("error", "shares", parts[0], "share", (said, remedy)))
        elif known and len(known) < len(shares):
            said = text("Chỉ một số dòng của đơn vị này có tỷ lệ.", "Only some rows of this unit have a share.")
            remedy = text("Ghi tỷ lệ ở mọi dòng, hoặc bỏ hết.", "Give it in each of its rows, or in none.")
            found.append(_row("error", "shares", parts[shares.index(None)], "share", (said, remedy)))
    return found


def _flagged(heir: Heir) -> Finding:
    said = text(f"Dòng có cờ “{heir.flags}”.", f"The row is flagged “{heir.flags}”.")
    return _row("warning", "flagged", heir, "flags", (said, text("Kiểm tra dòng này.", "Check this row.")))


def _apart(heir: Heir) -> Finding:
    said = text(
        "Hai hình không chạm nhau; phần này chưa phân được.", "The two shapes do not meet; the part stays unassigned."
    )
    remedy = text("Kiểm tra mã và ranh giới.", "Check codes and shapes.")
    return _row("warning", "no-overlap", heir, "old", (said, remedy))


def _write(connection: Connection, flows: list[Flow], on: date, batch: int, old: list[Piece], new: list[Piece]) -> None:
    connection.execute("delete from boundaries.succession where on_date = %s", (on,))
    connection.execute("delete from boundaries.unassigned where on_date = %s", (on,))
    connection.execute("delete from boundaries.former_district where unit = any(%s)", ([p.unit for p in new],))
    copy_rows(
        connection,
        "boundaries.succession",
        ("old_unit", "new_unit", "on_date", "relation", "method", "share_old", "share_new", "batch"),
        [(f.old, f.new, on, f.relation, f.method, f.share_old, f.share_new, batch) for f in flows],
    )
    forward: dict[int, float] = defaultdict(float)
    backward: dict[int, float] = defaultdict(float)
    for flow in flows:
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
    return _row("warning", "dropped", heir, "flags", (said, text("Không cần làm gì.", "Nothing to do.")))


def _row(severity: str, code: str, heir: Heir, column: str, said: tuple[Text, Text]) -> Finding:
    return Finding.model_validate(
        {
            "severity": severity,
            "code": code,
            "message": said[0],
            "row": heir.row,
            "column": column,
            "value": getattr(heir, column),
            "remedy": said[1],
        }
    )
