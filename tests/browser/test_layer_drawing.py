"""Any layer on the map: points, lines, areas in their legend's colours, fields of view, hexagons, clicks, questions."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import h3
import pytest

from tests.support.drawn import CENTRE
from tests.support.pages import WAIT_MS, open_page, picture, rest
from tests.support.pixels import PIXELS, alike, legend_colours, rgb
from tests.support.server import get_json

if TYPE_CHECKING:
    from playwright.sync_api import Page

_cells: Any = h3
"""The library, whose functions do not say what they return."""
ALL = {"datetime": None, "filter": None, "known": None, "as": "points", "hex": None, "selected": None, "pointed": None}
OPACITY = 0.58
GRADES = """layer => [...new Set(window.__gis.map.queryRenderedFeatures({ layers: [`live:${layer}/${layer}`] })
  .map(({ properties }) => properties.grade))].sort()"""


def _show(page: "Page", *layers: dict[str, Any]) -> None:
    """Hand the map its layers as the page does, and wait until all is drawn."""
    page.evaluate("shown => window.__gis.setLayers(shown)", [{**ALL, **layer} for layer in layers])
    for layer in layers:
        page.wait_for_function("id => window.__gis.map.getSource(`live:${id}`)", arg=layer["id"], timeout=WAIT_MS)
    rest(page)


def _hexagons(page: "Page", layer: str) -> dict[str, Any]:
    page.wait_for_function("id => window.__gis.told.hexes[id]", arg=layer, timeout=WAIT_MS)
    rest(page)
    told: dict[str, Any] = page.evaluate("id => window.__gis.told.hexes[id]", layer)
    return told


@pytest.mark.sharp
def test_hexagons_come_with_a_script_of_their_own_and_colour_what_is_counted(page: "Page", sample_server: str) -> None:
    lon, lat = CENTRE
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    open_page(page, sample_server, layers="lookouts", c=f"{lon},{lat},12.2")
    page.wait_for_function("() => window.__gis.map.getSource('live:lookouts')", timeout=WAIT_MS)
    rest(page)
    assert not [url for url in asked if "/deck-" in url or "/hexes" in url], "nothing wants hexagons yet"
    west, south, east, north = page.evaluate("() => window.__gis.map.getBounds().toArray().flat()")
    _show(page)
    cells = _counted(sample_server, 8, (west - 0.1, south - 0.1, east + 0.1, north + 0.1))
    seen = {cell: at for cell in cells if _within(at := _centre(cell), (west, south, east, north))}
    ground = page.evaluate(PIXELS, [[*at, 0, 0] for at in seen.values()])
    _show(page, {"id": "lookouts", "as": "hexes"})
    told = _hexagons(page, "lookouts")
    assert len([url for url in asked if "/deck-" in url]) == 1
    assert (told["res"], told["measure"]) == (8, None)
    assert told["total"] >= sum(cells[cell] for cell in seen) > 0
    assert not page.evaluate("() => window.__gis.map.queryRenderedFeatures({ layers: ['live:lookouts/lookouts'] })")
    pixels = page.evaluate(PIXELS, [[*at, 0, 0] for at in seen.values()])
    coloured = [
        alike(pixel, _over(_class(told["classes"], cells[cell]), below))
        for cell, below, pixel in zip(seen, ground, pixels, strict=True)
    ]
    # A border may run through the middle of one.
    assert sum(coloured) >= len(coloured) - 1, list(zip(seen, coloured, strict=True))
    picture(page, "hexagons")


def _counted(server: str, res: int, box: Sequence[float]) -> dict[str, int]:
    bounds = ",".join(str(number) for number in box)
    reply: Any = get_json(f"{server}/api/collections/lookouts/hexes?res={res}&bbox={bounds}")
    return dict(zip(reply["cells"], reply["count"], strict=True))


def _centre(cell: str) -> tuple[float, float]:
    lat, lon = _cells.cell_to_latlng(cell)
    return float(lon), float(lat)


def _within(at: tuple[float, float], box: Sequence[float]) -> bool:
    return box[0] < at[0] < box[2] and box[1] < at[1] < box[3]


def _class(classes: list[dict[str, Any]], count: int) -> list[int]:
    return rgb(next(row["color"] for row in classes if row["to"] is None or count <= row["to"]))


def _over(color: list[int], below: list[int]) -> list[float]:
    return [OPACITY * a + (1 - OPACITY) * b for a, b in zip(color, below, strict=True)]


@pytest.mark.sharp
def test_lines_and_areas_have_the_colours_of_their_legend_by_whole_numbers(page: "Page", sample_server: str) -> None:
    lon, lat = CENTRE
    open_page(page, sample_server, c=f"{lon},{lat},14")
    _show(page, {"id": "dykes"}, {"id": "polders"})
    for layer, places in (
        ("dykes", [[lon + 0.004, lat - 0.006 + n * 0.002, 0, 0] for n in (1, 2, 3)]),
        ("polders", [[lon - 0.016 + n * 0.008, lat + 0.0045, 0, 0] for n in (1, 2, 3)]),
    ):
        colours = legend_colours(sample_server, layer)
        for n, (east, north, *_) in enumerate(places, 1):
            # A code's pattern may lie over some of the pixels.
            pixels = page.evaluate(PIXELS, [[east, north, dx, 0] for dx in range(8)])
            assert any(alike(pixel, rgb(colours[str(n)])) for pixel in pixels), (layer, n, pixels)
    _show(page, {"id": "dykes", "selected": "1"}, {"id": "polders", "selected": "VUNG-2"})
    outlined = """layer => window.__gis.map.queryRenderedFeatures({ layers: [`live:${layer}/selected`] })
      .map(({ properties }) => properties.grade)"""
    assert set(page.evaluate(outlined, "dykes")) == {1}
    assert set(page.evaluate(outlined, "polders")) == {2}, "its key is text"
    picture(page, "lines-and-areas")


def test_one_click_finds_all_that_is_drawn_there_the_uppermost_first(page: "Page", sample_server: str) -> None:
    lon, lat = CENTRE
    open_page(page, sample_server, c=f"{lon},{lat},14", layers="lookouts,dykes,polders")
    for layer in ("lookouts", "dykes", "polders"):
        page.wait_for_function("id => window.__gis.map.getSource(`live:${id}`)", arg=layer, timeout=WAIT_MS)
    rest(page)
    assert _click(page, lon, lat) == ["lookouts/2", "lookouts/1", "dykes/3"]
    assert _click(page, lon, lat + 0.0045) == ["polders/VUNG-2"]
    assert _click(page, lon + 0.004, lat, 5) == ["dykes/3"], "five pixels beside it"


def _click(page: "Page", lon: float, lat: float, below: int = 0) -> list[str]:
    """Click on a place, so many pixels below it; say what was found, and close what the page shows of it."""
    x, y = page.evaluate("at => Object.values(window.__gis.map.project(at))", [lon, lat])
    page.mouse.click(x, y + below)
    found: list[str] = page.evaluate("() => window.__gis.told.features.map(({ layer, id }) => `${layer}/${id}`)")
    page.keyboard.press("Escape")
    rest(page)
    return found


def test_another_question_changes_the_tiles_and_the_last_one_wins(page: "Page", sample_server: str) -> None:
    lon, lat = CENTRE
    open_page(page, sample_server, c=f"{lon},{lat},12")
    _show(page, {"id": "lookouts"})
    assert page.evaluate(GRADES, "lookouts") == [1, 2, 3]
    page.evaluate(
        "([all, filters]) => { for (const filter of filters) window.__gis.setLayers([{ ...all, filter }]); }",
        [{**ALL, "id": "lookouts"}, ["grade=1", "grade=3", "grade=2"]],
    )
    page.wait_for_function(f"() => String(({GRADES})('lookouts')) === '2'", timeout=WAIT_MS)
    rest(page)
    assert page.evaluate(GRADES, "lookouts") == [2]


def test_what_is_left_out_of_the_tiles_is_told_until_all_fits(page: "Page", sample_server: str) -> None:
    lon, lat = CENTRE
    open_page(page, sample_server, c=f"{lon},{lat},9.5")
    _show(page, {"id": "lookouts"})
    left_out = "n => window.__gis.told.thinned.lookouts?.leftOut === n"
    page.wait_for_function(left_out, arg=10, timeout=WAIT_MS)
    assert page.evaluate("() => window.__gis.told.thinned.lookouts.total") == 40
    _show(page, {"id": "lookouts", "filter": "grade=1"})
    page.wait_for_function(left_out, arg=0, timeout=WAIT_MS)


def test_a_field_of_view_is_as_long_as_on_the_ground(page: "Page", sample_server: str) -> None:
    lon, lat = CENTRE
    open_page(page, sample_server, c=f"{lon},{lat},15")
    _show(page, {"id": "lookouts"})
    per_m = 1 / (111_195 * 0.97518)
    inside = """([lon, lat, part]) => { const { map } = window.__gis;
      return map.queryRenderedFeatures(map.project([lon, lat]), { layers: [`live:lookouts/${part}`] }).length > 0; }"""
    page.wait_for_function(inside, arg=[lon + 155 * per_m, lat, "view"], timeout=WAIT_MS)
    assert not page.evaluate(inside, [lon + 165 * per_m, lat, "view"])
    assert not page.evaluate(inside, [lon, lat + 0.0005, "view"]), "it looks east"
    assert not page.evaluate(inside, [lon - 0.005, lat - 0.003 + 50 / 111_195, "view"]), "it does not say how wide"
    assert not page.evaluate(inside, [lon - 45 * per_m, lat, "view"]), "it sees 30 m"
    _show(page, {"id": "lookouts", "selected": "2"})
    page.wait_for_function(inside, arg=[lon - 45 * per_m, lat, "view-selected"], timeout=WAIT_MS)
    picture(page, "field-of-view")
