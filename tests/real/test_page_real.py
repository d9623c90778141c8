"""Khánh Hòa in the browser: two provinces, then one; its former names; Trường Sa on every view."""

from typing import TYPE_CHECKING

import pytest

from tests.support.pages import DESKTOP, PHONE, open_page, picture

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.real
VIEWS = pytest.mark.parametrize(("size", "theme"), [(s, t) for s in (DESKTOP, PHONE) for t in ("light", "dark")])


@VIEWS
def test_home_is_shown_with_both_archipelagos(
    page: "Page", real_server: str, size: tuple[int, int], theme: str
) -> None:
    """At every size and theme, Hoàng Sa and Trường Sa are named beside the mainland."""
    open_page(page, real_server, size=size, m="trend", p="2026-04", theme=theme)
    for name in ("Hoàng Sa", "Trường Sa", "dữ liệu mô phỏng"):
        page.get_by_text(name).first.wait_for(state="attached")
    picture(page, f"khanh-hoa-{size[0]}-{theme}")


def test_before_july_2025_home_is_two_provinces_and_then_one(page: "Page", real_server: str) -> None:
    """The edition drawn follows the period and is named."""
    open_page(page, real_server, p="2024-05", m="value")
    page.get_by_text("Ninh Thuận").first.wait_for()
    assert "1/4/2009" in page.locator("body").inner_text()
    picture(page, "khanh-hoa-2024")
    open_page(page, real_server, p="2026-04", m="value")
    page.get_by_text("30/4/2026").first.wait_for()


def test_a_former_name_leads_to_the_unit_of_today(page: "Page", real_server: str) -> None:
    """Without diacritics, and it says where the old commune lies now."""
    open_page(page, real_server, p="2026-04")
    page.keyboard.press("/")
    page.keyboard.type("dien an")
    page.get_by_text("nay thuộc Xã Diên Khánh").first.wait_for()
