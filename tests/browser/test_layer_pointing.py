"""A row that is pointed at is lit up on the map and a feature in its list; a hexagon says what it counts."""

import re
from typing import TYPE_CHECKING, Any

import h3
import pytest
from playwright.sync_api import expect

from tests.support.drawn import CENTRE
from tests.support.pages import DESKTOP, PHONE, WAIT_MS, picture, rest
from tests.support.server import get_json
from tests.support.workspace import list_row, open_layer

if TYPE_CHECKING:
    from playwright.sync_api import Page

_cells: Any = h3
"""The library, whose functions do not say what they return."""
LON, LAT = CENTRE
NEAR = f"{LON},{LAT},14"
WIDE = f"{LON},{LAT},12.2"
LIT = """layer => {
  const { map } = window.__gis;
  const layers = map.getLayersOrder().filter((id) => id.startsWith(`live:${layer}/pointed`));
  const found = map.queryRenderedFeatures({ layers });
  return [...new Set(found.map(({ id, properties }) => String(properties._key ?? id)))].join();
}"""
"""Keys of the features that are lit up."""
GRADES = {"1": "Một", "2": "Hai", "3": "Ba"}
RESOLUTION, KM2 = 8, "0,74"


def _lit(page: "Page", layer: str, keys: str) -> None:
    page.wait_for_function(f"([layer, keys]) => ({LIT})(layer) === keys", arg=[layer, keys], timeout=WAIT_MS)


def _drawn(page: "Page", layer: str) -> None:
    page.wait_for_function("id => window.__gis.map.getLayer(`live:${id}/${id}`)", arg=layer, timeout=WAIT_MS)
    rest(page)


def _key(page: "Page", index: int) -> str:
    return list_row(page, index).get_attribute("data-id") or ""


def _screen(page: "Page", lon: float, lat: float) -> tuple[float, float]:
    at = page.evaluate("at => window.__gis.map.project(at)", [lon, lat])
    return float(at["x"]), float(at["y"])


@pytest.mark.parametrize("layer", ["lookouts", "dykes", "polders"])
def test_a_row_that_is_pointed_at_is_lit_up_on_the_map(page: "Page", sample_server: str, layer: str) -> None:
    asked: list[str] = []
    open_layer(page, sample_server, layer, c=NEAR, q="grade IN (1, 2)")
    _drawn(page, layer)
    _lit(page, layer, "")
    page.on("request", lambda request: asked.append(request.url))
    for index in (1, 0):
        list_row(page, index).hover()
        _lit(page, layer, _key(page, index))
    picture(page, f"layer-pointing-{layer}")
    page.get_by_test_id("layer-title").hover()
    _lit(page, layer, "")
    assert not [url for url in asked if "/tiles/" in url or "/items" in url], "what is pointed at is there already"


def test_keys_light_up_the_row_that_they_reach_until_the_focus_goes(page: "Page", sample_server: str) -> None:
    open_layer(page, sample_server, "polders", c=NEAR)
    _drawn(page, "polders")
    rows = page.get_by_test_id("layer-list")
    rows.focus()
    _lit(page, "polders", "")
    for index in (1, 2):
        page.keyboard.press("ArrowDown")
        _lit(page, "polders", _key(page, index))
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("card-title")).to_have_text("Vùng 3")
    _lit(page, "polders", _key(page, 2))
    rows.evaluate("box => box.blur()")
    _lit(page, "polders", "")


def test_rows_of_the_table_are_lit_up_too_and_its_heads_keep_their_keys(page: "Page", sample_server: str) -> None:
    open_layer(page, sample_server, "polders", c=NEAR, table="1")
    _drawn(page, "polders")
    table = page.get_by_test_id("layer-table")
    row = table.locator("[data-testid=table-row][data-index='1'][data-id]")
    row.hover()
    _lit(page, "polders", row.get_attribute("data-id") or "")
    head = table.locator("[data-sort=name]")
    head.focus()
    page.keyboard.press("Enter")
    expect(table.get_by_role("columnheader").first).to_have_attribute("aria-sort", "descending")
    expect(page.get_by_test_id("layer-card")).to_have_count(0)


def test_a_feature_under_the_pointer_lights_up_its_row(page: "Page", sample_server: str) -> None:
    open_layer(page, sample_server, "lookouts", size=DESKTOP, c=NEAR, q="grade = 1")
    _drawn(page, "lookouts")
    row = page.locator("[data-testid=list-row][data-id='1']")
    x, y = _screen(page, LON, LAT)
    page.mouse.move(x, y)
    expect(row).to_have_class(re.compile(r"\bpointed\b"))
    picture(page, "layer-pointed-row")
    page.mouse.move(x, y + 60)
    expect(row).not_to_have_class(re.compile(r"\bpointed\b"))


@pytest.mark.parametrize("by", [None, "hours", "grade"])
def test_a_hexagon_under_the_pointer_says_what_it_counts(page: "Page", sample_server: str, by: str | None) -> None:
    parts = {} if by is None else {"by": by}
    open_layer(page, sample_server, "lookouts", size=DESKTOP, c=WIDE, **{"as": "hexes"}, r=str(RESOLUTION), **parts)
    cell = _cells.latlng_to_cell(LAT, LON, RESOLUTION)
    lat, lon = _cells.cell_to_latlng(cell)
    _hexagons(page, "lookouts")
    page.mouse.move(*_screen(page, lon, lat))
    tip = page.get_by_test_id("hex-tip")
    expect(tip).to_have_attribute("data-cell", cell)
    expect(tip).to_contain_text(f"cấp {RESOLUTION} · {KM2} km²")
    rows = _answer(sample_server, cell, by if by == "grade" else None)
    count = sum(int(row["count"]) for row in rows)
    assert count > 0
    expect(tip).to_contain_text(f"{count} đối tượng")
    if by == "hours":
        hours = sum(float(row["hours"]) for row in rows)
        expect(tip).to_contain_text(f"Giờ, cộng trong ô: {hours:g}".replace(".", ","))
    if by == "grade":
        most = max(int(row["count"]) for row in rows)
        names = [GRADES[str(row["grade"])] for row in rows if row["count"] == most]
        expect(tip).to_have_text(re.compile(rf"Nhiều nhất theo cấp: ({'|'.join(names)})"))
    picture(page, f"hex-tip-{by or 'count'}")
    page.mouse.move(400, 5)
    expect(tip).to_have_count(0)


def test_the_tip_of_a_hexagon_stays_within_the_window_and_speaks_english(page: "Page", sample_server: str) -> None:
    where = {"c": WIDE, "as": "hexes", "r": str(RESOLUTION), "panel": "0", "lang": "en", "by": "hours"}
    open_layer(page, sample_server, "lookouts", size=DESKTOP, **where)
    lat, lon = _cells.cell_to_latlng(_cells.latlng_to_cell(LAT, LON, RESOLUTION))
    page.evaluate(
        """([lon, lat, x, y]) => { const { map } = window.__gis; const at = map.project([lon, lat]);
          map.panBy([at.x - x, at.y - y], { animate: false }); }""",
        [lon, lat, DESKTOP[0] - 12, 540],
    )
    _hexagons(page, "lookouts")
    page.mouse.move(*_screen(page, lon, lat))
    tip = page.get_by_test_id("hex-tip")
    expect(tip).to_contain_text(re.compile(r"\d+ features?.*added up: .*level 8 · 0\.74 km²", re.DOTALL))
    box = tip.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= DESKTOP[0]


def test_on_a_phone_no_tip_stands_over_the_map(page: "Page", sample_server: str) -> None:
    open_layer(page, sample_server, "lookouts", size=PHONE, c=WIDE, **{"as": "hexes"}, r=str(RESOLUTION))
    _hexagons(page, "lookouts")
    lat, lon = _cells.cell_to_latlng(_cells.latlng_to_cell(LAT, LON, RESOLUTION))
    page.mouse.move(*_screen(page, lon, lat))
    rest(page)
    expect(page.get_by_test_id("hex-tip")).to_have_count(0)


def _hexagons(page: "Page", layer: str) -> None:
    page.wait_for_function("id => window.__gis.told.hexes[id]", arg=layer, timeout=WAIT_MS)
    rest(page)


def _answer(server: str, cell: str, by: str | None) -> list[dict[str, Any]]:
    """Ask for all hexagons around the lookouts; return the rows of one, by column."""
    box = f"{LON - 0.2},{LAT - 0.2},{LON + 0.2},{LAT + 0.2}"
    split = "" if by is None else f"&by={by}"
    reply: Any = get_json(f"{server}/api/collections/lookouts/hexes?res={RESOLUTION}&bbox={box}{split}")
    names = ["cells", "count", "hours", *([] if by is None else [by])]
    rows = [dict(zip(names, row, strict=True)) for row in zip(*(reply[name] for name in names), strict=True)]
    return [row for row in rows if row["cells"] == cell]
