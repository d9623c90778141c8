"""Units found by what someone remembers of them: a name, a former name, a code, with or without diacritics.

Closeness first: the exact code, the exact name, names that begin with the words, names with a word that does, codes
that begin with the digits. Of equally close ones home's units come before others, units in force before former ones.
When nothing is found, the names most alike are suggested.
"""

from collections.abc import Collection
from datetime import date
from typing import Any, NamedTuple, TypedDict

from psycopg import Connection

from boundaries.folding import fold, spelling_key
from boundaries.lookup.lineage import Successor, note_of, renamed, successors_today
from boundaries.names import parse_name

CODE_BEGINS = 4
"""The last rank of what is found: 0 code, 1 name, 2 beginning, 3 word, 4 beginning of a code."""
_LEAST_DIGITS = 3
"""Fewer digits than these are only looked up as a whole code: half the country's codes begin with "2"."""
_SPARE = 4
"""So many times the limit is ranked once more by spelling: "Diên Hoà" before "Điền Hoa" when marks were typed."""

_BONUS = 0.15
"""So much more alike counts a unit of home, when only like names are found."""

_FOUND = """
with found as (
  select distinct on (v.unit) v.id, v.unit, v.valid_to is null as living, v.province = any(%(roots)s) as own, v.level,
    v.name, k.rank
  from boundaries.unit_version v
  cross join lateral (select substr(v.search_key, char_length(v.kind) + 2) as bare) b
  cross join lateral (select case when v.code = %(code)s then 0
    when %(key)s in (v.search_key, b.bare) then 1
    when starts_with(v.search_key, %(key)s) or starts_with(b.bare, %(key)s) then 2
    when strpos(v.search_key, ' ' || %(key)s) > 0 then 3
    else 4 end as rank) k
  where v.search_key like %(begins)s or v.search_key like %(word)s or v.code = %(code)s
    or (v.code >= %(digits)s and v.code < %(digits)s || 'a')
  order by v.unit, k.rank, v.valid_to desc nulls first
)
"""
_ALIKE = """
with found as (
  select distinct on (v.unit) v.id, v.unit, v.valid_to is null as living, v.province = any(%(roots)s) as own, v.level,
    v.name, 5 - greatest(similarity(v.search_key, %(key)s),
      similarity(substr(v.search_key, char_length(v.kind) + 2), %(key)s))
      - case when v.province = any(%(roots)s) then %(bonus)s else 0 end as rank
  from boundaries.unit_version v
  where v.search_key %% %(key)s or %(key)s <%% v.search_key
  order by v.unit, rank, v.valid_to desc nulls first
)
"""
_DETAILS = """
, best as (
  select * from found
  order by rank, own desc, living desc, array_position(array['province', 'district', 'commune'], level),
    name collate boundaries.vi, unit limit %(limit)s
)
select b.rank, b.own, b.living, v.unit, u.code || '@' || u.valid_from, v.code, v.full_name, v.name, v.kind, v.level,
  v.valid_from, v.valid_to, v.focus_box, u.valid_to is null as alive, p.full_name, t.full_name
from best b join boundaries.unit_version v on v.id = b.id join boundaries.unit u on u.id = v.unit
left join lateral (select w.full_name from boundaries.unit_version w where w.unit = v.parent
  and w.valid_from < coalesce(v.valid_to, 'infinity') order by w.valid_from desc limit 1) p on true
left join lateral (select w.full_name from boundaries.unit_version w where w.unit = v.unit
  order by w.valid_from desc limit 1) t on true
order by b.rank, b.own desc, b.living desc, array_position(array['province', 'district', 'commune'], b.level),
  b.name collate boundaries.vi, b.unit
"""


class _Row(NamedTuple):
    """A version that was found, its unit's life, its parent's name then and its unit's name today."""

    rank: float
    own: bool
    living: bool
    unit: int
    uid: str
    code: str
    full_name: str
    name: str
    kind: str
    level: str
    start: date
    end: date | None
    focus: list[float]
    alive: bool
    parent: str | None
    today: str


class UnitFound(TypedDict):
    """What was asked, the units found, and those most alike when none is."""

    query: str
    results: list[dict[str, object]]
    suggestions: list[dict[str, object]]


def search(connection: Connection, roots: Collection[int], q: str, limit: int = 10) -> UnitFound:
    """Return what was asked, the units found (one entry each), or those most alike when none is.

    Args:
        connection: to read from; two statements, three when nothing is found.
        roots: the provinces of home (in any edition), whose units come first.
        q: a name with or without its kind, a former name, a code or a public id.
        limit: how many units at most.
    """
    words = _words(roots, q, limit)
    if words is None:
        return {"query": q, "results": [], "suggestions": []}
    rows = _rows(connection, _FOUND, words)
    if rows:
        return {"query": q, "results": _entries(connection, _spelled(rows, q)[:limit], words), "suggestions": []}
    rows = _rows(connection, _ALIKE, words | {"limit": limit})
    return {"query": q, "results": [], "suggestions": _entries(connection, rows, words)}


def _words(roots: Collection[int], q: str, limit: int) -> dict[str, Any] | None:
    key = fold(parse_name(q).full_name)
    if not key:
        return None
    code = q.strip().partition("@")[0]
    digits = code if code.isascii() and code.isdigit() and len(code) >= _LEAST_DIGITS else None
    escaped = key.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return {
        "key": key,
        "begins": f"{escaped}%",
        "word": f"% {escaped}%",
        "code": code,
        "digits": digits,
        "roots": sorted(roots),
        "limit": limit * _SPARE,
        "bonus": _BONUS,
    }


def _rows(connection: Connection, how: str, words: dict[str, Any]) -> list[_Row]:
    cursor = connection.execute((how + _DETAILS).encode(), words)
    return [_Row._make(row) for row in cursor.fetchall()]


def _spelled(rows: list[_Row], q: str) -> list[_Row]:
    """Put names spelled as asked, marks included, before those that only fold to the same."""
    asked = spelling_key(q)
    if asked == fold(q):
        return rows
    return sorted(rows, key=lambda row: (row.rank, not row.own, asked not in spelling_key(row.full_name)))


def _entries(connection: Connection, rows: list[_Row], words: dict[str, Any]) -> list[dict[str, object]]:
    heirs = successors_today(connection, [row.unit for row in rows if not row.alive])
    return [_entry(row, heirs.get(row.unit, ()), words) for row in rows]


def _entry(row: _Row, heirs: tuple[Successor, ...], words: dict[str, Any]) -> dict[str, object]:
    note = None
    if row.alive and row.end is not None:
        heirs = (Successor(row.uid, row.unit, row.today, 1.0, 1.0),)
        note = None if row.today == row.full_name else renamed(row.today)
    elif not row.alive:
        note = note_of(heirs)
    return {
        "uid": row.uid,
        "id": row.unit,
        "full_name": row.full_name,
        "code": row.code,
        "kind": row.kind,
        "level": row.level,
        "from": row.start,
        "to": row.end,
        "parent_name": row.parent,
        "focus": [round(side, 5) for side in row.focus],
        "match": _match(row, words),
        "now": [heir.brief() for heir in heirs],
        "note": note,
    }


def _match(row: _Row, words: dict[str, Any]) -> str:
    if row.code == words["code"] or row.rank == CODE_BEGINS:
        return "code"
    if row.rank not in range(CODE_BEGINS):
        return "near"
    return "name" if row.end is None else "former"
