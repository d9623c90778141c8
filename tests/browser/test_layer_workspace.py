"""The workspace that any layer has without code: cameras, a long layer with time, a register; desk and phone."""

import csv
import io
import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import urlopen

import psycopg
import pytest
from playwright.sync_api import expect

from tests.conftest import SAMPLE_CLOCK
from tests.support.pages import DESKTOP, LAPTOP, PHONE, WAIT_MS, picture
from tests.support.server import get_json, serving
from tests.support.visits import LAYERS, TABLES, VISITS

if TYPE_CHECKING:
    from playwright.sync_api import Page

THERE = "109.19,12.80,10"
LONG = "109.05,12.05,12"
TOUCH_PX = 44


@pytest.fixture(scope="module")
def base(sample_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the sample with a long layer and a register, declared in a file."""
    file = tmp_path_factory.mktemp("layers") / "visits.py"
    file.write_text(LAYERS, encoding="utf-8")
    with psycopg.connect(sample_url) as connection:
        connection.execute(TABLES)
    with serving(sample_url, home="97", clock_at=SAMPLE_CLOCK, GIS_LAYER_PATH=str(file)) as address:
        yield address


def _open(page: "Page", base: str, layer: str, *, size: tuple[int, int] = LAPTOP, **parts: str) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(f"{base}/layer/{layer}?{urlencode(parts)}")
    page.wait_for_selector("[data-ready=true][data-workspace=layer]", timeout=WAIT_MS)


def _key(page: "Page", key: str) -> str | None:
    return parse_qs(urlsplit(page.url).query).get(key, [None])[0]


def _matched(base: str, layer: str, **question: str) -> int:
    reply: Any = get_json(f"{base}/api/collections/{layer}/items?{urlencode({**question, 'limit': '1'})}")
    return int(reply["numberMatched"])


def _shows(page: "Page", count: int) -> None:
    expect(page.get_by_test_id("layer-matched").first).to_have_attribute("data-matched", str(count), timeout=WAIT_MS)


def _row(page: "Page", index: int) -> Any:
    return page.locator(f"[data-testid=list-row][data-index='{index}'][data-id]")


def test_cameras_are_counted_by_kind_filtered_by_a_click_and_back_undoes_it(page: "Page", base: str) -> None:
    _open(page, base, "cameras", size=DESKTOP, c=THERE, **{"as": "both"})
    whole = _matched(base, "cameras")
    expect(page.get_by_test_id("layer-title")).to_have_text("Camera")
    _shows(page, whole)
    states = page.get_by_test_id("layer-states")
    traffic = states.locator("[data-key=traffic]")
    expect(traffic).to_have_attribute("data-count", re.compile(r"[1-9]\d*"))
    counts = [int(node.get_attribute("data-count") or 0) for node in states.locator("[data-key]").all()]
    assert sum(counts) == whole
    expect(page.get_by_test_id("hex-key")).to_have_attribute("data-res", re.compile(r"\d+"), timeout=WAIT_MS)
    picture(page, "layer-workspace")
    traffic.click()
    narrowed = _matched(base, "cameras", filter="kind = 'traffic'")
    _shows(page, narrowed)
    assert _key(page, "q") == "kind = 'traffic'"
    expect(states.locator("[data-key=public_order]")).not_to_have_attribute("data-count", "0")
    page.go_back()
    _shows(page, whole)
    assert _key(page, "q") is None


def test_a_row_opens_its_card_which_the_address_keeps_and_escape_closes(page: "Page", base: str) -> None:
    _open(page, base, "cameras", c=THERE)
    expect(page.get_by_test_id("layer-about")).to_contain_text("trường")
    first = _row(page, 0)
    first.click()
    card = page.get_by_test_id("layer-card")
    title = card.get_by_test_id("card-title")
    expect(title).to_have_text(first.locator(".title").inner_text())
    for said in ("Đơn vị quản lý", "Tọa độ", "° B, ", "WGS 84", "Nội bộ tỉnh", "Dữ liệu mô phỏng"):
        expect(card).to_contain_text(said)
    assert (_key(page, "f") or "").startswith("cameras/")
    page.reload()
    expect(title).to_have_text(first.locator(".title").inner_text())
    page.locator("body").press("Escape")
    expect(card).to_have_count(0)
    page.go_back()
    expect(card).to_have_count(1)


def test_table_and_files_hold_exactly_what_is_listed(page: "Page", base: str) -> None:
    _open(page, base, "cameras", c=THERE, q="kind = 'one_stop'", table="1")
    count = _matched(base, "cameras", filter="kind = 'one_stop'")
    table = page.get_by_test_id("layer-table")
    expect(table.get_by_test_id("table-row").first).to_have_attribute("data-id", re.compile(r"\d+"))
    expect(table.get_by_role("grid")).to_have_attribute("aria-rowcount", str(count + 1))
    expect(table.get_by_role("columnheader").first).to_have_attribute("aria-sort", "ascending")
    table.locator("[data-sort=name]").click()
    expect(table.get_by_role("columnheader").first).to_have_attribute("aria-sort", "descending")
    assert _key(page, "o") == "-name"
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
    _open(page, base, "visits", c=LONG)
    tree = page.get_by_test_id("layer-filters")
    tree.locator("[data-key=flow] input").click()
    expect(tree.locator("[data-key=traffic]")).to_have_attribute("data-tick", "some")
    _shows(page, _matched(base, "visits", filter="kind = 'flow'"))
    tree.locator("[data-key=traffic] input").click()
    for key in ("traffic", "junction", "flow"):
        expect(tree.locator(f"[data-key={key}]")).to_have_attribute("data-tick", "on")
    both = _matched(base, "visits", filter="kind IN ('junction', 'flow')")
    _shows(page, both)
    assert _key(page, "q") == "kind = 'traffic'"
    page.get_by_test_id("layer-states").locator("[data-key='2']").click()
    _shows(page, _matched(base, "visits", filter="kind = 'traffic' AND state = 2"))
    expect(tree.locator("[data-key=order]")).not_to_contain_text(re.compile(r"^An ninh\s*0$"))
    page.get_by_test_id("clear-filters").click()
    _shows(page, VISITS)


def test_a_filter_written_by_hand_is_kept_said_and_cleared(page: "Page", base: str) -> None:
    by_hand = "state <> 1"
    _open(page, base, "visits", c=LONG, q=f"kind = 'flow' AND {by_hand}")
    _shows(page, _matched(base, "visits", filter=f"kind = 'flow' AND {by_hand}"))
    chip = page.get_by_test_id("address-filter")
    expect(chip).to_contain_text(by_hand)
    chip.get_by_role("button").click()
    _shows(page, _matched(base, "visits", filter="kind = 'flow'"))
    assert _key(page, "q") == "kind = 'flow'"


def test_a_filter_that_the_layer_refuses_is_explained_and_can_be_left(page: "Page", base: str) -> None:
    _open(page, base, "cameras", c=THERE, q="colour = 'red'")
    failed = page.get_by_test_id("list-failed")
    expect(failed).to_be_visible(timeout=WAIT_MS)
    failed.get_by_role("button", name="Bỏ lọc").click()
    _shows(page, _matched(base, "cameras"))


def test_the_list_jumps_to_a_far_row_and_back(page: "Page", base: str) -> None:
    _open(page, base, "visits", c=LONG)
    expect(_row(page, 0)).to_contain_text("Lượt 000001")
    page.get_by_test_id("layer-list").evaluate("(box, top) => { box.scrollTop = top; }", 150_000 * 56)
    expect(_row(page, 150_000)).to_contain_text("Lượt 150001")
    expect(page.get_by_test_id("list-foot")).to_have_text(re.compile(r"^150\.001–150\.\d+ / 300\.000$"))
    page.get_by_test_id("layer-list").press("End")
    expect(_row(page, VISITS - 1)).to_contain_text("Lượt 300000")
    page.get_by_test_id("layer-list").press("Home")
    expect(_row(page, 0)).to_contain_text("Lượt 000001")
    page.get_by_test_id("layer-list").press("ArrowDown")
    page.get_by_test_id("layer-list").press("Enter")
    expect(page.get_by_test_id("card-title")).to_have_text("Lượt 000002")
    assert _key(page, "f") == "visits/2"


def test_the_window_is_moved_by_keys_and_everything_follows_it(page: "Page", base: str) -> None:
    _open(page, base, "visits", size=DESKTOP, c=LONG)
    span = page.get_by_test_id("layer-span")
    expect(span).to_have_attribute("data-default", "true")
    page.locator("[data-axis=week]").click()
    assert _key(page, "t") == "P7D/.."
    week = _matched(base, "visits", datetime="P7D/..")
    _shows(page, week)
    expect(page.get_by_test_id("live")).to_have_attribute("aria-checked", "true")
    expect(page.get_by_test_id("layer-strip").locator("rect.in").nth(40)).to_be_attached(timeout=WAIT_MS)
    grip = page.locator("[data-grip=to]")
    grip.focus()
    page.keyboard.press("Shift+ArrowLeft")
    expect(page.get_by_test_id("live")).to_have_attribute("aria-checked", "false")
    asked = _key(page, "t") or ""
    assert re.fullmatch(r"[\dT:Z-]+/[\dT:Z-]+", asked), asked
    shorter = _matched(base, "visits", datetime=asked)
    assert 0 < shorter < week
    _shows(page, shorter)
    expect(page.get_by_test_id("window-count")).to_have_text(re.compile(r"^[\d.]+ đối tượng$"))
    expect(page.get_by_test_id("layer-drawn")).to_contain_text("Đang vẽ:")
    picture(page, "layer-time")
    page.reload()
    _shows(page, shorter)
    page.get_by_test_id("live").click()
    assert re.fullmatch(r"P(\d+D|T\d+H)/\.\.", _key(page, "t") or "")
    page.get_by_test_id("span-default").click()
    assert _key(page, "t") is None
    _shows(page, VISITS)


def test_a_register_has_list_table_and_card_and_says_that_it_has_no_place(page: "Page", base: str) -> None:
    _open(page, base, "licences")
    expect(page.get_by_test_id("layer-tools")).to_contain_text("không có vị trí")
    _shows(page, 40)
    page.get_by_test_id("layer-states").locator("[data-key=valid]").click()
    _shows(page, 20)
    _row(page, 0).click()
    expect(page.get_by_test_id("layer-card")).to_contain_text("Còn hạn")
    expect(page.get_by_test_id("layer-card")).not_to_contain_text("Tọa độ")
    page.locator("body").press("t")
    expect(page.get_by_test_id("table-row").first).to_contain_text("Giấy phép")
    picture(page, "layer-register")


def test_a_layer_that_is_not_there_is_said(page: "Page", base: str) -> None:
    _open(page, base, "nothing-here")
    expect(page.get_by_test_id("layer-failed").first).to_be_visible(timeout=WAIT_MS)


def test_in_english_and_dark_no_word_stays_behind(page: "Page", base: str) -> None:
    _open(page, base, "visits", size=DESKTOP, c=LONG, lang="en", theme="dark", t="P30D/..")
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
    _open(page, base, "visits", size=PHONE, c=LONG)
    expect(_row(page, 0)).to_contain_text("Lượt 000001")
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
    _shows(page, _matched(base, "visits", filter="state = 3"))
    _row(page, 0).click()
    expect(page.get_by_test_id("card-title")).to_have_text("Lượt 000002")
    picture(page, "layer-phone-card")
    page.get_by_role("button", name="Đóng").click()
    expect(_row(page, 0)).to_be_visible()
