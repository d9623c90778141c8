"""What a reader asks of a layer: a box, a span of time, a filter, what was known when. Written as SQL in one place."""

from dataclasses import dataclass
from datetime import datetime

from psycopg import sql

from layers.core.access import Scope
from layers.core.clock import local_day
from layers.core.errors import GisError
from layers.core.layer import Field, Known, Layer, TimeAxis
from layers.core.model import text
from layers.core.period import Period
from layers.core.predicate import Predicate
from layers.core.predicates import write_predicate
from layers.core.quoting import column, fixed, geometry
from layers.core.spans import Span

Bbox = tuple[float, float, float, float]
"""West, south, east, north in degrees of EPSG:4326."""

WEST_EAST, SOUTH_NORTH = 180.0, 90.0


@dataclass(frozen=True, slots=True)
class Asked:
    """The conditions of one request: all hold together."""

    bbox: Bbox | None = None
    span: Span | None = None
    where: Predicate | None = None
    known: datetime | None = None
    """As of which instant, for layers that keep what was known; None takes what is not superseded."""


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


def visible_fields(layer: Layer, scope: Scope) -> tuple[Field, ...]:
    """Return the fields that this scope may read, in the order of declaration."""
    return tuple(field for field in layer.fields if scope.allows(field.access))


def conditions(layer: Layer, asked: Asked, scope: Scope) -> tuple[sql.Composable, dict[str, object]]:
    """Write all that was asked as one condition over the layer's relation, aliased `r`.

    A layer closed to the scope yields `false`: a forgotten check upstream shows nothing instead of everything.
    """
    where, params = fixed(layer.table)
    parts: list[sql.Composable] = [where]
    if not scope.allows(layer.access):
        parts.append(sql.SQL("false"))
    parts += open_rows(layer, scope, params)
    if asked.bbox is not None:
        parts.append(_in_box(layer, asked.bbox, params))
    if asked.span is not None and layer.time is not None:
        parts.append(_during(layer.time, asked.span, params))
    if layer.known is not None:
        parts.append(_known(layer.known, asked.known, params))
    if asked.where is not None:
        parts.append(write_predicate(asked.where, layer.table, params))
    return sql.SQL(" and ").join(parts), params


def _in_box(layer: Layer, bbox: Bbox, params: dict[str, object]) -> sql.Composable:
    if layer.table.geometry is None:
        raise GisError(
            text("Lớp là sổ danh sách, không có vị trí.", "The layer is a register and has no places."),
            value="bbox",
            limit="-",
            remedy=text("Bỏ bbox.", "Leave bbox out."),
        )
    params |= dict(zip(("west", "south", "east", "north"), bbox, strict=True))
    return sql.SQL("ST_Intersects({}, ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, 4326))").format(
        geometry(layer.table)
    )


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
    """Rows with an end hold [start, end); rows without one are a moment (or a day); periods match their own code."""
    if axis.kind == "period" and span.period is not None:
        return _exactly(axis, span.period, params)
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


def _exactly(axis: TimeAxis, period: Period, params: dict[str, object]) -> sql.Composable:
    if axis.code is not None:
        params["period"] = period.code
        return sql.SQL("{} = %(period)s").format(column(axis.code))
    params |= {"period_start": period.start, "period_end": period.end}
    begins = sql.SQL("{} = %(period_start)s").format(column(axis.start))
    if axis.end is None:
        return begins
    return sql.SQL("{} and {} = %(period_end)s").format(begins, column(axis.end))


def _known(known: Known, at: datetime | None, params: dict[str, object]) -> sql.Composable:
    start, end = column(known.start), column(known.end)
    if at is None:
        return sql.SQL("{} is null").format(end)
    params["known_at"] = at
    return sql.SQL("{0} <= %(known_at)s and ({1} is null or {1} > %(known_at)s)").format(start, end)
