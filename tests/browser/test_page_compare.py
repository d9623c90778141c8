"""The comparison of units over time: what its cells say, how one moves in it, what it points at (leader-drill)."""

import itertools
import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.support.pages import DESKTOP, PHONE, open_page, picture, rest
from tests.support.replies import ids_of
from tests.support.server import get_json

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

DRILL = {"lv": "district", "p": "2024-05", "m": "value", "i": "giai-ngan-dau-tu-cong"}
LEAF = "90187@2025-07-01"
COLUMNS, FIT = 18, 16
VIETNAMESE = re.compile(r"[ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ]", re.IGNORECASE)


def grid(page: "Page") -> "Locator":
    """Lend the matrix."""
    return page.get_by_test_id("matrix").get_by_role("grid")


def row(page: "Page", name: str) -> "Locator":
    """Lend the row of a unit."""
    return grid(page).locator("tbody tr", has=page.locator(f"th[aria-label='{name}']"))


def kinds(cells: "Locator") -> list[str]:
    """Read what each cell is painted as: `div-1`, `blank-o` and so on."""
    found: list[str] = cells.evaluate_all("all => all.map(cell => cell.classList[0])")
    return found


def query(page: "Page") -> dict[str, list[str]]:
    """Read the parts of the address."""
    return parse_qs(urlsplit(page.url).query)


def api_requests(page: "Page") -> list[str]:
    """Return the list that the address of every later request to the server's data is added to."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/api/" in request.url else None)
    return asked


def test_a_set_of_units_opens_with_its_comparison_and_one_unit_with_its_own_panel(
    page: "Page", sample_server: str
) -> None:
    open_page(page, sample_server, DRILL)
    expect(page.get_by_test_id("compare-panel").locator("h1")).to_have_text("10 huyện, thành phố, thị xã")
    expect(page.get_by_test_id("bounds")).to_have_text("10 huyện, 130 xã, trước 1/7/2025")
    expect(page.get_by_test_id("today")).to_contain_text("xã, phường, đặc khu")
    picture(page, "compare-light")
    open_page(page, sample_server, {"u": LEAF})
    expect(page.get_by_test_id("unit-panel").locator("h1")).to_have_text("Xã Phú Hà")
    open_page(page, sample_server, {"m": "trend"})
    expect(page.get_by_test_id("unit-panel").locator("h1")).to_have_text("Tỉnh Hải Lĩnh")


def test_the_choice_of_panel_is_in_the_address_and_ends_with_another_unit(page: "Page", sample_server: str) -> None:
    open_page(page, sample_server, DRILL)
    page.locator("[data-side=unit]").click()
    expect(page.get_by_test_id("unit-panel")).to_be_visible()
    address = page.url
    assert query(page)["side"] == ["unit"]
    page.goto("about:blank")
    page.goto(address)
    expect(page.get_by_test_id("unit-panel")).to_be_visible()
    page.locator("[data-side=compare]").click()
    row(page, "Huyện Diên Lộc").locator("th").click()
    expect(page.locator("nav.crumbs")).to_contain_text("Diên Lộc")
    assert "side" not in query(page)


def test_cells_are_the_figures_less_the_provinces_in_the_same_period(page: "Page", sample_server: str) -> None:
    open_page(page, sample_server, DRILL)
    values: Any = get_json(f"{sample_server}/api/indicators/giai-ngan-dau-tu-cong/values")
    units: Any = get_json(f"{sample_server}/api/units")
    ids = dict(zip(zip(units["full_name"], units["from"], strict=True), units["ids"], strict=True))
    at = values["periods"].index("2024-06")

    def figure(name: str, since: str) -> int:
        return int(values["v"][ids_of(values).index(ids[name, since])][at])

    away = figure("Huyện Sơn Lĩnh", "2020-01-01") - figure("Tỉnh Hải Lĩnh", "2025-07-01")
    assert away > 0
    cell = row(page, "Huyện Sơn Lĩnh").locator("td[aria-label*='Quý II/2024,']")
    said = f"{figure('Huyện Sơn Lĩnh', '2020-01-01') / 10:.1f}".replace(".", ",")
    expect(cell).to_have_attribute(
        "aria-label",
        f"Huyện Sơn Lĩnh, Quý II/2024, {said}\u00a0%, cao hơn bình quân {away / 10:.1f}".replace(".", ",")
        + "\u00a0điểm\u00a0%".replace("\u00a0%", " %"),
    )


def test_rows_columns_and_reasons_for_blanks(page: "Page", sample_server: str) -> None:
    open_page(page, sample_server, DRILL)
    assert grid(page).locator("tbody tr").count() == 10
    assert grid(page).get_by_role("columnheader").count() >= COLUMNS
    assert grid(page).get_by_role("gridcell").count() == 10 * COLUMNS
    assert grid(page).get_by_role("rowheader").count() == 10
    withheld = row(page, "Huyện Bạch Sa").get_by_role("gridcell")
    assert set(kinds(withheld)) == {"blank-w"}
    islands = row(page, "Huyện Hải Vọng").get_by_role("gridcell")
    assert set(kinds(islands)) == {"blank-n"}
    image = withheld.first.evaluate("cell => getComputedStyle(cell).backgroundImage")
    assert "radial-gradient" in image
    keys = page.get_by_test_id("matrix").locator(".keys")
    for words in ("Không công bố", "Không áp dụng", "quy đổi", "đổi ranh giới"):
        expect(keys).to_contain_text(words)
    expect(page.locator(".change.boundary")).to_have_count(2)


def test_a_unit_that_did_not_exist_yet_is_an_outline(page: "Page", sample_server: str) -> None:
    open_page(page, sample_server, i="hai-long", p="2025", e="2025-07-01", lv="commune", side="compare")
    unborn = grid(page).locator("td.blank-x").first
    outline = unborn.evaluate("cell => [getComputedStyle(cell).backgroundColor, getComputedStyle(cell).boxShadow]")
    assert outline[0] == "rgba(0, 0, 0, 0)"
    assert "inset" in outline[1]
    expect(page.get_by_test_id("matrix").locator(".keys")).to_contain_text("Không tồn tại")


def test_an_early_period_turns_the_page_and_shows_the_quarter_without_reports(page: "Page", sample_server: str) -> None:
    open_page(page, sample_server, DRILL, p="2021-09")
    cells = grid(page).locator("td[aria-label*='Quý III/2021']")
    assert set(kinds(cells)) == {"blank-o"}
    assert "repeating-linear-gradient" in cells.first.evaluate("cell => getComputedStyle(cell).backgroundImage")
    current = grid(page).locator("th[aria-current=date]")
    expect(current).to_have_attribute("data-period", "2021-Q3")
    mark, head = page.get_by_test_id("column-mark").bounding_box(), current.bounding_box()
    assert mark is not None
    assert head is not None
    assert mark["x"] == pytest.approx(head["x"], abs=1.5)


def test_a_step_of_time_moves_the_outline_alone_and_asks_for_nothing(page: "Page", sample_server: str) -> None:
    open_page(page, sample_server, DRILL)
    rest(page)
    asked = api_requests(page)
    page.evaluate(
        """() => {
          window.changed = 0;
          new MutationObserver((all) => { window.changed += all.length; })
            .observe(document.querySelector('[data-testid=matrix] tbody'),
              {subtree: true, childList: true, attributes: true, attributeFilter: ['class', 'aria-label']});
        }"""
    )
    before = page.get_by_test_id("column-mark").bounding_box()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    expect(grid(page).locator("th[aria-current=date]")).to_have_attribute("data-period", "2024-Q3")
    after = page.get_by_test_id("column-mark").bounding_box()
    assert before is not None
    assert after is not None
    assert after["x"] > before["x"]
    assert page.evaluate("window.changed") == 0
    assert asked == []


def test_a_click_on_a_column_goes_to_its_period_and_one_on_a_row_enters_the_unit(
    page: "Page", sample_server: str
) -> None:
    open_page(page, sample_server, DRILL)
    grid(page).locator("th[data-period='2023-Q4']").click()
    expect(page.locator(".frame")).to_have_attribute("data-period", "2023-12")
    row(page, "Thị xã Tân Hải").get_by_role("gridcell").nth(4).click()
    expect(page.locator("nav.crumbs")).to_contain_text("Tân Hải")
    assert "u" in query(page)


def test_the_keyboard_moves_in_the_matrix_and_not_in_time(page: "Page", sample_server: str) -> None:
    open_page(page, sample_server, DRILL)
    inside = grid(page).locator("[tabindex='0']")
    expect(inside).to_have_count(1)
    expect(inside).to_have_attribute("aria-label", re.compile("Quý II/2024"))
    inside.focus()
    names = grid(page).locator("tbody th").evaluate_all("all => all.map(th => th.getAttribute('aria-label'))")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    focused = "document.activeElement.getAttribute('aria-label')"
    assert page.evaluate(focused).startswith(f"{names[1]}, Quý III/2024")
    expect(inside).to_have_count(1)
    expect(page.locator(".frame")).to_have_attribute("data-period", "2024-05")
    page.keyboard.press("Control+Home")
    assert page.evaluate(focused) == names[0]
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Home")
    page.keyboard.press("Enter")
    expect(page.locator(".frame")).to_have_attribute("data-period", "2022-03")
    expect(grid(page).locator("th:focus")).to_have_attribute("data-period", "2022-Q1")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("nav.crumbs")).to_contain_text(names[0].split(" ", 1)[1])


def test_a_row_and_the_map_point_at_each_other(page: "Page", sample_server: str) -> None:
    open_page(page, sample_server, DRILL, size=DESKTOP)
    rest(page)
    quiet = page.screenshot(clip={"x": 700, "y": 300, "width": 500, "height": 500})
    row(page, "Thành phố Vân Trạch").get_by_role("gridcell").nth(3).hover()
    expect(page.get_by_test_id("matrix-tip")).to_contain_text("Thành phố Vân Trạch")
    expect(page.locator(".row-mark")).to_have_count(1)
    rest(page)
    assert page.screenshot(clip={"x": 700, "y": 300, "width": 500, "height": 500}) != quiet, "the map answers"
    chosen = page.get_by_test_id("year-lines").locator(".chosen")
    assert chosen.count() <= 3
    picture(page, "compare-hover")
    page.mouse.move(940, 470)
    page.mouse.move(950, 480, steps=3)  # Vân Trạch on the map
    hover = page.get_by_test_id("hover")
    hover.wait_for()
    name = hover.locator(".h").inner_text()
    expect(grid(page).locator("tr.lit th")).to_have_attribute("aria-label", name)
    expect(page.locator(".rk.on .who")).to_have_attribute("title", name)
    page.mouse.move(1300, 700)
    expect(grid(page).locator("tr.lit")).to_have_count(0)


def test_many_units_show_the_farthest_and_all_on_demand(page: "Page", sample_server: str) -> None:
    open_page(page, sample_server, DRILL, lv="commune", side="compare")
    expect(grid(page).locator("tbody tr")).to_have_count(FIT)
    expect(page.get_by_test_id("matrix")).to_contain_text("16 trong 130 đơn vị")
    page.get_by_role("button", name="Xem tất cả 130").click()
    expect(grid(page).locator("tbody tr")).to_have_count(130)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_total_is_compared_in_per_cent_of_the_mean_and_less_is_better_where_it_is(
    page: "Page", sample_server: str
) -> None:
    open_page(page, sample_server, DRILL, i="tai-nan-giao-thong")
    expect(page.get_by_test_id("compare-panel")).to_contain_text("% của bình quân")
    scale = page.get_by_test_id("matrix").locator(".scale i")
    assert kinds(scale)[0] == "div-5", "fewer accidents are teal"
    label = row(page, "Thành phố Vân Trạch").get_by_role("gridcell").first.get_attribute("aria-label")
    assert re.search(r"cao hơn bình quân \d+,\d\s%", label or "")


def test_the_lines_have_three_colours_gridlines_and_labels_apart(page: "Page", sample_server: str) -> None:
    open_page(page, sample_server, DRILL)
    lines = page.get_by_test_id("year-lines")
    expect(lines.locator("h2")).to_have_text("Cùng kỳ tháng 5 qua các năm")
    assert lines.locator("path[stroke='var(--line)']").count() == 3
    assert lines.locator(".chosen").count() == 2
    boxes: list[dict[str, float]] = json.loads(
        lines.evaluate(
            "s => JSON.stringify([...s.querySelectorAll('text.val')].map(t => t.getBoundingClientRect().toJSON()))"
        )
    )
    boxes.sort(key=lambda box: box["top"])
    assert all(above["bottom"] <= below["top"] + 1 for above, below in itertools.pairwise(boxes))


def test_the_ranking_holds_every_unit_and_why_one_has_no_place(page: "Page", sample_server: str) -> None:
    open_page(page, sample_server, DRILL)
    ranks = page.locator(".rank .rk")
    expect(ranks).to_have_count(10)
    expect(page.locator(".rank")).to_contain_text("Xếp hạng 5/2024")
    expect(page.locator(".rank")).to_contain_text("so với 5/2023")
    places = [rank.get_attribute("data-place") for rank in ranks.all()]
    assert places == ["1", "2", "3", "4", "5", "6", "7", "8", None, None]
    expect(ranks.filter(has_text="Bạch Sa")).to_contain_text("Không công bố")
    expect(ranks.filter(has_text="Hải Vọng")).to_contain_text("Không áp dụng")


def test_the_comparison_speaks_english(page: "Page", sample_server: str) -> None:
    open_page(page, sample_server, DRILL, lang="en", theme="dark")
    panel = page.get_by_test_id("compare-panel")
    expect(panel.locator("h1")).to_have_text("10 districts, cities, towns")
    texts: list[str] = panel.evaluate(
        """p => [...p.querySelectorAll('*')].filter(e => !e.closest('tbody th, .nm'))
          .flatMap(e => [...e.childNodes].filter(n => n.nodeType === 3).map(n => n.textContent))"""
    )
    assert [text for text in texts if VIETNAMESE.search(text)] == []
    label = row(page, "Thành phố Vân Trạch").get_by_role("gridcell").first.get_attribute("aria-label") or ""
    assert VIETNAMESE.search(label.removeprefix("Thành phố Vân Trạch")) is None
    assert re.search(r"[≤≥]", panel.inner_text()) is None
    picture(page, "compare-dark-en")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_on_the_phone_the_current_column_is_in_view_in_half_the_sheet(
    page: "Page", sample_server: str, theme: str
) -> None:
    open_page(page, sample_server, DRILL, size=PHONE, theme=theme)
    page.locator(".grab").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("sheet")).to_have_attribute("data-height", "half")
    expect(page.locator("[data-side=compare]")).to_have_attribute("aria-pressed", "true")
    page.wait_for_timeout(400)  # the sheet rises; nothing says when its transition has ended
    mark = page.get_by_test_id("column-mark").bounding_box()
    assert mark is not None
    assert mark["x"] >= 16 + 92 - 1
    assert mark["x"] + mark["width"] <= PHONE[0]
    cell = grid(page).get_by_role("gridcell").first.bounding_box()
    assert cell is not None
    assert (cell["width"], cell["height"]) == pytest.approx((44, 44), abs=0.1)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    picture(page, f"compare-phone-{theme}")
