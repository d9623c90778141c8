"""Point 5: the panel with all its parts, and the table behind the map."""

import csv
import io
import unicodedata
import urllib.request
from typing import TYPE_CHECKING
from urllib.parse import urljoin

import pytest
from playwright.sync_api import expect

from tests.support.homes import KHANH_HOA, Home
from tests.support.pages import READY, look_at, open_page, picture, read_table

if TYPE_CHECKING:
    from playwright.sync_api import Page

RATE = "giai-ngan-dau-tu-cong"
ALPHABET = " aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
TONES = "\u0300\u0301\u0303\u0309\u0323"


def _order(name: str) -> list[int]:
    """Place a name in the Vietnamese alphabet by its letters, tones aside."""
    bare = "".join(letter for letter in unicodedata.normalize("NFD", name.lower()) if letter not in TONES)
    return [ALPHABET.index(letter) for letter in unicodedata.normalize("NFC", bare) if letter in ALPHABET]


def test_the_panel_says_figure_change_rank_series_siblings_years_and_where_the_figure_comes_from(
    look: "Page", server: str, home: Home
) -> None:
    look_at(look, server, i=RATE, p="2026-04", m="trend", u=home.member.uid)
    panel = look.get_by_test_id("unit-panel")
    expect(panel.locator("h1")).to_have_text(home.member.name)
    expect(panel.get_by_test_id("figure")).to_contain_text("%")
    expect(panel.get_by_test_id("change").or_(panel.get_by_test_id("why-blank"))).to_be_visible()
    expect(panel.locator(".rank")).to_contain_text("hạng trong")
    expect(panel.locator(".rank b")).to_contain_text("/")
    series = panel.get_by_test_id("series")
    assert series.locator("path.boundary").count() == 2, "1 July 2025 and 30 April 2026"
    assert series.get_by_role("img").get_attribute("aria-label")
    own = panel.get_by_test_id("siblings").locator("button.on .nm")
    expect(own).to_have_count(1)
    assert panel.locator(".years div").count() >= 5
    assert panel.locator(".years .on").get_attribute("title") == "4/2026"
    expect(panel.get_by_test_id("target")).to_contain_text("Mục tiêu đến 4/2026")
    provenance = panel.get_by_test_id("provenance")
    for word in ("Kỳ số liệu", "Nguồn", "Cán bộ đầu mối", "Tình trạng", "Nhận lúc", "Tệp nguồn", "Ranh giới"):
        expect(provenance.locator("dt", has_text=word).first).to_be_visible()
    expect(provenance).to_contain_text("Tháng 4/2026")
    expect(provenance).to_contain_text("Sở Tài chính")
    expect(provenance).to_contain_text("bao-cao-2026-05.xlsx · trang tính Tháng 4-2026 · dòng")
    expect(provenance).to_contain_text("4/5/2026")
    expect(provenance).to_contain_text("đúng hạn")
    picture(look, f"{home.key}-panel")


def test_the_target_line_stands_at_its_value_or_is_said_to_be_off_the_scale(
    look: "Page", server: str, home: Home
) -> None:
    look_at(look, server, i=RATE, p="2026-01", m="target", u=home.member.uid)
    siblings = look.get_by_test_id("siblings")
    expect(siblings).to_contain_text("mục tiêu 7,9 %, ngoài thang")
    assert siblings.locator(".track b").count() == 0
    look_at(look, server, i=RATE, p="2025-12", m="target", u=home.member.uid)
    expect(siblings).to_contain_text("mục tiêu 95,0 %")
    line, track = siblings.locator(".track b").first.bounding_box(), siblings.locator(".track").first.bounding_box()
    assert line is not None
    assert track is not None
    assert track["x"] < line["x"] <= track["x"] + track["width"]


def test_a_change_of_definition_is_a_visible_break_in_the_series(look: "Page", server: str, home: Home) -> None:
    code, period = home.broken
    look_at(look, server, i=code, p="2024-06", u=home.way[1].uid, side="unit")
    series = look.get_by_test_id("series")
    expect(series.locator("path.break")).to_have_count(1)
    year, month = period.split("-")
    expect(series).to_contain_text(f"Đổi định nghĩa từ {int(month)}/{year}")


def test_the_note_of_whoever_supplied_the_figure_and_what_it_was_before_are_shown(
    look: "Page", server: str, home: Home
) -> None:
    case = home.cases["revised"]
    look_at(look, server, i=case.indicator, p=case.period, u=case.unit)
    panel = look.get_by_test_id("unit-panel")
    expect(panel).to_contain_text("Đơn vị giải trình: Đính chính sau đối chiếu với Kho bạc")
    expect(panel.get_by_test_id("provenance")).to_contain_text("trước là")


def test_the_table_sorts_in_vietnamese_order_by_figure_and_by_change(tab: "Page", server: str, home: Home) -> None:
    open_page(tab, server, i=RATE, p="2026-04", m="trend", lv="commune", t="1")
    names = [str(row["name"]).split(maxsplit=1)[1].removeprefix("khu ") for row in read_table(tab).values()]
    assert len(names) == home.counts["today"]
    assert [_order(name) for name in names] == sorted(_order(name) for name in names)
    assert [name.encode() for name in names] != sorted(name.encode() for name in names), "not the order of bytes"
    tab.get_by_role("button", name="Sắp theo Giá trị").click()
    figures = [
        float(str(row["value"]).replace("%", "").replace(".", "").replace(",", "."))
        for row in read_table(tab).values()
        if row["blank"] is None
    ]
    assert figures == sorted(figures, reverse=True)
    tab.get_by_role("button", name="Sắp theo Giá trị").click()
    assert tab.locator("th[aria-sort=ascending]").inner_text().startswith("Giá trị")
    blank = [row["blank"] is not None for row in read_table(tab).values()]
    assert any(blank)
    assert blank == sorted(blank), "blanks stand last either way"
    listed = list(read_table(tab))
    tab.reload()
    tab.wait_for_selector(READY)
    assert list(read_table(tab)) == listed, "the address says how it is sorted"
    picture(tab, f"{home.key}-table")


def test_the_table_comes_as_a_csv_that_says_the_same(look: "Page", server: str, home: Home) -> None:
    look_at(look, server, i=RATE, p="2026-04", lv="commune", t="1")
    shown = read_table(look)
    link = look.get_by_test_id("table").get_by_role("link", name="Tải CSV")
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(urljoin(server, link.get_attribute("href") or ""), timeout=30) as reply:
        body = reply.read()
        assert "attachment" in reply.headers["content-disposition"]
    assert body.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig")), delimiter=";"))
    text = "\n".join(";".join(row) for row in rows)
    for row in shown.values():
        assert str(row["name"]).strip() in text
    assert len(shown) == home.counts["today"]


@pytest.mark.real
def test_the_population_of_2009_is_carried_to_the_communes_of_today_and_what_was_lost_is_said(
    page: "Page", real_server: str
) -> None:
    look_at(page, real_server, i="dan-so-2009", p="2009", e=KHANH_HOA.editions[1], lv="commune", t="1")
    table = read_table(page)
    assert len(table) == KHANH_HOA.counts["today"]
    carried = [row for row in table.values() if row["blank"] is None]
    assert len(carried) == KHANH_HOA.counts["today"] - 1, "all but Trường Sa, which the census's file does not hold"
    expect(page.get_by_role("slider")).to_have_attribute("max", "0")  # no later year is awaited, none is overdue
    look_at(page, real_server, i="dan-so-2009", p="2009", e=KHANH_HOA.editions[1], u="22333@2025-07-01")
    panel = page.get_by_test_id("unit-panel")
    assert panel.get_by_test_id("status").inner_text().lower() in {"quy đổi", "ước tính"}
    expect(panel.get_by_test_id("provenance")).to_contain_text("chưa gán được")
    expect(panel.get_by_test_id("provenance")).to_contain_text("Phường Vĩnh Hải")
    picture(page, "khanh-hoa-population")
