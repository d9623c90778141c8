"""What the tests of the page share: both homes, and one open page a home for those that only look."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.support.homes import KHANH_HOA, SAMPLE, Home

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page


@pytest.fixture(
    scope="session",
    params=[pytest.param(SAMPLE, id="sample"), pytest.param(KHANH_HOA, id="khanh-hoa", marks=pytest.mark.real)],
)
def home(request: pytest.FixtureRequest) -> Home:
    """Lend each home in turn."""
    found: Home = request.param
    return found


@pytest.fixture(scope="session")
def server(home: Home, request: pytest.FixtureRequest) -> str:
    """Name the address of the home's server."""
    return str(request.getfixturevalue(home.server))


@pytest.fixture(scope="session")
def warm(browser: "Browser", server: str) -> Iterator["BrowserContext"]:
    """Lend the home's browser, whose cache keeps what one test has loaded for the next."""
    context = browser.new_context(
        viewport={"width": 1920, "height": 1080},
        locale="vi-VN",
        timezone_id="Asia/Tokyo",
    )
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=server)
    yield context
    context.close()


@pytest.fixture(scope="session")
def look(warm: "BrowserContext") -> Iterator["Page"]:
    """Lend the one page of a home that tests only look at: they go from view to view, and press nothing."""
    page = warm.new_page()
    yield page
    page.close()


@pytest.fixture
def tab(warm: "BrowserContext") -> Iterator["Page"]:
    """Lend a page of the test's own, to press and type in."""
    page = warm.new_page()
    yield page
    page.close()
