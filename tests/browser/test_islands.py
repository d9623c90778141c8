"""Point 8: Hoàng Sa and Trường Sa on every map, and the view fitted to the main land; what else is named on the map."""

from typing import TYPE_CHECKING, Any

import pytest

from tests.support.homes import Home
from tests.support.pages import LAPTOP, PHONE, look_at, open_page, picture, rest
from tests.support.server import get_json

if TYPE_CHECKING:
    from playwright.sync_api import Page

ARCHIPELAGOS = (("hoang-sa", "Hoàng Sa"), ("truong-sa", "Trường Sa"))
VIEWS = {
    "home": {},
    "old edition": {"p": "2024-05"},
    "a commune": {"c": "109.1,12.3,12"},
    "the sea": {"c": "112,12,5"},
    "Trường Sa": {"c": "113.5,10,6.5"},
}


@pytest.mark.parametrize("size", [LAPTOP, PHONE], ids=["laptop", "phone"])
@pytest.mark.parametrize("view", VIEWS, ids=[name.replace(" ", "-") for name in VIEWS])
def test_both_archipelagos_are_named_on_every_view_and_in_an_inset_where_they_are_not_in_view(
    look: "Page", server: str, home: Home, view: str, size: tuple[int, int]
) -> None:
    look_at(look, server, VIEWS[view], size=size)
    rest(look)
    for key, name in ARCHIPELAGOS:
        shown = look.locator(f'[data-archipelago="{key}"]')
        shown.first.wait_for(state="visible")
        assert name in (shown.first.text_content() or "")
    insets = look.eval_on_selector_all(".map-inset", "boxes => boxes.map(box => box.dataset.archipelago)")
    if view in {"home", "old edition", "a commune"}:
        assert insets == ["hoang-sa", "truong-sa"]
    if view == "Trường Sa" and size == LAPTOP:  # on the phone its middle lies under the sheet
        assert "truong-sa" not in insets
        picture(look, f"{home.key}-truong-sa-{size[0]}")


def test_the_main_land_fills_the_free_part_of_the_page(tab: "Page", server: str) -> None:
    width, height = LAPTOP
    open_page(tab, server, p="2026-04", size=LAPTOP)
    rest(tab)
    reply: Any = get_json(f"{server}/api/home")
    west, south, east, north = reply["editions"][-1]["fit"]
    project = "([lon, lat]) => window.__gis.map.project([lon, lat])"
    low, high = tab.evaluate(project, [west, south]), tab.evaluate(project, [east, north])
    free = (376, 48, width - 400, height - 72)
    assert low["x"] >= free[0]
    assert low["y"] <= free[3]
    assert high["x"] <= free[2]
    assert high["y"] >= free[1]
    tall = (low["y"] - high["y"]) / (free[3] - free[1])
    wide = (high["x"] - low["x"]) / (free[2] - free[0])
    assert max(tall, wide) > 0.8


def test_names_never_overlap_and_sea_and_neighbours_are_named_where_nothing_is_in_the_way(
    tab: "Page", server: str
) -> None:
    open_page(tab, server, p="2026-04", size=(1920, 1080))
    rest(tab)
    tab.locator(".far .neighbour").first.wait_for(state="attached")
    assert tab.locator(".far .sea").count() == 1
    over = tab.evaluate(
        """() => [...document.querySelectorAll('.far text')].map((text) => {
          const r = text.getBoundingClientRect();
          const { map } = window.__gis;
          const layers = [map.getStyle().layers.find(({ id }) => id.endsWith('/land')).id];
          return map.queryRenderedFeatures([[r.left, r.top], [r.right, r.bottom]], { layers }).length;
        })"""
    )
    assert over
    assert set(over) == {0}
    boxes = tab.eval_on_selector_all(
        ".map-overlay .names .name",
        "names => names.map(n => n.getBoundingClientRect()).map(r => [r.left, r.top, r.right, r.bottom])",
    )
    slack = 2.0  # the halo around letters is inside the measured box
    overlapping = [
        (a, b)
        for i, a in enumerate(boxes)
        for b in boxes[i + 1 :]
        if a[0] + slack < b[2] - slack
        and b[0] + slack < a[2] - slack
        and a[1] + slack < b[3] - slack
        and b[1] + slack < a[3] - slack
    ]
    assert len(boxes) > 1
    assert overlapping == []
