"""Databases for tests: one cluster a session, templates made once, copies made cheaply."""

import fcntl
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

STRATEGY_SINCE = 150000
"""The version of PostgreSQL, as a number, that knows two ways to copy a database."""


def with_database(url: str, name: str) -> str:
    """Return the same connection URL for another database of the cluster."""
    parts = conninfo_to_dict(url)
    password = f":{parts['password']}" if parts.get("password") else ""
    return f"postgresql://{parts['user']}{password}@{parts['host']}:{parts['port']}/{name}"


@contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """Hold a file lock, so that of several test processes only one does the work."""
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


class Databases:
    """Hands out databases of one cluster and drops them again.

    Args:
        admin_url: of a role that may create databases and extensions.
        session: unique per test run, the same in all its worker processes.
        folder: where the workers of this run meet (locks and the marks of finished templates).
        ours: the cluster is the session's own, without fsync: there a copy of files is twice as fast as the log.
    """

    def __init__(self, admin_url: str, session: str, folder: Path, *, ours: bool = False) -> None:
        self.admin_url = admin_url
        self._session = session
        self._folder = folder
        self._strategy = " strategy file_copy" if ours and _version(admin_url) >= STRATEGY_SINCE else ""

    def template(self, name: str, fill: Callable[[str], None]) -> str:
        """Make the template once per test run, whichever worker asks first.

        `fill` gets the URL of an empty database; what it leaves there is what every copy starts with.
        """
        full = f"gis_test_{self._session}_{name}"
        done = self._folder / f"{name}.done"
        with exclusive(self._folder / f"{name}.lock"):
            if not done.exists():
                self._execute("drop database if exists {} with (force)", full)
                self._execute("create database {} encoding 'UTF8' template template0", full)
                fill(with_database(self.admin_url, full))
                done.touch()
        return full

    @contextmanager
    def copy(self, template: str) -> Iterator[str]:
        """Lend a fresh copy of the template; it is dropped afterwards, whoever is still connected."""
        name = f"gis_test_{self._session}_{uuid.uuid4().hex[:10]}"
        # PostgreSQL refuses to copy a template that anyone is connected to, or that is being copied: one at a time.
        with exclusive(self._folder / "copy.lock"):
            self._execute(f"create database {{}} template {{}}{self._strategy}", name, template)
        try:
            yield with_database(self.admin_url, name)
        finally:
            self._execute("drop database if exists {} with (force)", name)

    def drop_all(self) -> None:
        """Drop every database of this test run."""
        with psycopg.connect(self.admin_url, autocommit=True) as connection:
            rows = connection.execute(
                "select datname from pg_database where starts_with(datname, %s)", [f"gis_test_{self._session}_"]
            ).fetchall()
        for (name,) in rows:
            self._execute("drop database if exists {} with (force)", str(name))

    def _execute(self, statement: str, *names: str) -> None:
        with psycopg.connect(self.admin_url, autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*(sql.Identifier(name) for name in names)))  # type: ignore[arg-type]


def _version(url: str) -> int:
    with psycopg.connect(url) as connection:
        return connection.info.server_version
