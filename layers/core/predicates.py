"""What a filter says of a row, written as SQL: pure, values as parameters, identifiers quoted."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import LiteralString

from psycopg import sql

from layers.core.field import Code, Field, with_descendants
from layers.core.layer import Table
from layers.core.predicate import (
    Between,
    Compare,
    Empty,
    Group,
    Letters,
    Like,
    Not,
    Operator,
    Place,
    Predicate,
    Value,
    Within,
)
from layers.core.quoting import column, geometry
from layers.core.spans import midnight

LETTERS = "translate(lower(regexp_replace(normalize({}, NFD), '[\\u0300-\\u036f]', '', 'g')), 'đĐ', 'dd')"
"""Lower case without diacritics; blanks and signs stay, as a pattern may hold them."""
_CAST: Mapping[str, LiteralString] = {
    "string": "text",
    "integer": "bigint",
    "number": "double precision",
    "boolean": "boolean",
    "date": "date",
}


def write_predicate(predicate: Predicate, source: Table, params: dict[str, object]) -> sql.Composable:
    """Write a condition over the relation's alias `r`; its values are added to the parameters."""
    match predicate:
        case Group(op=op, parts=()):
            return sql.SQL("true" if op == "and" else "false")
        case Group(op=op, parts=parts):
            written = [write_predicate(part, source, params) for part in parts]
            return sql.SQL("({})").format(sql.SQL(" and " if op == "and" else " or ").join(written))
        case Not(part=part):
            return sql.SQL("(not {})").format(write_predicate(part, source, params))
        case Place(geojson=geojson):
            given = _param(geojson, "text", params)
            shape = sql.SQL("ST_MakeValid(ST_SetSRID(ST_GeomFromGeoJSON({}), 4326))").format(given)
            return sql.SQL("ST_Intersects({}, {})").format(geometry(source), shape)
        case _:
            return _of_field(predicate, params)


def _of_field(predicate: Compare | Within | Between | Like | Empty, params: dict[str, object]) -> sql.Composable:
    match predicate:
        case Compare():
            return _compare(predicate, params)
        case Within(field=field, values=values, letters=letters):
            parts = [_compare(Compare(field, "=", value, letters), params) for value in values]
            return sql.SQL("({})").format(sql.SQL(" or ").join(parts) if parts else sql.SQL("false"))
        case Between(field=field, low=low, high=high):
            ends = (Compare(field, ">=", low), Compare(field, "<=", high))
            return sql.SQL("({})").format(sql.SQL(" and ").join(_compare(end, params) for end in ends))
        case Like(field=field, pattern=pattern, letters=letters):
            held = _letters(sql.SQL("{}::text").format(column(field.name)), letters)
            return sql.SQL("({} like {})").format(held, _letters(_param(pattern, "text", params), letters))
        case Empty(field=field):
            return sql.SQL("({} is null)").format(column(field.name))


def _sign(op: Operator) -> sql.SQL:
    signs: Mapping[Operator, LiteralString] = {"=": "=", "<>": "<>", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
    return sql.SQL(signs[op])


def _compare(asked: Compare, params: dict[str, object]) -> sql.Composable:
    field, op, value = asked.field, asked.op, asked.value
    if field.type == "datetime":
        return _instants(field, op, value, params)
    if op in {"=", "<>"} and field.codes and asked.letters == "exact" and isinstance(value, (str, int)):
        below = with_descendants(field.codes, value)
        if len(below) > 1:
            return _codes(field, below, params, within=op == "=")
    name: sql.Composable = column(field.name)
    if field.type != "string":
        return sql.SQL("({} {} {})").format(name, _sign(op), _param(value, _CAST[field.type], params))
    if asked.letters == "exact" and op in {"=", "<>"}:
        # As the column's own type, which may be an enumeration, so that its index serves.
        key = f"q_{len(params)}"
        params[key] = value
        return sql.SQL("({} {} {})").format(name, _sign(op), sql.Placeholder(key))
    held = _letters(sql.SQL("{}::text").format(name), asked.letters)
    given = _letters(_param(value, "text", params), asked.letters)
    # Codes and periods sort by their letters, whatever the language of the database.
    order = sql.SQL("" if op in {"=", "<>"} else ' collate "C"')
    return sql.SQL("({}{} {} {})").format(held, order, _sign(op), given)


def _codes(field: Field, codes: tuple[Code, ...], params: dict[str, object], *, within: bool) -> sql.Composable:
    key = f"q_{len(params)}"
    params[key] = list(codes)
    cast = sql.SQL(_CAST[field.type])
    shape = sql.SQL("({} = any({}::{}[]))") if within else sql.SQL("({} <> all({}::{}[]))")
    return shape.format(column(field.name), sql.Placeholder(key), cast)


def _instants(field: Field, op: Operator, value: Value, params: dict[str, object]) -> sql.Composable:
    """Hold instants against an instant, or against a whole local day."""
    name = column(field.name)
    if isinstance(value, datetime) or not isinstance(value, date):
        return sql.SQL("({} {} {})").format(name, _sign(op), _param(value, "timestamptz", params))
    begins, ends = midnight(value), midnight(value + timedelta(days=1))
    match op:
        case "=" | "<>":
            shape = "({0} >= {1} and {0} < {2})" if op == "=" else "({0} < {1} or {0} >= {2})"
            first, last = _param(begins, "timestamptz", params), _param(ends, "timestamptz", params)
            return sql.SQL(shape).format(name, first, last)
        case "<" | ">=":
            return sql.SQL("({} {} {})").format(name, _sign(op), _param(begins, "timestamptz", params))
        case _:
            turned = sql.SQL("<" if op == "<=" else ">=")
            return sql.SQL("({} {} {})").format(name, turned, _param(ends, "timestamptz", params))


def _letters(written: sql.Composable, letters: Letters) -> sql.Composable:
    shapes: Mapping[Letters, LiteralString] = {"exact": "{}", "lower": "lower({})", "folded": LETTERS}
    return sql.SQL(shapes[letters]).format(written)


def _param(value: object, kind: LiteralString, params: dict[str, object]) -> sql.Composable:
    key = f"q_{len(params)}"
    params[key] = value
    return sql.SQL("{}::{}").format(sql.Placeholder(key), sql.SQL(kind))
