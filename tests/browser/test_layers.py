"""Layers on the map: declared in one temporary file, changed by others while the page is open."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import psycopg
import pytest
from playwright.sync_api import expect

from layers.core.clock import FixedClock
from layers.store.outbox import record
from tests.conftest import NOW, SAMPLE_CLOCK
from tests.support.chromium import lend
from tests.support.pages import LAPTOP, WAIT_MS, open_page, picture, rest
from tests.support.server import serving
from tests.support.towers import TOWER_TABLE, TOWERS, import_tower
from tests.support.wells import TABLE, WELLS

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FIRST = (109.01, 12.01)
FREE = (376 + (LAPTOP[0] - 376 - 400) / 2, 48 + (LAPTOP[1] - 48 - 72) / 2)
"""The middle of the map between the panels, where a place in the address is shown."""
DRAWN = """([layer, name]) => window.__gis?.map?.getSource(`live:${layer}`) !== undefined
  && window.__gis.map.querySourceFeatures(`live:${layer}`, { sourceLayer: layer })
    .some(({ properties }) => properties.name === name)"""


@pytest.fixture(scope="module")
def declared(sample_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """Serve the sample with two more layers, declared in files; lend the addresses of server and database."""
    folder = tmp_path_factory.mktemp("layers")
    (folder / "wells.py").write_text(WELLS, encoding="utf-8")
    (folder / "towers.json").write_text(TOWERS, encoding="utf-8")
    with psycopg.connect(sample_url) as connection:
        connection.execute(TABLE)
        connection.execute(TOWER_TABLE)
    with serving(sample_url, home="97", clock_at=SAMPLE_CLOCK, GIS_LAYER_PATH=str(folder)) as base:
        yield base, sample_url


def _sees(page: "Page", layer: str, name: str) -> None:
    page.wait_for_function(DRAWN, arg=[layer, name], timeout=WAIT_MS)


def test_a_layer_declared_in_a_file_is_listed_drawn_clicked_and_found_by_search(
    page: "Page", declared: tuple[str, str]
) -> None:
    base, _ = declared
    open_page(page, base, c=f"{FIRST[0]},{FIRST[1]},13")
    page.locator("nav.rail").get_by_role("button", name="Lớp").click()
    page.get_by_role("checkbox", name="Giếng khoan").check()
    assert "layers=wells" in page.url
    _sees(page, "wells", "Giếng Diên Hoà")
    explained = page.get_by_test_id("layer-legend")
    expect(explained).to_contain_text("Giếng khoan")
    expect(explained.locator("li").first).to_have_attribute("data-count", re.compile(r"[1-9]\d*"))
    rest(page)
    page.mouse.click(*page.evaluate("at => Object.values(window.__gis.map.project(at))", list(FIRST)))
    card = page.get_by_test_id("feature")
    expect(card).to_contain_text("Giếng Diên Hoà")
    for said in ("Mục đích", "Sinh hoạt", "1,5", "2/1/2024"):
        expect(card).to_contain_text(said)
    assert "0900" not in card.inner_text(), "the field is closed"
    page.reload()
    expect(card).to_contain_text("Giếng Diên Hoà")
    picture(page, "declared-layer")
    page.keyboard.press("Escape")
    expect(card).to_have_count(0)
    open_page(page, base)
    page.keyboard.press("/")
    page.keyboard.type("gieng dien hoa")
    page.get_by_role("option", name="Giếng Diên Hoà").click()
    assert "layers=wells" in page.url
    _sees(page, "wells", "Giếng Diên Hoà")
    rest(page)
    lon, lat = page.evaluate("at => window.__gis.map.unproject(at).toArray()", list(FREE))
    assert (lon, lat) == pytest.approx(FIRST, abs=0.005)


def test_two_writers_committing_out_of_order_lose_no_change_to_the_open_maps(
    browser: "Browser", declared: tuple[str, str], clock: FixedClock
) -> None:
    """Four pages spread over both processes; the first to write is the last to commit."""
    base, database = declared
    context = lend(browser, LAPTOP)
    pages = [context.new_page() for _ in range(4)]
    for page in pages:
        open_page(page, base, layers="wells", c=f"{FIRST[0]},{FIRST[1]},13")
        _sees(page, "wells", "Giếng Diên Hoà")
    added = (
        "insert into public.well select %(id)s, %(name)s, 'farm', 3, date '2025-01-01', '', p, ST_Transform(p, 3857),"
        " null from ST_SetSRID(ST_MakePoint(%(lon)s, %(lat)s), 4326) p"
    )
    with psycopg.connect(database) as slow, psycopg.connect(database) as fast:
        slow.execute(added, {"id": 101, "name": "Giếng chậm", "lon": 109.012, "lat": 12.012})
        record(slow, "wells", (109.012, 12.012, 109.012, 12.012), clock)
        fast.execute(added, {"id": 102, "name": "Giếng nhanh", "lon": 109.008, "lat": 12.008})
        record(fast, "wells", (109.008, 12.008, 109.008, 12.008), clock)
        fast.commit()
        slow.commit()
    for page in pages:
        page.bring_to_front()
        for name in ("Giếng nhanh", "Giếng chậm"):
            _sees(page, "wells", name)
    context.close()


def test_a_feature_imported_elsewhere_appears_on_the_open_map(page: "Page", declared: tuple[str, str]) -> None:
    base, database = declared
    open_page(page, base, layers="towers", c="109.1,12.5,12")
    page.wait_for_function("() => window.__gis.map.getSource('live:towers')", timeout=WAIT_MS)
    rest(page)
    report = import_tower(lambda: psycopg.connect(database), "NEW-1", "Điểm mới", (109.1, 12.5), FixedClock(NOW))
    assert report.verdict == "applied", report
    _sees(page, "towers", "Điểm mới")
