"""One unit that ought to be two: known again by its shape, though the official list says that another went into it.

Its older figures would stay its own alone, and those of the unit that went into it would be in no table. So it ends
on that day, and a younger identity of the same code begins, whose older figures are the sum of all that became it. The
counterpart of `boundaries.succession.identity`.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from psycopg import Connection, sql

from boundaries.succession.agreement import PREDECESSOR
from boundaries.succession.crosswalk import Crosswalk, Heir
from boundaries.succession.flows import Piece, measured
from boundaries.succession.identity import references
from boundaries.succession.remarks import about
from layers.core.model import text
from layers.core.report import Finding


def mergers(heirs: Iterable[Heir], ended: Iterable[Piece], takers: Iterable[Piece]) -> dict[int, Heir]:
    """Return the units that went on by their shape but took another in, and the row that says so.

    Args:
        heirs: rows of the list that can be used.
        ended: the units that ended on the day.
        takers: the units that went on of which the list says that land came to them, after the day.
    """
    before = {piece.code: piece for piece in ended if piece.level != "province"}
    after = {piece.code: piece for piece in takers if piece.level == "commune"}
    found: dict[int, Heir] = {}
    for heir in heirs:
        one, other = before.get(heir.old), after.get(heir.new)
        if one is not None and other is not None and _share(heir, one, other) >= PREDECESSOR:
            found.setdefault(other.unit, heir)
    return found


def _share(heir: Heir, one: Piece, other: Piece) -> float:
    stated = heir.stated_share_population or heir.stated_share
    if stated is not None:
        return stated
    flow = measured(one, other)
    return 0.0 if flow is None else flow.share_old


def fixed(connection: Connection, units: Collection[int], on: date) -> set[int]:
    """Return those of the units that have rows of a family (figures, targets) that came on the day or later.

    Which of their rows belong to the younger identity only the family could tell.
    """
    found: set[int] = set()
    for relation, column in references(connection):
        if relation[0] != "boundaries":
            rows = connection.execute(
                sql.SQL(
                    "select distinct r.{column} from {relation} r join store.batch b on b.id = r.batch"
                    " where r.{column} = any(%s) and (b.received_at at time zone 'Asia/Ho_Chi_Minh')::date >= %s"
                ).format(column=sql.Identifier(column), relation=sql.Identifier(*relation)),
                (list(units), on),
            )
            found |= {int(unit) for (unit,) in rows}
    return found


def kept(crosswalk: Crosswalk, heir: Heir) -> Finding:
    """Tell of a unit that has to stay one, so that what its predecessor had is not carried to it."""
    said = text(
        f"Đơn vị {heir.old} đã nhập vào {heir.new}, nhưng {heir.new} đã có số liệu nhận từ ngày chuyển đổi nên vẫn là"
        f" một đơn vị: số cũ của {heir.old} không cộng được vào {heir.new}.",
        f"Unit {heir.old} went into {heir.new}, but {heir.new} has figures received since the day of the change and"
        f" stays one unit: the older figures of {heir.old} cannot be added to it.",
    )
    remedy = text(
        "Nhập bảng chuyển đổi trước số liệu: làm lại trên cơ sở dữ liệu khác (GIS_DATABASE).",
        "Import the crosswalk before the figures: start over in another database (GIS_DATABASE).",
    )
    return about(crosswalk, "warning", "merged-into", heir, "new", (said, remedy))


def part(connection: Connection, units: Sequence[int], on: date, batch: int) -> Mapping[int, int]:
    """End communes on a day and let a younger identity of each begin; return older → younger.

    Rows of families stay with the older one; see `fixed`.
    """
    if not units:
        return {}
    rows = connection.execute(
        "insert into boundaries.unit (code, valid_from, valid_to, level, batch)"
        " select v.code, %(on)s, u.valid_to, u.level, %(batch)s from boundaries.unit u"
        " join boundaries.unit_version v on v.unit = u.id and v.valid_from <= %(on)s"
        " and (v.valid_to is null or v.valid_to > %(on)s) where u.id = any(%(units)s) order by u.id returning id, code",
        {"on": on, "batch": batch, "units": list(units)},
    ).fetchall()
    codes = connection.execute(
        "select v.code, v.unit from boundaries.unit_version v where v.unit = any(%(units)s) and v.valid_from <= %(on)s"
        " and (v.valid_to is null or v.valid_to > %(on)s)",
        {"on": on, "units": list(units)},
    )
    older = {str(code): int(unit) for code, unit in codes}
    younger = {older[str(code)]: int(unit) for unit, code in rows}
    pairs = {"on": on, "older": list(younger), "younger": list(younger.values())}
    for statement in (_END, _SPLIT, _MOVE, _DISTRICT, _PASSED_ON, _LOST):
        connection.execute(statement, pairs)
    return younger


_END = "update boundaries.unit set valid_to = %(on)s where id = any(%(older)s)"
# A version that began earlier and goes on is cut in two; the younger half begins on the day.
_SPLIT = """
with cut as (
  update boundaries.unit_version v set valid_to = %(on)s
  from boundaries.unit_version was
  where was.id = v.id and v.unit = any(%(older)s) and v.valid_from < %(on)s
    and (v.valid_to is null or v.valid_to > %(on)s)
  returning v.*, was.valid_to as until
)
insert into boundaries.unit_version (unit, valid_from, valid_to, code, name, full_name, kind, level, parent, province,
  geom, geom_3857, focus_box, label_point, area_km2, search_key, legal_basis, batch)
select p.younger, %(on)s, c.until, c.code, c.name, c.full_name, c.kind, c.level, c.parent, c.province,
  c.geom, c.geom_3857, c.focus_box, c.label_point, c.area_km2, c.search_key, c.legal_basis, c.batch
from cut c join unnest(%(older)s::int[], %(younger)s::int[]) p (older, younger) on p.older = c.unit
"""
_MOVE = """
update boundaries.unit_version v set unit = p.younger
from unnest(%(older)s::int[], %(younger)s::int[]) p (older, younger) where v.unit = p.older and v.valid_from >= %(on)s
"""
# The grouping by former district is that of the commune under a province, which is the younger one now.
_DISTRICT = """
delete from boundaries.former_district f using boundaries.unit_version v
join boundaries.unit d on d.id = v.parent and d.level = 'district'
where f.unit = v.unit and v.unit = any(%(older)s) and v.valid_to = %(on)s
"""
# What became of it later, and came to it, is told of the younger one.
_PASSED_ON = """
update boundaries.succession s set old_unit = case when s.old_unit = p.older then p.younger else s.old_unit end,
  new_unit = case when s.new_unit = p.older then p.younger else s.new_unit end
from unnest(%(older)s::int[], %(younger)s::int[]) p (older, younger)
where p.older in (s.old_unit, s.new_unit) and s.on_date > %(on)s
"""
_LOST = """
update boundaries.unassigned a set unit = p.younger
from unnest(%(older)s::int[], %(younger)s::int[]) p (older, younger) where a.unit = p.older and a.on_date > %(on)s
"""
