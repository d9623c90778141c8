"""Replies are kept exactly until they can change: until a deadline, or until a day begins in Viet Nam."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from fastapi import Request
from psycopg import Connection

from gis_server.app import make_server
from gis_server.replies import Body, Cache, body
from gis_server.routes.home import get_home
from gis_server.routes.indicators import figures
from gis_server.routes.indicators.doors import get_series, get_table, get_values
from gis_server.routes.indicators.figures import TableParameters, ValuesParameters
from gis_server.settings import Settings
from gis_server.state import Server
from layers.core.access import PUBLIC
from layers.core.clock import LOCAL, next_midnight, next_minute
from layers.core.period import parse_period
from layers.indicators.matrix.deadlines import deadline

SECOND = timedelta(seconds=1)
DUE = deadline(parse_period("2026-04"), 25)
"""Of the births of April 2026."""
MIDNIGHT = datetime(2026, 6, 1, tzinfo=LOCAL)
Reply = dict[str, Any]


@dataclass(slots=True)
class Hand:
    """A clock set by hand."""

    instant: datetime

    def now(self) -> datetime:
        """Return the instant it is set to."""
        return self.instant


@pytest.fixture
def hand() -> Hand:
    """Begin an hour before the births are due."""
    return Hand(DUE - timedelta(hours=1))


@pytest.fixture
def server(sample_url: str, hand: Hand) -> Iterator[Server]:
    """Lend the parts of one process on the sample, going by a clock set by hand."""
    made = make_server(Settings(database_url=sample_url, reader_url=sample_url, home="97"), sample_url)
    made.pools.open()
    try:
        yield replace(made, clock=hand)
    finally:
        made.pools.close()


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note which replies were made, not lent."""
    found: list[str] = []
    for name in ("values", "series", "table_of"):
        real: Callable[..., Body] = getattr(figures, name)

        def noted(connection: Connection, *others: Any, real: Callable[..., Body] = real, name: str = name) -> Body:
            found.append(name)
            return real(connection, *others)

        monkeypatch.setattr(figures, name, noted)
    return found


def _request(path: str, **asked: str) -> Request:
    where = {"type": "http", "method": "GET", "scheme": "http", "server": ("127.0.0.1", 80), "path": path}
    return Request(where | {"headers": [], "query_string": urlencode(asked).encode(), "root_path": ""})


def _values(server: Server, **asked: str) -> Reply:
    parameters = ValuesParameters.model_validate(asked)
    return _read(get_values(_request("/values", **asked), server, PUBLIC, "tre-sinh", parameters))


def _table(server: Server) -> Reply:
    asked = TableParameters.model_validate({"period": "2026-04", "level": "commune"})
    return _read(get_table(_request("/table"), server, PUBLIC, "tre-sinh", asked))


def _series(server: Server) -> Reply:
    return _read(get_series(_request("/series"), server, PUBLIC, "tre-sinh", "97"))


def _read(response: Any) -> Reply:
    found: Reply = json.loads(response.body)
    return found


def _reasons(reply: Reply, period: str) -> set[str]:
    j = reply["periods"].index(period)
    return {marks[j] for marks, figures_ in zip(reply["s"], reply["v"], strict=True) if figures_[j] is None and marks}


def test_a_reply_is_kept_to_the_second_before_a_deadline_and_made_anew_at_it(
    server: Server, hand: Hand, built: list[str]
) -> None:
    """Not due until 17:00 of the day; overdue from then on, in the values and in the table alike."""
    assert "d" in _reasons(_values(server), "2026-04")
    assert "d" in {row["mark"] for row in _table(server)["rows"]}
    hand.instant = DUE - SECOND
    assert "d" in _reasons(_values(server), "2026-04")
    assert "d" in {row["mark"] for row in _table(server)["rows"]}
    assert built == ["values", "table_of"]
    hand.instant = DUE
    assert "d" not in _reasons(_values(server), "2026-04")
    assert "k" in {row["mark"] for row in _table(server)["rows"]}
    assert built == ["values", "table_of"] * 2


def test_a_new_period_begins_at_midnight_in_viet_nam(server: Server, hand: Hand, built: list[str]) -> None:
    """Seven hours before UTC's first of June there is a June, in the values and in the series of a unit."""
    hand.instant = MIDNIGHT - timedelta(hours=6)
    for _ in range(2):
        assert _values(server)["periods"][-1] == _series(server)["periods"][-1] == "2026-05"
        hand.instant = MIDNIGHT - SECOND
    assert built == ["values", "series"]
    hand.instant = MIDNIGHT
    assert _values(server)["periods"][-1] == _series(server)["periods"][-1] == "2026-06"
    assert built == ["values", "series"] * 2


def test_the_series_of_a_unit_comes_with_the_values_which_are_made_once_for_all_units(
    server: Server, hand: Hand, built: list[str]
) -> None:
    """With several units open one after the other, too."""
    values, series = _values(server), _series(server)
    assert built == ["values", "series"]
    assert _values(server, unit="97") == values | {"series": series}
    assert _values(server, unit="98@2020-01-01")["series"] != series
    assert built == ["values", *["series"] * 3]
    hand.instant = MIDNIGHT  # the end of the one is the end of both
    assert _values(server, unit="97")["series"]["periods"][-1] == "2026-06"


def test_with_the_database_away_the_values_come_without_the_series(server: Server) -> None:
    """The map then shows the last figures known, whatever unit is open."""
    kept = _values(server)
    server.pools.close()
    assert _values(server, unit="97") == kept


def test_what_tells_the_time_is_a_minute_old_at_most(server: Server, hand: Hand) -> None:
    """The page reckons lateness from it."""
    first = _read(get_home(_request("/home"), server, PUBLIC))["now"]
    hand.instant += timedelta(seconds=59)
    assert _read(get_home(_request("/home"), server, PUBLIC))["now"] == first
    hand.instant += SECOND
    assert datetime.fromisoformat(_read(get_home(_request("/home"), server, PUBLIC))["now"]) == hand.instant


def test_a_kept_body_holds_until_its_instant_and_one_without_for_ever() -> None:
    """And no longer than its rows."""
    cache, made = Cache(), iter(range(9))
    until = {"short": DUE, "long": None}

    def ask(key: str, state: int, now: datetime) -> bytes:
        return cache.make(key, state, now, lambda: body(str(next(made)).encode(), "text/plain", until=until[key])).form(
            "identity"
        )

    assert [ask("short", 1, DUE - SECOND), ask("short", 1, DUE - SECOND), ask("short", 1, DUE)] == [b"0", b"0", b"1"]
    assert [ask("long", 1, DUE), ask("long", 1, DUE + timedelta(days=999)), ask("long", 2, DUE)] == [b"2", b"2", b"3"]


def test_midnight_and_minute_are_those_of_viet_nam() -> None:
    """Whatever the machine's own zone."""
    assert next_midnight(MIDNIGHT - SECOND) == MIDNIGHT
    assert next_midnight(MIDNIGHT) == MIDNIGHT + timedelta(days=1)
    assert next_minute(MIDNIGHT - SECOND) == MIDNIGHT
