"""The style of an indicator for a plain client: the classes, the colours and the level of its legend."""

from collections.abc import Iterator
from itertools import product
from typing import Any, cast

import mapbox_vector_tile
import pytest

from layers.indicators.sample.cases import DEFAULT
from tests.support.client import Client
from tests.support.grid import tile_of

Reply = dict[str, Any]
ZOOM = 7


@pytest.fixture(scope="module")
def client(sample_server: str) -> Iterator[Client]:
    """Ask the sample's server."""
    with Client(sample_server) as opened:
        yield opened


def _drawn(client: Client, style: Reply, layer: str) -> Iterator[Reply]:
    """Give the properties of the features that the style's own tiles hold."""
    (source,) = style["sources"].values()
    west, south, east, north = client.get(f"/api/collections/{layer}").json()["extent"]["spatial"]["bbox"][0]
    (left, top), (right, bottom) = tile_of((west, north), ZOOM), tile_of((east, south), ZOOM)
    for x, y in product(range(left, right + 1), range(top, bottom + 1)):
        address = source["tiles"][0].format(z=ZOOM, x=x, y=y)
        decoded = cast("Reply", mapbox_vector_tile.decode(client.get(address).content))
        yield from (feature["properties"] for feature in decoded.get(layer, {"features": []})["features"])


def _holds(expression: Any, properties: Reply) -> bool:
    """Evaluate those of MapLibre's conditions that such a style is made of."""
    match expression:
        case ["all", *conditions]:
            return all(_holds(condition, properties) for condition in conditions)
        case ["has", name]:
            return name in properties
        case ["==", ["get", name], value]:
            return properties[name] == value
        case ["<", ["get", name], value]:
            return properties[name] < value
        case _:
            pytest.fail(f"not of such a style: {expression}")


def _color(fill: Reply, properties: Reply) -> str:
    name, *pairs, otherwise = fill["paint"]["fill-color"]
    assert name == "case"
    cases = zip(pairs[::2], pairs[1::2], strict=True)
    return next((color for condition, color in cases if _holds(condition, properties)), otherwise)


@pytest.mark.parametrize("code", [DEFAULT, "thu-ngan-sach", "grdp"])
def test_a_plain_client_colours_each_unit_by_its_class_of_the_legend(client: Client, code: str) -> None:
    """Of a rate, of a total, and of an indicator of provinces alone."""
    layer = f"indicator-{code}"
    style, legend = (client.get(f"/api/collections/{layer}/{part}").json() for part in ("style.json", "legend"))
    (fill,) = [part for part in style["layers"] if part["type"] == "fill"]
    classes = [row for row in legend["rows"] if row["key"].startswith("c")]
    drawn = {one["uid"]: one for one in _drawn(client, style, layer) if _holds(fill["filter"], one)}
    assert drawn
    assert {one["level"] for one in drawn.values()} == {legend["level"]}
    for one in drawn.values():
        color = _color(fill, one)
        if "value" not in one:
            assert color == next(row["color"] for row in legend["rows"] if row["key"].startswith("blank-"))
            continue
        (of,) = [
            row
            for row in classes
            if (row["low"] is None or row["low"] <= one["value"])
            and (row["high"] is None or one["value"] < row["high"])
        ]
        assert color == of["color"]
    if code == DEFAULT:
        shades = {_color(fill, one) for one in drawn.values() if "value" in one}
        assert len(shades) == len(classes) == 5
