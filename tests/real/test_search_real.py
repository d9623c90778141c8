"""What people type in Khánh Hòa: former communes by name, in either tone placement, and by code."""

from collections.abc import Iterator

import psycopg
import pytest

from boundaries.lookup.at import units_at
from boundaries.lookup.home import Home, home
from boundaries.lookup.outline import BUDGET_BYTES, outline
from boundaries.lookup.search import search
from tests.conftest import NOW
from tests.support.client import Client

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def real(real_url: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(real_url) as lent:
        yield lent


@pytest.fixture(scope="module")
def khanh_hoa(real: psycopg.Connection) -> Home:
    return home(real, "56")


@pytest.mark.parametrize(
    ("typed", "name", "match", "note"),
    [
        ("dien an", "Xã Diên An", "former", "nay thuộc Xã Diên Khánh"),
        ("DIÊN AN", "Xã Diên An", "former", "nay thuộc Xã Diên Khánh"),
        ("Diên Hoà", "Xã Diên Hòa", "former", "nay thuộc Xã Diên Lạc"),
        ("Diên Hòa", "Xã Diên Hòa", "former", "nay thuộc Xã Diên Lạc"),
        ("22693", "Xã Diên An", "code", "nay thuộc Xã Diên Khánh"),
        ("TP. Nha Trang", "Thành phố Nha Trang", "former", "địa bàn nay gồm"),
        ("ninh thuan", "Tỉnh Ninh Thuận", "former", "nay thuộc Tỉnh Khánh Hòa"),
        ("truong sa", "Đặc khu Trường Sa", "name", ""),
        ("hoang sa", "Đặc khu Hoàng Sa", "name", ""),
        ("biên hoà", "Phường Biên Hòa", "name", ""),
    ],
)
def test_what_is_remembered_leads_to_today(
    real: psycopg.Connection, khanh_hoa: Home, typed: str, name: str, match: str, note: str
) -> None:
    first = search(real, khanh_hoa.roots, typed)["results"][0]
    said = "" if first["note"] is None else getattr(first["note"], "vi", "")
    assert (first["full_name"], first["match"]) == (name, match)
    assert said.startswith(note)


def test_the_answer_over_http_flies_to_the_former_place_and_names_todays_unit(real_server: str) -> None:
    found = Client(real_server).get("/api/units/search", params={"q": "dien an", "lang": "vi"}).json()["results"][0]
    west, south, east, north = found["focus"]
    assert 109 < west < east < 109.2
    assert 12.1 < south < north < 12.4
    assert [now["full_name"] for now in found["now"]] == ["Xã Diên Khánh"]
    assert found["parent_name"] == "Huyện Diên Khánh"


def test_every_islet_of_both_archipelagos_is_in_the_outline(real_server: str) -> None:
    units = Client(real_server).get("/api/outline").json()["units"]
    newest = {unit["uid"]: unit for unit in units if unit["edition"] == max(u["edition"] for u in units)}
    truong_sa, hoang_sa = newest["22736@2025-07-01"], newest["20333@2025-07-01"]
    assert (len(truong_sa["path"]), truong_sa["home"]) == (140, True)
    assert (len(hoang_sa["path"]), hoang_sa["home"]) == (46, False)
    assert sum(unit["level"] == "province" for unit in newest.values()) == 34


def test_the_outline_keeps_its_budget(real: psycopg.Connection, khanh_hoa: Home) -> None:
    assert len(outline(real, khanh_hoa)) <= BUDGET_BYTES


def test_the_outline_of_the_whole_country_keeps_its_budget(real: psycopg.Connection) -> None:
    assert len(outline(real, home(real, "*"))) <= BUDGET_BYTES


def test_the_missing_peninsula_of_cam_ranh_is_said_to_lie_in_no_unit_today(real: psycopg.Connection) -> None:
    reply = units_at(real, 109.22, 11.998, NOW.date())
    assert reply["units"] == []
    assert reply["note"] is not None
