"""The page as its tests open it: at an address, whole, with the rows of its table to read."""

from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from layers.indicators.sample.cases import DEFAULT
from tests.support.server import get_json

if TYPE_CHECKING:
    from playwright.sync_api import Page

READY = "[data-ready=true]"
DESKTOP = (1920, 1080)
LAPTOP = (1366, 768)
"""What most offices have, and half as much to draw."""
PHONE = (390, 844)
WAIT_MS = 60_000
"""How long a map drawn in software may take on a busy machine."""
_ARRIVED = """([indicator, period, edition]) => {
  const is = document.querySelector('.frame')?.dataset ?? {};
  return is.ready === 'true' && is.indicator === indicator && (period === null || is.period === period)
    && (edition === null || is.edition === edition);
}"""
_NEXT_FRAME = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


def open_page(
    page: "Page", server: str, parts: dict[str, str] | None = None, *, size: tuple[int, int] = LAPTOP, **more: str
) -> None:
    """Open a view by the parts of its address and wait until the map has been given its picture."""
    view = {**(parts or {}), **more}
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(f"{server}/?{urlencode(view)}")
    page.wait_for_selector(READY)
    wanted = view.get("i")
    if wanted is not None:
        page.wait_for_selector(f"[data-ready=true][data-indicator='{wanted}']")


def look_at(
    page: "Page", server: str, parts: dict[str, str] | None = None, *, size: tuple[int, int] = LAPTOP, **more: str
) -> None:
    """Go to a view on a page that may be there already: it is loaded once, then goes as Back and Forward do."""
    view = {"i": DEFAULT, **(parts or {}), **more}
    if not page.url.startswith(f"{server}/"):
        open_page(page, server, view, size=size)
    else:
        page.set_viewport_size({"width": size[0], "height": size[1]})
        steer(page, view)
    period = None if "g" in view else view.get("p")
    page.wait_for_function(_ARRIVED, arg=[view["i"], period, view.get("e")], timeout=WAIT_MS)
    page.evaluate(_NEXT_FRAME)


def steer(page: "Page", view: dict[str, str]) -> None:
    """Go to a view without loading the page anew, and wait for nothing."""
    page.evaluate(
        "q => { history.pushState(null, '', q); dispatchEvent(new PopStateEvent('popstate')); }",
        f"/?{urlencode(view)}",
    )


def rest(page: "Page") -> None:
    """Wait until the map has all it asked for and moves no more."""
    page.wait_for_function(
        "() => window.__gis?.map?.loaded() && !window.__gis.map.isMoving() && window.__gis.map.areTilesLoaded()"
        " && window.__gis.metrics.firstPicture !== null",
        timeout=WAIT_MS,
    )
    page.evaluate(_NEXT_FRAME)


@lru_cache(maxsize=4)
def units_of(server: str) -> dict[str, dict[str, Any]]:
    """Ask for all versions of a home's units, by public id; of several versions the last."""
    columns: Any = get_json(f"{server}/api/units")
    keys = [str(key) for key in columns]
    rows = [dict(zip(keys, row, strict=True)) for row in zip(*(columns[key] for key in keys), strict=True)]
    return {row["uid"]: row | {"id": row["ids"]} for row in sorted(rows, key=lambda row: row["from"])}


def point_of(page: "Page", server: str, uid: str) -> tuple[float, float]:
    """Say where on the screen a unit's label point lies."""
    lon, lat = units_of(server)[uid]["label"]
    at = page.evaluate("([lon, lat]) => window.__gis.map.project([lon, lat])", [lon, lat])
    return float(at["x"]), float(at["y"])


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
    rest(page)
    page.screenshot(path=f".artifacts/page-{name}.png")
