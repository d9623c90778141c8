"""The workspace that any layer has without code: a long layer with time, a register; desk and phone."""

import csv
import io
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.request import urlopen

import psycopg
import pytest
from playwright.sync_api import expect
from psycopg.types.json import Jsonb

from tests.conftest import SAMPLE_CLOCK
from tests.support.pages import DESKTOP, PHONE, WAIT_MS, picture, rest
from tests.support.server import serving
from tests.support.visits import LAYERS, TABLES, VISITS
from tests.support.workspace import address_key, list_row, matched, open_layer, shows

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

LONG = "109.05,12.05,12"
TOUCH_PX = 44
FAR_DOWN = 31
"""A row that is not in view at first, though its block has come; where it lies."""
FAR_AT = (109.031, 12.0)
EDGE, BESIDE = "109.05,12.09,12", (109.05, 12.12)
"""The northern edge of the rows, and a point beyond it on the same screen."""
_FREE_MIDDLE = """([lon, lat, left, right, top, bottom]) => {
  const { x, y } = window.__gis.map.project([lon, lat]);
  const near = (at, from, to) => Math.abs(at - (from + to) / 2) < 8;
  return !window.__gis.map.isMoving() && near(x, left, right) && near(y, top, bottom);
}"""
_FITTED = """([top, bottom]) => {
  const { map, scene } = window.__gis;
  const [west, south, east, north] = scene.fit;
  const [first, last] = [map.project([west, north]), map.project([east, south])];
  const within = first.x >= 0 && last.x <= innerWidth && first.y >= top && last.y <= bottom;
  return !map.isMoving() && within && (last.y - first.y > (bottom - top) / 2 || last.x - first.x > innerWidth / 2);
}"""


@pytest.fixture(scope="module")
def base(sample_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the sample with a long layer and a register, declared in a file."""
    file = tmp_path_factory.mktemp("layers") / "visits.py"
    file.write_text(LAYERS, encoding="utf-8")
    with psycopg.connect(sample_url) as connection:
        connection.execute(TABLES)
        connection.execute("insert into store.layer_def values ('dreams', %s)", [Jsonb({"id": "dreams", "titel": 1})])
    with serving(sample_url, home="97", clock_at=SAMPLE_CLOCK, GIS_LAYER_PATH=str(file)) as address:
        yield address


def test_a_row_opens_its_card_which_the_address_keeps_and_escape_closes(page: "Page", base: str) -> None:
    open_layer(page, base, "visits", c=LONG)
    expect(page.get_by_test_id("layer-about")).to_contain_text("trường")
    first = list_row(page, 0)
    first.click()
    card = page.get_by_test_id("layer-card")
    title = card.get_by_test_id("card-title")
    expect(title).to_have_text(first.locator(".title").inner_text())
    for said in ("Chiều cao", "Tọa độ", "° B, ", "WGS 84", "Công khai", "Dữ liệu mô phỏng"):
        expect(card).to_contain_text(said)
    assert (address_key(page, "f") or "").startswith("visits/")
    page.reload()
    expect(title).to_have_text(first.locator(".title").inner_text())
    page.locator("body").press("Escape")
    expect(card).to_have_count(0)
    page.go_back()
    expect(card).to_have_count(1)


def test_table_and_files_hold_exactly_what_is_listed(page: "Page", base: str) -> None:
    open_layer(page, base, "visits", c=LONG, q="height = 10", table="1")
    count = matched(base, "visits", filter="height = 10")
    table = page.get_by_test_id("layer-table")
    expect(table.get_by_test_id("table-row").first).to_have_attribute("data-id", re.compile(r"\d+"))
    expect(table.get_by_role("grid")).to_have_attribute("aria-rowcount", str(count + 1))
    expect(table.get_by_role("columnheader").first).to_have_attribute("aria-sort", "ascending")
    table.locator("[data-sort=name]").click()
    expect(table.get_by_role("columnheader").first).to_have_attribute("aria-sort", "descending")
    assert address_key(page, "o") == "-name"
    picture(page, "layer-table")
    table.get_by_role("button", name="Xuất tệp").click()
    files = {
        link.get_attribute("data-file"): link.get_attribute("href")
        for link in page.get_by_test_id("export-menu").locator("a").all()
    }
    assert set(files) == {"csv", "xlsx", "geojson"}
    with urlopen(f"{base}{files['csv']}", timeout=60) as reply:  # noqa: S310 - the test's own server
        rows = list(csv.reader(io.StringIO(reply.read().decode("utf-8-sig"))))
    assert len(rows) == count + 1
    with urlopen(f"{base}{files['geojson']}", timeout=60) as reply:  # noqa: S310 - the test's own server
        names = [feature["properties"]["name"] for feature in json.load(reply)["features"]]
    assert len(names) == count
    table.get_by_role("button", name="Về bản đồ").click()
    expect(table).to_have_count(0)


def test_a_node_of_a_tree_takes_its_children_and_is_half_ticked_by_one(page: "Page", base: str) -> None:
    open_layer(page, base, "visits", c=LONG)
    tree = page.get_by_test_id("layer-filters")
    tree.locator("[data-key=flow] input").click()
    expect(tree.locator("[data-key=traffic]")).to_have_attribute("data-tick", "some")
    shows(page, matched(base, "visits", filter="kind = 'flow'"))
    tree.locator("[data-key=traffic] input").click()
    for key in ("traffic", "junction", "flow"):
        expect(tree.locator(f"[data-key={key}]")).to_have_attribute("data-tick", "on")
    both = matched(base, "visits", filter="kind IN ('junction', 'flow')")
    shows(page, both)
    assert address_key(page, "q") == "kind = 'traffic'"
    page.get_by_test_id("layer-states").locator("[data-key='2']").click()
    shows(page, matched(base, "visits", filter="kind = 'traffic' AND state = 2"))
    expect(tree.locator("[data-key=order]")).not_to_contain_text(re.compile(r"^An ninh\s*0$"))
    page.get_by_test_id("clear-filters").click()
    shows(page, VISITS)


def test_a_filter_written_by_hand_is_kept_said_and_cleared(page: "Page", base: str) -> None:
    by_hand = "state <> 1"
    open_layer(page, base, "visits", c=LONG, q=f"kind = 'flow' AND {by_hand}")
    shows(page, matched(base, "visits", filter=f"kind = 'flow' AND {by_hand}"))
    chip = page.get_by_test_id("address-filter")
    expect(chip).to_contain_text(by_hand)
    chip.get_by_role("button").click()
    shows(page, matched(base, "visits", filter="kind = 'flow'"))
    assert address_key(page, "q") == "kind = 'flow'"


def test_a_filter_that_the_layer_refuses_is_explained_and_can_be_left(page: "Page", base: str) -> None:
    open_layer(page, base, "visits", c=LONG, q="colour = 'red'")
    failed = page.get_by_test_id("list-failed")
    expect(failed).to_be_visible(timeout=WAIT_MS)
    failed.get_by_role("button", name="Bỏ lọc").click()
    shows(page, VISITS)


def test_the_list_jumps_to_a_far_row_and_back(page: "Page", base: str) -> None:
    open_layer(page, base, "visits", c=LONG)
    expect(list_row(page, 0)).to_contain_text("Lượt 000001")
    page.get_by_test_id("layer-list").evaluate("(box, top) => { box.scrollTop = top; }", 150_000 * 56)
    expect(list_row(page, 150_000)).to_contain_text("Lượt 150001")
    expect(page.get_by_test_id("list-foot")).to_have_text(re.compile(r"^150\.001–150\.\d+ / 300\.000$"))
    page.get_by_test_id("layer-list").press("End")
    expect(list_row(page, VISITS - 1)).to_contain_text("Lượt 300000")
    page.get_by_test_id("layer-list").press("Home")
    expect(list_row(page, 0)).to_contain_text("Lượt 000001")
    page.get_by_test_id("layer-list").press("ArrowDown")
    page.get_by_test_id("layer-list").press("Enter")
    expect(page.get_by_test_id("card-title")).to_have_text("Lượt 000002")
    assert address_key(page, "f") == "visits/2"


def test_the_window_is_moved_by_keys_and_everything_follows_it(page: "Page", base: str) -> None:
    open_layer(page, base, "visits", size=DESKTOP, c=LONG)
    span = page.get_by_test_id("layer-span")
    expect(span).to_have_attribute("data-default", "true")
    page.locator("[data-axis=week]").click()
    assert address_key(page, "t") == "P7D/.."
    week = matched(base, "visits", datetime="P7D/..")
    shows(page, week)
    expect(page.get_by_test_id("live")).to_have_attribute("aria-checked", "true")
    expect(page.get_by_test_id("layer-strip").locator("rect.in").nth(40)).to_be_attached(timeout=WAIT_MS)
    grip = page.locator("[data-grip=to]")
    grip.focus()
    page.keyboard.press("Shift+ArrowLeft")
    expect(page.get_by_test_id("live")).to_have_attribute("aria-checked", "false")
    asked = address_key(page, "t") or ""
    assert re.fullmatch(r"[\dT:Z-]+/[\dT:Z-]+", asked), asked
    shorter = matched(base, "visits", datetime=asked)
    assert 0 < shorter < week
    shows(page, shorter)
    expect(page.get_by_test_id("window-count")).to_have_text(re.compile(r"^[\d.]+ đối tượng$"))
    expect(page.get_by_test_id("layer-drawn")).to_contain_text("Đang vẽ:")
    picture(page, "layer-time")
    page.reload()
    shows(page, shorter)
    page.get_by_test_id("live").click()
    assert re.fullmatch(r"P(\d+D|T\d+H)/\.\.", address_key(page, "t") or "")
    page.get_by_test_id("span-default").click()
    assert address_key(page, "t") is None
    shows(page, VISITS)


@pytest.mark.parametrize("way", [-200, 200])
def test_a_window_too_narrow_for_two_grips_is_dragged_to_either_side(page: "Page", base: str, way: int) -> None:
    open_layer(page, base, "visits", size=DESKTOP, c=LONG)
    grip = page.locator("[data-grip=to]")
    reach = [int(grip.get_attribute(name) or 0) for name in ("aria-valuemin", "aria-valuemax")]
    middle = datetime.fromtimestamp(sum(reach) // 2000, UTC)
    begins, ends = (f"{at:%Y-%m-%dT%H:%M:%SZ}" for at in (middle, middle + timedelta(minutes=1)))
    open_layer(page, base, "visits", size=DESKTOP, c=LONG, t=f"{begins}/{ends}")
    box = page.locator("[data-grip=to]").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    was = page.evaluate("location.search")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + way, y, steps=4)
    page.mouse.up()
    page.wait_for_function("was => location.search !== was", arg=was)
    first, last = (address_key(page, "t") or "").split("/")
    assert (first < begins, last > ends) == (way < 0, way > 0), (first, last)


def test_a_register_has_list_table_and_card_and_says_that_it_has_no_place(page: "Page", base: str) -> None:
    open_layer(page, base, "licences")
    expect(page.get_by_test_id("layer-tools")).to_contain_text("không có vị trí")
    shows(page, 40)
    page.get_by_test_id("layer-states").locator("[data-key=valid]").click()
    shows(page, 20)
    list_row(page, 0).click()
    expect(page.get_by_test_id("layer-card")).to_contain_text("Còn hạn")
    expect(page.get_by_test_id("layer-card")).not_to_contain_text("Tọa độ")
    page.locator("body").press("t")
    expect(page.get_by_test_id("table-row").first).to_contain_text("Giấy phép")
    picture(page, "layer-register")


def test_the_list_of_layers_names_what_is_set_aside_and_why(page: "Page", base: str) -> None:
    open_layer(page, base, "visits", c=LONG)
    page.get_by_role("button", name="Lớp", exact=True).click()
    expect(page.get_by_test_id("set-aside")).to_contain_text("dreams")
    expect(page.get_by_test_id("set-aside")).to_contain_text("titel")


def test_a_click_beside_an_open_feature_puts_it_away_and_enters_nothing(page: "Page", base: str) -> None:
    open_layer(page, base, "visits", c=EDGE, f="visits/2")
    expect(page.get_by_test_id("card-title")).to_be_visible(timeout=WAIT_MS)
    rest(page)
    at = page.evaluate("at => window.__gis.map.project(at)", BESIDE)
    page.mouse.click(at["x"], at["y"])
    expect(page.get_by_test_id("card-title")).to_have_count(0)
    assert (address_key(page, "f"), address_key(page, "u")) == (None, None)


def test_a_layer_that_is_not_there_is_said(page: "Page", base: str) -> None:
    open_layer(page, base, "nothing-here")
    expect(page.get_by_test_id("layer-failed").first).to_be_visible(timeout=WAIT_MS)


def test_in_english_and_dark_no_word_stays_behind(page: "Page", base: str) -> None:
    open_layer(page, base, "visits", size=DESKTOP, c=LONG, lang="en", theme="dark", t="P30D/..")
    expect(page.get_by_test_id("layer-title")).to_have_text("Visits")
    expect(page.get_by_test_id("layer-about")).to_contain_text("5 fields")
    expect(page.get_by_test_id("layer-matched")).to_have_text(re.compile(r"^[\d,]+ match$"))
    expect(page.get_by_test_id("layer-span")).to_have_text("the last 30 days")
    expect(page.get_by_test_id("layer-states")).to_contain_text("Running")
    for panel in ("layer-left", "layer-side", "layer-tools", "layer-time"):
        words = page.get_by_test_id(panel).evaluate("node => node.innerText.replace(/Lượt \\d+/g, '')")
        assert not re.search(r"[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", words, re.IGNORECASE), words
    picture(page, "layer-dark-en")


def test_on_a_phone_all_is_reached_by_a_thumb(page: "Page", base: str) -> None:
    open_layer(page, base, "visits", size=PHONE, c=LONG)
    expect(list_row(page, 0)).to_contain_text("Lượt 000001")
    picture(page, "layer-phone-list")
    for name in ("Lọc", "Thời gian", "Đối tượng", "Danh sách"):
        page.get_by_test_id("sheet").get_by_role("button", name=name, exact=True).click()
        small = page.get_by_test_id("layer-phone").evaluate(
            """(box, least) => [...box.querySelectorAll('button:not(.grab), label, select, input:not([type=checkbox])')]
              .filter((node) => node.offsetParent !== null && node.offsetHeight < least)
              .map((node) => node.outerHTML.slice(0, 120))""",
            TOUCH_PX,
        )
        assert small == [], name
    page.get_by_test_id("sheet").get_by_role("button", name="Lọc", exact=True).click()
    page.get_by_test_id("layer-states").locator("[data-key='3']").click()
    picture(page, "layer-phone-filter")
    page.get_by_test_id("sheet").get_by_role("button", name="Danh sách", exact=True).click()
    shows(page, matched(base, "visits", filter="state = 3"))
    list_row(page, 0).click()
    expect(page.get_by_test_id("card-title")).to_have_text("Lượt 000002")
    picture(page, "layer-phone-card")
    page.get_by_role("button", name="Đóng").click()
    expect(list_row(page, 0)).to_be_visible()


def test_on_a_phone_the_map_is_what_the_sheet_leaves(page: "Page", base: str) -> None:
    open_layer(page, base, "visits", size=PHONE)
    rest(page)
    sheet = page.get_by_test_id("sheet")
    chip = page.get_by_test_id("layers-chip")
    top, bottom = _edge(chip) + TOUCH_PX, _edge(sheet)
    page.wait_for_function(_FITTED, arg=[top, bottom], timeout=WAIT_MS)
    picture(page, "layer-phone-fit")
    chip.click()
    own = sheet.get_by_role("checkbox", name="Lượt ghi")
    expect(own).to_be_checked()
    expect(own).to_be_disabled()
    expect(own).to_have_attribute("title", "Lớp đang mở luôn hiện trên bản đồ")
    assert address_key(page, "layers") is None
    open_layer(page, base, "visits", size=PHONE, f=f"visits/{FAR_DOWN}")
    page.get_by_role("button", name="Đưa vào giữa bản đồ").click()
    middle = [*FAR_AT, 0, PHONE[0], top, bottom]
    page.wait_for_function(_FREE_MIDDLE, arg=middle, timeout=WAIT_MS)
    picture(page, "layer-phone-middle")
    place = address_key(page, "c")
    page.reload()
    page.wait_for_selector("[data-ready=true][data-workspace=layer]", timeout=WAIT_MS)
    page.wait_for_function(_FREE_MIDDLE, arg=middle, timeout=WAIT_MS)
    assert address_key(page, "c") == place
    time = sheet.get_by_role("button", name="Thời gian", exact=True)
    expect(time).to_have_count(1)
    open_layer(page, base, "licences", size=PHONE)
    expect(sheet.get_by_role("button", name="Danh sách", exact=True)).to_be_visible()
    expect(time).to_have_count(0)


def test_an_open_feature_has_its_row_in_view_and_comes_between_the_panels(page: "Page", base: str) -> None:
    open_layer(page, base, "visits", c=LONG, f=f"visits/{FAR_DOWN}")
    expect(list_row(page, FAR_DOWN - 1)).to_be_in_viewport()
    expect(list_row(page, FAR_DOWN - 1)).to_have_attribute("aria-selected", "true")
    page.get_by_role("button", name="Đưa vào giữa bản đồ").click()
    left = page.get_by_test_id("layer-left").bounding_box()
    side = page.get_by_test_id("layer-side").bounding_box()
    assert left is not None
    assert side is not None
    free = [left["x"] + left["width"], side["x"], side["y"], _edge(page.get_by_test_id("layer-time"))]
    page.wait_for_function(_FREE_MIDDLE, arg=[*FAR_AT, *free], timeout=WAIT_MS)
    picture(page, "layer-middle")
    page.locator("body").press("t")
    head = page.get_by_test_id("layer-table").get_by_role("columnheader").nth(1)
    box = head.bounding_box()
    assert box is not None
    # Beside the letters, near the cell's far edge.
    head.click(position={"x": box["width"] - 4, "y": box["height"] - 4})
    expect(head).to_have_attribute("aria-sort", re.compile("ascending|descending"))


def _edge(part: "Locator") -> float:
    """Say how far down the window a part begins, px."""
    box = part.bounding_box()
    assert box is not None
    return box["y"]
