"""The map in a real browser on the sample: what is drawn, what is asked for, what the pointer does."""

import gzip
import re
import urllib.request
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page, Request

COLOURED = "() => window.__gis?.metrics.firstColouredUnit > 0"
FIRST_COLOUR_MS = 60_000
QUIET_MS = 1500
SCRIPT_BUDGET = 600_000
TILE_BUDGET = 100_000
SIZES = pytest.mark.parametrize(("width", "height"), [(1920, 1080), (390, 844)])


def _open(page: "Page", server: str, query: str = "") -> list["Request"]:
    """Open the map and wait until a unit is coloured; returns the requests seen, which goes on growing."""
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request))  # noqa: PLW0108 - Playwright marks its handlers, a built-in cannot be
    page.goto(f"{server}/{query}")
    page.wait_for_function(COLOURED, timeout=FIRST_COLOUR_MS)
    page.wait_for_selector(".map-overlay .names .name", state="attached")
    return asked


def _tiles(asked: list["Request"]) -> list[str]:
    return [request.url for request in asked if request.url.endswith(".mvt")]


@SIZES
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_province_is_coloured_and_named_at_every_size_and_theme(
    page: "Page", sample_server: str, width: int, height: int, theme: str
) -> None:
    page.set_viewport_size({"width": width, "height": height})
    failures: list[str] = []
    page.on("pageerror", lambda error: failures.append(str(error)))
    _open(page, sample_server, f"?theme={theme}&m=trend")
    page.screenshot(path=f".artifacts/map-{width}-{theme}.png")
    assert page.locator(".map-overlay .names .name").count() > 0
    assert failures == []


def test_only_our_own_host_is_asked_and_geometry_comes_from_small_tiles_and_one_outline(
    page: "Page", sample_server: str
) -> None:
    bodies: dict[str, int] = {}

    def weigh(request: "Request") -> None:
        if request.url.endswith(".mvt"):
            bodies[request.url] = request.sizes()["responseBodySize"]

    page.on("requestfinished", weigh)
    asked = _open(page, sample_server)
    page.wait_for_selector(".map-inset", state="attached")
    hosts = {urlsplit(request.url).netloc for request in asked if request.url.startswith("http")}
    assert hosts == {urlsplit(sample_server).netloc}
    assert bodies
    assert max(bodies.values()) <= TILE_BUDGET
    assert len(_tiles(asked)) == len(set(_tiles(asked)))
    assert sum("/api/outline" in request.url for request in asked) == 1


def test_scripts_until_the_first_coloured_unit_stay_within_the_budget(page: "Page", sample_server: str) -> None:
    asked = _open(page, sample_server)
    scripts = {request.url for request in asked if re.search(r"/assets/.*\.js$", request.url)}
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    total = 0
    for url in scripts:
        with opener.open(url, timeout=30) as reply:
            total += len(gzip.compress(reply.read(), 9))
    assert scripts
    assert total <= SCRIPT_BUDGET, f"{total} bytes of script, {SCRIPT_BUDGET} allowed"


def test_both_archipelagos_are_in_insets_while_the_view_is_on_the_mainland(page: "Page", sample_server: str) -> None:
    _open(page, sample_server)
    keys = page.eval_on_selector_all(".map-inset", "boxes => boxes.map(box => box.dataset.archipelago)")
    assert keys == ["hoang-sa", "truong-sa"]


def test_an_archipelago_in_view_is_named_on_the_map_itself(page: "Page", sample_server: str) -> None:
    page.goto(f"{sample_server}/?c=113.5,10,6.5")
    page.wait_for_selector('.archipelago[data-archipelago="truong-sa"]', state="attached")
    assert page.locator('.map-inset[data-archipelago="truong-sa"]').count() == 0


def test_names_of_units_never_overlap(page: "Page", sample_server: str) -> None:
    _open(page, sample_server)
    boxes = page.eval_on_selector_all(
        ".map-overlay .names .name",
        "names => names.map(n => n.getBoundingClientRect()).map(r => [r.left, r.top, r.right, r.bottom])",
    )
    slack = 2.0  # the halo around letters is inside the measured box
    overlapping = [
        (a, b)
        for i, a in enumerate(boxes)
        for b in boxes[i + 1 :]
        if a[0] + slack < b[2] - slack
        and b[0] + slack < a[2] - slack
        and a[1] + slack < b[3] - slack
        and b[1] + slack < a[3] - slack
    ]
    assert len(boxes) > 1
    assert overlapping == []


def _settle(page: "Page", asked: list["Request"]) -> None:
    """Wait until the page has asked for nothing for a while: its first picture is whole, however slow the machine."""
    known = -1
    while known != len(asked):
        known = len(asked)
        page.wait_for_timeout(QUIET_MS)


def test_moving_the_slider_within_an_edition_asks_the_server_for_nothing(page: "Page", sample_server: str) -> None:
    # April 2026 ends on the day of another edition; January does not.
    asked = _open(page, sample_server, "?p=2026-01")
    _settle(page, asked)
    before = len(asked)
    for _ in range(3):
        period = page.locator(".frame").get_attribute("data-period")
        page.keyboard.press("ArrowLeft")
        page.wait_for_function("p => document.querySelector('.frame').dataset.period !== p", arg=period)
    _settle(page, asked)
    said = [urlsplit(request.url).path for request in asked[before:]]
    assert [path for path in said if path.startswith(("/api/", "/tiles/")) and path != "/api/events"] == []


def test_the_second_click_of_a_double_click_enters_nothing_more(page: "Page", sample_server: str) -> None:
    _open(page, sample_server)
    middle = page.locator(".map-overlay .names .name").first.bounding_box()
    assert middle is not None
    x, y = middle["x"] + middle["width"] / 2, middle["y"] + middle["height"] / 2
    page.mouse.dblclick(x, y)
    page.wait_for_timeout(800)
    once = page.url
    page.go_back()
    assert page.url != once
    assert "u=" not in urlsplit(page.url).query
