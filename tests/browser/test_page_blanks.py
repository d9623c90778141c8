"""Every way of being blank or marked: its own address, pattern, count and explanation."""

from typing import TYPE_CHECKING, Any

import pytest

from layers.indicators.sample.cases import cases
from tests.support.pages import legend_counts, open_page, picture, read_table
from tests.support.server import get_json

if TYPE_CHECKING:
    from playwright.sync_api import Page

BLANK = {"overdue": "o", "not-due": "d", "not-applicable": "n", "withheld": "w", "did-not-exist": "x"}
PATTERN = {"o": "ui-hatch", "s": "ui-cross", "w": "ui-dots", "d": "--blank", "n": "--blank", "x": "none"}
WORDS = {
    "o": "Quá hạn nộp",
    "s": "Nguồn không phản hồi",
    "w": "Không công bố",
    "d": "Chưa đến hạn",
    "n": "Không áp dụng",
    "x": "Chưa thành lập",
}
STATUS = {
    "provisional": "Sơ bộ",
    "revised": "Đã điều chỉnh",
    "carried": "quy đổi",
    "estimated": "ước tính",
    "summed": "cộng từ đơn vị cấp dưới",
    "grouping": "gần đúng",
}
CASES = cases()


def show(page: "Page", server: str, name: str, **more: str) -> None:
    """Open the address of a case."""
    case = CASES[name]
    view = {"i": case.indicator, "p": case.period, "u": unit_of(server, name), "side": "unit", **more}
    if case.edition is not None:
        view["e"] = case.edition
    open_page(page, server, view)


def unit_of(server: str, name: str) -> str:
    """Find the public id of a case's unit: the one with its code in force in the edition drawn."""
    case = CASES[name]
    units: Any = get_json(f"{server}/api/units")
    day = case.edition or f"{case.period[:4]}-12-31"
    last = case.unit
    for uid, code, start, end in zip(units["uid"], units["code"], units["from"], units["to"], strict=True):
        if code == case.unit and start <= day:
            last = str(uid)  # a former district is looked at as a grouping
            if end is None or day < end:
                break
    return last


@pytest.mark.parametrize("name", sorted({*BLANK, "source-down"}))
def test_each_reason_is_drawn_counted_and_explained(page: "Page", sample_server: str, name: str) -> None:
    mark = CASES[name].mark
    show(page, sample_server, name)
    row = page.locator(f"[data-testid=legend] li[data-key=blank-{mark}]")
    assert int(row.get_attribute("data-count") or 0) > 0
    assert WORDS[mark] in row.inner_text()
    assert PATTERN[mark] in (row.locator("rect").first.get_attribute("fill") or "")
    why = page.get_by_test_id("why-blank")
    assert why.get_attribute("data-blank") == mark
    assert WORDS[mark] in why.inner_text()
    assert "Cán bộ đầu mối" in why.inner_text()
    picture(page, f"blank-{name}")


def test_an_old_figure_keeps_its_class_shows_its_own_period_and_has_no_trend(page: "Page", sample_server: str) -> None:
    show(page, sample_server, "stale")
    assert legend_counts(page)["stale"] > 0
    assert page.locator(".map-overlay [data-stale]").count() > 0
    panel = page.get_by_test_id("unit-panel")
    assert "Số của kỳ 3/2026" in panel.inner_text()
    page.keyboard.press("t")
    row = read_table(page)[unit_of(sample_server, "stale")]
    assert row["stale"] == "true"
    assert row["direction"] is None
    assert (row["class"] or "").startswith("c")
    picture(page, "stale")


@pytest.mark.parametrize("name", sorted(STATUS))
def test_each_mark_of_a_figure_is_named_in_the_panel(page: "Page", sample_server: str, name: str) -> None:
    show(page, sample_server, name)
    assert STATUS[name] in page.get_by_test_id("status").inner_text()
    picture(page, f"mark-{name}")


def test_a_late_figure_says_how_late(page: "Page", sample_server: str) -> None:
    show(page, sample_server, "late")
    assert "chậm" in page.get_by_test_id("provenance").inner_text()


@pytest.mark.parametrize("coloring", ["value", "trend", "target"])
@pytest.mark.parametrize(("code", "period"), [("giai-ngan-dau-tu-cong", "2026-04"), ("tre-sinh", "2026-04")])
def test_the_legend_counts_what_the_table_lists(
    page: "Page", sample_server: str, coloring: str, code: str, period: str
) -> None:
    open_page(page, sample_server, i=code, p=period, m=coloring, t="1", lv="commune")
    rows = read_table(page).values()
    counted = {key: n for key, n in legend_counts(page).items() if n > 0}
    listed: dict[str, int] = {}
    for row in rows:
        key = f"blank-{row['blank']}" if row["class"] is None else str(row["class"])
        listed[key] = listed.get(key, 0) + 1
        if row["stale"] == "true":
            listed["stale"] = listed.get("stale", 0) + 1
    assert counted == listed


def test_a_commune_split_sixty_to_forty_says_where_its_figures_come_from(page: "Page", sample_server: str) -> None:
    open_page(page, sample_server, i="tre-sinh", p="2024-06", e="2025-07-01", u="90187@2025-07-01")
    assert page.get_by_test_id("status").inner_text() in {"quy đổi", "ước tính"}
    came = page.get_by_test_id("provenance").inner_text()
    assert "60 %" in came.replace("\u00a0", " ")
    assert page.get_by_text("Ranh giới 1/7/2025").count() > 0
    picture(page, "split")
