"""Handing out tiles that were built ahead."""

from psycopg import Connection, sql

from layers.core.access import Scope
from layers.core.query import Query
from tilegen.grid import Address, check_address, check_zoom
from tilegen.source import ACCESS


def select_tile(layer: str, version: str, at: Address, scope: Scope) -> Query:
    """Select the body (null for an empty tile), and the zooms of the set; no row when there is no such version."""
    statement = sql.SQL(
        "select t.body, s.minzoom, s.maxzoom from tilegen.tileset s"
        " left join tilegen.tile t on t.layer = s.layer and t.version = %(version)s"
        " and t.z = %(z)s and t.x = %(x)s and t.y = %(y)s"
        " where %(allowed)s and s.layer = %(layer)s and %(version)s in (s.version, s.previous) limit 1"
    )
    return Query(
        statement,
        {"allowed": scope.allows(ACCESS), "layer": layer, "version": version, "z": at.z, "x": at.x, "y": at.y},
    )


def tile(connection: Connection, layer: str, version: str, at: tuple[int, int, int], scope: Scope) -> bytes | None:
    """Return the gzipped tile at (z, x, y); empty bytes where nothing lies; None when there is no such version.

    Raises:
        GisError: no tile of the grid.
        NotFoundError: a zoom that the set does not have.
    """
    address = check_address(*at)
    query = select_tile(layer, version, address, scope)
    row = connection.execute(query.statement, query.params, binary=True).fetchone()
    if row is None:
        return None
    body, minzoom, maxzoom = row
    check_zoom(address.z, minzoom, maxzoom)
    return b"" if body is None else bytes(body)
