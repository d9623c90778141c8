"""What the tests of the page share: both homes, and one open page a home for those that only look."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.support.chromium import lend
from tests.support.homes import KHANH_HOA, SAMPLE, Home
from tests.support.pages import DESKTOP

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
    context = lend(browser, DESKTOP)
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
