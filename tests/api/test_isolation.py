"""One bad declaration is set aside and named; a table that disappears takes only its own layer away."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import requests
from psycopg.types.json import Jsonb

from layers.core.clock import FixedClock
from layers.registry import OF_ROWS
from layers.store.outbox import record
from tests.support.client import Client
from tests.support.databases import Databases
from tests.support.desk import Desk, cell
from tests.support.server import serving
from tests.support.waiting import until
from tests.support.wells import SPRINGS, TABLE, WELLS

NONSENSE = {"id": "dreams", "titel": 1}
WELLS_AT = "/api/collections/wells"
OF_WELLS = (
    f"{WELLS_AT}/items",
    f"{WELLS_AT}/items/1",
    f"{WELLS_AT}/counts?by=use",
    f"{WELLS_AT}/density",
    f"{WELLS_AT}/export",
    f"{WELLS_AT}/hexes?res=6",
    f"{WELLS_AT}/legend",
    "/tiles/wells/live/8/205/119.mvt",
)


@pytest.fixture
def place(
    cluster: Databases, migrated_template: str, tmp_path: Path, clock: FixedClock
) -> Iterator[tuple[Client, psycopg.Connection]]:
    """Lend a server on a province with wells, a broken twin of them, nonsense in a row; and a writing connection."""
    folder = tmp_path / "layers"
    folder.mkdir()
    (folder / "wells.py").write_text(WELLS, encoding="utf-8")
    twin = WELLS.replace('id="wells"', 'id="ponds"').replace("public.well", "public.pond")
    (folder / "ponds.py").write_text(twin, encoding="utf-8")
    with (
        cluster.copy(migrated_template) as url,
        psycopg.connect(url, autocommit=True) as connection,
    ):
        desk = Desk(url, tmp_path, clock)
        desk.take(desk.write([("97", "Tỉnh Hải Sơn", "", cell(0, 0, 1, 1))], name="tinh.gpkg"), level="province")
        desk.communes([("00001", "Xã Một", "97", cell(0, 0))])
        connection.execute(TABLE)
        connection.execute("insert into store.layer_def values ('dreams', %s)", [Jsonb(NONSENSE)])
        with serving(url, home="*", GIS_LAYER_PATH=str(folder)) as base:
            yield Client(base), connection


def test_what_is_wrong_is_named_and_the_rest_is_served(place: tuple[Client, psycopg.Connection]) -> None:
    """In the list, for operators, and at the layer's own address; the map's first request answers."""
    client, connection = place
    ready = client.get("/ready")
    assert ready.status_code == 200
    aside = {one["id"]: one for one in ready.json()["layers"]["set_aside"]}
    assert aside.keys() == {"dreams", "ponds"}
    assert "titel" in aside["dreams"]["reason"]["vi"]
    assert "public.pond" in aside["ponds"]["reason"]["en"]
    listed = client.get("/api/collections").json()
    assert listed["set_aside"] == ready.json()["layers"]["set_aside"]
    assert "wells" in [one["id"] for one in listed["collections"]]
    answer = client.get("/api/collections/ponds")
    assert (answer.status_code, "public.pond" in answer.json()["en"]["detail"]) == (404, True)
    connection.execute(
        "insert into store.batch (kind, source, sender, received_at, content_hash, state, simulated)"
        " values ('x', 'x', 'x', '2026-01-01', 'x', 'applied', true)"
    )
    home = client.get("/api/home")
    assert (home.status_code, [one["id"] for one in home.json()["layers"] if one["id"] == "wells"]) == (200, ["wells"])


def test_a_row_written_by_hand_is_served_and_gone_when_it_is_deleted(
    place: tuple[Client, psycopg.Connection],
) -> None:
    """The row tells its own change: no command and no new start."""
    client, connection = place
    assert client.get("/api/collections/springs/items").status_code == 404
    row = {**SPRINGS, "source": {"relation": "public.well"}}
    connection.execute("grant select on public.well to public")
    connection.execute("insert into store.layer_def values ('springs', %s)", [Jsonb(row)])
    assert until(lambda: client.get("/api/collections/springs/items").status_code == 200)
    connection.execute("delete from store.layer_def where id = 'springs'")
    assert until(lambda: client.get("/api/collections/springs/items").status_code == 404)


def test_a_table_that_disappears_takes_only_its_layer_away(place: tuple[Client, psycopg.Connection]) -> None:
    """Search, identify and the first request say what failed, and answer the rest."""
    client, connection = place
    asked = {"q": "Một"}
    assert client.get("/api/units/search", params=asked).json()["failed"] == []
    connection.execute("drop table public.well")
    found = client.get("/api/units/search", params={"q": "mot"})
    assert (found.status_code, "Xã Một" in found.text) == (200, True)
    at = {"lon": 109.01, "lat": 12.01, "radius_m": 10}
    for path, params in (("/api/identify", at), ("/api/home", {}), ("/api/collections", {})):
        assert client.get(path, params=params).status_code == 200, path


def test_a_route_of_a_layer_whose_table_is_gone_names_the_layer(
    place: tuple[Client, psycopg.Connection], clock: FixedClock
) -> None:
    """At once and without SQL; the declaration is then set aside, which the layer's own address says."""
    client, connection = place
    for path in OF_WELLS:
        answer = _found_gone(client, connection, path, clock)
        reply = answer.json()
        assert (answer.status_code, reply["type"], reply["value"]) == (503, "/docs/problems#layer-unreadable", "wells")
        assert all(reply[language]["remedy"] for language in ("vi", "en"))
        assert "select" not in answer.text.lower()
    connection.execute("drop table public.well")
    assert until(lambda: client.get(f"{WELLS_AT}/counts?by=use").status_code == 404)
    said = client.get(f"{WELLS_AT}/counts?by=use")
    assert (said.status_code, "public.well" in said.text) in {(404, True), (503, False)}


def _found_gone(client: Client, connection: psycopg.Connection, path: str, clock: FixedClock) -> requests.Response:
    """Ask while the table is not there, until a process answers that had read the registry with the table in it."""
    answers: list[requests.Response] = []

    def found() -> bool:
        record(connection, OF_ROWS, None, clock)
        for _ in range(4):
            client.get(WELLS_AT)
        connection.execute("alter table public.well rename to former")
        answers.append(client.get(path))
        connection.execute("alter table public.former rename to well")
        return answers[-1].status_code != 404

    assert until(found)
    return answers[-1]
