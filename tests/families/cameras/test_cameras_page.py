"""Cameras on the page, by their declaration alone: the colours of their discs, their workspace."""

import re
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.support.pages import DESKTOP, LAPTOP, WAIT_MS, open_page, picture, rest
from tests.support.pixels import PIXELS, alike, legend_colours, rgb
from tests.support.workspace import address_key, matched, open_layer, shows

if TYPE_CHECKING:
    from playwright.sync_api import Page

THERE = "109.19,12.80,10"
ALONE = """() => {
  const { map } = window.__gis;
  const { width, height } = map.getCanvas().getBoundingClientRect();
  const seen = new Map();
  for (const { id, geometry, properties } of map.queryRenderedFeatures({ layers: ['live:cameras/cameras'] }))
    seen.set(id, { kind: properties.kind, at: geometry.coordinates, on: map.project(geometry.coordinates) });
  const all = [...seen.values()];
  return all.filter((a) => a.on.x > 30 && a.on.y > 30 && a.on.x < width - 30 && a.on.y < height - 30
    && all.every((b) => a === b || Math.hypot(a.on.x - b.on.x, a.on.y - b.on.y) > 30));
}"""
"""Cameras on the screen whose discs no other disc touches."""


@pytest.mark.sharp
def test_cameras_have_the_colours_of_their_legend(page: "Page", sample_server: str) -> None:
    open_page(page, sample_server, layers="cameras", c="109.21,12.79,13")
    page.wait_for_function("() => window.__gis.map.getSource('live:cameras')", timeout=WAIT_MS)
    rest(page)
    alone: list[dict[str, Any]] = page.evaluate(ALONE)
    assert alone, "no camera stands alone on the screen"
    colours = legend_colours(sample_server, "cameras")
    pixels = page.evaluate(PIXELS, [[*camera["at"], -8.5, 0] for camera in alone])
    for camera, pixel in zip(alone, pixels, strict=True):
        assert alike(pixel, rgb(colours[camera["kind"]]), 1), camera
    expect(page.get_by_test_id("layer-span")).to_have_text("không theo thời gian: như hiện có")


def test_cameras_are_counted_by_kind_filtered_by_a_click_and_back_undoes_it(page: "Page", sample_server: str) -> None:
    open_layer(page, sample_server, "cameras", size=DESKTOP, c=THERE, **{"as": "both"})
    whole = matched(sample_server, "cameras")
    expect(page.get_by_test_id("layer-title")).to_have_text("Camera")
    shows(page, whole)
    states = page.get_by_test_id("layer-states")
    traffic = states.locator("[data-key=traffic]")
    expect(traffic).to_have_attribute("data-count", re.compile(r"[1-9]\d*"))
    counts = [int(node.get_attribute("data-count") or 0) for node in states.locator("[data-key]").all()]
    assert sum(counts) == whole
    expect(page.get_by_test_id("hex-key")).to_have_attribute("data-res", re.compile(r"\d+"), timeout=WAIT_MS)
    picture(page, "layer-workspace")
    traffic.click()
    narrowed = matched(sample_server, "cameras", filter="kind = 'traffic'")
    shows(page, narrowed)
    assert address_key(page, "q") == "kind = 'traffic'"
    expect(states.locator("[data-key=public_order]")).not_to_have_attribute("data-count", "0")
    page.go_back()
    shows(page, whole)
    assert address_key(page, "q") is None


def test_a_camera_that_was_searched_for_opens_and_nothing_lies_over_the_results(
    page: "Page", sample_server: str
) -> None:
    open_layer(page, sample_server, "cameras", size=LAPTOP, c=THERE, **{"as": "both"})
    page.keyboard.press("/")
    page.keyboard.type("CAM-0106")
    found = page.locator(".search .found [role=option]").first
    expect(found).to_contain_text("106", timeout=WAIT_MS)
    found.click()
    expect(page.get_by_test_id("layer-card")).to_contain_text("CAM-0106", timeout=WAIT_MS)
    assert (address_key(page, "f") or "").startswith("cameras/")
    assert address_key(page, "layers") is None


def test_an_owner_is_picked_by_keys_in_a_list_that_is_whole_in_view(page: "Page", sample_server: str) -> None:
    open_layer(page, sample_server, "cameras", size=LAPTOP)
    owners = page.locator("[data-field=owner]")
    owners.get_by_role("button").focus()
    page.keyboard.press("Enter")
    expect(owners.get_by_role("searchbox")).to_be_focused()
    upper = page.locator(".upper").bounding_box()
    opened = owners.get_by_role("group").bounding_box()
    assert upper is not None
    assert opened is not None
    assert upper["y"] <= opened["y"]
    assert opened["y"] + opened["height"] <= upper["y"] + upper["height"] + 1
    page.keyboard.type("tan thinh")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    shows(page, matched(sample_server, "cameras", filter="owner = 'UBND Phường Tân Thịnh'"))
    assert "Tân Thịnh" in (address_key(page, "q") or "")
