"""What the page says when the net or the figures are away, and what a double click does not do."""

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.conftest import SAMPLE_CLOCK
from tests.support.databases import Databases
from tests.support.pages import open_page, picture, rest
from tests.support.server import serving

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


def test_without_webgl_the_page_says_so_and_the_table_still_works(page: "Page", sample_server: str) -> None:
    page.add_init_script("HTMLCanvasElement.prototype.getContext = () => null")
    page.goto(f"{sample_server}/?p=2026-04")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("Không vẽ được bản đồ")
    alert.get_by_role("button").click()
    expect(alert).to_be_visible()
    page.keyboard.press("t")
    expect(page.get_by_test_id("table").locator("tbody tr").first).to_be_visible()


@pytest.mark.real
def test_without_a_home_of_its_own_the_panel_asks_for_a_unit(
    page: "Page", cluster: Databases, real_template: str
) -> None:
    with cluster.copy(real_template) as url, serving(url, home="*", clock_at=SAMPLE_CLOCK) as base:
        open_page(page, base, p="2026-04", side="unit")
        expect(page.get_by_test_id("skeleton")).to_have_count(0)
        expect(page.get_by_text("Bấm một đơn vị trên bản đồ")).to_be_visible()


def test_a_unit_that_does_not_exist_is_named(page: "Page", sample_server: str) -> None:
    open_page(page, sample_server, p="2026-04", u="12345@2020-01-01")
    note = page.get_by_text("Không có đơn vị 12345@2020-01-01")
    expect(note).to_be_visible()
    page.get_by_role("button", name="Đóng").click()
    expect(note).to_have_count(0)
    assert "u=" not in page.url


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
