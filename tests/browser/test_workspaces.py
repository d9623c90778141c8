"""One shell for all workspaces: paths, what a switch keeps, old addresses, and a page without figures or boundaries."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest
from playwright.sync_api import expect

from tests.conftest import SAMPLE_CLOCK
from tests.support.databases import Databases
from tests.support.pages import LAPTOP, PHONE, open_page, rest, steer
from tests.support.server import serving
from tests.support.wells import TABLE, WELLS

if TYPE_CHECKING:
    from playwright.sync_api import Page

README = Path(__file__).resolve().parents[2] / "README.md"


def _query(page: "Page") -> dict[str, str]:
    return {key: values[0] for key, values in parse_qs(urlsplit(page.url).query).items()}


@pytest.fixture(scope="module")
def wells(cluster: Databases, sample_template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the sample with one more layer, which has a place on the rail."""
    file = tmp_path_factory.mktemp("layers") / "wells.py"
    file.write_text(WELLS.replace('geometry="point"', 'geometry="point", rail=text("Giếng", "Wells")'), "utf-8")
    with cluster.copy(sample_template) as url:
        with psycopg.connect(url) as connection:
            connection.execute(TABLE)
        with serving(url, home="97", clock_at=SAMPLE_CLOCK, GIS_LAYER_PATH=str(file)) as base:
            yield base


@pytest.fixture(scope="module")
def without_figures(cluster: Databases, sample_template: str) -> Iterator[str]:
    """Serve the sample's boundaries and layers with no indicator at all."""
    with cluster.copy(sample_template) as url:
        with psycopg.connect(url) as connection:
            connection.execute("truncate indicators.indicator cascade")
        with serving(url, home="97", clock_at=SAMPLE_CLOCK) as base:
            yield base


def test_the_bare_address_opens_the_indicators_and_old_keys_are_read(page: "Page", sample_server: str) -> None:
    open_page(page, sample_server, i="no-thue", p="2025-Q4", t="1", zz="1", s="-value")
    expect(page.locator(".frame")).to_have_attribute("data-period", "2025-Q4")
    expect(page.get_by_test_id("table")).to_be_visible()
    assert urlsplit(page.url).path == "/map"
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".frame")).to_have_attribute("data-period", "2025-Q3")
    assert _query(page) == {"i": "no-thue", "t": "2025-Q3", "table": "1", "zz": "1", "s": "-value"}


def test_every_address_of_the_readme_opens_what_it_opened(page: "Page", sample_server: str) -> None:
    links = re.findall(r"http://127\.0\.0\.1:8000/\?(\S+)", README.read_text(encoding="utf-8"))
    assert len(links) > 10
    open_page(page, sample_server)
    for link in links:
        view = {key: values[0] for key, values in parse_qs(link).items()}
        steer(page, view)
        frame = page.locator(f".frame[data-ready=true][data-indicator='{view['i']}'][data-period='{view['p']}']")
        expect(frame).to_have_count(1)
        if "e" in view:
            expect(frame).to_have_attribute("data-edition", view["e"])
        if "lv" in view:
            expect(frame).to_have_attribute("data-level", view["lv"])
        assert _query(page)["u"] == view["u"]


def test_another_workspace_keeps_the_place_the_span_and_the_layers_and_back_returns(page: "Page", wells: str) -> None:
    open_page(page, wells, i="no-thue", p="2025-Q4", layers="wells", c="109.1,12.3,9.5", zz="1", t="1")
    rail = page.locator("nav.rail [data-layer=wells]")
    rail.click()
    page.wait_for_selector(".frame[data-ready=true][data-workspace=layer]")
    assert urlsplit(page.url).path == "/layer/wells"
    kept = _query(page)
    assert {key: kept[key] for key in ("t", "layers", "c", "zz")} == {
        "t": "2025-Q4",
        "layers": "wells",
        "c": "109.1,12.3,9.5",
        "zz": "1",
    }
    assert "table" not in kept
    page.go_back()
    page.wait_for_selector(".frame[data-ready=true][data-workspace=indicators][data-indicator=no-thue]")
    assert urlsplit(page.url).path == "/map"
    expect(page.get_by_test_id("table")).to_be_visible()


def test_a_layer_is_switched_on_in_the_list_and_opened_by_its_name(page: "Page", wells: str) -> None:
    for size in (LAPTOP, PHONE):
        open_page(page, wells, size=size)
        if size == PHONE:
            page.get_by_test_id("layers-chip").click()
        else:
            page.locator("nav.rail").get_by_role("button", name="Lớp").click()
        listed = page.get_by_role("group", name="Các lớp trên bản đồ")
        listed.get_by_role("checkbox", name="Giếng khoan").check()
        assert _query(page)["layers"] == "wells"
        listed.get_by_role("link", name="Giếng khoan").click()
        page.wait_for_selector(".frame[data-ready=true][data-workspace=layer]")
        assert urlsplit(page.url).path == "/layer/wells"


def test_a_path_without_a_workspace_says_so_and_leads_back(page: "Page", sample_server: str) -> None:
    page.goto(f"{sample_server}/wall/none?lang=en")
    note = page.get_by_text("There is no page /wall/none")
    expect(note).to_be_visible()
    page.wait_for_selector("[data-ready=true]")
    page.get_by_role("link", name="To the main map").click()
    page.wait_for_selector(".frame[data-ready=true][data-indicator]")
    expect(note).to_have_count(0)
    assert _query(page) == {"lang": "en"}


def test_a_page_without_an_indicator_is_a_map(page: "Page", without_figures: str) -> None:
    failures: list[str] = []
    page.on("pageerror", lambda error: failures.append(str(error)))
    open_page(page, without_figures, size=LAPTOP)
    rest(page)
    assert page.locator(".map-overlay .names .name").count() > 10
    expect(page.locator(".map-inset")).to_have_count(2)
    expect(page.get_by_test_id("empty")).to_contain_text("gis-server indicators import")
    expect(page.get_by_test_id("empty").get_by_role("link")).to_have_attribute("href", re.compile(r"^/docs/"))
    expect(page.get_by_test_id("skeleton")).to_have_count(0)
    page.keyboard.press("/")
    page.keyboard.type("lac an")
    page.get_by_role("option").first.click()
    page.wait_for_url("**u=*")
    open_page(page, without_figures, size=PHONE, lang="en")
    expect(page.get_by_test_id("empty")).to_contain_text("There are no indicators yet")
    assert failures == []


def test_a_page_without_boundaries_says_how_they_come_in(
    page: "Page", cluster: Databases, migrated_template: str
) -> None:
    with cluster.copy(migrated_template) as url, serving(url, home="97", clock_at=SAMPLE_CLOCK) as base:
        for lang, said in (("vi", "Chưa có ranh giới tỉnh nhà"), ("en", "no boundaries of a home province yet")):
            page.goto(f"{base}/?lang={lang}")
            first = page.get_by_test_id("first-run")
            expect(first).to_contain_text(said)
            expect(first).to_contain_text("gis-server boundaries import")
            expect(first.get_by_role("link")).to_have_attribute("href", f"/docs/own-data?lang={lang}")


def test_the_slider_moves_a_layer_switched_on_and_asks_nothing_of_the_figures(page: "Page", wells: str) -> None:
    open_page(page, wells, p="2026-04", layers="wells", c="109.1,12.1,11")
    page.wait_for_selector("[data-testid=layer-legend] li", state="attached")
    rest(page)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    with page.expect_request(re.compile(r"/wells/legend\?datetime=2025-04-30$")):
        page.get_by_role("slider").fill(str(12 * 5 + 3))
    expect(page.locator(".frame")).to_have_attribute("data-period", "2025-04")
    expect(page.get_by_test_id("layer-span")).to_have_attribute("data-datetime", "2025-04-30")
    rest(page)
    paths = [urlsplit(url).path for url in asked]
    assert any(path.startswith("/tiles/wells/") for path in paths)
    asked_of = {path for path in paths if path.startswith("/api/")}
    assert asked_of == {"/api/collections/wells/legend"}
