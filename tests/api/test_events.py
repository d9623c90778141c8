"""Changes reach every open page through either process, in an order that loses none."""

import asyncio
import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from http.client import HTTPConnection
from queue import Empty, Queue
from socket import SHUT_RDWR

import psycopg
import pytest

from gis_server.events import MOST_CHANGES, Hub
from layers.core.clock import FixedClock
from layers.store.outbox import position, record
from tests.support.client import Client

PATIENCE_S = 30.0
"""A transaction of another module on the same cluster may hold events back for a while."""


class Listener:
    """An open page: reads events in a thread; without a position it begins now, as a page of its first visit."""

    def __init__(self, served: Client, after: str | None) -> None:
        self.events: Queue[tuple[str, dict[str, str]]] = Queue()
        self.ids: Queue[str] = Queue()
        self._line = HTTPConnection(served.base.removeprefix("http://"), timeout=PATIENCE_S)
        self._line.request("GET", "/api/events", headers={} if after is None else {"Last-Event-ID": after})
        self._reply = self._line.getresponse()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        name = ""
        with suppress(AttributeError, OSError, ValueError):  # what a reply says that is closed while it is read
            for line in self._reply:
                key, _, value = line.decode().strip().partition(": ")
                if key == "event":
                    name = value
                elif key == "id":
                    self.ids.put(value)
                elif key == "data":
                    self.events.put((name, json.loads(value)))

    def layers(self, count: int) -> list[str]:
        """Return the layers of the next so many events."""
        return [self.events.get(timeout=PATIENCE_S)[1]["layer"] for _ in range(count)]

    def close(self) -> None:
        """Leave."""
        if self._line.sock is not None:
            self._line.sock.shutdown(SHUT_RDWR)


@pytest.fixture
def writers(database_url: str) -> Iterator[tuple[psycopg.Connection, psycopg.Connection]]:
    """Lend two writers, each in a transaction of its own."""
    with psycopg.connect(database_url) as one, psycopg.connect(database_url) as two:
        yield one, two


def _now(database_url: str) -> str:
    with psycopg.connect(database_url) as reader:
        return str(position(reader))


def test_two_writers_committing_out_of_order_lose_no_change(
    served: Client, database_url: str, writers: tuple[psycopg.Connection, psycopg.Connection], clock: FixedClock
) -> None:
    """The first to begin is the last to commit; pages on both processes hear of both changes, in one order."""
    pages = [Listener(served, _now(database_url)) for _ in range(6)]
    slow, fast = writers
    record(slow, "slow", None, clock)
    record(fast, "fast", (109, 12, 110, 13), clock)
    fast.commit()
    with pytest.raises(Empty):
        pages[0].events.get(timeout=1.0)
    slow.commit()
    heard = [page.layers(2) for page in pages]
    assert all(order == heard[0] for order in heard)
    assert sorted(heard[0]) == ["fast", "slow"]
    for page in pages:
        page.close()


def test_a_page_that_was_away_hears_what_it_missed(served: Client, database_url: str, clock: FixedClock) -> None:
    """Last-Event-ID resumes on whichever process answers."""
    before = _now(database_url)
    with psycopg.connect(database_url) as writer:
        record(writer, "missed", None, clock)
    page = Listener(served, before)
    assert page.layers(1) == ["missed"]
    page.close()


def test_a_page_that_has_heard_of_no_change_knows_where_it_is(
    served: Client, database_url: str, clock: FixedClock
) -> None:
    """Else it would take up its line at whatever was present by then."""
    page = Listener(served, None)
    began = page.ids.get(timeout=PATIENCE_S)
    assert began == _now(database_url)
    page.close()
    with psycopg.connect(database_url) as writer:
        record(writer, "while away", None, clock)
    page = Listener(served, began)
    assert page.layers(1) == ["while away"]
    page.close()


def test_a_position_of_another_database_begins_anew(served: Client, database_url: str, clock: FixedClock) -> None:
    """Better all again than one change lost; once, and what comes then is told on the same line."""
    page = Listener(served, "999999999.5")
    assert page.events.get(timeout=PATIENCE_S)[0] == "reset"
    assert page.ids.get(timeout=PATIENCE_S) == _now(database_url)
    with psycopg.connect(database_url) as writer:
        record(writer, "later", None, clock)
    assert page.layers(1) == ["later"]
    page.close()


def test_a_page_too_far_behind_begins_anew_from_the_last_change(served: Client, database_url: str) -> None:
    """More than it would be told one by one."""
    before = _now(database_url)
    with psycopg.connect(database_url) as writer:
        writer.execute(
            "insert into store.outbox (layer, at) select 'many', now() from generate_series(1, %s)", [MOST_CHANGES + 1]
        )
    page = Listener(served, before)
    assert page.events.get(timeout=PATIENCE_S)[0] == "reset"
    assert page.ids.get(timeout=PATIENCE_S) == _now(database_url)
    page.close()


def test_open_pages_begin_anew_when_the_database_is_replaced(database_url: str, clock: FixedClock) -> None:
    """The process that listens forgets the place it had in the other, which may be far beyond.

    So do those that were open before it listened: what changed until then was told to nobody.
    """

    def write(layer: str) -> None:
        with psycopg.connect(database_url) as writer:
            record(writer, layer, None, clock)

    def replace() -> None:
        with psycopg.connect(database_url) as owner:
            owner.execute("delete from store.outbox where layer = 'old'")
            owner.commit()
            owner.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database()"
                " and pid <> pg_backend_pid() and query like '%store.outbox where (xid, seq)%'"
            )

    async def hear() -> list[list[str] | None]:
        hub = Hub(database_url)
        loop = asyncio.get_running_loop()
        heard: list[list[str] | None] = []
        with hub.subscribe() as queue:
            for happen in (lambda: hub.start(loop), lambda: write("old"), replace, lambda: write("new")):
                await asyncio.to_thread(happen)
                found = await asyncio.wait_for(queue.get(), PATIENCE_S)
                heard.append(None if found is None else [change.layer for change in found])
        await asyncio.to_thread(hub.stop)
        return heard

    with ThreadPoolExecutor(1) as thread:  # this one may have a loop already, where a browser is open in it
        assert thread.submit(lambda: asyncio.run(hear())).result() == [None, ["old"], None, ["new"]]


def test_a_position_that_cannot_be_read_is_refused(served: Client) -> None:
    """With a problem, not an endless stream."""
    assert served.get("/api/events", headers={"Last-Event-ID": "x"}).status_code == 400


def test_a_change_makes_the_next_answer_new_on_both_processes(
    served: Client, database_url: str, clock: FixedClock
) -> None:
    """No process goes on answering from before the change."""
    path = "/api/collections/wells/items/3"
    etag = served.get(path).headers["etag"]
    with psycopg.connect(database_url) as writer:
        writer.execute("update public.well set name = 'Giếng mới' where id = 3")
        record(writer, "wells", None, clock)
    for _ in range(6):
        answer = served.get(path, headers={"If-None-Match": etag})
        assert answer.status_code == 200
        assert answer.json()["properties"]["name"] == "Giếng mới"
