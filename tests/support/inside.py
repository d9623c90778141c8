"""The web application in a thread of the test's own process, so that the test can say who asks."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from gis_server.access import scope as asking
from gis_server.app import create_app
from gis_server.settings import Settings
from layers.core.access import PUBLIC, Scope
from tests.support.client import Client

START_S = 20.0


class Asking(Client):
    """A client whose requests come from `who`."""

    who: Scope = PUBLIC


@contextmanager
def serving_inside(settings: Settings) -> Iterator[Asking]:
    """Serve one application on loopback; lend a client that may ask as anybody."""
    app = create_app(settings)
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning", access_log=False))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + START_S
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.02)  # uvicorn tells nobody that it has started
    port = server.servers[0].sockets[0].getsockname()[1]
    client = Asking(f"http://127.0.0.1:{port}")
    app.dependency_overrides[asking] = lambda: client.who
    try:
        yield client
    finally:
        server.should_exit = True
        thread.join(timeout=START_S)
