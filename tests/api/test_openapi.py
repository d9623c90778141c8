"""Every route answers as its model says: no member more, none less, in the type that the page's types are made of."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from fastapi.routing import APIRoute
from pydantic import BaseModel

from gis_server.models.reply import XLSX
from gis_server.routes import ROUTERS
from tests.support.client import Client

Parameters = Mapping[str, str | int | float]
INDICATOR, LATER = "giai-ngan-dau-tu-cong", "2025"


def _routes() -> Iterator[APIRoute]:
    for router in ROUTERS:
        yield from (route for route in router.routes if isinstance(route, APIRoute) and route.include_in_schema)


MODELS: dict[str, type[BaseModel]] = {
    route.path: route.responses[200]["model"] for route in _routes() if "model" in route.responses.get(200, {})
}
BYTES = {
    "/api/collections/{layer}/tiles/WebMercatorQuad/{z}/{row}/{col}",
    "/tiles/{layer}/live/{z}/{x}/{y}.mvt",
    "/tiles/{layer}/{version}/{z}/{x}/{y}.mvt",
    "/api/events",
}
"""The routes whose replies are no JSON."""

ASKED: tuple[tuple[str, Parameters, Parameters], ...] = (
    ("/api", {}, {"lang": "en"}),
    ("/api/conformance", {}, {}),
    ("/api/home", {}, {}),
    ("/api/editions", {}, {}),
    ("/api/units", {}, {}),
    ("/api/indicators", {}, {}),
    ("/api/indicators/{code}", {"code": INDICATOR}, {}),
    ("/api/indicators/{code}/values", {"code": INDICATOR}, {}),
    ("/api/indicators/{code}/values", {"code": INDICATOR}, {"unit": "{commune}", "freq": "year"}),
    ("/api/indicators/{code}/units/{uid}/series", {"code": INDICATOR, "uid": "{commune}"}, {}),
    ("/api/indicators/{code}/units/{uid}/series", {"code": INDICATOR, "uid": "{former}"}, {}),
    ("/api/indicators/{code}/table", {"code": INDICATOR}, {"period": LATER}),
    ("/api/collections", {}, {}),
    ("/api/collections/{layer}", {"layer": "lookouts"}, {}),
    ("/api/collections/{layer}", {"layer": "units-commune"}, {}),
    ("/api/collections/{layer}", {"layer": "wells"}, {}),
    ("/api/collections/{layer}", {"layer": f"indicator-{INDICATOR}"}, {}),
    ("/api/collections/{layer}/items", {"layer": "lookouts"}, {}),
    ("/api/collections/{layer}/items", {"layer": "units-commune"}, {"limit": 2, "offset": 2}),
    ("/api/collections/{layer}/items", {"layer": f"indicator-{INDICATOR}"}, {"limit": 2}),
    ("/api/collections/{layer}/items", {"layer": "wells"}, {}),
    ("/api/collections/{layer}/items/{key}", {"layer": "wells", "key": "1"}, {}),
    ("/api/collections/{layer}/counts", {"layer": "lookouts"}, {"by": "grade"}),
    ("/api/collections/{layer}/counts", {"layer": "wells"}, {"by": "depth_m"}),
    ("/api/collections/{layer}/export", {"layer": "wells"}, {"f": "geojson"}),
    ("/api/collections/{layer}/density", {"layer": "wells"}, {}),
    ("/api/collections/{layer}/density", {"layer": "wells"}, {"by": "use"}),
    ("/api/collections/{layer}/density", {"layer": "wells"}, {"filter": "drilled_on > DATE('2100-01-01')"}),
    ("/api/collections/{layer}/density", {"layer": "units-commune"}, {}),
    ("/api/collections/{layer}/tiles", {"layer": "wells"}, {}),
    ("/api/collections/{layer}/tiles/WebMercatorQuad", {"layer": "wells"}, {}),
    ("/api/collections/{layer}/hexes", {"layer": "lookouts"}, {"res": 8, "by": "grade"}),
    ("/api/collections/{layer}/hexes", {"layer": "wells"}, {"res": 8}),
    ("/api/collections/{layer}/tilejson.json", {"layer": "wells"}, {}),
    ("/api/collections/{layer}/style.json", {"layer": "lookouts"}, {}),
    ("/api/collections/{layer}/style.json", {"layer": "units-commune"}, {}),
    ("/api/collections/{layer}/style.json", {"layer": f"indicator-{INDICATOR}"}, {}),
    ("/api/collections/{layer}/legend", {"layer": "lookouts"}, {}),
    ("/api/collections/{layer}/legend", {"layer": "units-commune"}, {}),
    ("/api/collections/{layer}/legend", {"layer": f"indicator-{INDICATOR}"}, {}),
    ("/api/collections/{layer}/legend", {"layer": f"indicator-{INDICATOR}"}, {"coloring": "trend"}),
    ("/api/units/search", {}, {"q": "an"}),
    ("/api/units/search", {}, {"q": "Giếng"}),
    ("/api/units/search", {}, {"q": "zzkhongcogi"}),
    ("/api/units/at", {}, {"lon": "{lon}", "lat": "{lat}"}),
    ("/api/units/{uid}", {"uid": "{commune}"}, {}),
    ("/api/units/{uid}", {"uid": "{former}"}, {}),
    ("/api/units/{uid}/succession", {"uid": "{commune}"}, {}),
    ("/api/units/{uid}/succession", {"uid": "{former}"}, {}),
    ("/api/outline", {}, {}),
    ("/api/identify", {}, {"lon": "{lon}", "lat": "{lat}"}),
    ("/api/identify", {}, {"lon": 109.05, "lat": 12.05, "layers": "wells", "radius_m": 5000}),
    ("/health", {}, {}),
    ("/ready", {}, {}),
)
"""Path, its parameters, the query; words in braces are taken from the sample."""


@pytest.fixture(scope="module")
def words(whole: Client) -> dict[str, str]:
    """Name a commune of today, a unit that is no more, and a place inside the commune."""
    units = whole.get("/api/units").json()
    live = next(i for i, to in enumerate(units["to"]) if to is None and units["level"][i] == "c")
    gone = next(i for i, to in enumerate(units["to"]) if to is not None and units["became"][i])
    lon, lat = units["label"][live]
    return {"commune": units["uid"][live], "former": units["uid"][gone], "lon": str(lon), "lat": str(lat)}


@pytest.fixture(scope="module")
def described(whole: Client) -> Any:
    """Lend the served description, read by schemathesis."""
    return schemathesis.openapi.from_dict(whole.get("/api/openapi.json").json())


@pytest.mark.parametrize(
    ("path", "place", "query"),
    ASKED,
    ids=["".join((path.format_map(place), *(f" {k}={v}" for k, v in query.items()))) for path, place, query in ASKED],
)
def test_a_reply_has_the_members_of_its_model(
    whole: Client, words: dict[str, str], described: Any, path: str, place: Parameters, query: Parameters
) -> None:
    """By the model, which refuses a member that it does not know, and by the schema, which misses one left out."""
    filled = {name: str(value).format_map(words) for name, value in place.items()}
    answer = whole.get(path.format_map(filled), params={k: str(v).format_map(words) for k, v in query.items()})
    assert answer.status_code == 200, answer.text
    MODELS[path].model_validate_json(answer.content, strict=True)
    described[path]["GET"].validate_response(answer)


def test_every_route_is_described_and_asked() -> None:
    """A route without a model, or a model that nothing is held against, is found here."""
    paths = {route.path for route in _routes()}
    assert paths == MODELS.keys() | BYTES
    assert {path for path, _, _ in ASKED} == set(MODELS)


def test_the_command_writes_what_the_server_says(whole: Client, tmp_path: Path) -> None:
    """Without a database, so that the page's types are made anywhere."""
    file = tmp_path / "openapi.json"
    subprocess.run([sys.executable, "-m", "gis_server.cli", "openapi", str(file)], check=True)
    assert json.loads(file.read_bytes()) == whole.get("/api/openapi.json").json()


def test_a_refusal_is_a_problem_as_described(whole: Client, described: Any) -> None:
    """With status, media type and members that the description has."""
    for path, query, status in (
        ("/api/units/{uid}", {}, 404),
        ("/api/units/{uid}", {"lang": "fr"}, 400),
    ):
        answer = whole.get(path.format(uid="0"), params=query)
        assert answer.status_code == status
        described[path]["GET"].validate_response(answer)


def test_bytes_come_in_their_media_types(whole: Client, described: Any) -> None:
    """Tiles, tables for spreadsheets, columns for computing, changes as they happen."""
    edition = whole.get("/api/home").json()["editions"][-1]
    built = edition["tiles"]["commune"]
    layer, tile = "/api/collections/{layer}", "application/vnd.mapbox-vector-tile"
    wells: Parameters = {"layer": "wells", "z": 0, "x": 0, "y": 0, "row": 0, "col": 0}
    commune = {**wells, "layer": "units-commune", "version": built["version"], "z": built["minzoom"]}
    asked: tuple[tuple[str, Parameters, Parameters, str], ...] = (
        (f"{layer}/tiles/WebMercatorQuad/{{z}}/{{row}}/{{col}}", wells, {}, tile),
        ("/tiles/{layer}/live/{z}/{x}/{y}.mvt", wells, {}, tile),
        ("/tiles/{layer}/{version}/{z}/{x}/{y}.mvt", commune, {}, tile),
        (f"{layer}/items", wells, {"f": "csv"}, "text/csv"),
        (f"{layer}/export", wells, {"f": "csv"}, "text/csv"),
        (f"{layer}/export", wells, {"f": "xlsx"}, XLSX),
        (f"{layer}/hexes", wells, {"f": "arrow", "res": 5}, "application/vnd.apache.arrow.stream"),
        ("/api/indicators/{code}/table", {"code": INDICATOR}, {"period": LATER, "format": "csv"}, "text/csv"),
        ("/api/events", {}, {}, "text/event-stream"),
    )
    for path, place, query, kind in asked:
        with whole.get(path.format_map(place), params=dict(query), stream=True) as answer:
            assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (200, kind), path
            assert kind in described[path]["GET"].definition.raw["responses"]["200"]["content"], path
