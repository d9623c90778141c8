"""Exact hexagons of any point layer: rows counted by H3 cell, parents derived from the cell at resolution 12.

An H3 index holds its resolution in bits 52 to 55 and one digit of three bits per resolution, the finest last; digits
beyond the resolution are 7 (https://h3geo.org/docs/core-library/h3Indexing).
"""

from psycopg import sql

from layers.core.access import Scope
from layers.core.errors import GisError
from layers.core.filters import Asked, conditions
from layers.core.layer import Layer
from layers.core.model import text
from layers.core.query import Query
from layers.core.quoting import column, relation

_RESOLUTION_BITS = 15 << 52
_FINEST = 15


def masks(res: int) -> tuple[int, int]:
    """Return what to clear from, then set in, a cell to get its parent at a resolution."""
    unused = (1 << (3 * (_FINEST - res))) - 1
    return ~_RESOLUTION_BITS, res << 52 | unused


def select_cells(layer: Layer, res: int, asked: Asked, limit: int, scope: Scope) -> Query:
    """Select cell (bigint) and number of rows, at most `limit` + 1 of them, by cell: one too many means over the limit.

    Raises:
        GisError: the layer has no hexagons, or not at this resolution.
    """
    offered = layer.hexes.resolutions if layer.hexes is not None else ()
    if res not in offered or layer.source.h3 is None:
        raise GisError(
            text("Lớp không có ô lục giác ở độ phân giải này.", "The layer has no hexagons at this resolution."),
            value=f"res={res}",
            limit=", ".join(str(one) for one in offered) or "-",
            remedy=text("Dùng một trong các độ phân giải được liệt kê.", "Use one of the listed resolutions."),
        )
    where, params = conditions(layer, asked, scope)
    clear, put = masks(res)
    statement = sql.SQL(
        "select ({cell} & %(clear)s::bigint) | %(put)s::bigint as cell, count(*) from {relation} r"
        " where {where} group by 1 order by 1 limit %(limit)s"
    ).format(cell=column(layer.source.h3), relation=relation(layer.source), where=where)
    return Query(statement, {**params, "clear": clear, "put": put, "limit": limit + 1})
