"""What became of a unit, and what it came from: followed through all editions, or step by step with its shares."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from psycopg import Connection

from layers.core.model import Text, text

_SAME = 0.95
"""A unit that went whole into one heir which is hardly anything else is that heir: "nay là", not "nay thuộc"."""
_NAMED = 3
"""So many heirs are named in a note; further ones are counted."""


@dataclass(frozen=True, slots=True)
class Successor:
    """A unit in force today: `share` of the old unit that lies in it, `share_new` of it that came from the old one."""

    uid: str
    id: int
    full_name: str
    share: float
    share_new: float
    grouped: bool = False

    def brief(self) -> dict[str, object]:
        """Return what a reply tells of it."""
        return {"uid": self.uid, "id": self.id, "full_name": self.full_name, "share": round(self.share, 4)}


_TODAY = """
with recursive line (origin, unit, day, share, share_new) as (
  select u, u, '-infinity'::date, 1::float8, 1::float8 from unnest(%(units)s::int[]) u
  union all
  select l.origin, s.new_unit, s.on_date, l.share * least(1, s.share_old), l.share_new * least(1, s.share_new)
  from line l join boundaries.succession s on s.old_unit = l.unit and s.on_date > l.day
)
select l.origin, u.code || '@' || u.valid_from, u.id, v.full_name, sum(l.share), sum(l.share_new), false
from line l join boundaries.unit u on u.id = l.unit and u.valid_to is null and u.id <> l.origin
join boundaries.unit_version v on v.unit = u.id and v.valid_to is null
group by 1, 2, 3, 4
union all
select f.district, u.code || '@' || u.valid_from, u.id, v.full_name,
  least(1, f.share * v.area_km2 / nullif(d.area_km2, 0)), f.share, true
from boundaries.former_district f join boundaries.unit u on u.id = f.unit and u.valid_to is null
join boundaries.unit_version v on v.unit = u.id and v.valid_to is null
join lateral (select area_km2 from boundaries.unit_version w where w.unit = f.district
  order by w.valid_from desc limit 1) d on true
where f.district = any(%(units)s)
order by 1, 5 desc, 2
"""


def successors_today(connection: Connection, units: Iterable[int]) -> dict[int, tuple[Successor, ...]]:
    """Return today's units that hold the land of units which are no more, the largest share first.

    A district of the three-tier time that no succession names is the communes that lie mostly in it (`grouped`).
    """
    wanted = sorted(set(units))
    if not wanted:
        return {}
    found: dict[int, list[Successor]] = defaultdict(list)
    for origin, uid, key, name, share, share_new, grouped in connection.execute(_TODAY, {"units": wanted}):
        heir = Successor(str(uid), int(key), str(name), float(share or 0), float(share_new or 0), bool(grouped))
        found[int(origin)].append(heir)
    # The land of a district is told once: by its succession if there is one, else by the grouping.
    return {key: _told_once(heirs) for key, heirs in found.items()}


def _told_once(heirs: list[Successor]) -> tuple[Successor, ...]:
    direct = [heir for heir in heirs if not heir.grouped]
    return tuple(direct or heirs)


def note_of(heirs: tuple[Successor, ...]) -> Text:
    """Say where a unit that is no more lies today: "nay thuộc Xã Diên Khánh"."""
    if not heirs:
        return text("chưa rõ nay thuộc đơn vị nào", "what it became is not known")
    if len(heirs) == 1 and min(heirs[0].share, heirs[0].share_new) >= _SAME:
        return renamed(heirs[0].full_name)
    names = _listed([heir.full_name for heir in heirs])
    if heirs[0].grouped:
        return text(f"địa bàn nay gồm {names.vi}", f"its land is now {names.en}")
    return text(f"nay thuộc {names.vi}", f"now part of {names.en}")


def renamed(full_name: str) -> Text:
    """Say what a unit is called today."""
    return text(f"nay là {full_name}", f"now {full_name}")


def _listed(names: list[str]) -> Text:
    if len(names) == 1:
        return text(names[0], names[0])
    if len(names) <= _NAMED:
        first = ", ".join(names[:-1])
        return text(f"{first} và {names[-1]}", f"{first} and {names[-1]}")
    first, more = ", ".join(names[:_NAMED]), len(names) - _NAMED
    return text(f"{first} và {more} đơn vị khác", f"{first} and {more} other{'s' if more > 1 else ''}")


_STEPS = """
select s.old_unit = %(unit)s, u.code || '@' || u.valid_from, u.id, v.full_name, s.on_date, s.relation, s.method,
  s.share_old, s.share_new, s.share_old_population, s.share_new_population
from boundaries.succession s
join boundaries.unit u on u.id = case when s.old_unit = %(unit)s then s.new_unit else s.old_unit end
join lateral (select full_name from boundaries.unit_version w where w.unit = u.id
  and case when s.old_unit = %(unit)s then w.valid_from <= s.on_date else w.valid_from < s.on_date end
  order by w.valid_from desc limit 1) v on true
where s.old_unit = %(unit)s or s.new_unit = %(unit)s
order by s.on_date, case when s.old_unit = %(unit)s then s.share_old else s.share_new end desc, u.code
"""
_LOST = "select direction = 'forward', on_date, share from boundaries.unassigned where unit = %s order by on_date"


def succession_of(connection: Connection, unit: int) -> dict[str, object]:
    """Return both directions of a unit's succession, each with its shares, and what could not be assigned.

    Names are those of the day of the change. `share_old` is the share of the old unit that went into the new one,
    `share_new` the share of the new unit that came from the old one.
    """
    became: list[dict[str, object]] = []
    came_from: list[dict[str, object]] = []
    for forward, *cells in connection.execute(_STEPS, {"unit": unit}):
        keys = ("uid", "id", "full_name", "on", "relation", "method", "share_old", "share_new")
        step: dict[str, object] = dict(zip(keys, cells, strict=False))
        by_people = dict(zip(("share_old_population", "share_new_population"), cells[len(keys) :], strict=True))
        (became if forward else came_from).append(step | {k: v for k, v in by_people.items() if v is not None})
    lost: dict[bool, list[dict[str, object]]] = {True: [], False: []}
    for forward, day, share in connection.execute(_LOST, (unit,)):
        lost[bool(forward)].append({"on": day, "share": share})
    return {"became": became, "came_from": came_from, "unassigned": {"forward": lost[True], "backward": lost[False]}}
