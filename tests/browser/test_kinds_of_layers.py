"""The workspace of layers that one file declares: every geometry and none, every way of lying in time, typed codes.

Nothing else is edited: each has list, filters, histogram, legend, table, files and card from the contract alone.
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode, urlsplit

import psycopg
import pytest
from playwright.sync_api import expect

from tests.conftest import SAMPLE_CLOCK
from tests.support.kinds import KINDS, make_kinds
from tests.support.pages import DESKTOP, PHONE, WAIT_MS, picture, rest
from tests.support.pixels import PIXELS, alike, rgb
from tests.support.server import get_json, serving

if TYPE_CHECKING:
    from playwright.sync_api import Page

HERE = "109.1,12.08,11.5"
APRIL = {"instant": "2026-04", "range": "2026-04", "day": "2026-04-30", "period": "2026-04"}
"""What a layer of each axis is asked for April: days are those in force at its end."""
PAIRS = [
    ("point", "instant"),
    ("point", "range"),
    ("line", "range"),
    ("line", "day"),
    ("polygon", "day"),
    ("polygon", "period"),
    ("register", "period"),
    ("register", "instant"),
]
PLACES = """layer => {
  const { map } = window.__gis;
  const { width, height } = map.getCanvas().getBoundingClientRect();
  const found = new Map();
  for (const { properties, geometry } of map.queryRenderedFeatures({ layers: [`live:${layer}/${layer}`] })) {
    const [[west, south], [east, north]] = geometry.coordinates;
    const at = [(west + east) / 2, (south + north) / 2];
    const { x, y } = map.project(at);
    if (x > 30 && x < width - 30 && y > 30 && y < height - 30) found.set(properties.grade ?? null, at);
  }
  return [...found];
}"""
"""The middle of one line of each grade."""


@pytest.fixture(scope="module")
def base(sample_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the sample with the layers of every kind."""
    file = tmp_path_factory.mktemp("layers") / "kinds.py"
    file.write_text(KINDS, encoding="utf-8")
    with psycopg.connect(sample_url) as connection:
        make_kinds(connection)
    with serving(sample_url, home="97", clock_at=SAMPLE_CLOCK, GIS_LAYER_PATH=str(file)) as address:
        yield address


def _open(page: "Page", base: str, layer: str, size: tuple[int, int] = DESKTOP, **parts: str) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(f"{base}/layer/{layer}?{urlencode({'c': HERE, **parts})}")
    page.wait_for_selector("[data-ready=true][data-workspace=layer]", timeout=WAIT_MS)


def _asked(page: "Page", key: str) -> str | None:
    return parse_qs(urlsplit(page.url).query).get(key, [None])[0]


def _matched(base: str, layer: str, **question: str) -> int:
    reply: Any = get_json(f"{base}/api/collections/{layer}/items?{urlencode({**question, 'limit': '1'})}")
    return int(reply["numberMatched"])


def _shows(page: "Page", count: int) -> None:
    expect(page.get_by_test_id("layer-matched").first).to_have_attribute("data-matched", str(count), timeout=WAIT_MS)


def _first(page: "Page") -> Any:
    return page.locator("[data-testid=list-row][data-index='0'][data-id]")


@pytest.mark.parametrize(("shape", "axis"), PAIRS)
def test_a_declaration_is_enough_for_a_workspace(page: "Page", base: str, shape: str, axis: str) -> None:
    layer = f"kind-{shape}-{axis}"
    _open(page, base, layer, t=APRIL[axis])
    april = _matched(base, layer, datetime=APRIL[axis])
    assert 0 < april < _matched(base, layer)
    _shows(page, april)
    expect(page.get_by_test_id("layer-strip").locator("rect.out, rect.in").first).to_be_attached(timeout=WAIT_MS)
    expect(page.get_by_test_id("layer-drawn" if shape != "register" else "layer-register")).to_be_visible()

    # A node of the tree takes what lies below it; whole numbers stay whole numbers.
    narrowed = f"{layer}: sort = 'nature'"
    _open(page, base, layer, t=APRIL[axis], q="sort = 'nature' AND grade IN (1, 2, 3, 4)")
    asked = {"datetime": APRIL[axis], "filter": "sort = 'nature' AND grade IN (1, 2, 3, 4)"}
    count = _matched(base, layer, **asked)
    assert 0 < count < april, narrowed
    _shows(page, count)
    expect(page.get_by_test_id("layer-filters").locator("[data-key=mangrove]")).to_have_attribute("data-tick", "on")

    _first(page).click()
    card = page.get_by_test_id("layer-card")
    expect(card.get_by_test_id("card-title")).to_have_text(_first(page).locator(".title").inner_text())
    expect(card).to_contain_text("Sở thử nghiệm")
    assert (_asked(page, "f") or "").startswith(f"{layer}/")
    page.locator("body").press("t")
    expect(page.get_by_test_id("layer-table").get_by_role("grid")).to_have_attribute("aria-rowcount", str(count + 1))
    page.get_by_test_id("layer-table").get_by_role("button", name="Xuất tệp").click()
    for link in page.get_by_test_id("export-menu").locator("a").all():
        address = parse_qs(urlsplit(link.get_attribute("href") or "").query)
        assert address["filter"] == [asked["filter"]]
        assert address["datetime"] == [APRIL[axis]]
    assert "Điện thoại" not in page.locator("body").inner_text(), "a field that is closed to the public"


@pytest.mark.sharp
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_lines_of_whole_numbers_have_the_colours_of_their_legend(
    page: "Page", base: str, size: tuple[int, int]
) -> None:
    layer = "kind-line-range"
    _open(page, base, layer, size, t="../..", c="109.1,12.08,13.4" if size == DESKTOP else "109.1,12.02,12.3")
    page.wait_for_function("id => window.__gis.map.getLayer(`live:${id}/${id}`)", arg=layer, timeout=WAIT_MS)
    rest(page)
    reply: Any = get_json(f"{base}/api/collections/{layer}/legend?datetime=../..")
    colours = {row["key"]: row["color"] for row in reply["rows"]}
    places: list[Any] = page.evaluate(PLACES, layer)
    known = [(grade, at) for grade, at in places if str(grade) in colours]
    assert len(known) > 1, "lines of two grades can be seen"
    pixels = page.evaluate(PIXELS, [[*at, 0, 0] for _, at in known])
    for (grade, _), pixel in zip(known, pixels, strict=True):
        assert alike(pixel, rgb(colours[str(grade)])), grade
    picture(page, f"kinds-line-{'phone' if size == PHONE else 'desktop'}")


def test_the_slider_moves_a_layer_that_is_switched_on(page: "Page", base: str) -> None:
    asked: list[str] = []
    page.goto(f"{base}/map?i=tai-nan-giao-thong&t=2024-03&layers=kind-line-range&c={HERE}")
    page.wait_for_selector("[data-ready=true]")
    page.wait_for_function("() => window.__gis.map.getSource('live:kind-line-range')", timeout=WAIT_MS)
    rest(page)
    page.on("request", lambda request: asked.append(urlsplit(request.url).path))
    slider = page.get_by_role("slider", name=re.compile("Kỳ|Thời gian|thời gian"))
    slider.focus()
    for _ in range(12):
        page.keyboard.press("ArrowRight")
    expect(page.get_by_test_id("period")).to_have_text("Tháng 3/2025")
    expect(page.get_by_test_id("layer-legend")).to_contain_text("3/2025")
    rest(page)
    assert _asked(page, "t") == "2025-03"
    assert any("/tiles/kind-line-range/live/" in path for path in asked)
    # A year within one edition of the boundaries: another would bring its own land.
    data = {path for path in asked if path.startswith(("/api/", "/tiles/"))}
    others = {path for path in data if "/tiles/kind-line-range/" not in path}
    assert others <= {"/api/collections/kind-line-range/legend"}, others
