"""What each role may do: the application writes, the reader reads what is listed here and nothing else."""

from collections.abc import Iterable
from pathlib import Path

from psycopg import Connection, sql

from layers.core.source import Table
from layers.registry import Registry, code_registry, full_registry

READER = "gis_reader"
APPLICATION = "gis_app"
ROOMS = ("boundaries", "tilegen")
"""Schemas of which the reader may read every table."""
OF_STORE = ("store.batch", "store.outbox", "store.layer_def")
"""The tables of the store that replies are made of."""
_OURS = "nspname !~ '^pg_' and nspname <> 'information_schema' and pg_has_role(nspowner, 'usage')"
_READABLE = """
select n.nspname, c.relname,
       n.nspname = any(%(schemas)s) or n.nspname || '.' || c.relname = any(%(relations)s) as wanted
from pg_class c join pg_namespace n on n.oid = c.relnamespace
cross join lateral (
  select exists (select from aclexplode(c.relacl) a join pg_roles r on r.oid = a.grantee
    where r.rolname = %(reader)s and a.privilege_type = 'SELECT') as granted) now
where c.relkind in ('r', 'p', 'v', 'm', 'f') and pg_has_role(c.relowner, 'usage')
  and (n.nspname = any(%(schemas)s) or n.nspname || '.' || c.relname = any(%(relations)s)) <> now.granted
"""
_BY_DEFAULT = """
select distinct n.nspname from pg_default_acl d join pg_namespace n on n.oid = d.defaclnamespace
cross join lateral aclexplode(d.defaclacl) a join pg_roles r on r.oid = a.grantee
where r.rolname = %s and pg_has_role(d.defaclrole, 'usage')
"""


def grant(connection: Connection, layer_paths: Iterable[Path] = (), *, take_back: bool = False) -> None:
    """Give the two roles their rights; roles may be missing.

    Args:
        connection: of the owner of a migrated database, in autocommit.
        layer_paths: files that declare layers.
        take_back: whether the reader loses what it has beyond its own. Only the server that starts knows every
            declaration; a command may run without its settings, while it serves.

    Raises:
        LayerDeclarationError: a family's declaration has faults, or a path is not there.
    """
    if APPLICATION in _roles(connection):
        _to_application(connection)
    grant_reader(connection, code_registry(layer_paths), take_back=take_back)


def grant_reader(connection: Connection, base: Registry, *, take_back: bool = False) -> bool:
    """Let the reader, if there is one, read what is listed here and declared, and say whether anything changed.

    Only differences are written, because a server may be reading meanwhile.

    Args:
        connection: of the owner of a migrated database.
        base: what code and files declare; the rows are read now.
        take_back: whether the reader loses what it has beyond that.
    """
    if READER not in _roles(connection):
        return False
    with connection.transaction():
        connection.execute("select pg_advisory_xact_lock(hashtext('gis_grants'))")  # two at once refuse each other
        relations = _relations(full_registry(connection, base))
        if take_back:
            _without_defaults(connection)
        asked = {"reader": READER, "schemas": list(ROOMS), "relations": relations}
        rows = connection.execute(_READABLE, asked).fetchall()
        due = [(str(schema), str(name), wanted) for schema, name, wanted in rows if wanted or take_back]
        for schema, name, wanted in due:
            statement = "grant select on {} to {}" if wanted else "revoke all on {} from {}"
            names = sql.Identifier(schema, name), sql.Identifier(READER)
            connection.execute(sql.SQL(statement).format(*names))
        opened = _open_schemas(connection, {*ROOMS, *(name.partition(".")[0] for name in relations)})
    return bool(due or opened)


def _roles(connection: Connection) -> set[str]:
    return {str(name) for (name,) in connection.execute("select rolname from pg_roles")}


def _to_application(connection: Connection) -> None:
    # A schema that somebody else made here is theirs to share.
    schemas = connection.execute(sql.SQL("select nspname from pg_namespace where {}").format(sql.SQL(_OURS))).fetchall()
    for (schema,) in schemas:
        for statement in (
            "grant usage on schema {schema} to {role}",
            "grant select, insert, update, delete on all tables in schema {schema} to {role}",
            "grant usage on all sequences in schema {schema} to {role}",
            "alter default privileges in schema {schema} grant select, insert, update, delete on tables to {role}",
        ):
            names = {"schema": sql.Identifier(str(schema)), "role": sql.Identifier(APPLICATION)}
            connection.execute(sql.SQL(statement).format(**names))


def _relations(registry: Registry) -> list[str]:
    told = [name for family in registry.families.values() for name in family.reads]
    declared = [layer.source.relation for layer in registry.layers.values() if isinstance(layer.source, Table)]
    return sorted({*OF_STORE, *told, *declared})


def _without_defaults(connection: Connection) -> None:
    """Take back what somebody let the reader have of every table to come."""
    for (schema,) in connection.execute(_BY_DEFAULT, [READER]).fetchall():
        connection.execute(
            sql.SQL("alter default privileges in schema {} revoke select on tables from {}").format(
                sql.Identifier(str(schema)), sql.Identifier(READER)
            )
        )


def _open_schemas(connection: Connection, schemas: Iterable[str]) -> bool:
    """Let the reader into these schemas, and say whether any was closed to it."""
    rows = connection.execute(
        "select nspname from pg_namespace where nspname = any(%s) and pg_has_role(nspowner, 'usage')"
        " and not has_schema_privilege(%s, oid, 'usage')",
        [sorted(schemas), READER],
    ).fetchall()
    for (schema,) in rows:
        connection.execute(
            sql.SQL("grant usage on schema {} to {}").format(sql.Identifier(str(schema)), sql.Identifier(READER))
        )
    return bool(rows)
