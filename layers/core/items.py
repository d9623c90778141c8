"""Rows of any layer as SQL: pages of features, one feature, counts, what lies at a point, what a word finds."""

from dataclasses import dataclass
from datetime import datetime

from psycopg import sql

from layers.core.access import Scope
from layers.core.clock import local_day
from layers.core.filters import Asked, conditions, visible_fields
from layers.core.layer import Layer
from layers.core.query import Query
from layers.core.quoting import column, geometry, relation
from layers.core.spelling import FOLD, spellings


def _columns(layer: Layer, scope: Scope) -> sql.Composable:
    names = [column(layer.table.id), *(column(field.name) for field in visible_fields(layer, scope))]
    return sql.SQL(", ").join(names)


def _place(layer: Layer) -> sql.Composable:
    """Write the geometry, null where the rows have no place."""
    return sql.SQL("null::geometry") if layer.table.geometry is None else geometry(layer.table)


def _geojson(layer: Layer) -> sql.Composable:
    """Write the geometry as GeoJSON text of EPSG:4326 with 6 decimals, about 0.1 m."""
    return sql.SQL("ST_AsGeoJSON({}, 6)").format(_place(layer))


def ties_of(layer: Layer) -> tuple[str, ...]:
    """Name the columns that tell rows apart: the key, and the start of time where a key has several."""
    return tuple(dict.fromkeys([layer.table.id] + ([layer.time.start] if layer.time is not None else [])))


def _tie(layer: Layer, name: str) -> sql.Composable:
    """Write a column of the ties, nulls last and comparable."""
    if name == layer.table.id:
        return column(name)
    return sql.SQL("coalesce({}, 'infinity')").format(column(name))


def _order(layer: Layer) -> sql.Composable:
    return sql.SQL(", ").join(_tie(layer, name) for name in ties_of(layer))


@dataclass(frozen=True, slots=True)
class Page:
    """Which rows of an order.

    Attributes:
        limit: so many rows.
        offset: rows to pass over.
        by: the field that sorts; the key alone when left out. Ties are in the order of the key.
        down: the highest first.
        filled: rows in which that field has a value (True), has none (False); the two follow one another, so that nulls
            come last either way and an index serves both directions.
        after: the sorting value, then the ties, of the row to go on behind, as text.
    """

    limit: int
    offset: int = 0
    by: str | None = None
    down: bool = False
    filled: bool = True
    after: tuple[str, ...] | None = None


def select_items(layer: Layer, asked: Asked, page: Page, scope: Scope) -> Query:
    """Select key, visible fields in their order, the place as GeoJSON text, then what a cursor goes on behind.

    That is the sorting value if any and the ties, as text. Rows passed over are passed over by their keys alone.
    """
    where, params = conditions(layer, asked, scope)
    parts = [where, *_after(layer, page, params)]
    if page.by is not None:
        parts.append(sql.SQL("{} is {}").format(column(page.by), sql.SQL("not null" if page.filled else "null")))
    sorts = (
        [sql.SQL("{}{}").format(column(page.by), sql.SQL(" desc" if page.down else ""))]
        if page.by and page.filled
        else []
    )
    order = sql.SQL(", ").join([*sorts, _order(layer)])
    marks = [*([column(page.by)] if page.by is not None else []), *(_tie(layer, name) for name in ties_of(layer))]
    shape = (
        "select {columns}, {geometry}, {marks} from {relation} r where {where} order by {order} limit %(limit)s"
        if page.offset == 0
        else "with passed as materialized (select {ties} from {relation} r where {where} order by {order}"
        " limit %(limit)s offset %(offset)s)"
        " select {columns}, {geometry}, {marks} from passed p join {relation} r on {joined} and {fixed}"
        " order by {order}"
    )
    joined = [
        sql.SQL("{} is not distinct from {}" if number else "{} = {}").format(column(name), sql.Identifier("p", name))
        for number, name in enumerate(ties_of(layer))
    ]
    statement = sql.SQL(shape).format(  # pyright: ignore[reportArgumentType]
        columns=_columns(layer, scope),
        geometry=_geojson(layer),
        marks=sql.SQL(", ").join(sql.SQL("{}::text").format(mark) for mark in marks),
        relation=relation(layer.table),
        where=sql.SQL(" and ").join(parts),
        order=order,
        ties=sql.SQL(", ").join(column(name) for name in ties_of(layer)),
        joined=sql.SQL(" and ").join(joined),
        fixed=where,
    )
    return Query(statement, {**params, "limit": page.limit, "offset": page.offset})


def select_all(layer: Layer, asked: Asked, by: str | None, scope: Scope, *, down: bool = False) -> Query:
    """Select key, visible fields, place of all rows in one order, for a cursor of the database; nulls last."""
    where, params = conditions(layer, asked, scope)
    sorts = [] if by is None else [sql.SQL("{}{} nulls last").format(column(by), sql.SQL(" desc" if down else ""))]
    statement = sql.SQL("select {columns}, {geometry} from {relation} r where {where} order by {order}").format(
        columns=_columns(layer, scope),
        geometry=_geojson(layer),
        relation=relation(layer.table),
        where=where,
        order=sql.SQL(", ").join([*sorts, _order(layer)]),
    )
    return Query(statement, params)


def _sorted(page: Page) -> bool:
    return page.by is not None and page.filled


def _after(layer: Layer, page: Page, params: dict[str, object]) -> list[sql.Composable]:
    """Write the condition of a cursor."""
    if page.after is None:
        return []
    values = list(page.after)
    by = values.pop(0) if page.by is not None else None
    for number, value in enumerate(values):
        params[f"after_{number}"] = value
    behind = sql.SQL("({}) > ({})").format(
        _order(layer), sql.SQL(", ").join(sql.Placeholder(f"after_{number}") for number in range(len(values)))
    )
    if not _sorted(page) or page.by is None:
        return [behind]
    params["after"] = by
    name = column(page.by)
    # The first comparison is what an index on the column takes; the second tells the ties apart.
    return [
        sql.SQL("{} {} %(after)s and ({} <> %(after)s or {})").format(
            name, sql.SQL("<=" if page.down else ">="), name, behind
        )
    ]


def count_items(layer: Layer, asked: Asked, scope: Scope, by: str | None = None) -> Query:
    """Count the rows that match, and of them those in which the field `by` has a value."""
    where, params = conditions(layer, asked, scope)
    statement = sql.SQL("select count(*), count({by}) from {relation} r where {where}").format(
        by=sql.SQL("*") if by is None else column(by), relation=relation(layer.table), where=where
    )
    return Query(statement, params)


def select_latest(layer: Layer, now: datetime, scope: Scope) -> Query:
    """Select start, end and code of the latest row up to now; of several, the shortest. For layers with a time axis.

    Raises:
        ValueError: the layer has no time axis.
    """
    if layer.time is None:
        msg = f"layer {layer.id} has no time"
        raise ValueError(msg)
    where, params = conditions(layer, Asked(), scope)
    start, end, code = (
        sql.SQL("null") if name is None else column(name)
        for name in (layer.time.start, layer.time.end, layer.time.code)
    )
    statement = sql.SQL(
        "select {start}, {end}, {code} from {relation} r where {where} and {start} <= %(now)s"
        " order by {start} desc, {end} limit 1"
    ).format(start=start, end=end, code=code, relation=relation(layer.table), where=where)
    return Query(statement, {**params, "now": now if layer.time.kind == "instant" else local_day(now)})


def select_received(layer: Layer, scope: Scope) -> Query:
    """Select when the newest applied batch of the layer's rows was received. For tables with a column `batch`."""
    where, params = conditions(layer, Asked(), scope)
    statement = sql.SQL(
        "select max(b.received_at) from store.batch b where b.state = 'applied'"
        " and b.id in (select {batch} from {relation} r where {where})"
    ).format(batch=column("batch"), relation=relation(layer.table), where=where)
    return Query(statement, params)


def extent(layer: Layer, scope: Scope) -> Query:
    """Select west, south, east, north of all rows in degrees; nulls when there are none."""
    where, params = conditions(layer, Asked(), scope)
    if layer.table.geometry is None:
        return Query(sql.SQL("select null, null, null, null"))
    statement = sql.SQL(
        "select ST_XMin(e), ST_YMin(e), ST_XMax(e), ST_YMax(e)"
        " from (select ST_Extent({geometry}) e from {relation} r where {where}) x"
    ).format(geometry=geometry(layer.table), relation=relation(layer.table), where=where)
    return Query(statement, params)


def select_item(layer: Layer, key: str, scope: Scope, asked: Asked | None = None) -> Query:
    """Select key, visible fields, place of one row by its key; of several with one key, the latest."""
    where, params = conditions(layer, asked or Asked(), scope)
    statement = sql.SQL(
        "select {columns}, {geometry} from {relation} r where {where} and {key} = %(key)s order by {order} limit 1"
    ).format(
        columns=_columns(layer, scope),
        geometry=_geojson(layer),
        relation=relation(layer.table),
        where=where,
        key=column(layer.table.id),
        order=_order(layer),
    )
    return Query(statement, {**params, "key": key})


def select_at(
    layer: Layer, place: tuple[float, float], radius_m: float, asked: Asked, limit: int, scope: Scope
) -> Query:
    """Select what lies at (longitude, latitude): polygons that hold it; lines and points within `radius_m`."""
    where, params = conditions(layer, asked, scope)
    place_of = geometry(layer.table)
    spot = sql.SQL("ST_SetSRID(ST_MakePoint(%(lon)s, %(lat)s), 4326)")
    if layer.geometry == "polygon":
        near = sql.SQL("ST_Intersects({}, {})").format(place_of, spot)
        order = column(layer.table.id)
    else:
        # A box first, because the index holds degrees: one degree of latitude is 111 km, and longitude never more.
        near = sql.SQL(
            "{0} && ST_Expand({1}, %(radius_m)s / (111000.0 * greatest(cos(radians(%(lat)s)), 0.01)),"
            " %(radius_m)s / 110000.0)"
            " and ST_DWithin({0}::geography, {1}::geography, %(radius_m)s)"
        ).format(place_of, spot)
        order = sql.SQL("{}::geography <-> {}::geography, {}").format(place_of, spot, column(layer.table.id))
    statement = sql.SQL(
        "select {columns}, {geometry} from {relation} r where {where} and {near} order by {order} limit %(limit)s"
    ).format(
        columns=_columns(layer, scope),
        geometry=sql.SQL("ST_AsGeoJSON({}, 6)").format(
            sql.SQL("ST_PointOnSurface({})").format(place_of) if layer.geometry == "polygon" else place_of
        ),
        relation=relation(layer.table),
        where=where,
        near=near,
        order=order,
    )
    return Query(statement, {**params, "lon": place[0], "lat": place[1], "radius_m": radius_m, "limit": limit})


def select_found(layer: Layer, folded: str, limit: int, scope: Scope) -> Query:
    """Select key, title, longitude, latitude of rows whose search fields hold the folded words, beginnings first."""
    where, params = conditions(layer, Asked(), scope)
    names = [field.name for field in visible_fields(layer, scope) if field.name in layer.search]
    if not names:
        return Query(sql.SQL("select null, null, null, null where false"))
    folds = [sql.SQL(FOLD).format(column(name)) for name in names]
    found = sql.SQL(" or ").join(
        sql.SQL("({}::text ~ %(spelled)s and {} like %(inside)s)").format(column(name), fold)
        for name, fold in zip(names, folds, strict=True)
    )
    title = layer.role("name")
    statement = sql.SQL(
        "select {key}, {title}::text, ST_X(p), ST_Y(p) from {relation} r, lateral ST_PointOnSurface({geometry}) p"
        " where {where} and ({found}) order by {first} not like %(begins)s, {title}, {key} limit %(limit)s"
    ).format(
        key=column(layer.table.id),
        title=column(title.name if title is not None and title.name in names else names[0]),
        relation=relation(layer.table),
        geometry=_place(layer),
        where=where,
        found=found,
        first=folds[0],
    )
    pattern = folded.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    words = {"inside": f"%{pattern}%", "begins": f"{pattern}%", "spelled": spellings(folded)}
    return Query(statement, {**params, **words, "limit": limit})
