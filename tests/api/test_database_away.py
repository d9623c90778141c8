"""With the database away what is kept still answers, and says that it is the last one known; the rest says to wait."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from tests.support.client import Client
from tests.support.grid import tile_of
from tests.support.relay import Relay
from tests.support.server import serving

COLUMN, ROW = tile_of((112.0, 16.5), 7)
KEPT = ("/api/collections", f"/tiles/archipelagos/live/7/{COLUMN}/{ROW}.mvt")
NEVER_ASKED = "/api/collections/archipelagos/legend"
NOW = "2026-05-20T03:00:00+00:00"
PATIENCE_S = 40.0
ASKS = 24
"""So many at once reach both processes."""


@pytest.fixture(scope="module")
def line(database_url: str) -> Iterator[Relay]:
    """Lend the line between the server and its database."""
    relay = Relay(database_url)
    yield relay
    relay.close()


@pytest.fixture(scope="module")
def away(line: Relay) -> Iterator[Client]:
    """Lend a client of a server behind that line."""
    with serving(line.url, home="*", clock_at=NOW) as base:
        yield Client(base)


def _many(client: Client, path: str) -> list[requests.Response]:
    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(Client(client.base).get, [path] * ASKS))


def test_what_is_kept_answers_marked_stale_and_the_rest_is_503(away: Client, line: Relay) -> None:
    """And when the line is mended the answers are fresh again, without a restart."""
    before = {path: _many(away, path)[0] for path in KEPT}
    assert all("gis-stale" not in answer.headers for answer in before.values())
    line.cut()
    for path in KEPT:
        answers = _many(away, path)
        assert {answer.status_code for answer in answers} <= {200, 503}
        stale = [answer for answer in answers if answer.status_code == 200]
        assert stale
        assert {answer.headers["gis-stale"] for answer in stale} == {"database-away"}
        assert {answer.headers["warning"][:3] for answer in stale} == {"110"}
        assert {answer.content for answer in stale} == {before[path].content}
    refused = away.get(NEVER_ASKED)
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "2")
    assert refused.json()["type"] == "/docs/problems#unavailable"
    assert away.get("/health").status_code == 200
    assert away.get("/ready").status_code == 503
    line.mend()
    _until_fresh(away, KEPT[1])
    assert away.get(NEVER_ASKED).status_code == 200


def _until_fresh(client: Client, path: str) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while any(a.status_code != 200 or "gis-stale" in a.headers for a in _many(client, path)):
        assert time.monotonic() < deadline, "still stale long after the database is back"
        time.sleep(0.2)
