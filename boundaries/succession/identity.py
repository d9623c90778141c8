"""One unit under two identities: found by an official list, and made one.

Boundaries come before the crosswalk, so an import knows a unit again by its shape alone; one that was drawn differently
began a second identity. When the list says that the old unit went whole into a new one of the same code and level, and
the new one has no other predecessor, they are one unit that got a new version: the older identity stays, and all that
refers to the younger one is moved to it.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from psycopg import Connection, sql

from boundaries.succession.flows import Flow, Piece
from layers.core.clock import Clock

Mover = Callable[[Connection, Mapping[int, int], Clock], dict[str, int]]
"""A family's own part: given younger → older identity, it moves rows that would meet others there (a figure of the same
period, a target of the same year) by its own rules, and returns what it counted. What it leaves is moved as it is."""


def same_units(
    flows: Iterable[Flow], old: Iterable[Piece], new: Iterable[Piece], named: Mapping[str, int]
) -> dict[int, int]:
    """Return younger → older identity of the units that only went on.

    Args:
        flows: all that was passed on that day, below the provinces.
        old: the units that ended.
        new: the units that began.
        named: how many rows of the list name a code as the heir; also one that could not be used speaks of a
            predecessor.
    """
    before = {piece.unit: piece for piece in old}
    after = {piece.unit: piece for piece in new}
    flows = list(flows)
    origins = Counter(flow.new for flow in flows)
    found: dict[int, int] = {}
    for flow in flows:
        one, other = before.get(flow.old), after.get(flow.new)
        if one is None or other is None or flow.relation != "whole":
            continue
        alone = origins[flow.new] == 1 and named.get(other.code, 0) <= 1
        if alone and (one.code, one.level) == (other.code, other.level):
            found[flow.new] = flow.old
    return found


def unite(connection: Connection, pairs: Mapping[int, int], movers: Sequence[Mover], clock: Clock) -> dict[str, int]:
    """Make each pair (younger → older identity) one unit; return what the families counted.

    The succession of the day that parted them has been cleared before.
    """
    counts: dict[str, int] = {}
    if not pairs:
        return counts
    for mover in movers:
        counts.update(mover(connection, pairs, clock))
    params = {"younger": list(pairs), "older": list(pairs.values())}
    connection.execute(
        "update boundaries.unit o set valid_to = y.valid_to"
        " from unnest(%(younger)s::int[], %(older)s::int[]) p (younger, older)"
        " join boundaries.unit y on y.id = p.younger where o.id = p.older",
        params,
    )
    for relation, column in references(connection):
        connection.execute(
            sql.SQL(
                "update {} r set {column} = p.older"
                " from unnest(%(younger)s::int[], %(older)s::int[]) p (younger, older) where r.{column} = p.younger"
            ).format(sql.Identifier(*relation), column=sql.Identifier(column)),
            params,
        )
    connection.execute("delete from boundaries.unit where id = any(%(younger)s)", params)
    return counts


_REFERENCES = """
select n.nspname, t.relname, a.attname from pg_constraint c
join pg_class t on t.oid = c.conrelid join pg_namespace n on n.oid = t.relnamespace
join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
where c.contype = 'f' and c.confrelid = 'boundaries.unit'::regclass and cardinality(c.conkey) = 1
order by 1, 2, 3
"""


def references(connection: Connection) -> list[tuple[tuple[str, str], str]]:
    """List every column that refers to a unit, also those of families that are not known here."""
    rows = connection.execute(_REFERENCES)
    return [((str(schema), str(table)), str(column)) for schema, table, column in rows]
