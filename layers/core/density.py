"""How the rows of a question lie in time: a histogram whose bins are local hours, days, months or years."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from psycopg import sql

from layers.core.access import Scope
from layers.core.field import Code, Field
from layers.core.filters import Asked, conditions
from layers.core.layer import Layer, TimeAxis
from layers.core.query import Query
from layers.core.quoting import column, relation
from layers.core.spans import Span
from layers.core.steps import day_of, first_day

OTHER, MISSING = "other", "missing"
"""Series of rows whose value is not in the code list, and of rows without a value."""


@dataclass(frozen=True, slots=True)
class Extent:
    """Rows that match, those of them without a time, the first and the last start."""

    matched: int
    undated: int
    first: datetime | None
    last: datetime | None


def select_extent(layer: Layer, axis: TimeAxis, asked: Asked, scope: Scope) -> Query:
    """Select number of rows, number without a start, the first and the last start."""
    where, params = conditions(layer, asked, scope)
    start = column(axis.start)
    statement = sql.SQL(
        "select count(*), count(*) - count({start}), min({start}) filter (where isfinite({start})),"
        " max({start}) filter (where isfinite({start})) from {relation} r where {where}"
    ).format(start=start, relation=relation(layer.table), where=where)
    return Query(statement, params)


def extent_of(row: Sequence[object]) -> Extent:
    """Read the row of `select_extent`."""
    first, last = (None if not isinstance(value, date) else first_day(value) for value in row[2:4])
    return Extent(int(str(row[0])), int(str(row[1])), first, last)


def bounds(span: Span | None, extent: Extent, now: datetime) -> tuple[datetime, datetime] | None:
    """Return from when to when the bins lie: the ends of the span, where it is open the rows; None without rows.

    A rolling span reaches to the present at least.
    """
    first = extent.first if span is None or span.first is None else span.first
    last = extent.last if span is None or span.last is None else span.last
    if span is not None and span.rolling:
        last = now if last is None else max(last, now)
    if first is None or last is None:
        if first is None and last is None:
            return None
        edge = first if first is not None else last
        return None if edge is None else (edge, edge)
    return (first, last) if first <= last else (last, last)


def select_density(
    layer: Layer, axis: TimeAxis, edges: Sequence[datetime], by: Field | None, asked: Asked, scope: Scope
) -> Query:
    """Select number of the bin (from 1), the value of `by` if any, number of rows.

    Rows that begin before the first edge are in the first bin, those after the last in the last: none is lost.
    """
    where, params = conditions(layer, asked, scope)
    instants = axis.kind == "instant"
    statement = sql.SQL(
        "select least(greatest(width_bucket({start}, %(edges)s::{kind}[]), 1), %(bins)s) as bin, {by}count(*)"
        " from {relation} r where {where} and {start} is not null group by {groups}"
    ).format(
        start=column(axis.start),
        kind=sql.SQL("timestamptz" if instants else "date"),
        by=sql.SQL("") if by is None else sql.SQL("{}, ").format(column(by.name)),
        relation=relation(layer.table),
        where=where,
        groups=sql.SQL("1" if by is None else "1, 2"),
    )
    values = list(edges) if instants else [day_of(edge) for edge in edges]
    return Query(statement, {**params, "edges": values, "bins": len(edges) - 1})


def series(bins: int, by: Field | None, rows: Sequence[Sequence[object]]) -> list[int] | dict[str, list[int]]:
    """Arrange rows of `select_density`: one count a bin, or one list a code that occurs."""
    if by is None:
        plain = [0] * bins
        for number, count in rows:
            plain[int(str(number)) - 1] += int(str(count))
        return plain
    known: set[Code] = {item.code for item in by.codes}
    split: dict[str, list[int]] = {}
    for number, value, count in rows:
        key = MISSING if value is None else str(value) if value in known else OTHER
        split.setdefault(key, [0] * bins)[int(str(number)) - 1] += int(str(count))
    order = {str(item.code): place for place, item in enumerate(by.codes)}
    return {key: split[key] for key in sorted(split, key=lambda key: (order.get(key, len(order)), key))}
