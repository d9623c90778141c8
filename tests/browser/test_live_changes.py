"""An open page comes to show what is imported while it is open, whenever that is and however the line fares."""

import csv
import itertools
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import psycopg
import pytest
from playwright.sync_api import expect

from gis_server.events import MOST_CHANGES
from gis_server.workers import Workers, listen
from layers.core.clock import FixedClock
from layers.indicators.ingest import import_file
from layers.indicators.sample.cases import DEFAULT, LAST, chosen
from tests.conftest import NOW, SAMPLE_CLOCK
from tests.support.chromium import lend
from tests.support.databases import Databases
from tests.support.homes import SAMPLE
from tests.support.pages import LAPTOP, WAIT_MS, open_page, steer
from tests.support.server import get, serving
from tests.support.waiting import until

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Locator, Page, Request, Route

COUNTED = "tai-nan-giao-thong"
"""Counted by month in every commune: any whole number is a figure of it."""
UNIT = SAMPLE.member.code
QUIET_MS = 3_000
"""That nothing more is asked for can only be waited for; longer than a broken line takes to be taken up."""
NUMBERS = itertools.count(311)
"""A figure that no import of this file has sent before."""


class Site:
    """The sample, served by processes that can be stopped and started while pages are open."""

    def __init__(self, url: str, listener: Any, folder: Path) -> None:
        self.url = url
        self.base = f"http://127.0.0.1:{listener.getsockname()[1]}"
        self._listener = listener
        self._folder = folder
        self._workers: Workers | None = None
        self.start()

    def start(self) -> None:
        """Start both processes and wait until one answers."""
        own = {"DATABASE_URL": self.url, "GIS_READER_URL": self.url, "GIS_HOME": "97", "GIS_CLOCK_AT": SAMPLE_CLOCK}
        port = str(self._listener.getsockname()[1])
        self._workers = Workers(self._listener, {**own, "GIS_PORT": port}, count=2, log_level="warning")
        assert until(lambda: bool(get(f"{self.base}/health")))

    def stop(self) -> None:
        """End them; the socket stays, so that nobody else takes the port."""
        if self._workers is not None:
            self._workers.stop()
        self._workers = None

    def take(self, *rows: tuple[str, str, str, object], at: datetime = NOW) -> None:
        """Import figures: indicator, unit, period, value."""
        file = self._folder / "gui-len.csv"
        with file.open("w", encoding="utf-8", newline="") as opened:
            writer = csv.writer(opened)
            writer.writerow(("indicator", "unit", "period", "value", "status", "note"))
            writer.writerows((*row, "final", "") for row in rows)
        report = import_file(lambda: psycopg.connect(self.url), file, clock=FixedClock(at))
        assert report.verdict == "applied", report

    def count(self) -> str:
        """Import a new figure of the indicator that is counted; return what the page then says."""
        number = next(NUMBERS)
        self.take((COUNTED, UNIT, LAST, number))
        return str(number)


class Log:
    """What a page asks of our addresses from now on."""

    def __init__(self, page: "Page") -> None:
        self.asked: Counter[str] = Counter()
        page.on("request", self._ask)

    def _ask(self, request: "Request") -> None:
        path = urlsplit(request.url).path
        if path.startswith("/api/") and path != "/api/events":
            self.asked[path] += 1


@pytest.fixture(scope="module")
def site(sample_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Lend the site on a copy of the sample of its own."""
    with listen("127.0.0.1", 0) as listener:
        served = Site(sample_url, listener, tmp_path_factory.mktemp("sent"))
        yield served
        served.stop()


@pytest.fixture
def context(browser: "Browser") -> Iterator["BrowserContext"]:
    """Lend a browser of its own, with one line to the server for all its tabs."""
    lent = lend(browser, LAPTOP)
    yield lent
    lent.close()


def _cell(page: "Page", unit: str = UNIT) -> "Locator":
    return page.locator(f"[data-testid=table] tr[data-code='{unit}'] td").nth(1)


def _open(page: "Page", site: Site, indicator: str = COUNTED) -> None:
    open_page(page, site.base, i=indicator, p=LAST, t="1")
    expect(_cell(page)).not_to_be_empty()


def _wait(page: "Page", done: Callable[[], bool]) -> None:
    """Let the page go on until something holds."""

    def look() -> bool:
        page.wait_for_timeout(20)
        return done()

    assert until(look)


@contextmanager
def _at_the_door(page: "Page", site: Site, values: str) -> Iterator[None]:
    """Open a page whose script comes only after the block, when the first replies have long been read."""
    held: list[Route] = []

    def hold(route: "Route") -> None:
        held.append(route)

    page.route("**/assets/index-*.js", hold)
    paths = ["/api/home", "/api/units", "/api/indicators", f"/api/indicators/{values}/values"]
    came: set[str] = set()
    page.on("requestfinished", lambda request: came.add(urlsplit(request.url).path))
    page.goto(f"{site.base}/?i={values}&p={LAST}&t=1", wait_until="commit")
    _wait(page, lambda: bool(held) and came.issuperset(paths))
    yield
    for route in held:
        route.continue_()


@pytest.mark.parametrize("beside", [False, True], ids=["alone", "beside another tab"])
def test_a_change_between_the_first_replies_and_the_line_is_not_missed(
    context: "BrowserContext", site: Site, *, beside: bool
) -> None:
    """The line begins where the replies were read; a line that is further already says so."""
    other = context.new_page()
    if beside:
        _open(other, site)
    page = context.new_page()
    with _at_the_door(page, site, COUNTED):
        figure = site.count()
        if beside:
            expect(_cell(other)).to_contain_text(figure)
    expect(_cell(page)).to_contain_text(figure)


def test_an_import_while_the_server_is_away_reaches_a_page_that_had_heard_nothing(
    context: "BrowserContext", site: Site
) -> None:
    """On a quiet day the page has no event to resume after; and a restart alone makes it ask for nothing."""
    page = context.new_page()
    _open(page, site)
    log = Log(page)
    site.stop()
    site.start()
    page.wait_for_timeout(QUIET_MS)
    assert log.asked == {}
    site.stop()
    figure = site.count()
    site.start()
    expect(_cell(page)).to_contain_text(figure)


def test_too_many_changes_missed_make_every_tab_start_over_once(context: "BrowserContext", site: Site) -> None:
    """And not every two seconds for ever."""
    pages = [context.new_page() for _ in range(2)]
    for page in pages:
        _open(page, site)
    logs = [Log(page) for page in pages]
    site.stop()
    with psycopg.connect(site.url) as connection:
        connection.execute(
            "insert into store.outbox (layer, at) select 'many', now() from generate_series(1, %s)", [MOST_CHANGES + 1]
        )
    figure = site.count()
    site.start()
    for page in pages:
        expect(_cell(page)).to_contain_text(figure)
    pages[0].wait_for_timeout(2 * QUIET_MS)
    once = {"/api/home", "/api/units", "/api/indicators", f"/api/indicators/{COUNTED}/values"}
    assert [log.asked for log in logs] == [dict.fromkeys(once, 1)] * 2
    figure = site.count()
    expect(_cell(pages[0])).to_contain_text(figure)


def test_the_parts_of_a_rate_change_the_rate_in_view_and_when_its_figures_came(
    context: "BrowserContext", site: Site
) -> None:
    """The import names only the parts; one round of asking answers all that it tells of."""
    unit = chosen().stale[0]
    page = context.new_page()
    _open(page, site, DEFAULT)
    row = page.locator(f"[data-testid=table] tr[data-code='{unit}']")
    expect(row).to_have_attribute("data-stale", "true")
    log = Log(page)
    site.take(("von-giai-ngan", unit, LAST, "12.34"), ("ke-hoach-von", unit, LAST, "100"))
    expect(row).to_have_attribute("data-stale", "false")
    expect(_cell(page, unit)).to_contain_text("12,3")
    page.wait_for_timeout(QUIET_MS)
    asked = ("/api/home", "/api/indicators", f"/api/indicators/{DEFAULT}/values")
    assert log.asked == dict.fromkeys(asked, 1)


def test_a_correction_says_when_it_came(context: "BrowserContext", site: Site) -> None:
    page = context.new_page()
    _open(page, site)
    stamp = page.locator("aside.pl .asof")
    before = stamp.inner_text()
    site.take((COUNTED, UNIT, LAST, next(NUMBERS)), at=NOW + timedelta(hours=2))
    expect(stamp).not_to_have_text(before)
    expect(stamp).to_contain_text("12:00")


def test_a_page_opened_on_an_empty_catalogue_fills_when_one_comes(
    browser: "Browser", cluster: Databases, sample_template: str
) -> None:
    with cluster.copy(sample_template) as url, serving(url, home="97", clock_at=SAMPLE_CLOCK) as base:
        with psycopg.connect(url) as connection:
            # The lines of the catalogue go to a table of their own, and come back as an import would bring them.
            connection.execute("create table kept as table indicators.observation")
            connection.execute("create table listed as table indicators.indicator")
            connection.execute("truncate indicators.indicator cascade")
        context = lend(browser, LAPTOP)
        page = context.new_page()
        page.goto(base)
        expect(page.get_by_test_id("empty")).to_be_visible()
        with psycopg.connect(url) as connection:
            connection.execute("insert into indicators.indicator overriding system value table listed")
            connection.execute("insert into indicators.observation overriding system value table kept")
            connection.execute("insert into store.outbox (layer, at) values ('indicators', now())")
            connection.execute("select pg_notify('gis_changes', 'indicators')")
        page.wait_for_selector(f"[data-ready=true][data-indicator={DEFAULT}]", timeout=WAIT_MS)
        context.close()


def test_a_change_of_the_indicator_in_view_leaves_the_switch_to_another_alone(
    context: "BrowserContext", site: Site
) -> None:
    page = context.new_page()
    _open(page, site)
    held: list[Route] = []

    def hold(route: "Route") -> None:
        if held:
            route.continue_()
        else:
            held.append(route)

    page.route(f"**/api/indicators/{DEFAULT}/values", hold)
    steer(page, {"i": DEFAULT, "p": LAST, "t": "1"})
    _wait(page, lambda: bool(held))
    with psycopg.connect(site.url) as connection:
        connection.execute("insert into store.outbox (layer, at) values (%s, now())", [f"indicator-{COUNTED}"])
    with page.expect_response("**/api/indicators"):
        pass
    held[0].continue_()
    page.wait_for_selector(f"[data-ready=true][data-indicator={DEFAULT}]", timeout=WAIT_MS)
    figure = site.count()
    steer(page, {"i": COUNTED, "p": LAST, "t": "1"})
    expect(_cell(page)).to_contain_text(figure)


def test_a_deadline_that_passes_while_the_page_is_open_makes_the_figure_before_an_old_one(
    context: "BrowserContext", site: Site
) -> None:
    """The server's clock stands still here: past the deadline another server answers, whose clock is later."""
    case = SAMPLE.cases["not-due"]
    page = context.new_page()
    page.clock.install()
    open_page(page, site.base, i=case.indicator, p=case.period, t="1")
    row = page.locator(f"[data-testid=table] tr[data-code='{case.unit}']")
    expect(row).to_have_attribute("data-blank", "d")
    log = Log(page)
    page.clock.fast_forward("02:00:00")
    with page.expect_response("**/api/home"):
        pass  # within the hour, for what is said in hours; the figures hold
    assert set(log.asked) == {"/api/home"}
    with serving(site.url, home="97", clock_at=(NOW + timedelta(days=60)).isoformat()) as later:
        page.route("**/api/**", lambda route: route.fulfill(response=_from(route, later)))
        page.clock.fast_forward("02:00:00")
        expect(row).to_have_attribute("data-stale", "true")
        assert log.asked[f"/api/indicators/{case.indicator}/values"] == 1


def _from(route: "Route", server: str) -> Any:
    parts = urlsplit(route.request.url)
    return route.fetch(url=f"{server}{parts.path}?{parts.query}")


def test_a_page_that_comes_back_from_history_hears_what_it_missed(context: "BrowserContext", site: Site) -> None:
    page = context.new_page()
    _open(page, site)
    page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))")
    figure = site.count()
    page.wait_for_timeout(QUIET_MS)
    expect(_cell(page)).not_to_contain_text(figure)
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    expect(_cell(page)).to_contain_text(figure)


def test_a_line_that_a_proxy_refused_is_asked_for_again(context: "BrowserContext", site: Site) -> None:
    """A browser without shared workers, whose own line can be answered by the test."""
    page = context.new_page()
    page.add_init_script("delete window.SharedWorker")
    refused: list[Route] = []

    def refuse(route: "Route") -> None:
        if refused:
            route.continue_()
        else:
            refused.append(route)
            route.fulfill(status=502)

    page.route("**/api/events*", refuse)
    _open(page, site)
    _wait(page, lambda: bool(refused))
    figure = site.count()
    expect(_cell(page)).to_contain_text(figure)
