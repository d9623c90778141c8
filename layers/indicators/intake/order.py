"""In what order groups and indicators stand when files come one after the other.

A file that names all there are orders them. One that names a few adds to what is there: what is new goes to the end, in
the file's order; what is named again keeps its place. The same holds for the indicators inside a group.
"""

from collections.abc import Iterable, Mapping, Sequence

from psycopg import Connection


def merged(known: Sequence[str], named: Sequence[str]) -> list[str]:
    """Return the new order.

    Args:
        known: the codes that are there, in their order.
        named: the codes of the file, in its order.
    """
    if set(known) <= set(named):
        return list(named)
    there = set(known)
    return [*known, *(code for code in named if code not in there)]


def order_groups(connection: Connection, named: Sequence[str]) -> dict[str, int]:
    """Return the place of every group once the file's groups are in."""
    rows = connection.execute("select code from indicators.indicator_group order by position, code")
    return _places(merged([str(code) for (code,) in rows], named))


def order_indicators(connection: Connection, named: Iterable[tuple[str, str]]) -> dict[str, int]:
    """Return the place, in its group, of every indicator of the groups that the file touches.

    Args:
        connection: to read what is there.
        named: indicator and group, in the file's order.
    """
    file: Mapping[str, str] = dict(named)
    found: dict[str, int] = {}
    rows = connection.execute("select code, group_code from indicators.indicator order by position, code").fetchall()
    for group in dict.fromkeys(file.values()):
        # What the file moves to another group leaves this one.
        known = [str(code) for code, stands in rows if stands == group and file.get(str(code), group) == group]
        found |= _places(merged(known, [code for code, wanted in file.items() if wanted == group]))
    return found


def _places(codes: Iterable[str]) -> dict[str, int]:
    return {code: place for place, code in enumerate(codes)}
