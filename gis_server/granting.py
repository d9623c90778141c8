"""While the server runs: the reader may read the tables of layers that are declared only now."""

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from gis_server.database.grants import grant_reader
from layers.core.clock import SystemClock
from layers.registry import OF_ROWS, Registry
from layers.store.outbox import CHANNEL, record

LOG = logging.getLogger("gis_server")
NAME = "gis-server grants"
"""By this name the database knows the connection."""
LOOK_S = 0.5
RETRY_S = 2.0
AGAIN_S = 20.0
"""A table that was made, or made anew, after its declaration tells nobody: look at least so often."""
_WHOLE = "select exists (select from pg_trigger where tgrelid = to_regclass('store.layer_def') and not tgisinternal)"
"""While a dump is restored the rows come before the trigger: nothing is written between them."""


@contextmanager
def granting(url: str, base: Registry) -> Iterator[None]:
    """Grant beside the server, in a thread that ends with the block; no failure of it reaches the server.

    Args:
        url: of the owner of the database.
        base: what code and files of this server declare.
    """
    stop = threading.Event()
    thread = threading.Thread(target=_run, args=(url, base, stop), name="grants", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=LOOK_S + 1)


def _run(url: str, base: Registry, stop: threading.Event) -> None:
    while not stop.is_set():
        try:
            with psycopg.connect(url, autocommit=True, connect_timeout=3, application_name=NAME) as connection:
                connection.execute(f"listen {CHANNEL}")
                _follow(connection, base, stop)
        except psycopg.Error as error:
            LOG.info("granting again in %s s: %s", RETRY_S, type(error).__name__)
        except Exception:  # whatever it is, the server goes on: it is told with its trace, and tried again
            LOG.exception("rights of the reader")
        stop.wait(RETRY_S)


def _follow(connection: psycopg.Connection, base: Registry, stop: threading.Event) -> None:
    due = 0.0
    while not stop.is_set():
        if time.monotonic() >= due:
            _grant(connection, base)
            due = time.monotonic() + AGAIN_S
        for told in connection.notifies(timeout=LOOK_S, stop_after=1):
            if told.payload == OF_ROWS:
                due = 0.0


def _grant(connection: psycopg.Connection, base: Registry) -> None:
    """Grant what is missing, and wake the web processes if anything was; then nothing is missing any more."""
    if connection.execute(_WHOLE).fetchone() != (True,):
        return
    with connection.transaction():
        if grant_reader(connection, base):
            record(connection, OF_ROWS, None, SystemClock())
