"""A real server for tests: two web processes on a socket of their own."""

import json
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from gis_server.workers import Workers, listen

START_SECONDS = 40.0


@contextmanager
def serving(url: str, *, home: str, clock_at: str | None = None, **settings: str) -> Iterator[str]:
    """Serve a database by two processes, so that no state can hide in one; lend the base URL.

    Further settings are given by their environment names, e.g. `GIS_LAYER_PATH="…"`.
    """
    with listen("127.0.0.1", 0) as listener:
        port = int(listener.getsockname()[1])
        environment = {"DATABASE_URL": url, "GIS_READER_URL": url, "GIS_HOME": home, "GIS_PORT": str(port), **settings}
        if clock_at is not None:
            environment["GIS_CLOCK_AT"] = clock_at
        workers = Workers(listener, environment, count=2, log_level="warning")
        try:
            _wait(port, workers)
            yield f"http://127.0.0.1:{port}"
        finally:
            workers.stop()


def get(url: str) -> bytes:
    """Fetch a body; an address on loopback never goes through a proxy."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(url, timeout=30) as reply:
        body: bytes = reply.read()
        return body


def get_json(url: str) -> object:
    """Fetch and read JSON."""
    return json.loads(get(url))


def _wait(port: int, workers: Workers) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        with suppress(OSError):
            get(f"http://127.0.0.1:{port}/health")
            return
        workers.replace_dead()
        time.sleep(0.1)
    msg = f"the test server did not answer within {START_SECONDS:.0f} s"
    raise TimeoutError(msg)
