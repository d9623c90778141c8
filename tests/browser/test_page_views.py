"""Views as one comes to them: by keyboard, in both languages, on the phone, by a pinned edition, with the net gone."""

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.support.pages import PHONE, open_page, picture, read_table

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

VIETNAMESE = re.compile(r"[ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ]", re.IGNORECASE)
TOUCH = 44.0
VIEWS = [
    ("m", "value"),
    ("m", "trend"),
    ("u", "90187@2025-07-01"),
    ("p", "2024-06"),
    ("g", "quarter"),
    ("g", "year"),
    ("t", "1"),
]


def english_texts(page: "Page") -> list[str]:
    """Read every text and label of the page that is not a proper name."""
    found: list[str] = page.evaluate(
        """() => {
          const walk = document.createTreeWalker(document.querySelector('.frame'), NodeFilter.SHOW_TEXT);
          const texts = [];
          while (walk.nextNode()) {
            const at = walk.currentNode.parentElement;
            if (at.closest('.map, .crumbs, h1, .nm, .who, th[scope=row], .tip .h, style')) continue;
            texts.push(walk.currentNode.textContent.trim());
          }
          for (const el of document.querySelectorAll('[aria-label], [title], [placeholder]')) {
            if (el.closest('.map')) continue;
            for (const key of ['aria-label', 'title', 'placeholder']) texts.push(el.getAttribute(key) ?? '');
          }
          return texts.filter((t) => t !== '');
        }"""
    )
    return found


@pytest.mark.parametrize(("key", "value"), VIEWS)
def test_english_leaves_no_vietnamese_but_names(page: "Page", sample_server: str, key: str, value: str) -> None:
    open_page(page, sample_server, {key: value}, lang="en")
    page.wait_for_timeout(300)
    # A unit's name begins with its kind, in Vietnamese in both languages; a sheet is called what its file calls it.
    named = re.compile(r"(Xã|Phường|Huyện|Thị xã|Thành phố|Tỉnh|Đặc khu)\s|\.xlsx")
    left = [text for text in english_texts(page) if VIETNAMESE.search(text) and not named.search(text)]
    assert left == []
    assert "undefined" not in page.locator(".frame").inner_text()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [(1920, 1080), PHONE])
def test_a_unit_is_seen_at_every_size_and_theme(
    page: "Page", sample_server: str, size: tuple[int, int], theme: str
) -> None:
    open_page(page, sample_server, size=size, theme=theme, m="trend", u="90187@2025-07-01")
    expect(page.get_by_test_id("unit-panel").locator("h1")).to_have_text("Xã Phú Hà")
    expect(page.locator("html")).to_have_attribute("data-theme", theme)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    picture(page, f"unit-{size[0]}-{theme}")


def test_what_a_thumb_presses_on_the_phone_is_large_enough(page: "Page", sample_server: str) -> None:
    open_page(page, sample_server, size=PHONE, m="trend", u="90187@2025-07-01")
    small: list[str] = page.eval_on_selector_all(
        ".phone button, .stepper button, .sheet button, .sheet a.btn",
        f"""all => all.map(b => [b.getAttribute('aria-label') ?? b.textContent, b.getBoundingClientRect()])
          .filter(([, r]) => r.width > 0 && (r.height < {TOUCH} || r.width < {TOUCH} - 8))
          .map(([name, r]) => `${{name}} ${{r.width}}x${{r.height}}`)""",
    )
    assert [name for name in small if "x28" not in name] == []  # the grip of the sheet is as wide as the screen
    expect(page.get_by_test_id("as-of")).to_contain_text("30/4/2026")


def test_the_phone_has_layers_time_and_the_table_whole(page: "Page", sample_server: str) -> None:
    open_page(page, sample_server, size=PHONE)
    page.get_by_test_id("layers-chip").click()
    box = page.get_by_role("checkbox").first
    box.check()
    assert "layers=" in page.url
    page.get_by_role("button", name="Thời gian").click()
    page.get_by_role("slider").fill("10")
    assert "p=2020-11" in page.url
    page.goto(page.url + "&t=1")
    table = page.get_by_test_id("table").bounding_box()
    assert table is not None
    assert (table["width"], table["height"]) == PHONE
    picture(page, "phone-table")


def test_a_pinned_edition_says_that_figures_are_carried(page: "Page", sample_server: str) -> None:
    open_page(page, sample_server, i="tai-nan-giao-thong", p="2024-06", e="2025-07-01")
    expect(page.get_by_text("quy đổi").first).to_be_visible()
    expect(page.get_by_test_id("edition")).to_contain_text("đã ghim")
    page.get_by_role("button", name="Vẽ theo ranh giới của kỳ").click()
    expect(page.locator(".frame")).to_have_attribute("data-edition", "2020-01-01")
    picture(page, "edition-of-period")


def test_crossing_an_edition_asks_for_tiles_alone(page: "Page", sample_server: str) -> None:
    open_page(page, sample_server, p="2025-07", lv="commune")
    page.wait_for_timeout(1500)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".frame")).to_have_attribute("data-edition", "2020-01-01")
    page.wait_for_timeout(2000)
    paths = [urlsplit(url).path for url in asked if "/api/events" not in url]
    assert any(path.endswith(".mvt") for path in paths)
    assert [
        path for path in paths if not path.endswith((".mvt", "favicon.svg"))
    ] == []  # Chromium asks for an icon at will


@pytest.mark.parametrize(("grain", "name"), [("quarter", "Quý"), ("year", "Năm")])
def test_months_are_shown_by_quarter_and_by_year(page: "Page", sample_server: str, grain: str, name: str) -> None:
    open_page(page, sample_server, i="tai-nan-giao-thong", g=grain, p="2025")
    expect(page.get_by_test_id("period")).to_contain_text(name)
    picture(page, f"by-{grain}")


def test_the_keyboard_alone_comes_from_the_start_to_the_table(page: "Page", sample_server: str) -> None:
    open_page(page, sample_server)
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement?.closest('[data-testid=unit-panel] .acts') !== null"):
            break
    page.keyboard.press("Enter")
    assert read_table(page)


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


def test_a_point_of_a_layer_shows_its_public_fields(page: "Page", sample_server: str) -> None:
    open_page(page, sample_server, layers="cameras", c="109.154688,12.808109,13")
    page.wait_for_timeout(3000)
    page.mouse.click(376 + (1920 - 376 - 400) / 2, 48 + (1080 - 48 - 72) / 2)
    card = page.get_by_test_id("feature")
    expect(card).to_contain_text("Vân Đông")
    expect(card).to_contain_text("Giao thông")
    picture(page, "feature")
    page.keyboard.press("Escape")
    expect(card).to_have_count(0)
