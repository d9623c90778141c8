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


def grant(connection: Connection, layer_paths: Iterable[Path] = ()) -> None:
    """Give the two roles their rights, and take back what the reader has beyond its own; roles may be missing.

    Args:
        connection: of the owner of a migrated database, in autocommit.
        layer_paths: files that declare layers.

    Raises:
        LayerDeclarationError: a family's declaration has faults, or a path is not there.
    """
    roles = {str(name) for (name,) in connection.execute("select rolname from pg_roles")}
    if APPLICATION in roles:
        _to_application(connection)
    if READER in roles:
        _to_reader(connection, full_registry(connection, code_registry(layer_paths)))


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


def _to_reader(connection: Connection, registry: Registry) -> None:
    """Grant what is listed; only differences are written, because a server may be reading meanwhile."""
    told = [name for family in registry.families.values() for name in family.reads]
    declared = [layer.source.relation for layer in registry.layers.values() if isinstance(layer.source, Table)]
    relations = sorted({*OF_STORE, *told, *declared})
    reader = sql.Identifier(READER)
    with connection.transaction():
        for (schema,) in connection.execute(_BY_DEFAULT, [READER]).fetchall():
            connection.execute(
                sql.SQL("alter default privileges in schema {} revoke select on tables from {}").format(
                    sql.Identifier(str(schema)), reader
                )
            )
        asked = {
            "reader": READER,
            "schemas": list(ROOMS),
            "relations": relations,
        }
        for schema, name, wanted in connection.execute(_READABLE, asked).fetchall():
            statement = "grant select on {} to {}" if wanted else "revoke all on {} from {}"
            connection.execute(sql.SQL(statement).format(sql.Identifier(str(schema), str(name)), reader))
        _open_schemas(connection, {*ROOMS, *(name.partition(".")[0] for name in relations)})


def _open_schemas(connection: Connection, schemas: Iterable[str]) -> None:
    rows = connection.execute(
        "select nspname from pg_namespace where nspname = any(%s) and pg_has_role(nspowner, 'usage')"
        " and not has_schema_privilege(%s, oid, 'usage')",
        [sorted(schemas), READER],
    ).fetchall()
    for (schema,) in rows:
        connection.execute(
            sql.SQL("grant usage on schema {} to {}").format(sql.Identifier(str(schema)), sql.Identifier(READER))
        )
