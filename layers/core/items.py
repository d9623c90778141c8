"""Rows of any layer as SQL: pages of features, one feature, counts, what lies at a point, what a word finds."""

from dataclasses import dataclass
from datetime import date

from psycopg import sql

from layers.core.access import Scope
from layers.core.filters import Asked, conditions, visible_fields
from layers.core.layer import Layer
from layers.core.query import Query
from layers.core.quoting import column, geometry, relation

FOLD = (
    "btrim(regexp_replace(replace(regexp_replace(normalize(lower({}::text), NFD), '[\\u0300-\\u036f''’]', '', 'g'),"
    " 'đ', 'd'), '[\\s\\-–—_.,;:/()]+', ' ', 'g'))"
)
"""Lower case without diacritics and apostrophes, đ as d, dashes as blanks: as `boundaries.fold` folds the words."""


@dataclass(frozen=True, slots=True)
class Page:
    """Rows `offset` to `offset + limit` in the order of the layer's key."""

    limit: int
    offset: int = 0


def _columns(layer: Layer, scope: Scope) -> sql.Composable:
    names = [column(layer.table.id), *(column(field.name) for field in visible_fields(layer, scope))]
    return sql.SQL(", ").join(names)


def _place(layer: Layer) -> sql.Composable:
    """Write the geometry, null where the rows have no place."""
    return sql.SQL("null::geometry") if layer.table.geometry is None else geometry(layer.table)


def _geojson(layer: Layer) -> sql.Composable:
    """Write the geometry as GeoJSON text of EPSG:4326 with 6 decimals, about 0.1 m."""
    return sql.SQL("ST_AsGeoJSON({}, 6)").format(_place(layer))


def _order(layer: Layer) -> sql.Composable:
    names = [layer.table.id] + ([layer.time.start] if layer.time is not None else [])
    return sql.SQL(", ").join(column(name) for name in dict.fromkeys(names))


def select_items(layer: Layer, asked: Asked, page: Page, scope: Scope) -> Query:
    """Select key, visible fields in their order, then the geometry as GeoJSON text (EPSG:4326, 6 decimals ≈ 0.1 m)."""
    where, params = conditions(layer, asked, scope)
    statement = sql.SQL(
        "select {columns}, {geometry} from {relation} r"
        " where {where} order by {order} limit %(limit)s offset %(offset)s"
    ).format(
        columns=_columns(layer, scope),
        geometry=_geojson(layer),
        relation=relation(layer.table),
        where=where,
        order=_order(layer),
    )
    return Query(statement, {**params, "limit": page.limit, "offset": page.offset})


def count_items(layer: Layer, asked: Asked, scope: Scope) -> Query:
    """Count the rows that match."""
    where, params = conditions(layer, asked, scope)
    statement = sql.SQL("select count(*) from {relation} r where {where}").format(
        relation=relation(layer.table), where=where
    )
    return Query(statement, params)


def latest(layer: Layer, day: date, scope: Scope) -> Query:
    """Select the last start of a row up to a local day; null when there is none. For layers with a time axis only."""
    where, params = conditions(layer, Asked(), scope)
    start = column(layer.table.id if layer.time is None else layer.time.start)
    statement = sql.SQL("select max({start}) from {relation} r where {where} and {start} <= %(day)s").format(
        start=start, relation=relation(layer.table), where=where
    )
    return Query(statement, {**params, "day": day})


def extent(layer: Layer, scope: Scope) -> Query:
    """Select west, south, east, north of all rows in degrees; nulls when there are none."""
    where, params = conditions(layer, Asked(), scope)
    statement = sql.SQL(
        "select ST_XMin(e), ST_YMin(e), ST_XMax(e), ST_YMax(e)"
        " from (select ST_Extent({geometry}) e from {relation} r where {where}) x"
    ).format(geometry=geometry(layer.table), relation=relation(layer.table), where=where)
    return Query(statement, params)


def select_item(layer: Layer, key: str, scope: Scope) -> Query:
    """Select one row by its key, shaped as `select_items`."""
    where, params = conditions(layer, Asked(), scope)
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


def count_by(layer: Layer, name: str, asked: Asked, scope: Scope) -> Query:
    """Count rows per value of one field, the commonest first."""
    where, params = conditions(layer, asked, scope)
    statement = sql.SQL(
        "select {name}::text, count(*) from {relation} r where {where} group by 1 order by 2 desc, 1"
    ).format(name=column(name), relation=relation(layer.table), where=where)
    return Query(statement, params)


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
    found = sql.SQL(" or ").join(sql.SQL("{} like %(inside)s").format(fold) for fold in folds)
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
    return Query(statement, {**params, "inside": f"%{pattern}%", "begins": f"{pattern}%", "limit": limit})
