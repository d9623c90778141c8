"""Live tiles: what is in them, when they change, what they say when they are thinned."""

from typing import Any, cast

import mapbox_vector_tile
import psycopg
import pytest

from layers.core.clock import FixedClock
from layers.store.outbox import record
from tests.support.client import Client
from tests.support.grid import tile_of
from tests.support.towers import import_tower

TOWER = (109.19, 12.26)


def _path(layer: str, zoom: int, place: tuple[float, float]) -> str:
    x, y = tile_of(place, zoom)
    return f"/tiles/{layer}/live/{zoom}/{x}/{y}.mvt"


def _features(content: bytes, layer: str) -> list[dict[str, Any]]:
    decoded = cast("dict[str, Any]", mapbox_vector_tile.decode(content))
    return [feature["properties"] for feature in decoded[layer]["features"]]


def test_a_tile_holds_the_public_fields_of_its_rows(served: Client) -> None:
    """In a source layer named by the layer."""
    answer = served.get(_path("towers", 12, TOWER))
    assert answer.headers["content-type"] == "application/vnd.mapbox-vector-tile"
    assert answer.headers["gis-total"] == "1"
    [tower] = _features(answer.content, "towers")
    assert (tower["name"], tower["heading_deg"]) == ("Cầu Xóm Bóng", 90)
    assert b"phone" not in served.get(_path("wells", 6, TOWER)).content


def test_an_unchanged_tile_is_304_from_either_process(served: Client) -> None:
    """Its ETag is the position of its last change, which both read alike."""
    first = served.get(_path("towers", 12, TOWER))
    for _ in range(6):
        again = served.get(_path("towers", 12, TOWER), headers={"If-None-Match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")


def test_an_import_changes_the_tiles_it_touches_and_no_other(
    served: Client, database_url: str, clock: FixedClock
) -> None:
    """The far tile goes on answering 304."""
    near, far = _path("towers", 12, TOWER), _path("towers", 12, (105.8, 21.0))
    before = {path: served.get(path).headers["etag"] for path in (near, far)}
    import_tower(lambda: psycopg.connect(database_url), "C2", "Cầu Mới", (109.191, 12.261), clock)
    for _ in range(4):
        changed = served.get(near, headers={"If-None-Match": before[near]})
        assert changed.status_code == 200
        assert "Cầu Mới" in [tower["name"] for tower in _features(changed.content, "towers")]
        assert served.get(far, headers={"If-None-Match": before[far]}).status_code == 304


def test_a_change_shows_while_an_older_transaction_is_still_open(
    served: Client, database_url: str, clock: FixedClock
) -> None:
    """It is visible before it is settled; the tile must not wait for the slow writer."""
    path = _path("wells", 6, TOWER)
    etag = served.get(path).headers["etag"]
    with psycopg.connect(database_url) as slow, psycopg.connect(database_url) as fast:
        record(slow, "slow", None, clock)
        record(fast, "wells", None, clock)
        fast.commit()
        assert served.get(path, headers={"If-None-Match": etag}).status_code == 200
        slow.rollback()


def test_a_tile_over_its_budget_says_how_many_are_left_out(served: Client) -> None:
    """In a header, and in the tile; the deepest wells are kept."""
    answer = served.get(_path("wells", 6, TOWER))
    assert (answer.headers["gis-total"], answer.headers["gis-left-out"]) == ("25", "15")
    [meta] = _features(answer.content, "meta")
    assert (meta["total"], meta["left_out"]) == (25, 15)
    assert sorted(well["depth_m"] for well in _features(answer.content, "wells")) == [n + 0.5 for n in range(16, 26)]


def test_the_complete_tile_has_the_row_before_the_column(served: Client) -> None:
    """OGC API Tiles; TileJSON's pattern leads to the same."""
    x, y = tile_of(TOWER, 6)
    fast = served.get(_path("wells", 6, TOWER))
    complete = served.get(f"/api/collections/wells/tiles/WebMercatorQuad/6/{y}/{x}")
    assert complete.content == fast.content
    [pattern] = served.get("/api/collections/wells/tilejson.json").json()["tiles"]
    assert served.get(pattern.format(z=6, x=x, y=y)).content == fast.content


def test_a_tile_can_be_narrowed_by_filter_and_time(served: Client) -> None:
    """As every other ability."""
    asked = {"filter": "use='farm'", "datetime": "2024-01-04/2024-01-09"}
    answer = served.get(_path("wells", 6, TOWER), params=asked)
    assert answer.headers["gis-total"] == "3"
    assert "gis-left-out" not in answer.headers


def test_units_are_drawn_as_of_a_day(served: Client) -> None:
    """A layer of static tiles has complete ones too; with no unit in it the tile is empty, not an error."""
    x, y = tile_of(TOWER, 8)
    answer = served.get(f"/api/collections/units-commune/tiles/WebMercatorQuad/8/{y}/{x}")
    assert (answer.status_code, answer.headers["gis-total"]) == (200, "0")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/tiles/towers/live/3/1/1.mvt", 404),
        ("/tiles/nowhere/live/8/1/1.mvt", 404),
        ("/tiles/towers/live/8/256/1.mvt", 400),
        ("/tiles/towers/live/8/1/1.mvt?filter=depth_m=1", 400),
    ],
)
def test_a_tile_that_is_not_there_is_a_problem_that_names_its_limit(served: Client, path: str, status: int) -> None:
    """Also for whoever claims to have it."""
    answer = served.get(path, headers={"If-None-Match": "*"} if status == 404 else {})
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
