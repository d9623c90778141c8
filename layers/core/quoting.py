"""Identifiers are quoted here and nowhere else."""

from psycopg import sql

from layers.core.errors import not_offered
from layers.core.source import Table


def relation(source: Table) -> sql.Identifier:
    """Quote the relation of a source: `room.thing` → `"room"."thing"`."""
    return sql.Identifier(*source.relation.split(".", 1))


def column(name: str) -> sql.Identifier:
    """Quote one column, written `r.name` in every query over a source: the relation's alias is always `r`."""
    return sql.Identifier("r", name)


def geometry(source: Table) -> sql.Identifier:
    """Quote the geometry's column in EPSG:4326.

    Raises:
        NotOfferedError: the rows have no place.
    """
    if source.geometry is None:
        raise not_offered(source.relation, "geometry", ())
    return column(source.geometry)


def fixed(source: Table) -> tuple[sql.Composable, dict[str, object]]:
    """Write the fixed conditions of a source, and their parameters; `true` when there are none."""
    parts: list[sql.Composable] = [sql.SQL("true")]
    params: dict[str, object] = {}
    for number, (name, value) in enumerate(sorted(source.where.items())):
        parts.append(sql.SQL("{} = {}").format(column(name), sql.Placeholder(f"where_{number}")))
        params[f"where_{number}"] = value
    return sql.SQL(" and ").join(parts), params
