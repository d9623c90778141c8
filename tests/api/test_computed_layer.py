"""A layer without a table: its family makes its tiles, its legend and what lies at a point; all else is not offered."""

from collections.abc import Iterator
from typing import Any, cast

import mapbox_vector_tile
import pytest

from tests.support.client import Client
from tests.support.server import serving

GRATICULE = """
import mapbox_vector_tile

from layers.core.drawing import LegendRow
from layers.core.layer import CodeItem, Computed, Field, Layer, Style
from layers.core.model import text
from layers.family import Family, Maker

WEIGHTS = (
    CodeItem(code=1, title=text("Chính", "Main"), color="#c4441c"),
    CodeItem(code=2, title=text("Phụ", "Minor"), color="#2b79b3"),
)
LINES = Layer(
    id="graticule", family="graticule",
    title=text("Lưới kinh vĩ", "Graticule"), description=text("Không có bảng", "Without a table"),
    geometry="line",
    source=Computed(maker="lines", options={"step_deg": 1}),
    fields=(Field(name="weight", type="integer", title=text("Cấp", "Weight"), codes=WEIGHTS),),
    style=Style(kind="line", by="weight"),
    owner=text("Nhà nước", "The State"), licence=text("Công khai", "Public"),
)


def tile(connection, layer, at, asked, scope):
    line = {"geometry": "LINESTRING(0 2048, 4096 2048)", "properties": {"weight": 1}, "id": 7}
    return mapbox_vector_tile.encode([{"name": layer.id, "features": [line]}])


def legend(connection, layer, asked, scope):
    return [LegendRow(key=str(item.code), title=item.title, color=item.color) for item in WEIGHTS]


def identify(connection, layer, place, asked, scope):
    step = layer.source.options["step_deg"]
    lon = round(place[0] / step) * step
    return [(7, 1, f'{{"type":"Point","coordinates":[{lon},{place[1]}]}}')]


FAMILY = Family(id="graticule", layers=(LINES,), makers={"lines": Maker(tile=tile, legend=legend, identify=identify)})
"""


@pytest.fixture(scope="module")
def client(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """Lend a client of a server that has the family in a file."""
    file = tmp_path_factory.mktemp("layers") / "graticule.py"
    file.write_text(GRATICULE, encoding="utf-8")
    with serving(database_url, home="*", GIS_LAYER_PATH=str(file)) as base:
        yield Client(base)


def test_it_says_what_it_offers(client: Client) -> None:
    described = client.get("/api/collections/graticule").json()
    assert sorted(described["offers"]) == ["identify", "legend", "style", "tiles"]


def test_its_tiles_are_what_the_family_made(client: Client) -> None:
    reply = client.get("/tiles/graticule/live/5/25/14.mvt")
    assert reply.status_code == 200, reply.text
    decoded = cast("dict[str, Any]", mapbox_vector_tile.decode(reply.content))
    assert decoded["graticule"]["features"][0]["properties"] == {"weight": 1}
    assert client.get("/api/collections/graticule/tiles/WebMercatorQuad/5/14/25").content == reply.content


def test_its_legend_and_its_style_have_the_same_colours(client: Client) -> None:
    rows = client.get("/api/collections/graticule/legend").json()["rows"]
    assert [(row["key"], row["color"]) for row in rows] == [("1", "#c4441c"), ("2", "#2b79b3")]
    layers = client.get("/api/collections/graticule/style.json").json()["layers"]
    assert layers[0]["paint"]["line-color"][2:6] == [1, "#c4441c", 2, "#2b79b3"]


def test_it_is_found_at_a_place(client: Client) -> None:
    found = client.get("/api/identify", params={"lon": 109.2, "lat": 12, "layers": "graticule"}).json()
    assert found["layers"][0]["features"][0]["geometry"]["coordinates"] == [109, 12]


@pytest.mark.parametrize("verb", ["items", "counts?by=weight", "density", "export?f=csv", "hexes?res=8"])
def test_what_it_lacks_is_not_offered_and_what_it_has_is_listed(client: Client, verb: str) -> None:
    reply = client.get(f"/api/collections/graticule/{verb}")
    assert reply.status_code == 404
    assert reply.json()["type"].endswith("#not-offered")
    assert "tiles" in reply.json()["limit"]
