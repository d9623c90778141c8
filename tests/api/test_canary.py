"""A word stands in a closed row and in a closed field: no door lets it out, whatever is asked."""

import io
import zipfile
from collections.abc import Iterator
from itertools import product
from typing import Any
from urllib.parse import quote

import psycopg
import pytest

from gis_server.settings import Settings
from layers.core.access import PUBLIC, Scope
from tests.support.closed import CANARY, LAYER, TABLE
from tests.support.inside import Asking, serving_inside

POLICE = Scope(name="police", classes=frozenset({"public", "police"}))
PLACE = {"lon": "109.002", "lat": "12"}
PATHS: dict[str, tuple[str, ...]] = {
    "layer": ("guarded",),
    "key": ("1", "2", "3"),
    "code": ("nothing",),
    "uid": ("97",),
    "name": ("index",),
    "version": ("live",),
    "scene": ("one",),
}
QUERIES: dict[str, tuple[str, ...]] = {
    "filter": (f"secret LIKE '%{CANARY[:5]}%'", f"secret = '{CANARY} 1'", f"name = '{CANARY} hai'", "weight > 0"),
    "by": ("name", "secret", "weight"),
    "sortby": ("secret", "-name", "weight"),
    "q": (CANARY, CANARY.lower()[:6], "tram"),
    "f": ("json", "csv", "xlsx", "geojson", "arrow"),
    "datetime": ("2026-05", "2026-05-03", "../..", "P30D/.."),
    "bbox": ("108,11,110,13",),
    "layers": ("guarded",),
    "filters": (f'{{"guarded": "secret LIKE \'%{CANARY[:4]}%\'"}}', '{"guarded": "weight > 0"}'),
    "bins": ("1", "400"),
    "lang": ("vi", "en"),
}
"""What each parameter is given in turn; the others are left out, or filled where the route demands them."""
DEMANDED = {"res": "9", "period": "2026-05", "radius_m": "5000", **PLACE, "q": CANARY, "by": "name", "f": "csv"}
TILES = [(z, int((109.002 + 180) / 360 * 2**z), int(0.4664 * 2**z)) for z in range(13)]


@pytest.fixture(scope="module")
def guarded(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asking]:
    """Lend a client of a server that has the closed layer."""
    folder = tmp_path_factory.mktemp("guarded")
    (folder / "guarded.py").write_text(LAYER, encoding="utf-8")
    with psycopg.connect(database_url) as connection:
        connection.execute(TABLE)
    with serving_inside(Settings(database_url=database_url, layer_path=str(folder / "guarded.py"))) as client:
        yield client


def _addresses(schema: dict[str, Any]) -> Iterator[str]:
    """Every GET of the schema, with every value of every parameter that it takes."""
    for path, operations in schema["paths"].items():
        if "get" not in operations or path == "/api/events":
            continue
        declared = operations["get"].get("parameters", [])
        query = [one["name"] for one in declared if one["in"] == "query"]
        demanded = {one["name"]: DEMANDED[one["name"]] for one in declared if one["in"] == "query" and one["required"]}
        optional = {name: DEMANDED[name] for name in ("radius_m",) if name in query}
        for place in _places(path, [one["name"] for one in declared if one["in"] == "path"]):
            asked = [{}, *({name: value} for name in query for value in QUERIES.get(name, ()))]
            for values in asked:
                pairs = optional | demanded | values
                yield place + ("?" + "&".join(f"{k}={quote(v, safe='')}" for k, v in pairs.items()) if pairs else "")


def _places(path: str, names: list[str]) -> Iterator[str]:
    if "z" in names:
        for z, x, y in TILES:
            filled = path.replace("{layer}", "guarded").replace("{version}", "live").replace("{z}", str(z))
            filled = filled.replace("{x}", str(x)).replace("{col}", str(x))
            yield filled.replace("{y}", str(y)).replace("{row}", str(y))
        return
    for values in product(*(PATHS[name] for name in names)):
        filled = path
        for name, value in zip(names, values, strict=True):
            filled = filled.replace(f"{{{name}}}", value)
        yield filled


def _told(content: bytes) -> bytes:
    """Return what a reply says; a workbook is a zip of text."""
    if not content.startswith(b"PK"):
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return b"".join(packed.read(name) for name in packed.namelist())


def test_no_door_lets_a_closed_word_out(guarded: Asking) -> None:
    """Every route, every parameter; the word that somebody sent is not counted where a refusal names it."""
    guarded.who = PUBLIC
    addresses = list(_addresses(guarded.get("/api/openapi.json").json()))
    assert any("/items" in address for address in addresses)
    leaking: list[str] = []
    for address in addresses:
        reply = guarded.get(address)
        assert reply.status_code < 500, f"{address}: {reply.status_code}"
        told = _told(reply.content)
        sent = quote(CANARY)[:5] in address or CANARY.lower()[:5] in address
        # A word sent is told again by refusals and by the search; what nobody sent would be the rest of the row.
        words = [f"{CANARY} hai", f"{CANARY} 1", f"{CANARY} 2", f"{CANARY} 3"] if sent else [CANARY]
        if reply.ok and any(word.encode() in told for word in words):
            leaking.append(address)
    assert leaking == []


def test_the_same_doors_tell_it_to_those_who_may_know(guarded: Asking) -> None:
    """Else the crawl would look in the wrong place."""
    guarded.who = POLICE
    doors = (
        "/api/collections/guarded/items",
        "/api/collections/guarded/items/2",
        f"/tiles/guarded/live/{TILES[10][0]}/{TILES[10][1]}/{TILES[10][2]}.mvt",
        f"/api/identify?lon={PLACE['lon']}&lat={PLACE['lat']}&layers=guarded",
        f"/api/units/search?q={CANARY}",
    )
    assert [door for door in doors if CANARY.encode() not in guarded.get(door).content] == []


@pytest.mark.parametrize("asked", ["filter=secret%20%3D%20%27x%27", "sortby=secret"])
def test_a_closed_field_cannot_be_asked_for(guarded: Asking, asked: str) -> None:
    """Sorting or filtering by what one may not read would tell it bit by bit."""
    guarded.who = PUBLIC
    assert guarded.get(f"/api/collections/guarded/items?{asked}").status_code == 400
