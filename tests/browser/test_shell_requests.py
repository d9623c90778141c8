"""What the page asks of the server while a reader moves through time, indicators and units (points 2 to 9)."""

import re

from playwright.sync_api import Page, expect

READY = "[data-ready=true]"
VALUES = re.compile(r"/api/indicators/[^/]+/values")


def opened(page: Page, server: str, query: str = "") -> list[str]:
    """Open the map and return the list that every later request's address is added to."""
    page.set_viewport_size({"width": 1920, "height": 1080})
    page.goto(f"{server}/{query}")
    page.wait_for_selector(READY)
    page.wait_for_load_state("load")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    return asked


def test_a_period_within_an_edition_asks_for_no_values(page: Page, sample_server: str) -> None:
    asked = opened(page, sample_server, "?m=trend")
    before = page.get_attribute(".frame", "data-period")
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".frame")).not_to_have_attribute("data-period", before or "")
    assert [url for url in asked if "/api/" in url] == []


def test_another_indicator_asks_once_and_only_for_values(page: Page, sample_server: str) -> None:
    asked = opened(page, sample_server)
    current = page.get_attribute(".frame", "data-indicator")
    page.get_by_test_id("indicator").click()
    page.locator(f".picker button[data-code]:not([data-code='{current}'])").first.click()
    expect(page.locator(".frame")).not_to_have_attribute("data-indicator", current or "")
    assert len([url for url in asked if "/api/" in url]) == 1
    assert all(VALUES.search(url) for url in asked if "/api/" in url)


def test_no_request_leaves_for_another_host(page: Page, sample_server: str) -> None:
    hosts: set[str] = set()
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    opened(page, sample_server)
    assert hosts == {sample_server.split("/")[2]}


def test_the_legend_counts_every_unit_once_in_each_colouring(page: Page, sample_server: str) -> None:
    opened(page, sample_server)
    legend = page.get_by_test_id("legend")
    totals: set[int] = set()
    for coloring in ("value", "trend", "target"):
        page.locator(f"[data-coloring={coloring}]").click()
        rows = legend.locator("li:not([data-key=stale])")
        totals.add(sum(int(row.get_attribute("data-count") or 0) for row in rows.all()))
    assert len(totals) == 1
    assert totals.pop() > 0


def test_the_address_opens_the_same_view_elsewhere(page: Page, sample_server: str) -> None:
    opened(page, sample_server, "?m=trend&lang=en&theme=dark")
    page.keyboard.press("ArrowLeft")
    page.locator(".rk").first.click()
    name = page.get_by_test_id("unit-panel").locator("h1").inner_text()
    period = page.get_by_test_id("period").inner_text()
    address = page.url
    page.goto("about:blank")
    page.goto(address)
    page.wait_for_selector(READY)
    expect(page.get_by_test_id("unit-panel").locator("h1")).to_have_text(name)
    expect(page.get_by_test_id("period")).to_have_text(period)
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_back_and_escape_leave_a_unit(page: Page, sample_server: str) -> None:
    opened(page, sample_server)
    home = page.url
    page.locator(".rk").first.click()
    assert "u=" in page.url
    page.go_back()
    assert page.url == home
    page.locator(".rk").first.click()
    expect(page.locator("nav.crumbs button")).not_to_have_count(1)
    entered = page.locator("nav.crumbs button").count()
    page.keyboard.press("Escape")
    expect(page.locator("nav.crumbs button")).not_to_have_count(entered)
    assert re.search(r"[?&]u=90\d{3}@", page.url) is None, "Escape leaves the commune for what it lies in"


def test_the_keyboard_alone_reaches_search_table_colouring_and_keys(page: Page, sample_server: str) -> None:
    opened(page, sample_server)
    page.keyboard.press("/")
    expect(page.get_by_role("combobox")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("2")
    expect(page.locator("[data-coloring=trend]")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("t")
    expect(page.get_by_test_id("table")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("table")).to_have_count(0)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()


def test_simulated_data_say_so_in_both_languages_and_on_the_phone(page: Page, sample_server: str) -> None:
    opened(page, sample_server)
    expect(page.get_by_test_id("simulated")).to_have_text("dữ liệu mô phỏng")
    page.get_by_role("button", name="EN", exact=True).click()
    expect(page.get_by_test_id("simulated")).to_have_text("simulated data")
    page.set_viewport_size({"width": 390, "height": 844})
    expect(page.get_by_test_id("simulated")).to_be_visible()
    expect(page.get_by_test_id("sheet")).to_have_attribute("data-height", "peek")
