"""Three roles: an owner migrates, the application reads and writes, tile and item queries run as a reader."""

from dataclasses import dataclass

import psycopg
from psycopg import sql

from gis_server.database.embedded import EmbeddedCluster
from gis_server.database.grants import APPLICATION, READER
from gis_server.database.migrate import EXTENSIONS

OWNER = "gis_owner"


@dataclass(frozen=True, slots=True)
class Urls:
    """One connection URL a role. Outside the embedded cluster they may be one and the same."""

    owner: str
    application: str
    reader: str


def prepare(cluster: EmbeddedCluster, database: str, reader_timeout_s: float) -> Urls:
    """Create the roles and the database with its extensions, where missing, in the embedded cluster."""
    passwords = cluster.passwords()
    with psycopg.connect(cluster.url(), autocommit=True) as connection:
        create_roles(connection, {role: passwords[role] for role in (OWNER, APPLICATION, READER)}, reader_timeout_s)
        known = connection.execute("select from pg_database where datname = %s", [database]).fetchone()
        if known is None:
            statement = sql.SQL("create database {} owner {} encoding 'UTF8' template template0")
            connection.execute(statement.format(sql.Identifier(database), sql.Identifier(OWNER)))
    with psycopg.connect(cluster.url(database=database), autocommit=True) as connection:
        # PostGIS is not a trusted extension: only the superuser may create it, the owner then finds it there.
        for extension in EXTENSIONS:
            connection.execute(sql.SQL("create extension if not exists {}").format(sql.Identifier(extension)))
    return Urls(
        owner=cluster.url(OWNER, database),
        application=cluster.url(APPLICATION, database),
        reader=cluster.url(READER, database),
    )


def create_roles(connection: psycopg.Connection, passwords: dict[str, str], reader_timeout_s: float) -> None:
    """Create the login roles or give them these passwords; the reader's queries end after so many seconds."""
    known = {str(name) for (name,) in connection.execute("select rolname from pg_roles")}
    for role, password in passwords.items():
        verb = sql.SQL("alter" if role in known else "create")
        statement = sql.SQL("{} role {} login password {}").format(verb, sql.Identifier(role), sql.Literal(password))
        connection.execute(statement)
    if READER in passwords:
        milliseconds = sql.Literal(f"{round(reader_timeout_s * 1000)}ms")
        connection.execute(
            sql.SQL("alter role {} set statement_timeout = {}").format(sql.Identifier(READER), milliseconds)
        )
        connection.execute(
            sql.SQL("alter role {} set default_transaction_read_only = on").format(sql.Identifier(READER))
        )
