"""Filters in CQL2 (OGC 21-065r2), text or JSON: read by the library, checked against the layer's fields, typed.

What is read is a tree of frozen parts; `layers.core.predicates` writes it as SQL.
"""

import json
import math
from collections.abc import Callable, Mapping
from typing import Literal

import cql2

from layers.core.access import Scope
from layers.core.cql_text import check_shape, old_form
from layers.core.cql_values import bad_filter, is_list, is_node, typed, typed_interval
from layers.core.errors import GisError
from layers.core.layer import Field, Layer, Table
from layers.core.model import text
from layers.core.predicate import (
    MOST_TERMS,
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
    Within,
)

FilterLang = Literal["cql2-text", "cql2-json"]
OFFERED = (
    "and, or, not, =, <>, <, <=, >, >=, in, between, like, casei, is null, s_intersects, t_after, t_before, t_during"
)
_SIGNS: Mapping[str, Operator] = {
    "=": "=",
    "<>": "<>",
    "<": "<",
    "<=": "<=",
    ">": ">",
    ">=": ">=",
    "t_after": ">",
    "t_before": "<",
}
_TURNED: Mapping[Operator, Operator] = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_PLACES = ("geometry", "geom")
"""By these names, or its column's, the geometry is called in every layer."""
_LETTERS = ("casei", "accenti")
WEST_EAST, SOUTH_NORTH = 180.0, 90.0


def parse_filter(value: str, layer: Layer, scope: Scope, lang: FilterLang | None = None) -> Predicate:
    """Read a filter, whose fields are the layer's `filters` that the scope may read.

    Raises:
        GisError: not readable, too long or too deep, an unknown field, function or type of value.
    """
    fields = {name: field for name in layer.filters if (field := layer.field(name)) and scope.allows(field.access)}
    as_json = lang == "cql2-json" or (lang is None and value.lstrip().startswith("{"))
    check_shape(value)
    try:
        tree = (cql2.parse_json if as_json else cql2.parse_text)(value).to_json()
    except (cql2.ParseError, ValueError) as error:
        raise _unreadable(value, fields) from error
    reader = _Reader(value, layer, fields)
    found = reader.predicate(tree)
    if reader.terms > MOST_TERMS:
        raise bad_filter(
            text("Bộ lọc có quá nhiều điều kiện.", "The filter has too many conditions."), reader.terms, MOST_TERMS
        )
    return found


def _unreadable(value: str, fields: Mapping[str, Field]) -> GisError:
    if (written := old_form(value, fields)) is not None:
        return _old(value, written)
    return bad_filter(text("Bộ lọc không đọc được.", "The filter cannot be read."), value, "CQL2")


def _old(value: str, written: str) -> GisError:
    return GisError(
        text("Bộ lọc viết theo lối cũ.", "The filter is written in the old way."),
        value=value,
        limit="CQL2",
        remedy=text(f"Viết bằng CQL2: {written}", f"Write it in CQL2: {written}"),
    )


class _Reader:
    """Reads one tree; counts its conditions."""

    def __init__(self, whole: str, layer: Layer, fields: Mapping[str, Field]) -> None:
        self.whole, self.layer, self.fields = whole, layer, fields
        self.terms = 0

    def predicate(self, node: object) -> Predicate:
        """Read a node that is true or false of a row."""
        args = node.get("args") if is_node(node) else None
        if not is_node(node) or "op" not in node or not is_list(args):
            raise self._wrong(node)
        op = str(node["op"]).lower()
        if op in {"and", "or"}:
            return Group("and" if op == "and" else "or", tuple(self.predicate(arg) for arg in args))
        if op == "not":
            return Not(self.predicate(self._sole(args)))
        self.terms += 1
        if op in _SIGNS:
            return self._compare(_SIGNS[op], args)
        readers: Mapping[str, Callable[[list[object]], Predicate]] = {
            "in": self._in,
            "between": self._between,
            "like": self._like,
            "isnull": self._empty,
            "s_intersects": self._place,
            "t_during": self._during,
        }
        if op not in readers:
            no_such = text("Bộ lọc không có phép này.", "Filters do not have this operator or function.")
            raise bad_filter(no_such, node["op"], OFFERED)
        return readers[op](args)

    def _compare(self, op: Operator, args: list[object]) -> Predicate:
        left, right = self._two(args)
        if _name(left)[0] is None and _name(right)[0] is not None:
            left, right, op = right, left, _TURNED.get(op, op)
        field, letters = self._field(left)
        return Compare(field, op, typed(field, self._literal(right, letters)), letters)

    def _in(self, args: list[object]) -> Predicate:
        left, right = self._two(args)
        field, letters = self._field(left)
        if not is_list(right):
            raise self._wrong(right)
        values = tuple(typed(field, self._literal(value, letters)) for value in right)
        self.terms += len(values)
        return Within(field, values, letters)

    def _between(self, args: list[object]) -> Predicate:
        if len(args) != 3:  # noqa: PLR2004 - a field, from, to
            raise self._wrong(args)
        field, letters = self._field(args[0])
        if letters != "exact":
            raise self._wrong(args[0])
        low, high = (typed(field, self._literal(value, letters)) for value in args[1:])
        return Between(field, low, high)

    def _like(self, args: list[object]) -> Predicate:
        left, right = self._two(args)
        field, letters = self._field(left)
        pattern = self._literal(right, letters)
        if field.type != "string" or not isinstance(pattern, str):
            raise bad_filter(
                text(f"“like” chỉ dùng cho chữ, không cho {field.name}.", f"“like” is for text, not for {field.name}."),
                pattern,
                field.type,
            )
        if (len(pattern) - len(pattern.rstrip("\\"))) % 2:
            raise bad_filter(text("Mẫu không được hết bằng \\.", "A pattern cannot end with \\."), pattern, "\\\\")
        # Plain LIKE looks past case and marks, as the search box does; CASEI past case only.
        return Like(field, str(typed(field, pattern)), "folded" if letters == "exact" else letters)

    def _empty(self, args: list[object]) -> Predicate:
        return Empty(self._field(self._sole(args))[0])

    def _during(self, args: list[object]) -> Predicate:
        left, right = self._two(args)
        field, _ = self._field(left)
        if not is_node(right) or "interval" not in right:
            raise self._wrong(right)
        low, high = typed_interval(field, right["interval"])
        parts: list[Predicate] = []
        if low is not None:
            parts.append(Compare(field, ">=", low))
        if high is not None:
            parts.append(Compare(field, "<=", high))
        return Group("and", tuple(parts))

    def _place(self, args: list[object]) -> Predicate:
        left, right = self._two(args)
        source, (name, _) = self.layer.source, _name(left)
        column = source.geometry if isinstance(source, Table) else None
        if column is None or name not in {*_PLACES, column}:
            limit = "-" if column is None else ", ".join(_PLACES)
            raise bad_filter(text("Lớp không có hình học này.", "The layer has no such geometry."), name or left, limit)
        return Place(self._geometry(right))

    def _geometry(self, node: object) -> str:
        """Return GeoJSON of a box, a polygon or several, in degrees."""
        given: Mapping[str, object] = node if is_node(node) else {}
        box, shape = given.get("bbox"), given.get("coordinates")
        if is_list(box) and len(box) == 4:  # noqa: PLR2004 - west, south, east, north
            west, south, east, north = box
            shape = [[[[west, south], [east, south], [east, north], [west, north], [west, south]]]]
        elif given.get("type") == "Polygon":
            shape = [shape]
        elif given.get("type") != "MultiPolygon":
            raise self._wrong(node)
        rings = _rings(shape)
        if not rings or not all(_is_ring(ring) for ring in rings):
            unreadable = text("Hình đa giác không đọc được.", "The polygon cannot be read.")
            raise bad_filter(unreadable, json.dumps(node)[:200], "-180 … 180, -90 … 90")
        return json.dumps({"type": "MultiPolygon", "coordinates": shape})

    def _field(self, node: object) -> tuple[Field, Letters]:
        name, letters = _name(node)
        if name is None:
            raise self._wrong(node)
        if name not in self.fields:
            raise GisError(
                text("Lớp không cho lọc theo trường này.", "The layer offers no filter by this field."),
                value=name,
                limit=", ".join(self.fields) or "-",
                remedy=text("Dùng một trong các trường được liệt kê.", "Use one of the listed fields."),
            )
        field = self.fields[name]
        if letters != "exact" and field.type != "string":
            raise bad_filter(
                text(f"CASEI chỉ dùng cho chữ, không cho {name}.", f"CASEI is for text, not for {name}."),
                name,
                field.type,
            )
        return field, letters

    def _literal(self, node: object, letters: Letters) -> object:
        name, _ = _name(node)
        if name is not None and not (is_node(node) and "op" in node):
            # A bare word names a field; whoever writes one as a value most likely forgot the quotes.
            if (written := old_form(self.whole, self.fields)) is not None:
                raise _old(self.whole, written)
            unquoted = text("Giá trị chữ phải đặt trong dấu nháy đơn.", "A text value stands in single quotes.")
            raise bad_filter(unquoted, name, f"'{name}'")
        if letters != "exact" and is_node(node) and str(node.get("op")).lower() in _LETTERS:
            args = node.get("args")
            if is_list(args) and len(args) == 1:
                return self._literal(args[0], letters)
        return node

    def _two(self, args: list[object]) -> tuple[object, object]:
        if len(args) != 2:  # noqa: PLR2004 - left and right
            raise self._wrong(args)
        return args[0], args[1]

    def _sole(self, args: list[object]) -> object:
        if len(args) != 1:
            raise self._wrong(args)
        return args[0]

    def _wrong(self, node: object) -> GisError:
        shown = json.dumps(node, ensure_ascii=False, default=str)[:200]
        return bad_filter(
            text("Một phần của bộ lọc không dùng được.", "A part of the filter cannot be used."), shown, OFFERED
        )


def _name(node: object) -> tuple[str | None, Letters]:
    """Return the property that a node names, and how its letters are compared."""
    if not is_node(node):
        return None, "exact"
    if isinstance(node.get("property"), str):
        return str(node["property"]), "exact"
    op, args = str(node.get("op")).lower(), node.get("args")
    if op in _LETTERS and is_list(args) and len(args) == 1:
        name, letters = _name(args[0])
        return name, "folded" if op == "accenti" or letters == "folded" else "lower"
    return None, "exact"


def _rings(shape: object) -> list[object]:
    """Return the rings of the polygons of a MultiPolygon; none where it is misshapen."""
    if not is_list(shape):
        return []
    return [ring for polygon in shape if is_list(polygon) for ring in polygon]


def _is_ring(ring: object) -> bool:
    if not is_list(ring) or len(ring) < 4:  # noqa: PLR2004 - a closed triangle
        return False
    return ring[0] == ring[-1] and all(_is_position(point) for point in ring)


def _is_position(point: object) -> bool:
    if not is_list(point) or len(point) != 2:  # noqa: PLR2004 - longitude, latitude
        return False
    lon, lat = point
    if not isinstance(lon, (int, float)) or not isinstance(lat, (int, float)):
        return False
    return math.isfinite(lon) and math.isfinite(lat) and abs(lon) <= WEST_EAST and abs(lat) <= SOUTH_NORTH
