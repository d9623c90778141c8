"""Points 2, 3 and 9: what the page asks of the server, how large it is, and that it asks no other host."""

import gzip
import re
import urllib.request
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from boundaries.lookup.outline import BUDGET_BYTES
from tests.support.homes import Home
from tests.support.pages import LAPTOP, WAIT_MS, look_at, open_page, rest

if TYPE_CHECKING:
    from playwright.sync_api import Page, Request

VALUES = re.compile(r"/api/indicators/[^/]+/values$")
SCRIPT_BUDGET = 600_000
TILE_BUDGET = 100_000
COUNT_READINGS = """
window.__readings = 0;
const read = CanvasRenderingContext2D.prototype.getImageData;
CanvasRenderingContext2D.prototype.getImageData = function (...area) {
  window.__readings += 1;
  return read.apply(this, area);
};
"""
QUIET_MS = 800
"""That nothing more is asked for can only be waited for."""


class Log:
    """What a page asks for from now on: paths of our own, and the hosts of everything."""

    def __init__(self, page: "Page", server: str) -> None:
        self._host = urlsplit(server).netloc
        self.asked: list[str] = []
        self.hosts: set[str] = set()
        self.wire: list[tuple[str, int]] = []
        page.on("request", self._ask)
        page.on("requestfinished", self._weigh)

    def _ask(self, request: "Request") -> None:
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https", "ws", "wss"}:
            self.hosts.add(parts.netloc)
        if parts.netloc == self._host and parts.path.startswith(("/api/", "/tiles/")) and parts.path != "/api/events":
            self.asked.append(parts.path)

    def _weigh(self, request: "Request") -> None:
        path = urlsplit(request.url).path
        if path.startswith(("/api/", "/tiles/")) and path != "/api/events":
            self.wire.append((path, request.sizes()["responseBodySize"]))

    def forget(self) -> None:
        """Begin anew."""
        self.asked.clear()
        self.wire.clear()


def _quiet(page: "Page") -> None:
    """Wait until the page has asked for all it wants, what it fetches ahead included."""
    rest(page)
    page.wait_for_timeout(QUIET_MS)
    rest(page)


def test_from_empty_to_whole_only_our_host_is_asked_for_small_tiles_and_one_outline(
    page: "Page", server: str, home: Home
) -> None:
    log = Log(page, server)
    open_page(page, server, p="2026-01", m="trend", size=LAPTOP)
    page.wait_for_selector(".map-inset", state="attached")
    while not any("outline" in path for path, _ in log.wire):
        page.wait_for_event("requestfinished")  # it is made at the first request, and nothing on the map waits for it
    _quiet(page)
    assert log.hosts == {urlsplit(server).netloc}
    tiles = {path: size for path, size in log.wire if path.endswith(".mvt")}
    assert tiles
    assert max(tiles.values()) <= TILE_BUDGET
    assert len([path for path in log.asked if path.endswith(".mvt")]) == len(tiles), "each tile once"
    outlines = [size for path, size in log.wire if "outline" in path]
    assert len(outlines) == 1
    assert outlines[0] <= BUDGET_BYTES <= 60_000
    assert sum(bool(VALUES.search(path)) for path in log.asked) == 1

    log.forget()  # Within an edition the slider asks for nothing.
    for period in ("2025-12", "2025-11", "2025-10"):
        page.keyboard.press("ArrowLeft")
        page.wait_for_selector(f".frame[data-period='{period}']")
    _quiet(page)
    assert log.asked == []

    log.forget()  # Crossing an edition asks for its tiles alone, and for each once, however often one goes to and fro.
    look_at(page, server, p="2025-07", m="trend", lv="commune")
    _quiet(page)
    log.forget()
    for key, edition in (("ArrowLeft", 0), ("ArrowRight", 1), ("ArrowLeft", 0)):
        page.keyboard.press(key)
        page.wait_for_selector(f'.frame[data-edition="{home.editions[edition]}"]')
        _quiet(page)
    assert log.asked
    assert [path for path in log.asked if not path.endswith(".mvt")] == []
    brought = [path for path, size in log.wire if size > 0]
    assert len(brought) == len(set(brought))

    log.forget()  # Another indicator asks once, for values.
    page.get_by_test_id("indicator").click()
    page.locator("button[data-code=tai-nan-giao-thong]").click()
    page.wait_for_selector(".frame[data-indicator=tai-nan-giao-thong]")
    _quiet(page)
    assert [bool(VALUES.search(path)) for path in log.asked] == [True]
    assert log.hosts == {urlsplit(server).netloc}


def test_a_step_of_time_places_nothing_anew_that_does_not_change(page: "Page", server: str) -> None:
    """Names around home are placed by reading the terrain's pixels: that belongs to the view, never to a period."""
    page.add_init_script(COUNT_READINGS)
    with page.expect_response(re.compile("/outline"), timeout=WAIT_MS):
        # It is made at the first request, and moves names when it comes: a period has no part in that.
        open_page(page, server, p="2026-01", size=LAPTOP)
    _quiet(page)
    before = page.evaluate("window.__readings")
    assert before > 0
    for period in ("2025-12", "2025-11", "2025-10"):
        page.keyboard.press("ArrowLeft")
        page.wait_for_selector(f".frame[data-period='{period}']")
    _quiet(page)
    assert page.evaluate("window.__readings") == before


def test_with_a_unit_open_another_indicator_asks_once_too(tab: "Page", server: str, home: Home) -> None:
    open_page(tab, server, p="2026-04", u=home.member.uid)
    tab.wait_for_selector("[data-testid=cell]")
    _quiet(tab)
    log = Log(tab, server)
    tab.get_by_test_id("indicator").click()
    tab.locator("button[data-code=tai-nan-giao-thong]").click()
    tab.wait_for_selector(".frame[data-indicator=tai-nan-giao-thong] [data-testid=cell]")
    _quiet(tab)
    assert [bool(VALUES.search(path)) for path in log.asked] == [True]


@pytest.mark.parametrize("query", ["?g=quarter", "?i=giai-ngan-dau-tu-cong&g=month"])
def test_an_address_with_a_frequency_asks_for_values_once(page: "Page", sample_server: str, query: str) -> None:
    log = Log(page, sample_server)
    page.goto(f"{sample_server}/{query}")
    page.wait_for_selector("[data-ready=true]")
    _quiet(page)
    assert sum(bool(VALUES.search(path)) for path in log.asked) == 1


def test_scripts_until_the_first_coloured_unit_stay_within_the_budget(page: "Page", sample_server: str) -> None:
    scripts: set[str] = set()
    page.on("request", lambda request: scripts.add(request.url) if request.url.endswith(".js") else None)
    open_page(page, sample_server)
    page.wait_for_function("() => window.__gis?.metrics.firstColouredUnit > 0", timeout=60_000)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    total = 0
    for url in scripts:
        with opener.open(url, timeout=30) as reply:
            total += len(gzip.compress(reply.read(), 9))
    assert scripts
    assert total <= SCRIPT_BUDGET, f"{total} bytes of script, {SCRIPT_BUDGET} allowed"
