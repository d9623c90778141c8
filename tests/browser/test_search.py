"""Point 7: search by name, former name and code leads to today's unit, and flies there."""

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.support.client import Client
from tests.support.homes import Found, Home
from tests.support.pages import LAPTOP, open_page, picture, rest

if TYPE_CHECKING:
    from playwright.sync_api import Page


def _choose(page: "Page", found: Found) -> None:
    """Type into search and choose the former unit by the keyboard: units of today may be above it."""
    page.keyboard.type(found.typed)
    option = page.get_by_role("option").filter(has_text=found.note).first
    expect(option).to_contain_text(found.name)
    while option.get_attribute("aria-selected") != "true":
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")


def test_what_is_typed_finds_the_former_unit_flies_there_and_says_where_it_lies_now(
    tab: "Page", server: str, home: Home
) -> None:
    open_page(tab, server, p="2026-04", size=LAPTOP)
    for found in home.searches:
        tab.keyboard.press("/")
        expect(tab.get_by_role("combobox")).to_be_focused()
        _choose(tab, found)
        card = tab.get_by_test_id("found")
        expect(card.get_by_test_id("now-in")).to_contain_text(found.note)
        rest(tab)
        results = Client(server).get("/api/units/search", params={"q": found.typed, "lang": "vi"}).json()["results"]
        west, south, east, north = next(r["focus"] for r in results if r["full_name"] == found.name)
        lon, lat = (west + east) / 2, (south + north) / 2
        # The middle of the old commune is in the part of the map that no panel covers.
        x, y = tab.evaluate("at => Object.values(window.__gis.map.project(at))", [lon, lat])
        assert 376 < x < LAPTOP[0] - 400
        assert 48 < y < LAPTOP[1] - 72
        assert tab.evaluate("() => window.__gis.map.getZoom()") > 9
        picture(tab, f"{home.key}-search-{found.typed.replace(' ', '-')}")
        card.get_by_role("button", name="Đóng").click()


def test_the_list_stays_when_the_box_is_left_and_taken_again_at_once(tab: "Page", server: str, home: Home) -> None:
    open_page(tab, server, p="2026-04")
    box, option = tab.get_by_role("combobox"), tab.get_by_role("option")
    tab.keyboard.press("/")
    tab.keyboard.type(home.searches[-1].typed)
    expect(option.first).to_be_visible()
    box.blur()
    expect(option).to_have_count(0)
    box.evaluate("box => { box.focus(); box.blur(); box.focus(); }")
    tab.wait_for_timeout(300)  # that nothing closes it late can only be waited for
    expect(option.first).to_be_visible()


def test_enter_pressed_before_the_answer_chooses_from_the_answer(tab: "Page", server: str, home: Home) -> None:
    """Not from what an earlier query had found."""
    open_page(tab, server, p="2026-04")
    found = home.searches[-1]
    tab.keyboard.press("/")
    tab.keyboard.type(home.name)
    expect(tab.get_by_role("option").first).to_contain_text(home.name)
    tab.get_by_role("combobox").fill("")
    tab.keyboard.type(found.typed)
    tab.keyboard.press("Enter")
    expect(tab.get_by_test_id("found")).to_contain_text(found.name)


def test_a_split_commune_offers_those_that_hold_it_now(page: "Page", sample_server: str) -> None:
    open_page(page, sample_server)
    page.keyboard.press("/")
    page.get_by_role("combobox").fill("lac an")
    page.get_by_role("option", name="90145").click()
    page.get_by_test_id("found").get_by_role("button", name="Xã Xuân Lộc").click()
    expect(page.get_by_test_id("unit-panel").locator("h1")).to_have_text("Xã Xuân Lộc")
    assert "u=90184@2025-07-01" in page.url


def test_the_former_unit_is_shown_as_it_was_on_request(tab: "Page", server: str, home: Home) -> None:
    found = home.searches[0]
    open_page(tab, server, p="2026-04")
    tab.keyboard.press("/")
    _choose(tab, found)
    tab.get_by_test_id("found").get_by_role("button", name="Xem như ở ranh giới").click()
    expect(tab.locator(".frame")).to_have_attribute("data-edition", home.editions[0])
    expect(tab.get_by_test_id("unit-panel").locator("h1")).to_have_text(found.name)
