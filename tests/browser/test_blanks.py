"""Point 6: every way of being blank or marked has its own address, pattern, count and explanation."""

import base64
from collections import Counter
from typing import TYPE_CHECKING, Any, cast

import pytest
from playwright.sync_api import expect

from tests.support.homes import Home
from tests.support.pages import legend_counts, look_at, open_page, picture, point_of, read_table, rest, units_of

if TYPE_CHECKING:
    from playwright.sync_api import Page

BLANK = ("overdue", "not-due", "not-applicable", "withheld", "did-not-exist", "source-down")
PATTERN = {"o": "ui-hatch", "s": "ui-cross", "w": "ui-dots", "d": "--blank", "n": "--blank", "x": "none"}
WORDS = {
    "o": "Quá hạn nộp",
    "s": "Nguồn không phản hồi",
    "w": "Không công bố",
    "d": "Chưa đến hạn",
    "n": "Không áp dụng",
    "x": "Không tồn tại",
}
STATUS = {
    "provisional": "sơ bộ",
    "revised": "đã điều chỉnh",
    "carried": "quy đổi",
    "estimated": "ước tính",
    "summed": "cộng từ đơn vị cấp dưới",
    "grouping": "gần đúng",
}
HALF_PX = 9
DOMINANT = 0.06
PIXELS = """async (shot) => {
  const image = new Image();
  image.src = `data:image/png;base64,${shot}`;
  await image.decode();
  const { width, height } = image;
  const context = Object.assign(document.createElement('canvas'), { width, height }).getContext('2d');
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, width, height);
  return Array.from({ length: width * height }, (_, i) => [0, 1, 2].map((c) => data[i * 4 + c] >> 4).join());
}"""


def _show(page: "Page", server: str, home: Home, name: str, **more: str) -> str:
    """Go to the address of a case; returns the public id of its unit."""
    case = home.cases[name]
    day = case.edition or f"{case.period[:4]}-12-31"
    same = [(u["from"], uid, u["to"]) for uid, u in units_of(server).items() if u["code"] == case.unit]
    alive = [uid for start, uid, end in same if start <= day and (end is None or day < end)]
    uid = alive[0] if alive else max(same)[1]  # a former district is looked at as a grouping
    view = {"i": case.indicator, "p": case.period, "u": uid, "side": "unit", **more}
    if case.edition is not None:
        view["e"] = case.edition
    look_at(page, server, view)
    return uid


def _colours(page: "Page", x: float, y: float) -> list[str]:
    """Return the colours that cover much of a small square of the map, names and marks aside."""
    style = page.add_style_tag(content=".map-overlay { visibility: hidden }")
    side = 2 * HALF_PX
    clip = {"x": round(x) - HALF_PX, "y": round(y) - HALF_PX, "width": side, "height": side}
    shot = page.screenshot(clip=cast("Any", clip))
    style.evaluate("node => node.remove()")
    pixels = cast("list[str]", page.evaluate(PIXELS, base64.b64encode(shot).decode()))
    return [colour for colour, count in Counter(pixels).items() if count >= DOMINANT * len(pixels)]


@pytest.mark.parametrize("name", BLANK)
def test_each_reason_is_counted_in_the_legend_and_explained_in_the_panel(
    look: "Page", server: str, home: Home, name: str
) -> None:
    mark = home.cases[name].mark
    _show(look, server, home, name)
    row = look.locator(f"[data-testid=legend] li[data-key=blank-{mark}]")
    assert int(row.get_attribute("data-count") or 0) > 0
    assert WORDS[mark] in row.inner_text()
    assert PATTERN[mark] in (row.locator("rect").first.get_attribute("fill") or "")
    why = look.get_by_test_id("why-blank")
    assert why.get_attribute("data-blank") == mark
    assert WORDS[mark] in why.inner_text()
    assert "Cán bộ đầu mối" in why.inner_text()
    picture(look, f"{home.key}-blank-{name}")


@pytest.mark.parametrize("name", ["overdue", "withheld", "not-applicable"])
def test_reasons_differ_in_what_is_drawn_on_the_map(look: "Page", server: str, home: Home, name: str) -> None:
    plain = name == "not-applicable"
    case = home.cases[name]
    communes = [u for u in units_of(server).values() if u["to"] is None and u["level"] == "c"]
    view = {"i": case.indicator, "p": case.period, "lv": "commune"}
    look_at(look, server, view, t="1")
    blank = {uid for uid, row in read_table(look).items() if row["blank"] == case.mark}
    unit = max((u for u in communes if u["uid"] in blank), key=lambda u: u["area_km2"])
    lon, lat = unit["label"]
    look_at(look, server, view, c=f"{lon},{lat},9.5")
    rest(look)
    x, y = point_of(look, server, unit["uid"])
    assert (len(_colours(look, x, y)) > 1) is not plain
    dashes = look.locator(f'.marks [data-unit="{unit["id"]}"][data-mark="dash"]').count()
    assert dashes == (1 if plain else 0)


def test_the_pointer_over_a_blank_unit_says_why_it_is_blank(tab: "Page", server: str, home: Home) -> None:
    case = home.cases["overdue"]
    uid = next(uid for uid, u in units_of(server).items() if u["code"] == case.unit and u["to"] is None)
    open_page(tab, server, i=case.indicator, p=case.period, lv="commune")
    rest(tab)
    x, y = point_of(tab, server, uid)
    tab.mouse.move(x - 2, y - 2)
    tab.mouse.move(x, y, steps=3)
    expect(tab.get_by_test_id("hover")).to_contain_text(f"Chưa có số: {WORDS['o']}")


def test_an_old_figure_is_at_half_strength_with_a_clock_its_own_period_its_class_and_no_rank_or_trend(
    look: "Page", server: str, home: Home
) -> None:
    uid = _show(look, server, home, "stale", m="trend")
    rest(look)
    assert legend_counts(look)["stale"] > 0
    panel = look.get_by_test_id("unit-panel")
    assert "Số của kỳ 3/2026" in panel.inner_text()
    assert panel.locator(".rank").count() == 0
    assert panel.get_by_test_id("change").count() == 0
    assert float(panel.get_by_test_id("figure").evaluate("figure => getComputedStyle(figure).opacity")) < 0.7
    unit = units_of(server)[uid]["id"]
    clock = look.locator(f'.marks [data-unit="{unit}"]')
    assert (clock.get_attribute("data-stale"), clock.get_attribute("data-mark")) == ("1", None)
    picture(look, f"{home.key}-stale")
    _show(look, server, home, "stale", t="1")
    row = read_table(look)[uid]
    assert (row["stale"], row["direction"]) == ("true", None)
    assert (row["class"] or "").startswith("c")


@pytest.mark.parametrize("name", sorted(STATUS))
def test_each_mark_of_a_figure_is_named_in_the_panel(look: "Page", server: str, home: Home, name: str) -> None:
    _show(look, server, home, name)
    assert STATUS[name] in look.get_by_test_id("status").inner_text().lower()


def test_a_late_figure_says_how_late_it_came(look: "Page", server: str, home: Home) -> None:
    _show(look, server, home, "late")
    expect(look.get_by_test_id("provenance")).to_contain_text("chậm")


def test_a_commune_split_sixty_to_forty_says_where_its_figures_come_from(page: "Page", sample_server: str) -> None:
    look_at(page, sample_server, i="tre-sinh", p="2024-06", e="2025-07-01", u="90187@2025-07-01")
    assert page.get_by_test_id("status").inner_text().lower() == "quy đổi"
    came = page.get_by_test_id("provenance")
    expect(came).to_contain_text("Lạc An (60")
    picture(page, "split")
