"""Tiles of any layer straight from its rows, with all its visible fields; over budget they say what is left out."""

from psycopg import sql

from layers.core.access import Scope
from layers.core.filters import Asked, conditions, visible_fields
from layers.core.layer import Layer
from layers.core.query import Query
from layers.core.quoting import column, geometry, relation
from tilegen.grid import bounds_4326, check_address, check_zoom

EXTENT = 4096
BUFFER = 64
"""Units of the tile by which it reaches over its edge: 8 pixels of 512."""
WHOLE = "^(0|[1-9][0-9]{0,14})$"
"""Keys that a tile can number its features by: what a script reads as a number and writes again the same."""
UNITS = "units"
"""The outbox's id of the administrative units."""


def live_tile(layer: Layer, at: tuple[int, int, int], asked: Asked, scope: Scope) -> Query:
    """Select the tile at (z, x, y), how many rows lie in it, and how many are left out over the layer's budget.

    The source layer is named by the layer's id. A key that is no whole number is the property `_key`.
    Over budget a second one, `meta`, holds one point with `left_out`.

    Raises:
        GisError: no tile of the grid.
        NotFoundError: a zoom that the layer does not have.
    """
    address = check_address(*at)
    check_zoom(address.z, layer.tiles.minzoom, layer.tiles.maxzoom)
    where, params = conditions(layer, asked, scope)
    source = layer.table
    metric = column(source.geometry_3857) if source.geometry_3857 is not None else None
    shape = metric or sql.SQL("ST_Transform({}, 3857)").format(geometry(source))
    box = sql.SQL("ST_TileEnvelope(%(z)s, %(x)s, %(y)s, margin => %(margin)s)")
    near = (
        sql.SQL("{} && {}").format(metric, box)
        if metric is not None
        else sql.SQL("{} && ST_Transform({}, 4326)").format(geometry(source), box)
    )
    keep = (
        sql.SQL("{}, ").format(sql.SQL("{} desc nulls last").format(column(layer.tiles.thin_by)))
        if (layer.tiles.thin_by is not None)
        else sql.SQL("")
    )
    statement = sql.SQL(
        "with hit as (select {key}::text as tile_key, row_number() over (order by {keep}{key}) as tile_place, {columns}"
        " ST_AsMVTGeom({shape}, ST_TileEnvelope(%(z)s, %(x)s, %(y)s), {extent}, {buffer}, true) as tile_geometry"
        " from {relation} r where {where} and {near}),"
        " kept as (select case when tile_key ~ {whole} then tile_key::bigint end as feature_id,"
        " case when tile_key !~ {whole} then tile_key end as _key, {names}"
        " tile_geometry from hit where tile_place <= %(budget)s and tile_geometry is not null order by tile_place),"
        " found as (select count(*) as total, greatest(count(*) - %(budget)s, 0) as left_out from hit),"
        " meta as (select total, left_out, ST_MakePoint({extent} / 2, {extent} / 2) as tile_geometry"
        " from found where left_out > 0)"
        " select coalesce((select ST_AsMVT(kept, %(name)s, {extent}, 'tile_geometry', 'feature_id') from kept), '')"
        " || coalesce((select ST_AsMVT(meta, 'meta', {extent}, 'tile_geometry') from meta), ''),"
        " total, left_out from found"
    ).format(
        key=column(source.id),
        keep=keep,
        whole=sql.Literal(WHOLE),
        columns=sql.SQL("").join(_value(field.name, field.type) for field in visible_fields(layer, scope)),
        names=sql.SQL("").join(sql.SQL("{}, ").format(sql.Identifier(f.name)) for f in visible_fields(layer, scope)),
        shape=shape,
        extent=sql.Literal(EXTENT),
        buffer=sql.Literal(BUFFER),
        relation=relation(source),
        where=where,
        near=near,
    )
    place = {"z": address.z, "x": address.x, "y": address.y, "margin": BUFFER / EXTENT}
    return Query(statement, {**params, **place, "budget": layer.tiles.budget, "name": layer.id})


def _value(name: str, kind: str) -> sql.Composable:
    """Write a column as a tile can hold it: dates as text, numeric as a number."""
    cast = {"date": "::text", "datetime": "::text", "number": "::double precision"}.get(kind, "")
    return sql.SQL("{}{} as {}, ").format(column(name), sql.SQL(cast), sql.Identifier(name))  # pyright: ignore[reportArgumentType]


def last_change(layer: Layer, at: tuple[int, int, int], scope: Scope) -> Query:
    """Select what a tile's ETag is made of: its last settled change, and how many visible changes are not settled yet.

    One row: the change as `xid.seq` or null, and the number. The pair differs after every commit that touches the tile;
    a change of the units touches the tiles of every layer, for a layer may show them.

    Raises:
        GisError: no tile of the grid.
        NotFoundError: a zoom that the layer does not have.
    """
    address = check_address(*at)
    check_zoom(address.z, layer.tiles.minzoom, layer.tiles.maxzoom)
    west, south, east, north = bounds_4326(address)
    touching = sql.SQL(
        "layer = any(%(layers)s) and {allowed}"
        " and (extent is null or extent && ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, 4326))"
    ).format(allowed=sql.SQL("true" if scope.allows(layer.access) else "false"))
    statement = sql.SQL(
        "select (select xid::text || '.' || seq from store.outbox where {touching}"
        " and xid < pg_snapshot_xmin(pg_current_snapshot()) order by xid desc, seq desc limit 1),"
        " (select count(*) from store.outbox where {touching} and xid >= pg_snapshot_xmin(pg_current_snapshot()))"
    ).format(touching=touching)
    params = {"layers": [layer.id, UNITS], "west": west, "south": south, "east": east, "north": north}
    return Query(statement, params)
