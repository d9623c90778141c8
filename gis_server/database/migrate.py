"""Bring a database to the newest shape: extensions, roles' rights, one Alembic branch a room."""

from collections.abc import Iterable
from pathlib import Path

import psycopg
from alembic import command
from alembic.config import Config
from psycopg import sql

from gis_server.database.grants import grant
from layers.discovery import plug_in_migrations

ROOT = Path(__file__).resolve().parents[2]
EXTENSIONS = ("postgis", "pg_trgm", "btree_gist")


def migration_folders() -> list[Path]:
    """Every room's migrations, and those of plug-ins; a family needs no entry anywhere, its folder is found."""
    rooms = [ROOT / "boundaries", ROOT / "tilegen", *sorted((ROOT / "layers").iterdir())]
    folders = [room / "migrations" for room in rooms if (room / "migrations").is_dir()]
    return [*folders, *plug_in_migrations()]


def migrate(url: str, layer_paths: Iterable[Path] = (), *, take_back: bool = False) -> None:
    """Create extensions, upgrade every branch, and grant the two roles their rights, if they exist.

    Args:
        url: connection string of the owner; the owner needs the right to create the extensions, or they must exist.
        layer_paths: files that declare layers, whose tables the reader may then read.
        take_back: whether the reader loses all other rights; only for the server that starts.

    Raises:
        psycopg.Error: with the database's own message, e.g. when PostGIS may not be created by this role.
        LayerDeclarationError: a family's declaration has faults, or a path is not there.
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
        grant(connection, layer_paths, take_back=take_back)
