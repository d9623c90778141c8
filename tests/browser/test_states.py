"""What the page says when the net or the figures are away, and what a double click does not do."""

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from playwright.sync_api import expect

from tests.support.pages import open_page, picture, rest

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route


def test_without_the_net_the_page_says_so_and_goes_on(page: "Page", sample_server: str) -> None:
    open_page(page, sample_server)
    page.context.set_offline(True)
    expect(page.get_by_text("Đang ngoại tuyến")).to_be_visible()
    before = page.get_by_test_id("period").inner_text()
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_test_id("period")).not_to_have_text(before)
    picture(page, "offline")
    page.context.set_offline(False)
    expect(page.get_by_text("Đang ngoại tuyến")).to_have_count(0)


def test_figures_that_cannot_be_had_leave_the_old_in_view_and_offer_one_action(
    page: "Page", sample_server: str
) -> None:
    open_page(page, sample_server)
    down = True

    def answer(route: "Route") -> None:
        if down:
            route.abort()
        else:
            route.continue_()

    page.route("**/api/indicators/no-thue/values*", answer)
    old = page.get_attribute(".frame", "data-indicator")
    page.get_by_test_id("indicator").click()
    page.locator("button[data-code=no-thue]").click()
    alert = page.get_by_role("alert")
    expect(alert).to_be_visible()
    assert page.get_attribute(".frame", "data-indicator") == old
    picture(page, "failed")
    down = False
    alert.get_by_role("button").click()
    expect(page.locator(".frame")).to_have_attribute("data-indicator", "no-thue")


def test_a_search_without_an_answer_says_so_and_can_be_asked_again(page: "Page", sample_server: str) -> None:
    open_page(page, sample_server)
    page.route("**/api/units/search*", lambda route: route.abort())
    page.keyboard.press("/")
    page.keyboard.type("90145")
    search = page.get_by_role("search")
    expect(search.get_by_role("alert")).to_contain_text("Máy chủ chưa trả lời")
    page.unroute("**/api/units/search*")
    search.get_by_role("button").click()
    expect(page.get_by_role("option").first).to_contain_text("Xã Lạc An")


def test_the_second_click_of_a_double_click_enters_nothing_more(page: "Page", sample_server: str) -> None:
    open_page(page, sample_server, p="2026-04")
    rest(page)
    middle = page.locator(".map-overlay .names .name").first.bounding_box()
    assert middle is not None
    page.mouse.dblclick(middle["x"] + middle["width"] / 2, middle["y"] + middle["height"] / 2)
    page.wait_for_url("**u=*")
    rest(page)
    once = page.url
    page.go_back()
    assert page.url != once
    assert "u=" not in urlsplit(page.url).query
