"""Identifiers are quoted here and nowhere else."""

from psycopg import sql

from layers.core.layer import Source


def relation(source: Source) -> sql.Identifier:
    """Quote the relation of a source: `room.thing` → `"room"."thing"`."""
    return sql.Identifier(*source.relation.split(".", 1))


def column(name: str) -> sql.Identifier:
    """Quote one column, written `r.name` in every query over a source: the relation's alias is always `r`."""
    return sql.Identifier("r", name)


def fixed(source: Source) -> tuple[sql.Composable, dict[str, object]]:
    """Write the fixed conditions of a source, and their parameters; `true` when there are none."""
    parts: list[sql.Composable] = [sql.SQL("true")]
    params: dict[str, object] = {}
    for number, (name, value) in enumerate(sorted(source.where.items())):
        parts.append(sql.SQL("{} = {}").format(column(name), sql.Placeholder(f"where_{number}")))
        params[f"where_{number}"] = value
    return sql.SQL(" and ").join(parts), params
