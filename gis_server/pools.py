"""Connections of one web process. No route writes yet, so there is one pool: that of the role that reads.

A request takes at most one connection, so there are never more queries in flight than connections.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import psycopg
from psycopg import Connection, IsolationLevel
from psycopg_pool import ConnectionPool, PoolTimeout

from layers.core.errors import UnavailableError
from layers.core.model import text

READERS = 8
"""Connections of one process that read."""
WAIT_S = 5.0
"""How long a request waits for a free connection."""
PAUSE_S = 2.0
"""How long a process answers at once, without asking, after the database was found away."""


@dataclass(slots=True)
class Pools:
    """The pool and what is known of the database's health."""

    reader: ConnectionPool
    away_until: float = field(default=0.0)

    def open(self) -> None:
        """Start filling the pool; does not wait, so that a server starts while its database does not answer."""
        self.reader.open(wait=False)

    def close(self) -> None:
        """Close all connections."""
        self.reader.close(timeout=2)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Lend a connection inside one read-only transaction that sees one state of the database.

        Raises:
            UnavailableError: the database is away, all connections are busy, or a query took too long.
        """
        if time.monotonic() < self.away_until:
            raise away()
        try:
            with self.reader.connection(timeout=WAIT_S) as connection:
                yield connection
        except psycopg.errors.QueryCanceled as error:
            raise UnavailableError(
                text("Truy vấn chạy quá lâu nên đã bị dừng.", "The query took too long and was stopped."),
                remedy=text("Thu hẹp khung hoặc khoảng thời gian.", "Ask for a smaller box or span of time."),
            ) from error
        except (psycopg.OperationalError, PoolTimeout) as error:
            if not isinstance(error, PoolTimeout) or self.reader.get_stats().get("pool_size", 0) == 0:
                self.away_until = time.monotonic() + PAUSE_S
            raise away() from error


def make_pools(url: str, reader_timeout_s: float) -> Pools:
    """Describe the pool; nothing is connected yet. A query longer than `reader_timeout_s` seconds is given up."""
    options = f"-c statement_timeout={int(reader_timeout_s * 1000)} -c timezone=UTC"
    reader: ConnectionPool[Connection] = ConnectionPool(
        url,
        min_size=1,
        max_size=READERS,
        open=False,
        configure=_reading,
        check=ConnectionPool.check_connection,
        kwargs={"options": options, "connect_timeout": 3},
        reconnect_timeout=5,
        name="reader",
    )
    return Pools(reader)


def _reading(connection: Connection) -> None:
    connection.isolation_level = IsolationLevel.REPEATABLE_READ
    connection.read_only = True


def away() -> UnavailableError:
    """Return the error that says so."""
    return UnavailableError(
        text("Cơ sở dữ liệu tạm thời không trả lời.", "The database does not answer at the moment."),
        remedy=text("Thử lại sau ít giây.", "Try again in a few seconds."),
    )
