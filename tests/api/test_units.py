"""Units over HTTP, on the sample: found, at a place, one by one, what became of them, the outline."""

import gzip
import json
from typing import Any

import pytest
import requests

from tests.support.client import Client

HOME = "97@2025-07-01"


@pytest.fixture(scope="module")
def client(sample_server: str) -> Client:
    return Client(sample_server)


def _search(client: Client, words: str, **others: int) -> list[dict[str, Any]]:
    answer = client.get("/api/units/search", params={"q": words, **others})
    assert answer.status_code == 200
    results: list[dict[str, Any]] = answer.json()["results"]
    return results


def test_a_former_name_leads_to_the_unit_of_today(client: Client) -> None:
    found = _search(client, "Lạc An")[0]
    assert (found["uid"], found["match"], found["to"]) == ("90145@2020-01-01", "former", "2025-07-01")
    assert found["note"] == {
        "vi": "nay thuộc Xã Phú Hà và Xã Xuân Lộc",
        "en": "now part of Xã Phú Hà and Xã Xuân Lộc",
    }
    west, south, east, north = found["focus"]
    assert 108 < west < east < 110
    assert 11 < south < north < 14


def test_rows_of_layers_follow_the_units(client: Client) -> None:
    reef = client.get("/api/collections/archipelagos/items", params={"limit": 1}).json()["features"][0]
    found = _search(client, reef["properties"]["name"])
    ours = [each for each in found if each.get("layer") == "archipelagos"]
    assert ours[0]["title"] == reef["properties"]["name"]
    assert [ours[0]["lon"], ours[0]["lat"]] == pytest.approx(reef["geometry"]["coordinates"], abs=1e-5)
    assert all("layer" in each for each in found[found.index(ours[0]) :])


def test_the_limit_is_kept_for_units(client: Client) -> None:
    assert len([each for each in _search(client, "x", limit=3) if "uid" in each]) == 3


def test_nothing_found_suggests_what_is_alike(client: Client) -> None:
    reply = client.get("/api/units/search", params={"q": "lac ann"}).json()
    assert reply["results"] == []
    assert reply["suggestions"][0]["match"] == "near"


def test_a_place_is_named_on_a_day_and_today_without_one(client: Client) -> None:
    label = client.get("/api/units/90145@2020-01-01").json()["versions"][0]["label"]
    place = {"lon": label[0], "lat": label[1]}
    before = client.get("/api/units/at", params={**place, "on": "2024-06-01"}).json()
    assert before["units"][-1]["uid"] == "90145@2020-01-01"
    today = client.get("/api/units/at", params=place).json()
    assert (today["on"], today["units"][0]["uid"]) == ("2026-05-20", HOME)


def test_a_unit_has_its_versions_with_parents_and_boxes(client: Client) -> None:
    unit = client.get("/api/units/90205").json()
    assert unit["uid"] == "90205@2025-07-01"
    assert [version["full_name"] for version in unit["versions"]] == ["Xã Sơn Lơi", "Xã Tây Sơn Lĩnh"]
    assert {version["parent"]["uid"] for version in unit["versions"]} == {HOME}
    west, south, east, north = unit["bbox"]
    assert west < unit["versions"][-1]["label"][0] < east
    assert south < unit["versions"][-1]["label"][1] < north


def test_succession_is_told_in_both_directions_with_shares(client: Client) -> None:
    merged = client.get(f"/api/units/{HOME}/succession").json()
    assert {step["uid"] for step in merged["came_from"]} == {"97@2020-01-01", "98@2020-01-01"}
    assert {step["method"] for step in merged["came_from"]} == {"official"}
    split = client.get("/api/units/90145@2020-01-01/succession").json()
    assert sum(step["share_old"] for step in split["became"]) == pytest.approx(1, abs=0.001)
    assert set(split["unassigned"]) == {"forward", "backward"}


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/units/nowhere", 404),
        ("/api/units/97@1999-01-01/succession", 404),
        ("/api/units/search", 400),
        ("/api/units/search?q=%00", 400),
        ("/api/units/search?q=a&limit=51", 400),
        ("/api/units/at?lon=109&lat=95", 400),
        ("/api/units/at?lon=109&lat=12&on=soon", 400),
    ],
)
def test_a_refusal_is_a_problem_in_both_languages(client: Client, path: str, status: int) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert answer.json()["vi"]["detail"]
    assert answer.json()["en"]["detail"]


def _outline(client: Client) -> tuple[dict[str, Any], requests.Response]:
    answer = client.get("/api/outline", headers={"Accept-Encoding": "gzip"})
    assert answer.status_code == 200
    whole: dict[str, Any] = answer.json()
    return whole, answer


def test_the_outline_is_small_and_unchanged_for_whoever_has_it(client: Client) -> None:
    whole, answer = _outline(client)
    assert len(gzip.compress(json.dumps(whole, separators=(",", ":")).encode())) <= 60_000
    again = client.get("/api/outline", headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_the_outline_has_home_of_each_edition_and_its_neighbours(client: Client) -> None:
    units = _outline(client)[0]["units"]
    provinces = [unit for unit in units if unit["level"] == "province"]
    home = {(unit["edition"], unit["uid"]) for unit in provinces if unit["home"]}
    assert home == {("2020-01-01", "97@2020-01-01"), ("2020-01-01", "98@2020-01-01"), ("2025-07-01", HOME)}
    assert {unit["uid"][:2] for unit in provinces if not unit["home"]} == {"85", "88", "99"}


def test_far_islands_are_units_of_their_own_with_every_patch(client: Client) -> None:
    units = _outline(client)[0]["units"]
    far = next(unit for unit in units if unit["level"] == "commune")
    assert (far["uid"], far["home"]) == ("90901@2025-07-01", True)
    assert len(far["path"]) == 22
    province = next(unit for unit in units if unit["uid"] == HOME)
    east = max(lon for polygon in province["path"] for lon, _ in polygon[0])
    assert all(lon > east for polygon in far["path"] for lon, _ in polygon[0])


def test_rings_of_the_outline_are_closed(client: Client) -> None:
    for unit in _outline(client)[0]["units"]:
        for polygon in unit["path"]:
            assert all(len(ring) >= 4 and ring[0] == ring[-1] for ring in polygon)
