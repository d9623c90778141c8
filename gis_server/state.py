"""The parts of one web process. It keeps no state of its own: everything here can be thrown away at any moment."""

import threading
import time
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field, replace

from fastapi import Request
from psycopg import Connection
from starlette.responses import Response

from gis_server.events import Hub
from gis_server.pools import Pools
from gis_server.replies import REVALIDATE, Body, Cache, has, respond, tag, unchanged, wants_arrow
from gis_server.settings import Settings
from layers.core.access import PUBLIC, Scope
from layers.core.clock import Clock
from layers.core.errors import UnavailableError
from layers.registry import OF_ROWS, Registry, full_registry
from layers.store.outbox import Position, position

STALE = {"Warning": '110 - "Response is Stale"', "Gis-Stale": "database-away"}
"""Says that the answer is the last one known, because the database is away."""
ROWS = (OF_ROWS, "units")
"""What every reply depends on, beside the names by which families say that their layers changed."""
LOOK_AGAIN_S = 20.0
"""So long a declaration stays set aside before it is held against the database again."""


def seen(connection: Connection, layers: tuple[str, ...]) -> tuple[Position, int]:
    """Return what this snapshot sees of the layers' changes: the last settled one, and how many are past it.

    A change is visible when its transaction ends, but settled only when all older ones have ended too. With both, the
    pair differs after every commit, so that a slow transaction elsewhere never keeps an old answer in the cache.
    """
    row = connection.execute(
        "select count(*) from store.outbox"
        " where layer = any(%s::text[]) and xid >= pg_snapshot_xmin(pg_current_snapshot())",
        [list(layers)],
    ).fetchone()
    return position(connection, layers), 0 if row is None else int(row[0])


@dataclass(slots=True)
class Registries:
    """The registry of the rows that are there now; read again when the outbox says that they changed."""

    base: Registry
    _state: Hashable = None
    _now: Registry | None = None
    _again: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def current(self, connection: Connection) -> Registry:
        """Return the registry as of this connection's snapshot."""
        state = seen(connection, self.base.outbox)
        with self._lock:
            if self._now is None or self._state != state or self._doubtful():
                self._now, self._state = full_registry(connection, self.base), state
                self._again = time.monotonic() + LOOK_AGAIN_S
            return self._now

    def doubt(self) -> None:
        """Have the declarations held against the database again: a layer could not answer."""
        with self._lock:
            self._state = None

    def doubts(self) -> int:
        """Return zero while all declarations are served, else a number that changes when they are looked at again."""
        sound = self._now is None or (self._state is not None and not self._now.set_aside)
        return 0 if sound else 1 + int(time.monotonic() / LOOK_AGAIN_S)

    def _doubtful(self) -> bool:
        """Say whether something set aside may have been mended meanwhile."""
        return self._now is not None and bool(self._now.set_aside) and time.monotonic() > self._again

    def known(self) -> tuple[str, ...]:
        """Return the ids of the layers known at the moment, without asking the database."""
        return tuple((self._now or self.base).layers)

    def hears(self, layer: str, scope: Scope) -> bool:
        """Say whether this scope may be told that a layer of the outbox changed."""
        known = (self._now or self.base).layers.get(layer)
        return known is None or scope.allows(known.access)


@dataclass(frozen=True, slots=True)
class Server:
    """What the routes use."""

    settings: Settings
    clock: Clock
    pools: Pools
    registries: Registries
    cache: Cache
    hub: Hub

    def touching(self, layers: str | None) -> tuple[str, ...]:
        """Return the outbox ids behind these layers (joined by commas), or behind all that are known."""
        known = self.registries.known() if layers is None else layers.split(",")
        return (*ROWS, *(key.strip() for key in known))

    def answer(
        self,
        request: Request,
        scope: Scope,
        touching: Iterable[str],
        build: Callable[[Connection], Body],
        *,
        cache_control: str = REVALIDATE,
        without: str | None = None,
    ) -> Response:
        """Answer from the cache while neither rows nor time have changed it, else build; stale with the database away.

        Args:
            request: its path and parameters are the key, together with the scope.
            scope: what the asker may see.
            touching: ids of the outbox on which the reply depends.
            build: makes the body, given a connection inside one read-only snapshot; the body says until when it holds.
            cache_control: the header of that name.
            without: a parameter that only adds to the reply: with the database away the reply comes without it.

        Raises:
            UnavailableError: the database is away and nothing is kept.
        """
        key = _key(request, scope)
        try:
            with self.pools.read() as connection:
                state = self._seen(connection, touching)
                found = self.cache.make(key, state, self.clock.now(), lambda: build(connection))
        except UnavailableError as error:
            keys = (key, _key(request, scope, without))
            return self._stale(request, keys, kept_by(scope, cache_control), error)
        return respond(request, found, kept_by(scope, cache_control))

    def part(
        self,
        request: Request,
        scope: Scope,
        touching: Iterable[str],
        build: Callable[[Connection], Body],
        connection: Connection,
        *,
        without: str,
    ) -> Body:
        """Return what the same request would answer without one of its parameters, from the cache where it is kept."""
        state = self._seen(connection, touching)
        return self.cache.make(_key(request, scope, without), state, self.clock.now(), lambda: build(connection))

    def _seen(self, connection: Connection, touching: Iterable[str]) -> Hashable:
        """Return the state of what a reply depends on; with declarations in it, also that of the registry."""
        names = tuple(touching)
        if OF_ROWS not in names:
            return seen(connection, names)
        return seen(connection, (*names, *self.registries.base.outbox)), self.registries.doubts()

    def answer_versioned(
        self,
        request: Request,
        scope: Scope,
        version: Callable[[Connection], Hashable],
        build: Callable[[Connection], Body],
    ) -> Response:
        """Answer as `answer`, for replies that know their own version: their ETag is it, and 304 needs no body.

        Args:
            request: its path and parameters are the key, together with the scope.
            scope: what the asker may see.
            version: tells what the body depends on; whoever reads the same rows gets the same, in any process.
            build: makes the body, given a connection inside the same read-only snapshot.

        Raises:
            UnavailableError: the database is away and nothing is kept.
        """
        key = _key(request, scope)
        try:
            with self.pools.read() as connection:
                state = (version(connection), scope.key, _identity(connection))
                etag = tag(repr(state).encode())
                control = kept_by(scope, REVALIDATE)
                if has(request, etag):
                    return unchanged(etag, control)
                found = self.cache.make(key, state, self.clock.now(), lambda: replace(build(connection), etag=etag))
        except UnavailableError as error:
            return self._stale(request, (key,), kept_by(scope, REVALIDATE), error)
        return respond(request, found, control)

    def _stale(
        self, request: Request, keys: Iterable[Hashable], cache_control: str, error: UnavailableError
    ) -> Response:
        kept = next((kept for key in keys if (kept := self.cache.get(key)) is not None), None)
        if kept is None:
            raise error
        return respond(request, kept.body, cache_control, STALE)


def kept_by(scope: Scope, cache_control: str) -> str:
    """Return who may keep a reply: what is not open to everybody is kept by the asker alone (RFC 9111 5.2.2.7)."""
    return cache_control if scope.key == PUBLIC.key else f"private, {cache_control.removeprefix('public, ')}"


def _key(request: Request, scope: Scope, without: str | None = None) -> Hashable:
    """Name what is asked for; the kind of media accepted belongs to it, where a route offers several."""
    asked = tuple(sorted(item for item in request.query_params.multi_items() if item[0] != without))
    return str(request.base_url), request.url.path, asked, wants_arrow(request), scope.key


def _identity(connection: Connection) -> Hashable:
    """Name the database itself: a new one, served at the same address, may come to the same positions."""
    return connection.execute(
        "select s.system_identifier, d.oid from pg_control_system() s, pg_database d"
        " where d.datname = current_database()"
    ).fetchone()
