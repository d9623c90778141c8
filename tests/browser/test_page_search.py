"""Search in the page: a former name leads to today's units, with the choice among them."""

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.support.pages import open_page, picture

if TYPE_CHECKING:
    from playwright.sync_api import Page


def test_a_split_commune_offers_those_that_hold_it_now(page: "Page", sample_server: str) -> None:
    open_page(page, sample_server)
    page.keyboard.press("/")
    page.get_by_role("combobox").fill("lac an")
    page.get_by_role("option", name="90145").click()
    card = page.get_by_test_id("found")
    expect(card.get_by_test_id("now-in")).to_contain_text("nay thuộc Xã Phú Hà")
    picture(page, "search-former")
    card.get_by_role("button", name="Xã Xuân Lộc").click()
    expect(page.get_by_test_id("unit-panel").locator("h1")).to_have_text("Xã Xuân Lộc")
    assert "u=90184@2025-07-01" in page.url
