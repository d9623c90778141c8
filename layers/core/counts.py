"""How many rows have which value of a field, codes of a tree rolled up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from psycopg import sql

from layers.core.access import Scope
from layers.core.field import Code, CodeItem, Field, ordered
from layers.core.filters import Asked, conditions
from layers.core.layer import Layer
from layers.core.query import Query
from layers.core.quoting import column, relation

MOST_VALUES = 100
"""Of a field without a code list, so many of the commonest values are counted apart."""


@dataclass(frozen=True, slots=True)
class CountRow:
    """One value: rows with exactly it, and rows with it or anything below it."""

    code: object
    count: int
    total: int


@dataclass(frozen=True, slots=True)
class Counts:
    """Rows by value; `other` have a value that is not listed, `missing` none. They sum to `matched`."""

    rows: tuple[CountRow, ...]
    other: int
    missing: int
    matched: int


def count_values(layer: Layer, field: Field, asked: Asked, scope: Scope) -> Query:
    """Select value, rows with it, all rows, rows without a value; the commonest values first."""
    where, params = conditions(layer, asked, scope)
    statement = sql.SQL(
        "with counted as (select {name} as value, count(*) as n from {relation} r where {where} group by 1)"
        " select value, n::bigint, (sum(n) over ())::bigint,"
        " (coalesce(sum(n) filter (where value is null) over (), 0))::bigint"
        " from counted order by value is null, n desc, value limit %(limit)s"
    ).format(name=column(field.name), relation=relation(layer.table), where=where)
    # A code list is short, but the rows may hold what is not in it.
    return Query(statement, {**params, "limit": None if field.codes else MOST_VALUES})


def rolled_up(field: Field, found: Sequence[Sequence[object]]) -> Counts:
    """Arrange rows of `count_values`: all codes in the order of their list, zeros too, children in their parents."""
    matched = int(str(found[0][2])) if found else 0
    missing = int(str(found[0][3])) if found else 0
    exact: dict[object, int] = {value: int(str(n)) for value, n, *_ in found if value is not None}
    if not field.codes:
        rows = tuple(CountRow(value, count, count) for value, count in exact.items())
    else:
        codes: dict[Code, int] = {item.code: exact.get(item.code, 0) for item in field.codes}
        totals = totals_of(field.codes, codes)
        rows = tuple(CountRow(item.code, codes[item.code], totals[item.code]) for item in ordered(field.codes))
    return Counts(rows, matched - missing - sum(row.count for row in rows), missing, matched)


def totals_of(codes: Sequence[CodeItem], exact: Mapping[Code, int]) -> dict[Code, int]:
    """Return for each code its rows and those of all that lie below it."""
    parents = {item.code: item.parent for item in codes}
    totals = dict.fromkeys(parents, 0)
    for code, count in exact.items():
        at: Code | None = code
        while at is not None and at in totals:
            totals[at] += count
            at = parents[at]
    return totals
