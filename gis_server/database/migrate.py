"""Bring a database to the newest shape: extensions, roles' rights, one Alembic branch a room."""

from collections.abc import Iterable
from pathlib import Path

import psycopg
from alembic import command
from alembic.config import Config
from psycopg import sql

ROOT = Path(__file__).resolve().parents[2]
EXTENSIONS = ("postgis", "pg_trgm", "btree_gist")
READER = "gis_reader"
APPLICATION = "gis_app"


def migration_folders() -> list[Path]:
    """Every room's migrations; a family needs no entry anywhere, its folder is found."""
    rooms = [ROOT / "boundaries", ROOT / "tilegen", *sorted((ROOT / "layers").iterdir())]
    return [room / "migrations" for room in rooms if (room / "migrations").is_dir()]


def migrate(url: str) -> None:
    """Create extensions, upgrade every branch, and grant the two roles their rights, if they exist.

    Args:
        url: connection string of the owner; the owner needs the right to create the extensions, or they must exist.

    Raises:
        psycopg.Error: with the database's own message, e.g. when PostGIS may not be created by this role.
    """
    with psycopg.connect(url, autocommit=True) as connection:
        for extension in EXTENSIONS:
            connection.execute(sql.SQL("create extension if not exists {}").format(sql.Identifier(extension)))
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "alembic"))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("version_locations", "\n".join(str(folder) for folder in migration_folders()))
    config.attributes["url"] = url
    command.upgrade(config, "heads")
    with psycopg.connect(url, autocommit=True) as connection:
        _grant(connection, _schemas(connection))


def _schemas(connection: psycopg.Connection) -> list[str]:
    rows = connection.execute(
        # A schema that somebody else made here is theirs to share.
        "select nspname from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema'"
        " and pg_has_role(nspowner, 'usage')"
    )
    return [str(name) for (name,) in rows]


def _grant(connection: psycopg.Connection, schemas: Iterable[str]) -> None:
    roles = {str(name) for (name,) in connection.execute("select rolname from pg_roles")}
    rights = {READER: sql.SQL("select"), APPLICATION: sql.SQL("select, insert, update, delete")}
    for role, right in rights.items():
        if role not in roles:
            continue
        for schema in schemas:
            names = {"role": sql.Identifier(role), "schema": sql.Identifier(schema), "right": right}
            for statement in (
                "grant usage on schema {schema} to {role}",
                "grant {right} on all tables in schema {schema} to {role}",
                "grant usage on all sequences in schema {schema} to {role}",
                "alter default privileges in schema {schema} grant {right} on tables to {role}",
            ):
                connection.execute(sql.SQL(statement).format(**names))
