"""What a layer shows unasked: panel, files and map are asked the same question, and have the same colours."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest
from playwright.sync_api import expect

from tests.conftest import SAMPLE_CLOCK
from tests.support.pages import DESKTOP, WAIT_MS, picture, rest
from tests.support.pixels import legend_colours
from tests.support.server import get_json, serving
from tests.support.works import HOLDING, LAYERS, TABLES, WORKS
from tests.support.workspace import matched, open_layer, shows

if TYPE_CHECKING:
    from playwright.sync_api import Page

HERE = "109.06,12.05,11"
VERBS = {"items", "counts", "legend", "tiles"}

DRAWN = """() => new Set(window.__gis.map.querySourceFeatures('live:works', { sourceLayer: 'works' })
  .map(({ properties }) => properties.name)).size"""
"""How many works the map holds."""


@pytest.fixture(scope="module")
def base(sample_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the sample with works that hold for a while, and a register."""
    file = tmp_path_factory.mktemp("layers") / "works.py"
    file.write_text(LAYERS, encoding="utf-8")
    with psycopg.connect(sample_url) as connection:
        connection.execute(TABLES)
    with serving(sample_url, home="97", clock_at=SAMPLE_CLOCK, GIS_LAYER_PATH=str(file)) as address:
        yield address


def _times(asked: list[str]) -> dict[str, set[str | None]]:
    """Read which times each verb of the works was asked for."""
    found: dict[str, set[str | None]] = {}
    for address in asked:
        parts = urlsplit(address)
        hit = re.fullmatch(r"/(?:api/collections/works/(items|counts|legend)|(tiles)/works/.*)", parts.path)
        if hit is not None:
            verb = hit[1] or hit[2]
            found.setdefault(verb, set()).add(parse_qs(parts.query).get("datetime", [None])[0])
    return found


def test_what_holds_now_is_one_question_to_panel_files_and_map(page: "Page", base: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    open_layer(page, base, "works", size=DESKTOP, c=HERE)
    shows(page, HOLDING)
    page.wait_for_function("() => window.__gis.map.getSource('live:works')", timeout=WAIT_MS)
    rest(page)
    times = _times(asked)
    assert set(times) == VERBS
    (now,) = times["tiles"]
    assert all(seen == {now} for seen in times.values()), times
    assert now is not None
    legend: Any = get_json(f"{base}/api/collections/works/legend")
    assert matched(base, "works", datetime=now) == HOLDING == legend["numberMatched"]
    assert page.evaluate(DRAWN) == HOLDING
    expect(page.get_by_test_id("window-count")).to_have_text(f"{HOLDING} đối tượng")
    expect(page.get_by_test_id("layer-span")).to_have_attribute("data-default", "true")
    at_end = """() => { const [grip, strip] = ['[data-grip=to]', '[data-testid=layer-strip]'].map((name) =>
      document.querySelector(name).getBoundingClientRect()); return strip.right - grip.right; }"""
    assert page.evaluate(at_end) < 10, "the window stands at the present, behind every start"
    page.get_by_role("button", name="Xuất tệp").first.click()
    for link in page.get_by_test_id("export-menu").locator("a").all():
        assert parse_qs(urlsplit(link.get_attribute("href") or "").query)["datetime"] == [now]
    page.keyboard.press("Escape")

    asked.clear()
    page.locator("[data-axis=all]").click()
    shows(page, WORKS)
    rest(page)
    assert _times(asked) == {verb: {"../.."} for verb in VERBS}
    assert page.evaluate(DRAWN) == WORKS
    expect(page.locator("[data-axis=all]")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_test_id("window-count")).to_have_text(f"{WORKS} đối tượng")


def test_an_axis_is_lit_only_where_it_is_the_window(page: "Page", base: str) -> None:
    open_layer(page, base, "works", size=DESKTOP, c=HERE, t="PT155H/..")
    expect(page.get_by_test_id("layer-span")).to_have_text("155 giờ gần nhất")
    week = page.locator("[data-axis=week]")
    expect(week).to_have_attribute("aria-pressed", "false")
    expect(week).to_have_attribute("aria-label", re.compile("trục đang xem"))
    week.click()
    expect(week).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_test_id("layer-span")).to_have_text("7 ngày gần nhất")


def test_every_colour_of_the_map_stands_in_the_panel(page: "Page", base: str) -> None:
    open_layer(page, base, "works", size=DESKTOP, c=HERE, t="../..")
    shows(page, WORKS)
    colours = legend_colours(base, "works")
    states = page.get_by_test_id("layer-states")
    for code in ("1", "11", "2", "3"):
        expect(states.locator(f"[data-key='{code}'] [data-color='{colours[code]}']")).to_be_visible()
    expect(states.locator("[data-key='12']")).to_have_count(0)
    shown = {bar.get_attribute("data-color") for bar in states.locator(".bar i").all()}
    assert shown == {colours[code] for code in ("1", "11", "2", "3")}
    tree = page.get_by_test_id("layer-filters")
    for code, colour in colours.items():
        expect(tree.locator(f"[data-key='{code}'] [data-color='{colour}']")).to_be_visible()
    picture(page, "layer-tree-colours")
    states.locator("[data-key='11']").click()
    shows(page, matched(base, "works", filter="sort = 11"))
    expect(states.locator("[data-key='1']")).to_have_attribute("aria-pressed", "mixed")


def test_a_register_is_not_asked_for_a_style_and_the_list_of_layers_makes_way(page: "Page", base: str) -> None:
    missing: list[str] = []
    page.on("response", lambda reply: missing.append(reply.url) if reply.status == 404 else None)
    open_layer(page, base, "works", size=DESKTOP, c=HERE)
    page.locator(".rail").get_by_role("button", name="Lớp", exact=True).click()
    page.locator(".rail").get_by_role("link", name="Giấy phép").click()
    expect(page.get_by_test_id("layer-title")).to_have_text("Giấy phép")
    shows(page, 3)
    expect(page.locator(".rail .list")).to_have_count(0)
    rest(page)
    assert missing == []
