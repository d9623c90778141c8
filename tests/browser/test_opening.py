"""How a page opens: its map first, then the panels, which never wait for it without end."""

import re
from typing import TYPE_CHECKING

from layers.indicators.sample.cases import DEFAULT
from tests.support.pages import LAPTOP, READY, WAIT_MS, rest

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

_LEFT = "aside, [data-testid=skeleton]"
_UNITS = "**/tiles/units-commune/**"
_SEEN = "() => document.querySelector('.map-canvas canvas')?.checkVisibility({ visibilityProperty: true }) ?? false"


def test_panels_come_though_the_figures_do_not(page: "Page", sample_server: str) -> None:
    page.set_viewport_size({"width": LAPTOP[0], "height": LAPTOP[1]})
    held: list[Route] = []

    def hold(route: "Route") -> None:
        held.append(route)

    page.route("**/api/indicators/*/values*", hold)
    page.goto(f"{sample_server}/?i={DEFAULT}")
    page.wait_for_selector(_LEFT, timeout=WAIT_MS)
    assert held, "the figures were asked for"
    assert page.evaluate("window.__gis.metrics.firstColouredUnit") is None
    for route in held:
        route.continue_()
    page.wait_for_selector(READY, timeout=WAIT_MS)


def test_the_units_are_asked_for_before_what_lies_around_them(page: "Page", sample_server: str) -> None:
    page.set_viewport_size({"width": LAPTOP[0], "height": LAPTOP[1]})
    asked: list[str] = []
    page.on("request", lambda request: asked.extend(re.findall(r"/tiles/units-(\w+)/", request.url)))
    page.goto(f"{sample_server}/?i={DEFAULT}&lv=commune")
    page.wait_for_selector(READY, timeout=WAIT_MS)
    rest(page)
    assert asked[0] == "commune"
    assert "province" in asked


def test_the_canvas_is_shown_with_its_first_units_and_drawn_whole_after(page: "Page", sample_server: str) -> None:
    page.set_viewport_size({"width": LAPTOP[0], "height": LAPTOP[1]})
    held: list[Route] = []
    asked: list[str] = []
    released = False

    def hold(route: "Route") -> None:
        if released:
            route.continue_()
        else:
            held.append(route)

    page.on("request", lambda request: asked.extend(re.findall(r"/tiles/units-(\w+)/", request.url)))
    page.route(_UNITS, hold)
    with page.expect_request(_UNITS):
        page.goto(f"{sample_server}/?i={DEFAULT}&lv=commune")
    assert not page.evaluate(_SEEN)
    assert set(asked) == {"commune"}, "nothing but the units' own tiles comes before them"
    released = True
    for route in held:
        route.continue_()
    page.wait_for_function(_SEEN, timeout=WAIT_MS)
    page.wait_for_selector(READY, timeout=WAIT_MS)
    rest(page)
    assert page.evaluate("() => window.__gis.map.getStyle().layers.some(({ id }) => id.endsWith('/coast'))")


def test_the_canvas_is_shown_though_no_tile_comes(page: "Page", sample_server: str) -> None:
    page.route("**/tiles/**", lambda route: route.abort())
    page.goto(f"{sample_server}/?i={DEFAULT}&lv=commune")
    page.wait_for_function(_SEEN, timeout=WAIT_MS)
    page.wait_for_selector(_LEFT, timeout=WAIT_MS)


def test_the_page_stands_without_its_map(page: "Page", sample_server: str) -> None:
    page.route(re.compile(r"/assets/map-[^/]*\.js"), lambda route: route.abort())
    page.goto(f"{sample_server}/?i={DEFAULT}")
    page.wait_for_selector(_LEFT, timeout=WAIT_MS)
