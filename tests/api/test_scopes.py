"""Rights: what is closed to an asker comes out of no door, and what one may see is never kept for another."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from gis_server.settings import Settings
from layers.core.access import PUBLIC, Scope
from tests.support.closed import LAYER, TABLE
from tests.support.inside import serving_inside

POLICE = Scope(name="police", classes=frozenset({"public", "police"}))
UNIT_THREE = Scope(name="unit 3", classes=frozenset({"public"}), units=frozenset({3}))
AGENCY = Scope(name="agriculture", classes=frozenset({"public"}), agencies=frozenset({"nn"}))
ITEMS = "/api/collections/guarded/items"


@pytest.fixture(scope="module")
def asked(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Lend a function that asks one server as somebody."""
    folder = tmp_path_factory.mktemp("closed")
    (folder / "guarded.py").write_text(LAYER, encoding="utf-8")
    with psycopg.connect(database_url) as connection:
        connection.execute(TABLE)
    settings = Settings(database_url=database_url, layer_path=str(folder / "guarded.py"))
    with serving_inside(settings) as client:

        def ask(who: Scope, path: str, **headers: str) -> Any:
            client.who = who
            return client.get(path, headers=headers)

        yield ask


def _names(reply: Any) -> set[str]:
    return {feature["properties"]["name"] for feature in reply.json()["features"]}


def test_a_row_of_a_closed_class_is_there_for_those_who_may_see_it(asked: Any) -> None:
    """The public's page holds three posts, the police's four, with a field more."""
    assert asked(PUBLIC, ITEMS).json()["numberMatched"] == 3
    police = asked(POLICE, ITEMS)
    assert police.json()["numberMatched"] == 4
    assert "secret" in police.json()["features"][0]["properties"]


@pytest.mark.parametrize(("who", "names"), [(UNIT_THREE, {"Trạm 3"}), (AGENCY, {"Trạm 1", "Trạm 3"})])
def test_rows_are_open_by_unit_and_by_agency(asked: Any, who: Scope, names: set[str]) -> None:
    """Whoever sees only some units, or some agencies, sees their rows."""
    assert _names(asked(who, ITEMS)) == names


def test_what_is_kept_for_one_is_not_given_to_another_of_the_same_name(asked: Any) -> None:
    """Caches know a scope by the hash of the whole of it."""
    wide = Scope(name="clerk", classes=frozenset({"public"}))
    narrow = Scope(name="clerk", classes=frozenset({"public"}), units=frozenset({1}))
    assert asked(wide, ITEMS).json()["numberMatched"] == 3
    assert asked(narrow, ITEMS).json()["numberMatched"] == 1
    assert asked(wide, ITEMS).json()["numberMatched"] == 3


def test_an_etag_of_one_scope_is_none_of_another(asked: Any) -> None:
    """304 says that a client has the right body: nobody has another's."""
    tile = "/tiles/guarded/live/10/822/477.mvt"
    first = asked(POLICE, tile)
    assert asked(POLICE, tile, **{"If-None-Match": first.headers["etag"]}).status_code == 304
    assert asked(PUBLIC, tile, **{"If-None-Match": first.headers["etag"]}).status_code == 200


def test_only_what_everybody_may_see_may_be_kept_by_proxies(asked: Any) -> None:
    """A reply to somebody is private."""
    assert asked(POLICE, ITEMS).headers["cache-control"].startswith("private")
    assert "private" not in asked(PUBLIC, ITEMS).headers["cache-control"]


def test_a_layer_closed_to_the_scope_and_one_that_is_not_there_answer_the_same(asked: Any) -> None:
    """Nobody learns that there is something to hide."""
    closed = Scope(name="nobody", classes=frozenset())
    there, absent = asked(closed, ITEMS), asked(closed, "/api/collections/absent/items")
    assert there.status_code == absent.status_code == 404
    assert there.json() | {"value": ""} == absent.json() | {"value": ""}
