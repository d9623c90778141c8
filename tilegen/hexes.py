"""Exact hexagons of any point layer: rows counted by H3 cell, parents derived from the cell at resolution 12.

An H3 index holds its resolution in bits 52 to 55 and one digit of three bits per resolution, the finest last; digits
beyond the resolution are 7 (https://h3geo.org/docs/core-library/h3Indexing).
"""

from dataclasses import dataclass

from psycopg import sql

from layers.core.access import Scope
from layers.core.errors import GisError
from layers.core.filters import Asked, conditions, visible_fields
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


@dataclass(frozen=True, slots=True)
class Cells:
    """Which cells are asked for: the resolution, a field to split each cell by, how many rows of the answer at most."""

    res: int
    by: str | None = None
    limit: int = 100_000


def measures(layer: Layer, scope: Scope) -> tuple[str, ...]:
    """Return the additive fields that are summed in each cell, of those that the scope may read."""
    declared = layer.hexes.measures if layer.hexes is not None else ()
    return tuple(field.name for field in visible_fields(layer, scope) if field.name in declared)


def select_cells(layer: Layer, cells: Cells, asked: Asked, scope: Scope) -> Query:
    """Select cell (bigint), the value of the field `by` if any, number of rows, and a sum for each measure.

    At most `limit` + 1 rows, by cell: one too many means that there are more than the limit.

    Raises:
        GisError: the layer has no hexagons, or not at this resolution, or does not offer to split by this field.
    """
    _check(layer, cells, scope)
    where, params = conditions(layer, asked, scope)
    clear, put = masks(cells.res)
    by = sql.SQL("") if cells.by is None else sql.SQL("{}, ").format(column(cells.by))
    sums = [sql.SQL(", sum({})::double precision").format(column(name)) for name in measures(layer, scope)]
    # A row without a cell would be in no hexagon and in no total.
    statement = sql.SQL(
        "select ({cell} & %(clear)s::bigint) | %(put)s::bigint as cell, {by}count(*){sums} from {relation} r"
        " where {where} and {cell} is not null group by {groups} order by {groups} limit %(limit)s"
    ).format(
        cell=column(layer.table.h3 or layer.table.id),
        by=by,
        sums=sql.SQL("").join(sums),
        relation=relation(layer.table),
        where=where,
        groups=sql.SQL("1" if cells.by is None else "1, 2"),
    )
    return Query(statement, {**params, "clear": clear, "put": put, "limit": cells.limit + 1})


def _check(layer: Layer, cells: Cells, scope: Scope) -> None:
    offered = layer.hexes.resolutions if layer.hexes is not None else ()
    if cells.res not in offered or layer.table.h3 is None:
        raise GisError(
            text("Lớp không có ô lục giác ở độ phân giải này.", "The layer has no hexagons at this resolution."),
            value=f"res={cells.res}",
            limit=", ".join(str(one) for one in offered) or "-",
            remedy=text("Dùng một trong các độ phân giải được liệt kê.", "Use one of the listed resolutions."),
        )
    names = layer.hexes.dimensions if layer.hexes is not None else ()
    splits = [field.name for field in visible_fields(layer, scope) if field.name in names]
    if cells.by is not None and cells.by not in splits:
        raise GisError(
            text("Lớp không cho chia ô theo trường này.", "The layer does not offer to split cells by this field."),
            value=f"by={cells.by}",
            limit=", ".join(splits) or "-",
            remedy=text("Dùng một trong các trường được liệt kê.", "Use one of the listed fields."),
        )
