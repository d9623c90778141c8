"""The page as its tests open it: at an address, whole, with the rows of its table to read."""

from typing import TYPE_CHECKING
from urllib.parse import urlencode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Locator, Page

READY = "[data-ready=true]"
DESKTOP = (1920, 1080)
PHONE = (390, 844)


def open_page(
    page: "Page", server: str, parts: dict[str, str] | None = None, *, size: tuple[int, int] = DESKTOP, **more: str
) -> None:
    """Open a view by the parts of its address and wait until the map has been given its picture."""
    view = {**(parts or {}), **more}
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(f"{server}/?{urlencode(view)}")
    page.wait_for_selector(READY)
    wanted = view.get("i")
    if wanted is not None:
        page.wait_for_selector(f"[data-ready=true][data-indicator='{wanted}']")


def table_rows(page: "Page") -> "Iterator[Locator]":
    """Lend the rows of the table that is open."""
    page.get_by_test_id("table").wait_for()
    yield from page.get_by_test_id("table").locator("tbody tr").all()


def read_table(page: "Page") -> dict[str, dict[str, str | None]]:
    """Read what the table says of each unit, by public id, at one go."""
    page.get_by_test_id("table").wait_for()
    found: list[dict[str, str | None]] = page.eval_on_selector_all(
        "[data-testid=table] tbody tr",
        "rows => rows.map(r => ({uid: null, blank: null, direction: null, judgement: null, class: null, stale: null,"
        " ...r.dataset, value: r.cells[2].textContent, name: r.cells[1].textContent}))",
    )
    return {str(row["uid"]): row for row in found}


def legend_counts(page: "Page") -> dict[str, int]:
    """Read the counts of the legend by key: `c0`…, `up`, `blank-o`, `stale`."""
    pairs: list[list[str]] = page.eval_on_selector_all(
        "[data-testid=legend] li", "rows => rows.map(r => [r.dataset.key, r.dataset.count])"
    )
    return {key: int(count) for key, count in pairs}


def picture(page: "Page", name: str) -> None:
    """Leave a screenshot to look at, once the map is at rest."""
    page.wait_for_timeout(700)
    page.screenshot(path=f".artifacts/page-{name}.png")
