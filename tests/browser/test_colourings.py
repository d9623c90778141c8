"""Point 4: value, trend and distance from the target, and what is called falling, stable, rising, better and worse."""

from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.support.homes import Home
from tests.support.pages import legend_counts, look_at, open_page, picture, read_table, rest, units_of
from tests.support.replies import ids_of
from tests.support.server import get_json

if TYPE_CHECKING:
    from playwright.sync_api import Page

RATE, TOTAL, ACCIDENTS = "giai-ngan-dau-tu-cong", "tre-sinh", "tai-nan-giao-thong"
COMMUNES = {"lv": "commune", "t": "1", "m": "trend"}


def _served(server: str, code: str, period: str, edition: str, level: str) -> dict[str, dict[str, Any]]:
    """Ask the server for the same table, by public id."""
    query = f"period={period}&edition={edition}&level={level}&format=json"
    reply: Any = get_json(f"{server}/api/indicators/{code}/table?{query}")
    return {row["uid"]: row for row in reply["rows"]}


def _classes(page: "Page") -> list[str]:
    rows = page.get_by_test_id("legend").locator("li[data-key^=c]").all()
    return [row.locator("span").first.inner_text().strip() for row in rows]


def _circles(page: "Page") -> int:
    count: int = page.evaluate(
        "() => window.__gis.map.queryRenderedFeatures().filter((f) => f.source === 'circles' && f.state.r > 0).length"
    )
    return count


def test_three_colourings_lie_one_click_apart_and_each_has_its_own_legend(tab: "Page", server: str) -> None:
    open_page(tab, server, i=RATE, p="2026-04", m="value")
    seen: list[set[str]] = []
    for coloring, first in (("trend", "up"), ("target", "met"), ("value", "c0")):
        tab.locator(f"[data-coloring={coloring}]").click()
        expect(tab.locator(f"[data-coloring={coloring}]")).to_have_attribute("aria-pressed", "true")
        seen.append(set(legend_counts(tab)))
        assert first in seen[-1]
    assert not seen[0] & {"met", "c0"}
    assert not seen[1] & {"up", "c0"}


def test_a_rate_fills_its_units_and_a_total_is_a_circle_with_fixed_edges_over_time(look: "Page", server: str) -> None:
    look_at(look, server, i=RATE, p="2026-04", m="value", lv="commune")
    rest(look)
    assert _circles(look) == 0
    now = _classes(look)
    assert look.get_by_test_id("legend").locator("li[data-key^=c] rect").count() == len(now) == 5
    look_at(look, server, i=RATE, p="2025-11", m="value", lv="commune")
    assert _classes(look) == now
    look_at(look, server, i=TOTAL, p="2026-03", m="value", lv="commune")
    rest(look)
    assert _circles(look) > 10
    totals = _classes(look)
    assert look.get_by_test_id("legend").locator("li[data-key^=c] circle").count() == len(totals)
    look_at(look, server, i=TOTAL, p="2026-01", m="value", lv="commune")
    assert _classes(look) == totals


def test_page_and_server_judge_every_unit_alike(look: "Page", server: str, home: Home) -> None:
    for code, period, edition, level in home.judged:
        look_at(look, server, i=code, p=period, e=edition, lv=level, t="1", m="trend")
        shown = read_table(look)
        said = _served(server, code, period, edition, level)
        assert shown.keys() == said.keys()
        judged = {uid: (row["direction"], row["judgement"]) for uid, row in shown.items()}
        assert judged == {uid: (row.get("direction"), row.get("judgement")) for uid, row in said.items()}, code
        assert any(direction is not None for direction, _ in judged.values())


def test_january_of_a_year_to_date_figure_is_compared_with_january_and_shows_no_false_fall(
    look: "Page", server: str, home: Home
) -> None:
    edition = home.editions[1]
    look_at(look, server, COMMUNES, i=RATE, e=edition, p="2026-01")
    january = read_table(look)
    values: Any = get_json(f"{server}/api/indicators/{RATE}/values")
    uids = {unit["id"]: uid for uid, unit in units_of(server).items() if uid in january}
    at = {code: values["periods"].index(code) for code in ("2025-01", "2025-12", "2026-01")}
    compared = 0
    for unit, row in zip(ids_of(values), values["v"], strict=True):
        now, year_ago, december = row[at["2026-01"]], row[at["2025-01"]], row[at["2025-12"]]
        if unit not in uids or None in {now, year_ago, december}:
            continue
        compared += 1
        assert now < december, "the trap is there: every January is below its December"
        delta = (now - year_ago) / values["scale"]
        expected = "flat" if abs(delta) <= 1.5 + 1e-9 else "up" if delta > 0 else "down"
        assert january[uids[unit]]["direction"] == expected
    assert compared > home.counts["today"] / 2
    assert legend_counts(look)["down"] < compared
    look_at(look, server, i=RATE, e=edition, p="2026-01", m="trend", lv="commune")
    picture(look, f"{home.key}-january")


def test_more_accidents_are_a_vermilion_triangle_pointing_up(look: "Page", server: str, home: Home) -> None:
    look_at(look, server, i=ACCIDENTS, p="2026-04", m="trend", lv="commune")
    rest(look)
    worse = look.locator(".map-overlay [data-mark=up]")
    worse.first.wait_for(state="attached")
    assert {mark.get_attribute("data-judgement") for mark in worse.all()} == {"bad"}
    fewer = look.locator(".map-overlay [data-mark=down]")
    assert {mark.get_attribute("data-judgement") for mark in fewer.all()} <= {"good"}
    colour = worse.first.locator("path").first.evaluate("path => getComputedStyle(path).fill")
    red, green, blue = (int(part) for part in colour.removeprefix("rgb(").removesuffix(")").split(","))
    assert red > green + 60
    assert red > blue + 60, f"{colour} is not vermilion"
    picture(look, f"{home.key}-accidents")


def test_a_tolerance_of_two_and_one_of_ten_percent_part_the_same_figures_differently(look: "Page", server: str) -> None:
    tables: list[dict[str, dict[str, str | None]]] = []
    for code in ("viec-lam-moi", "viec-lam-moi-rong"):
        look_at(look, server, COMMUNES, i=code, p="2026-Q1")
        tables.append(read_table(look))
    narrow, wide = tables
    assert {uid: row["value"] for uid, row in narrow.items()} == {uid: row["value"] for uid, row in wide.items()}
    flat = [{uid for uid, row in table.items() if row["direction"] == "flat"} for table in tables]
    assert flat[0] < flat[1], "the wider tolerance calls more units stable, and none less"


@pytest.mark.parametrize("coloring", ["trend", "target"])
def test_judgement_is_never_by_colour_alone(look: "Page", server: str, coloring: str) -> None:
    look_at(look, server, i=RATE, p="2026-04", m=coloring, lv="commune")
    rows = look.get_by_test_id("legend").locator("li:not([data-key^=blank]):not([data-key=stale]):not([data-key=none])")
    assert len({row.locator("svg path").last.get_attribute("d") for row in rows.all()}) == rows.count() == 3
