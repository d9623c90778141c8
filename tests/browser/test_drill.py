"""Point 2: the home coloured, its tiers, hover, click, breadcrumb, Escape and Back, and the edition that is drawn."""

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from layers.indicators.sample.cases import DEFAULT
from tests.support.homes import Home
from tests.support.pages import (
    LAPTOP,
    PHONE,
    READY,
    legend_counts,
    look_at,
    open_page,
    picture,
    point_of,
    read_table,
    rest,
    steer,
    units_of,
)

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

BEFORE, AFTER = "2024-05", "2026-04"
ZOOM = "() => window.__gis.map.getZoom()"
CHOSEN = re.compile(r"[?&]c=")
"""A place chosen by hand is in the address."""


def _crumbs(page: "Page") -> list[str]:
    """Read the breadcrumb: names, and what is said beside them, as "cũ" or until when."""
    texts: list[str] = page.locator("nav.crumbs button").all_text_contents()
    return [text.strip() for text in texts]


def _entered(page: "Page") -> "Locator":
    """Lend the last part of the breadcrumb: what is entered."""
    return page.locator("nav.crumbs button.on")


def _click(page: "Page", server: str, uid: str) -> None:
    rest(page)
    page.mouse.click(*point_of(page, server, uid))


def _dated(day: str) -> str:
    year, month, date = day.split("-")
    return f"{int(date)}/{int(month)}/{year}"


def test_before_july_2025_two_old_provinces_stand_side_by_side_and_after_it_one(
    look: "Page", server: str, home: Home
) -> None:
    look_at(look, server, p=BEFORE, t="1")
    assert {row["uid"]: (row["name"] or "").strip() for row in read_table(look).values()} == {
        place.uid: place.name for place in home.former
    }
    assert look.locator(".frame").get_attribute("data-level") == "province"
    look_at(look, server, p=BEFORE)
    rest(look)
    drawn = look.evaluate(
        "() => window.__gis.map.queryRenderedFeatures().filter((f) => f.layer.id.endsWith('/fill')).map((f) => f.id)"
    )
    assert {units_of(server)[place.uid]["id"] for place in home.former} <= set(drawn)
    picture(look, f"{home.key}-two-provinces")
    look_at(look, server, p=AFTER, t="1")
    assert len(read_table(look)) == home.counts["today"]
    assert look.locator(".frame").get_attribute("data-level") == "commune"
    assert _crumbs(look)[0] == home.name


@pytest.mark.parametrize(("level", "parts"), [("province", {}), ("district", {}), ("commune", {})])
def test_every_tier_of_the_old_edition_can_be_painted_whole(
    look: "Page", server: str, home: Home, level: str, parts: dict[str, str]
) -> None:
    look_at(look, server, parts, p=BEFORE, lv=level, t="1")
    assert len(read_table(look)) == home.counts[level]
    assert sum(n for key, n in legend_counts(look).items() if key != "stale") == home.counts[level]


def test_clicks_go_from_province_to_district_to_commune_and_breadcrumb_escape_and_back_leave(
    tab: "Page", server: str, home: Home
) -> None:
    province, district, commune = home.way
    open_page(tab, server, p=BEFORE, m="trend")
    for place in home.way:
        _click(tab, server, place.uid)
        expect(_entered(tab)).to_contain_text(place.name)
        assert f"u={place.uid}" in tab.url
    way = _crumbs(tab)[-3:]
    assert all(crumb.startswith(place.name) for crumb, place in zip(way, home.way, strict=True)), way
    assert way[0].endswith("đến 1/7/2025"), "two provinces of one name are told apart"
    picture(tab, f"{home.key}-drill")
    tab.keyboard.press("Escape")
    expect(_entered(tab)).to_contain_text(district.name)
    tab.go_back()
    expect(_entered(tab)).to_contain_text(commune.name)
    tab.locator("nav.crumbs button").nth(-3).click()
    expect(_entered(tab)).to_contain_text(province.name)
    tab.locator("nav.crumbs button").first.click()
    assert "u=" not in tab.url


def test_today_communes_are_entered_and_former_districts_group_them(tab: "Page", server: str, home: Home) -> None:
    open_page(tab, server, p=AFTER, lv="former", m="trend", t="1")
    assert len(read_table(tab)) == home.counts["groups"]
    tab.keyboard.press("t")
    _click(tab, server, home.member.uid)
    heading = _entered(tab)
    expect(heading).to_contain_text(home.group.name)
    assert f"u={home.group.uid}" in tab.url
    assert any(home.group.name in crumb and "cũ" in crumb for crumb in _crumbs(tab))
    expect(tab.locator(".frame")).to_have_attribute("data-level", "commune")
    inside = [
        u
        for u in units_of(server).values()
        if u["to"] is None and u["former"] == units_of(server)[home.group.uid]["id"]
    ]
    assert sum(n for key, n in legend_counts(tab).items() if key != "stale") == len(inside)
    _click(tab, server, home.member.uid)
    expect(heading).to_contain_text(home.member.name)
    picture(tab, f"{home.key}-former-district")
    tab.keyboard.press("Escape")
    expect(heading).to_contain_text(home.group.name)
    tab.keyboard.press("Escape")
    assert "u=" not in tab.url


def _members(server: str, home: Home) -> list[str]:
    """List the communes of the group, from south to north."""
    units = units_of(server)
    group = units[home.group.uid]["id"]
    inside = [unit for unit in units.values() if unit["to"] is None and unit["former"] == group]
    return [str(unit["uid"]) for unit in sorted(inside, key=lambda unit: unit["label"][1])]


def test_an_old_province_holds_its_communes_after_the_reform_too(look: "Page", server: str, home: Home) -> None:
    units = units_of(server)
    for province in home.former:
        districts = {unit["id"] for unit in units.values() if unit["parent"] == units[province.uid]["id"]}
        held = {uid for uid, unit in units.items() if unit["former"] in districts and unit["to"] is None}
        look_at(look, server, p=AFTER, lv="commune", u=province.uid, t="1")
        assert set(read_table(look)) == held
        assert 0 < len(held) < home.counts["today"]


def test_on_the_phone_no_sheet_and_no_inset_covers_the_unit_entered(tab: "Page", server: str, home: Home) -> None:
    for uid in _members(server, home):
        look_at(tab, server, size=PHONE, p=AFTER, m="trend", u=uid)
        rest(tab)
        expect(tab.get_by_test_id("sheet")).to_have_attribute("data-height", "half")
        on_top = tab.evaluate("([x, y]) => document.elementFromPoint(x, y).tagName", [*point_of(tab, server, uid)])
        assert on_top == "CANVAS", f"{uid} is covered"
    picture(tab, f"{home.key}-phone-unit")


def test_a_view_chosen_by_hand_is_in_the_address_and_stays_while_its_land_does(
    tab: "Page", server: str, home: Home
) -> None:
    open_page(tab, server, p=AFTER, m="trend", u=_members(server, home)[-1])
    rest(tab)
    tab.get_by_role("button", name="Phóng to").click()
    expect(tab).to_have_url(CHOSEN)
    tab.get_by_test_id("siblings").locator("button:not(.on)").last.click()
    rest(tab)
    expect(tab).to_have_url(CHOSEN)
    zoom = tab.evaluate(ZOOM)
    uid = parse_qs(urlsplit(tab.url).query)["u"][0]
    x, y = point_of(tab, server, uid)
    assert 376 < x < LAPTOP[0] - 400, "what is entered comes out from under the panels"
    assert 48 < y < LAPTOP[1] - 72
    tab.reload()
    tab.wait_for_selector(READY)
    assert tab.evaluate(ZOOM) == pytest.approx(zoom, abs=0.01)
    assert point_of(tab, server, uid) == pytest.approx((x, y), abs=2)
    tab.get_by_role("button", name="Vừa khung").click()
    expect(tab).not_to_have_url(CHOSEN)
    rest(tab)
    assert tab.evaluate(ZOOM) == pytest.approx(zoom - 1, abs=0.02)


def test_a_window_that_changes_its_size_while_the_map_moves_does_not_lead_it_astray(tab: "Page", server: str) -> None:
    """As a tablet that is turned."""
    look_at(tab, server, {"c": "112,12,5"}, size=PHONE)
    rest(tab)
    steer(tab, {"i": DEFAULT, "c": "113.5,10,6.5"})
    tab.set_viewport_size({"width": LAPTOP[0], "height": LAPTOP[1]})
    rest(tab)
    center = tab.evaluate("Object.values(window.__gis.map.getCenter())")
    assert center == pytest.approx([113.5, 10], abs=1e-6)


def test_a_movement_that_is_cut_short_leaves_no_place_in_the_address(tab: "Page", server: str, home: Home) -> None:
    open_page(tab, server, p=AFTER, u=_members(server, home)[-1])
    rest(tab)
    tab.evaluate("() => document.querySelector('.map-controls button').click()")
    unit = tab.url
    tab.keyboard.press("Escape")
    rest(tab)
    assert tab.url != unit
    assert not CHOSEN.search(tab.url)


def test_panels_that_fold_away_leave_the_map_where_it_is(tab: "Page", server: str, home: Home) -> None:
    open_page(tab, server, p=AFTER, m="trend", u=home.member.uid)
    rest(tab)
    before = tab.evaluate(ZOOM), *point_of(tab, server, home.member.uid)
    tab.get_by_role("navigation", name="Nhóm lớp").get_by_role("link", name="Chỉ số").click()
    expect(tab.get_by_test_id("unit-panel")).to_have_count(0)
    rest(tab)
    assert (tab.evaluate(ZOOM), *point_of(tab, server, home.member.uid)) == pytest.approx(before)


@pytest.mark.parametrize(("period", "place"), [(BEFORE, 0), (AFTER, -1)])
def test_the_pointer_over_a_unit_gives_its_name_figure_and_change(
    tab: "Page", server: str, home: Home, period: str, place: int
) -> None:
    unit = (*home.former, home.member)[place]
    open_page(tab, server, p=period, m="trend", t="1")
    row = read_table(tab)[unit.uid]
    tab.keyboard.press("t")
    rest(tab)
    x, y = point_of(tab, server, unit.uid)
    tab.mouse.move(x - 3, y - 3)
    tab.mouse.move(x, y, steps=3)
    card = tab.get_by_test_id("hover")
    expect(card).to_contain_text(unit.name)
    expect(card).to_contain_text((row["value"] or "?").strip())
    assert card.locator(f"svg.glyph[data-direction={row['direction']}][data-judgement={row['judgement']}]").count() == 1
    tab.mouse.move(5, 5)
    expect(card).to_have_count(0)


def test_the_edition_drawn_is_named_follows_the_period_and_can_be_pinned(tab: "Page", server: str, home: Home) -> None:
    old, reform, amended = home.editions
    open_page(tab, server, i="tai-nan-giao-thong", p=BEFORE)
    named = tab.get_by_test_id("edition")
    expect(named).to_contain_text(_dated(old))
    named.click()
    tab.get_by_role("button", name=_dated(reform), exact=False).last.click()
    expect(tab.locator(".frame")).to_have_attribute("data-edition", reform)
    expect(named).to_contain_text("đã ghim")
    expect(tab.get_by_role("status").filter(has_text="quy đổi")).to_be_visible()
    assert f"e={reform}" in tab.url
    picture(tab, f"{home.key}-pinned")
    tab.get_by_role("button", name="Vẽ theo ranh giới của kỳ").click()
    expect(tab.locator(".frame")).to_have_attribute("data-edition", old)
    for period, edition in (("2025-09", reform), (AFTER, amended)):
        look_at(tab, server, i="tai-nan-giao-thong", p=period)
        expect(named).to_contain_text(_dated(edition))


@pytest.mark.parametrize("coloring", ["value", "trend", "target"])
@pytest.mark.parametrize("code", ["giai-ngan-dau-tu-cong", "tre-sinh"])
def test_the_legend_counts_what_the_table_lists_and_every_unit_once(
    look: "Page", server: str, home: Home, coloring: str, code: str
) -> None:
    look_at(look, server, i=code, p=AFTER, m=coloring, t="1", lv="commune")
    counted = {key: n for key, n in legend_counts(look).items() if n > 0}
    listed: dict[str, int] = {}
    for row in read_table(look).values():
        key = f"blank-{row['blank']}" if row["class"] is None else str(row["class"])
        listed[key] = listed.get(key, 0) + 1
        if row["stale"] == "true":
            listed["stale"] = listed.get("stale", 0) + 1
    assert counted == listed
    assert sum(n for key, n in counted.items() if key != "stale") == home.counts["today"]
