"""What the map says without words, and what it asks for: patterns, islands, the fit, silence, live features."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

import psycopg
import pytest

from layers.cameras.ingest import import_cameras
from layers.core.clock import FixedClock
from tests.conftest import NOW, SAMPLE_CLOCK
from tests.support.server import get_json, serving

if TYPE_CHECKING:
    from playwright.sync_api import Page, Request

INDICATOR = "giai-ngan-dau-tu-cong"
PERIOD = "2026-04"
COLOURED = "() => window.__gis?.metrics.firstColouredUnit > 0"
WAIT_MS = 60_000
PANELS = {"left": 376, "right": 1520, "top": 48, "bottom": 1008}
HALF_PX = 9
DOMINANT = 0.06
PIXELS = """async ([shot, size]) => {
  const image = new Image();
  image.src = `data:image/png;base64,${shot}`;
  await image.decode();
  const context = Object.assign(document.createElement('canvas'), { width: size, height: size }).getContext('2d');
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, size, size);
  return Array.from({ length: size * size }, (_, i) => [0, 1, 2].map((c) => data[i * 4 + c] >> 4).join());
}"""
Json = dict[str, Any]


def _open(page: "Page", server: str, query: str = "") -> list["Request"]:
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request))  # noqa: PLW0108 - Playwright marks its handlers, a built-in cannot be
    page.goto(f"{server}/{query}")
    page.wait_for_function(COLOURED, timeout=WAIT_MS)
    page.wait_for_selector(".map-overlay .names .name", state="attached")
    _rest(page)
    return asked


def _rest(page: "Page") -> None:
    """Wait until the map has all it asked for and moves no more."""
    page.wait_for_function("() => window.__gis.map.loaded() && !window.__gis.map.isMoving()", timeout=WAIT_MS)


def _json(address: str) -> Json:
    return cast("Json", get_json(address))


def _marked(server: str, mark: str) -> tuple[int, list[float]]:
    """Find a large commune of today whose figure carries a mark in the period."""
    values = _json(f"{server}/api/indicators/{INDICATOR}/values")
    units = _json(f"{server}/api/units")
    at = values["periods"].index(PERIOD)
    marked = {
        unit for unit, marks in zip(values["ids"], values["s"], strict=True) if marks and marks[at : at + 1] == mark
    }
    found = [
        (units["area_km2"][row], unit, units["label"][row])
        for row, unit in enumerate(units["ids"])
        if unit in marked and units["level"][row] == "c" and units["to"][row] is None
    ]
    if not found:
        pytest.fail(f"the sample has no commune marked {mark!r} in {PERIOD}")
    return max(found)[1:]


def _colours(page: "Page", lon: float, lat: float) -> list[str]:
    """Return the colours that cover much of a small square of the map, names and marks aside."""
    import base64  # noqa: PLC0415

    style = page.add_style_tag(content=".map-overlay { visibility: hidden }")
    point = page.evaluate("([lon, lat]) => window.__gis.map.project([lon, lat])", [lon, lat])
    side = 2 * HALF_PX
    clip = {"x": round(point["x"]) - HALF_PX, "y": round(point["y"]) - HALF_PX, "width": side, "height": side}
    shot = page.screenshot(clip=cast("Any", clip))
    style.evaluate("node => node.remove()")
    pixels = cast("list[str]", page.evaluate(PIXELS, [base64.b64encode(shot).decode(), side]))
    seen = Counter(pixels)
    return [colour for colour, count in seen.items() if count >= DOMINANT * side * side]


@pytest.mark.parametrize("mark", ["o", "w"])
def test_a_unit_without_a_figure_is_hatched_or_dotted(page: "Page", sample_server: str, mark: str) -> None:
    _unit, (lon, lat) = _marked(sample_server, mark)
    _open(page, sample_server, f"?p={PERIOD}&lv=commune&c={lon},{lat},9.5")
    assert len(_colours(page, lon, lat)) > 1


def test_a_unit_to_which_the_figure_does_not_apply_is_plain_and_dashed(page: "Page", sample_server: str) -> None:
    unit, (lon, lat) = _marked(sample_server, "n")
    _open(page, sample_server, f"?p={PERIOD}&lv=commune&c={lon},{lat},9.5")
    assert page.locator(f'.marks [data-unit="{unit}"][data-mark="dash"]').count() == 1
    assert len(_colours(page, lon, lat)) <= 1


def test_an_old_figure_carries_a_clock_and_no_trend(page: "Page", sample_server: str) -> None:
    unit, _label = _marked(sample_server, "k")
    _open(page, sample_server, f"?p={PERIOD}&lv=commune&m=trend")
    mark = page.locator(f'.marks [data-unit="{unit}"]')
    assert mark.get_attribute("data-stale") == "1"
    assert mark.get_attribute("data-mark") is None


@pytest.mark.parametrize("query", ["", "?c=109.1,12.5,12", "?c=109.1,12.5,14", "?c=108.9,12.6,5", "?c=112,12,5"])
def test_both_archipelagos_are_on_every_view(page: "Page", sample_server: str, query: str) -> None:
    page.goto(f"{sample_server}/{query}")
    page.wait_for_function(COLOURED, timeout=WAIT_MS)
    for key, name in (("hoang-sa", "Hoàng Sa"), ("truong-sa", "Trường Sa")):
        shown = page.locator(f'[data-archipelago="{key}"]')
        shown.first.wait_for(state="visible")
        assert name in (shown.first.text_content() or "")


def test_the_main_land_fills_the_free_part_of_the_page(page: "Page", sample_server: str) -> None:
    _open(page, sample_server)
    west, south, east, north = _json(f"{sample_server}/api/home")["editions"][-1]["fit"]
    project = "([lon, lat]) => window.__gis.map.project([lon, lat])"
    low, high = page.evaluate(project, [west, south]), page.evaluate(project, [east, north])
    assert low["x"] >= PANELS["left"]
    assert low["y"] <= PANELS["bottom"]
    assert high["x"] <= PANELS["right"]
    assert high["y"] >= PANELS["top"]
    tall = (low["y"] - high["y"]) / (PANELS["bottom"] - PANELS["top"])
    wide = (high["x"] - low["x"]) / (PANELS["right"] - PANELS["left"])
    assert max(tall, wide) > 0.9


def test_the_sea_and_the_neighbours_are_named_where_nothing_is_in_the_way(page: "Page", sample_server: str) -> None:
    _open(page, sample_server)
    page.locator(".far .neighbour").first.wait_for(state="attached")
    assert page.locator(".far .sea").count() == 1
    over = page.evaluate(
        """() => [...document.querySelectorAll('.far text')].map((text) => {
          const r = text.getBoundingClientRect();
          const { map } = window.__gis;
          const layers = [map.getStyle().layers.find(({ id }) => id.endsWith('/land')).id];
          return map.queryRenderedFeatures([[r.left, r.top], [r.right, r.bottom]], { layers }).length;
        })"""
    )
    assert over
    assert set(over) == {0}


def test_crossing_an_edition_asks_for_its_tiles_only_and_brings_each_over_the_wire_once(
    page: "Page", sample_server: str
) -> None:
    _open(page, sample_server, "?p=2025-07&lv=commune")
    page.wait_for_timeout(1500)
    brought: list[tuple[str, int]] = []

    def weigh(request: "Request") -> None:
        sizes = request.sizes()
        brought.append((urlsplit(request.url).path, sizes["responseBodySize"] + sizes["responseHeadersSize"]))

    page.on("requestfinished", weigh)
    for key, edition in (("ArrowLeft", "2020-01-01"), ("ArrowRight", "2025-07-01"), ("ArrowLeft", "2020-01-01")):
        page.keyboard.press(key)
        page.wait_for_selector(f'.frame[data-edition="{edition}"]')
        _rest(page)
        page.wait_for_timeout(500)
    ours = [(path, size) for path, size in brought if path.startswith(("/api/", "/tiles/"))]
    assert ours
    assert [path for path, _size in ours if not path.endswith(".mvt")] == []
    over_the_wire = [path for path, size in ours if size > 0]
    assert len(over_the_wire) == len(set(over_the_wire))


def test_the_address_with_a_frequency_asks_for_values_once(page: "Page", sample_server: str) -> None:
    for query in ("?g=quarter", f"?i={INDICATOR}&g=month", ""):
        page.goto("about:blank")  # what the page before still asked for is over
        asked = _open(page, sample_server, query)
        assert sum(request.url.split("?")[0].endswith("/values") for request in asked) == 1, query


@pytest.fixture(scope="module")
def writable(sample_url: str) -> Iterator[tuple[str, str]]:
    """Serve a database of this module's own; lend the addresses of both."""
    with serving(sample_url, home="97", clock_at=SAMPLE_CLOCK) as base:
        yield base, sample_url


def test_a_feature_imported_elsewhere_appears_on_the_open_map(
    page: "Page", writable: tuple[str, str], tmp_path: Path
) -> None:
    base, database = writable
    _open(page, base, "?layers=cameras&c=109.1,12.5,12")
    page.wait_for_function("() => window.__gis.map.getSource('live:cameras')", timeout=WAIT_MS)
    _rest(page)
    file = tmp_path / "new.csv"
    file.write_text(
        "code,name,kind,owner,place,lon,lat,heading\nNEW-1,Điểm mới,traffic,Công an tỉnh,Bến cá,109.1,12.5,90\n",
        encoding="utf-8",
    )
    report = import_cameras(lambda: psycopg.connect(database), file, clock=FixedClock(NOW))
    assert report.verdict == "applied", report
    page.wait_for_function(
        """() => window.__gis.map.querySourceFeatures('live:cameras', { sourceLayer: 'cameras' })
          .some(({ properties }) => properties.name === 'Điểm mới')""",
        timeout=20_000,
    )
