"""The workspace of a layer as its tests open and read it."""

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode, urlsplit

from playwright.sync_api import expect

from tests.support.pages import LAPTOP, WAIT_MS
from tests.support.server import get_json

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page


def open_layer(page: "Page", base: str, layer: str, *, size: tuple[int, int] = LAPTOP, **parts: str) -> None:
    """Open a layer's workspace by the parts of its address."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(f"{base}/layer/{layer}?{urlencode(parts)}")
    page.wait_for_selector("[data-ready=true][data-workspace=layer]", timeout=WAIT_MS)


def address_key(page: "Page", key: str) -> str | None:
    """Return what the address says of one key."""
    return parse_qs(urlsplit(page.url).query).get(key, [None])[0]


def matched(base: str, layer: str, **question: str) -> int:
    """Ask the server how many rows answer a question."""
    reply: Any = get_json(f"{base}/api/collections/{layer}/items?{urlencode({**question, 'limit': '1'})}")
    return int(reply["numberMatched"])


def shows(page: "Page", count: int) -> None:
    """Wait until the workspace says that so many rows are shown."""
    expect(page.get_by_test_id("layer-matched").first).to_have_attribute("data-matched", str(count), timeout=WAIT_MS)


def list_row(page: "Page", index: int) -> "Locator":
    """Name a row of the list that has come, by its place."""
    return page.locator(f"[data-testid=list-row][data-index='{index}'][data-id]")
