"""Point 3: the slider by month, quarter and year, arrow keys, play, and gaps that are seen."""

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.support.pages import look_at, open_page, picture

if TYPE_CHECKING:
    from playwright.sync_api import Page

FLOW, YEAR_TO_DATE = "tai-nan-giao-thong", "giai-ngan-dau-tu-cong"

_RECORD = """() => {
  const frame = document.querySelector('.frame');
  window.__played = [];
  new MutationObserver(() => window.__played.push([frame.dataset.period,
    document.querySelector('button[aria-label="Dừng"]') !== null]))
    .observe(frame, { attributeFilter: ['data-period'] });
}"""


def _period(page: "Page") -> str:
    return page.locator(".frame").get_attribute("data-period") or ""


def test_the_slider_and_the_arrow_keys_go_through_months_from_january_2020(tab: "Page", server: str) -> None:
    open_page(tab, server, i=FLOW)
    tab.get_by_role("slider").fill("0")
    assert _period(tab) == "2020-01"
    assert tab.get_by_role("slider").get_attribute("aria-valuetext") == "Tháng 1/2020"
    tab.get_by_role("slider").evaluate("slider => slider.blur()")
    tab.keyboard.press("ArrowRight")
    tab.keyboard.press("ArrowRight")
    assert _period(tab) == "2020-03"
    assert "t=2020-03" in tab.url
    tab.keyboard.press("ArrowLeft")
    assert _period(tab) == "2020-02"
    tab.get_by_role("button", name="Kỳ sau").click()
    assert _period(tab) == "2020-03"


@pytest.mark.parametrize(
    ("grain", "button", "said", "periods"),
    [("quarter", "Quý", "Quý IV/2025", ("2025-Q3", "2025-Q4")), ("year", "Năm", "Năm 2025", ("2024", "2025"))],
)
def test_months_are_added_up_to_quarters_and_years(
    tab: "Page", server: str, grain: str, button: str, said: str, periods: tuple[str, str]
) -> None:
    open_page(tab, server, i=FLOW, p="2025-12")
    tab.get_by_role("group", name="Độ dài kỳ").get_by_role("button", name=button).click()
    expect(tab.locator(".frame")).to_have_attribute("data-period", periods[1])
    expect(tab.get_by_test_id("period")).to_have_text(said)
    assert f"g={grain}" in tab.url
    tab.keyboard.press("ArrowLeft")
    expect(tab.locator(".frame")).to_have_attribute("data-period", periods[0])


def test_play_goes_on_by_itself_to_the_last_period_and_stops(tab: "Page", server: str) -> None:
    open_page(tab, server, i=FLOW, p="2026-02")
    tab.evaluate(_RECORD)  # looking now and then could miss a period
    tab.get_by_role("button", name="Chạy qua các kỳ").click()
    expect(tab.locator(".frame")).to_have_attribute("data-period", "2026-05")
    expect(tab.get_by_role("button", name="Chạy qua các kỳ")).to_have_attribute("aria-pressed", "false")
    assert tab.evaluate("() => window.__played") == [["2026-03", True], ["2026-04", True], ["2026-05", True]]


@pytest.mark.parametrize(("indicator", "period"), [("grdp", "2026-Q1"), ("hai-long", "2025")])
def test_an_indicator_opens_on_the_last_period_that_has_figures(
    look: "Page", sample_server: str, indicator: str, period: str
) -> None:
    """Also one of provinces alone, and one that is not carried over the reform."""
    look_at(look, sample_server, i=indicator)
    assert look.get_attribute(".frame", "data-period") == period
    chart = look.get_by_test_id("series").locator("svg").bounding_box()
    written = look.get_by_test_id("series").locator("text.val").last.bounding_box()
    assert chart is not None
    assert written is not None
    assert chart["y"] <= written["y"], "the figure at the top of the chart is whole"
    assert "không có báo cáo" not in look.locator(".strip").inner_text(), "before the province's time nobody owed any"


def test_months_without_reports_are_hatched_and_named_on_the_strip(look: "Page", server: str) -> None:
    look_at(look, server, i=YEAR_TO_DATE, p="2024-05", lv="commune")
    strip = look.locator(".strip svg")
    assert strip.locator("rect.gap").count() == 2
    assert "8–9/2021: không có báo cáo" in (strip.text_content() or "")
    assert "1/7/2025" in (strip.text_content() or "")
    assert look.get_by_test_id("series").locator("rect.gap").count() >= 2
    picture(look, "gaps")
    look_at(look, server, i=YEAR_TO_DATE, p="2021-08", lv="commune")
    assert look.get_by_test_id("missing").inner_text().split()[0] != "0"
