"""What a reader asks of a layer: a box, a span of time, values of fields. Parsed strictly, written as SQL."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from psycopg import sql

from layers.core.access import Scope
from layers.core.clock import LOCAL, local_day
from layers.core.errors import GisError
from layers.core.layer import Field, Layer, TimeAxis
from layers.core.model import text
from layers.core.period import parse_period
from layers.core.quoting import column, fixed, geometry

Bbox = tuple[float, float, float, float]
"""West, south, east, north in degrees of EPSG:4326."""

_PAIR = re.compile(r"\s*([a-z][a-z0-9_]*)\s*=\s*(?:'((?:[^']|'')*)'|([^'\s,]+))\s*(?:(?:,|\bAND\b)|$)", re.IGNORECASE)
WEST_EAST, SOUTH_NORTH = 180.0, 90.0
OPEN = ("", "..")
_MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Span:
    """A span of time, both ends included; None is open."""

    first: datetime | None
    last: datetime | None


@dataclass(frozen=True, slots=True)
class Asked:
    """The conditions of one request: all hold together."""

    bbox: Bbox | None = None
    span: Span | None = None
    pairs: tuple[tuple[str, str], ...] = ()


def parse_bbox(value: str) -> Bbox:
    """Read `west,south,east,north` in degrees.

    Raises:
        GisError: not four numbers, out of range, or the west is not west of the east.
    """
    parts = value.split(",")
    try:
        west, south, east, north = (float(part) for part in parts)
    except ValueError:
        raise _bad_bbox(value) from None
    if not (-WEST_EAST <= west < east <= WEST_EAST and -SOUTH_NORTH <= south < north <= SOUTH_NORTH):
        raise _bad_bbox(value)
    return west, south, east, north


def _bad_bbox(value: str) -> GisError:
    return GisError(
        text("Khung toạ độ không đọc được.", "The bounding box cannot be read."),
        value=value,
        limit="-180 <= west < east <= 180, -90 <= south < north <= 90",
        remedy=text("Viết bốn số: tây,nam,đông,bắc (độ).", "Write four numbers: west,south,east,north in degrees."),
    )


def parse_span(value: str) -> Span:
    """Read an instant, a local day, a period code, or `from/to` of these (OGC API Features 7.15.4), `..` is open.

    Raises:
        GisError: not readable, or the end lies before the start.
    """
    start, slash, end = value.partition("/")
    if not slash:
        return Span(*_ends(start, value))
    first = None if start in OPEN else _ends(start, value)[0]
    last = None if end in OPEN else _ends(end, value)[1]
    if first is not None and last is not None and first > last:
        raise _bad_span(value)
    return Span(first, last)


def _ends(part: str, whole: str) -> tuple[datetime, datetime]:
    try:
        if "T" in part.upper():
            instant = datetime.fromisoformat(part.upper())
            instant = instant if instant.tzinfo is not None else instant.replace(tzinfo=LOCAL)
            return instant, instant
        period = parse_period(part)
        return _midnight(period.start), _midnight(period.end) - _MOMENT
    except (GisError, ValueError, OverflowError):
        raise _bad_span(whole) from None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), LOCAL)


def _bad_span(value: str) -> GisError:
    return GisError(
        text("Thời gian không đọc được.", "The time cannot be read."),
        value=value,
        remedy=text(
            "Viết 2024-06-15, 2024-06, 2024-06-15T08:00:00Z hoặc khoảng từ/đến như 2024-01-01/2024-06-30.",
            "Write 2024-06-15, 2024-06, 2024-06-15T08:00:00Z or a range from/to such as 2024-01-01/2024-06-30.",
        ),
    )


def parse_pairs(value: str, layer: Layer, scope: Scope) -> tuple[tuple[str, str], ...]:
    """Read `field=value` pairs joined by AND or a comma, the part of CQL2 text that every layer understands.

    Raises:
        GisError: not readable, or a field that the layer does not offer as a filter.
    """
    offered = [name for name in layer.filters if (field := layer.field(name)) and scope.allows(field.access)]
    found: list[tuple[str, str]] = []
    at = 0
    while at < len(value):
        pair = _PAIR.match(value, at)
        if pair is None:
            raise GisError(
                text("Bộ lọc không đọc được.", "The filter cannot be read."),
                value=value,
                limit="field=value AND field='value'",
                remedy=text("Nối các cặp trường=giá trị bằng AND.", "Join pairs of field=value by AND."),
            )
        name = pair[1].lower()
        if name not in offered:
            raise GisError(
                text("Lớp không cho lọc theo trường này.", "The layer offers no filter by this field."),
                value=name,
                limit=", ".join(offered) or "-",
                remedy=text("Dùng một trong các trường được liệt kê.", "Use one of the listed fields."),
            )
        found.append((name, pair[2].replace("''", "'") if pair[2] is not None else pair[3]))
        at = pair.end()
    return tuple(found)


def visible_fields(layer: Layer, scope: Scope) -> tuple[Field, ...]:
    """Return the fields that this scope may read, in the order of declaration."""
    return tuple(field for field in layer.fields if scope.allows(field.access))


def conditions(layer: Layer, asked: Asked, scope: Scope) -> tuple[sql.Composable, Mapping[str, object]]:
    """Write all that was asked as one condition over the layer's relation, aliased `r`.

    A layer closed to the scope yields `false`: a forgotten check upstream shows nothing instead of everything.
    """
    where, params = fixed(layer.table)
    parts: list[sql.Composable] = [where]
    if not scope.allows(layer.access):
        parts.append(sql.SQL("false"))
    parts += open_rows(layer, scope, params)
    if asked.bbox is not None:
        place = geometry(layer.table)
        parts.append(
            sql.SQL("ST_Intersects({}, ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, 4326))").format(place)
        )
        params |= dict(zip(("west", "south", "east", "north"), asked.bbox, strict=True))
    if asked.span is not None and layer.time is not None:
        parts.append(_during(layer.time, asked.span, params))
    for number, (name, value) in enumerate(asked.pairs):
        parts.append(sql.SQL("{} = {}").format(column(name), sql.Placeholder(f"pair_{number}")))
        params[f"pair_{number}"] = value
    return sql.SQL(" and ").join(parts), params


def open_rows(layer: Layer, scope: Scope, params: dict[str, object]) -> list[sql.Composable]:
    """Write which single rows are open to the scope, by the columns that the layer declares; adds its parameters.

    A row of no access class has that of the layer. A row of no unit (or agency) is closed to whoever sees only some.
    """
    rows = layer.restrict
    if rows is None:
        return []
    parts: list[sql.Composable] = []
    if rows.access is not None:
        params["open_classes"] = sorted(scope.classes)
        parts.append(sql.SQL("({0} is null or {0} = any(%(open_classes)s))").format(column(rows.access)))
    if rows.unit is not None and scope.units is not None:
        params["open_units"] = sorted(scope.units)
        parts.append(sql.SQL("{} = any(%(open_units)s)").format(column(rows.unit)))
    if rows.agency is not None and scope.agencies is not None:
        params["open_agencies"] = sorted(scope.agencies)
        parts.append(sql.SQL("{} = any(%(open_agencies)s)").format(column(rows.agency)))
    return parts


def _during(axis: TimeAxis, span: Span, params: dict[str, object]) -> sql.Composable:
    """Rows with an end hold [start, end); rows without one are a moment (or a day)."""
    days = axis.kind != "instant"
    start = column(axis.start)
    parts: list[sql.Composable] = [sql.SQL("true")]
    if span.last is not None:
        params["span_last"] = local_day(span.last) if days else span.last
        parts.append(sql.SQL("{} <= %(span_last)s").format(start))
    if span.first is not None:
        params["span_first"] = local_day(span.first) if days else span.first
        if axis.end is None:
            parts.append(sql.SQL("{} >= %(span_first)s").format(start))
        else:
            parts.append(sql.SQL("({0} is null or {0} > %(span_first)s)").format(column(axis.end)))
    return sql.SQL(" and ").join(parts)
