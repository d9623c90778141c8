"""Server-sent events out of the outbox: a notification wakes, the order is that of the outbox itself."""

import asyncio
import json
import logging
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg

from layers.core.errors import UnavailableError
from layers.store.outbox import CHANNEL, Change, Position, changes, oldest, position

LOG = logging.getLogger("gis_server")
BEAT_S = 15.0
"""A comment is sent after so long a silence, so that proxies and browsers keep the line."""
LOOK_S = 0.5
"""A change may become readable after its notification, when an older transaction ends: look again after so long."""
RETRY_S = 2.0
MOST_CHANGES = 1000
"""A reader that is more changes behind than this is told to start over."""

Batch = Sequence[Change] | None
"""Changes in their order; None means that some were lost on the way to this reader."""


@dataclass(frozen=True, slots=True)
class Resumed:
    """What a reader is told when it comes, and the place after which it goes on."""

    changes: Batch
    at: Position


Look = Callable[[Position | None], Resumed]
"""Reads what happened after a place; None asks for the place that is the present."""


class Hub:
    """One thread listens for the whole process; every open page has a queue that it fills."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._queues: set[asyncio.Queue[Batch]] = set()
        self._last: Position | None = None

    def start(self, loop: asyncio.AbstractEventLoop) -> None:
        """Begin to listen."""
        self._loop = loop
        self._thread = threading.Thread(target=self._run, name="events", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End, and let every open page go."""
        self._stop.set()
        for queue in tuple(self._queues):
            _put(queue, None)
        if self._thread is not None:
            self._thread.join(timeout=LOOK_S + 1)

    @property
    def stopping(self) -> bool:
        """Whether the process is about to end."""
        return self._stop.is_set()

    @contextmanager
    def subscribe(self) -> Iterator[asyncio.Queue[Batch]]:
        """Lend a queue that gets every change readable from now on."""
        queue: asyncio.Queue[Batch] = asyncio.Queue(maxsize=100)
        self._queues.add(queue)
        try:
            yield queue
        finally:
            self._queues.discard(queue)

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                with psycopg.connect(self._url, autocommit=True, connect_timeout=3) as connection:
                    connection.execute(f"listen {CHANNEL}")
                    self._follow(connection)
            except psycopg.Error as error:
                LOG.info("listening again in %s s: %s", RETRY_S, type(error).__name__)
                self._stop.wait(RETRY_S)

    def _follow(self, connection: psycopg.Connection) -> None:
        now = position(connection)
        if self._last is None or self._last > now:
            # Just begun: a page that came before may have missed a change. Or another database answers here, or this
            # one was loaded anew.
            self._spread(None)
            self._last = now
        while not self._stop.is_set():
            while found := changes(connection, self._last, MOST_CHANGES):
                self._last = found[-1].position
                self._spread(found)
            for _ in connection.notifies(timeout=LOOK_S, stop_after=1):
                pass

    def _spread(self, found: Batch) -> None:
        def put() -> None:
            for queue in tuple(self._queues):
                _put(queue, found)

        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(put)


def _put(queue: asyncio.Queue[Batch], found: Batch) -> None:
    if queue.full():
        while not queue.empty():
            queue.get_nowait()
        found = None
    queue.put_nowait(found)


def look(connection: psycopg.Connection, after: Position | None) -> Resumed:
    """Return the changes after a place; none at all when it is too old to tell, and the reader must start over."""
    now = position(connection)
    if after is None:
        return Resumed((), now)
    if after > now:
        return Resumed(None, now)  # of another database, or of this one before it was loaded anew
    first = oldest(connection)
    if after < first and first.seq > after.seq + 1:
        return Resumed(None, now)  # rows between were pruned
    found = changes(connection, after, MOST_CHANGES + 1)
    return Resumed(None, now) if len(found) > MOST_CHANGES else Resumed(found, after)


async def stream(
    hub: Hub, looking: Look, after: Position | None, visible: Callable[[str], bool]
) -> AsyncIterator[bytes]:
    """Yield the events of one reader: what it missed, then what comes.

    The first of them names a place, so that a reader that hears of no change still resumes where it was.

    Args:
        hub: where the changes arrive.
        looking: reads the outbox; called after subscribing, so that nothing falls between.
        after: the last event that the reader has seen; None begins now.
        visible: says which layers the reader may hear of.
    """
    yield b"retry: 2000\n\n"
    with hub.subscribe() as queue:
        found = await _found(looking, after)
        if found is not None and found.changes is not None:
            yield f"id: {found.at}\n\n".encode()
        while found is not None:
            last = found.at
            if found.changes is None:
                yield _reset(last)
            for change in found.changes or ():
                if change.position > last:
                    last = change.position
                    if visible(change.layer):
                        yield _event(change)
            try:
                batch = await asyncio.wait_for(queue.get(), BEAT_S)
            except TimeoutError:
                yield b": beat\n\n"
                batch = ()
            if hub.stopping:
                return
            found = await _start_over(looking) if batch is None else Resumed(batch, last)


async def _found(looking: Look, after: Position | None) -> Resumed | None:
    """Read the outbox; None with the database away: the stream then ends, and the reader asks for another."""
    try:
        return await asyncio.to_thread(looking, after)
    except UnavailableError:
        return None


async def _start_over(looking: Look) -> Resumed | None:
    """Begin at the present."""
    found = await _found(looking, None)
    return None if found is None else Resumed(None, found.at)


def _reset(at: Position) -> bytes:
    """Tell a reader to start over, and from where on it is told of changes again."""
    return f"id: {at}\nevent: reset\ndata: {json.dumps({'position': str(at)})}\n\n".encode()


def _event(change: Change) -> bytes:
    at = str(change.position)
    data = json.dumps({"layer": change.layer, "bbox": change.extent, "position": at})
    return f"id: {at}\nevent: change\ndata: {data}\n\n".encode()
