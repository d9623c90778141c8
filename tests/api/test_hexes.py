"""Hexagons of any point layer: the same rows at every resolution, and never a part of them."""

from typing import Any, cast

import h3 as untyped_h3
import pyarrow as pa
import pytest

from tests.support.client import Client

h3, arrow = cast("Any", untyped_h3), cast("Any", pa)
HEXES = "/api/collections/wells/hexes"
ARROW = "application/vnd.apache.arrow.stream"
DEPTHS = sum(n + 0.5 for n in range(1, 26))


@pytest.mark.parametrize("res", range(4, 13))
def test_totals_are_equal_at_every_resolution(served: Client, res: int) -> None:
    """Counts and additive measures."""
    found = served.get(HEXES, params={"res": res}).json()
    assert found["res"] == res
    assert {h3.get_resolution(cell) for cell in found["cells"]} == {res}
    assert sum(found["count"]) == 25
    assert sum(found["depth_m"]) == DEPTHS


def test_each_cell_holds_the_points_that_lie_in_it(served: Client) -> None:
    """By the library's own reckoning."""
    cell = h3.cell_to_parent(h3.latlng_to_cell(12.07, 109.07, 12), 7)
    found = served.get(HEXES, params={"res": 7}).json()
    points = [(12 + n * 0.01, 109 + n * 0.01) for n in range(1, 26)]
    inside = sum(h3.cell_to_parent(h3.latlng_to_cell(lat, lon, 12), 7) == cell for lat, lon in points)
    assert dict(zip(found["cells"], found["count"], strict=True))[cell] == inside


def test_cells_are_narrowed_and_split_like_rows(served: Client) -> None:
    """Box, time, filter; a dimension splits each cell."""
    asked = {"res": 5, "bbox": "109,12,109.105,12.105", "datetime": "2024-01-04/2024-01-09"}
    split = served.get(HEXES, params={**asked, "by": "use"}).json()
    counts = dict.fromkeys(split["use"], 0)
    for use, count in zip(split["use"], split["count"], strict=True):
        counts[use] += count
    assert counts == {"farm": 3, "home": 3}
    assert sum(served.get(HEXES, params={**asked, "filter": "use='farm'"}).json()["count"]) == 3


def test_arrow_and_json_say_the_same_at_one_address(served: Client) -> None:
    """Also one after the other out of the cache."""
    for path, accept in ((f"{HEXES}?res=7", ARROW), (f"{HEXES}?res=7&f=arrow", "*/*")):
        plain = served.get(HEXES, params={"res": 7}).json()
        streamed = served.get(path, headers={"Accept": accept})
        assert streamed.headers["content-type"] == ARROW
        assert "Accept" in streamed.headers["vary"]
        table = arrow.ipc.open_stream(streamed.content).read_all()
        assert [f"{cell:x}" for cell in table["cell"].to_pylist()] == plain["cells"]
        assert table["count"].to_pylist() == plain["count"]


@pytest.mark.parametrize(
    ("asked", "status", "value"),
    [
        ({"res": 12, "limit": 5}, 413, "res=12"),
        ({"res": 2}, 400, "res=2"),
        ({"res": 7, "by": "phone"}, 400, "by=phone"),
        ({}, 400, None),
    ],
)
def test_what_cannot_be_counted_is_refused_with_the_limit(
    served: Client, asked: dict[str, str], status: int, value: str | None
) -> None:
    """A part of the cells would give wrong totals."""
    answer = served.get(HEXES, params=asked)
    assert answer.status_code == status
    assert answer.json()["limit"]
    if value is not None:
        assert answer.json()["value"] == value


def test_a_layer_without_hexagons_says_so(served: Client) -> None:
    """Units are no points."""
    assert served.get("/api/collections/units-commune/hexes", params={"res": 7}).status_code == 404
