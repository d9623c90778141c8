"""What the page calls falling, stable, rising, better and worse (issue: trends that do not mislead)."""

from typing import TYPE_CHECKING, Any

import pytest

from tests.support.pages import legend_counts, open_page, picture, read_table
from tests.support.server import get_json

if TYPE_CHECKING:
    from playwright.sync_api import Page

COMMUNES = {"lv": "commune", "t": "1", "m": "trend"}
AGREEMENT = [
    ("giai-ngan-dau-tu-cong", "2026-04", "2026-04-30", "commune"),
    ("giai-ngan-dau-tu-cong", "2026-01", "2025-07-01", "commune"),
    ("tai-nan-giao-thong", "2026-04", "2026-04-30", "commune"),
    ("tai-nan-giao-thong", "2024-06", "2020-01-01", "district"),
    ("no-thue", "2025-Q4", "2025-07-01", "commune"),
    ("thu-ngan-sach", "2023-03", "2020-01-01", "district"),
    ("viec-lam-moi", "2026-Q1", "2025-07-01", "commune"),
    ("ho-so-dung-han", "2021-09", "2020-01-01", "commune"),
    ("bao-phu-bhxh", "2025-Q4", "2025-07-01", "commune"),
    ("ty-le-ho-ngheo", "2025", "2025-07-01", "commune"),
]


def served(server: str, code: str, period: str, edition: str, level: str) -> dict[str, dict[str, Any]]:
    """Ask the server for the same table, by public id."""
    query = f"period={period}&edition={edition}&level={level}&format=json"
    reply: Any = get_json(f"{server}/api/indicators/{code}/table?{query}")
    return {row["uid"]: row for row in reply["rows"]}


@pytest.mark.parametrize(("code", "period", "edition", "level"), AGREEMENT)
def test_page_and_server_judge_every_unit_alike(
    page: "Page", sample_server: str, code: str, period: str, edition: str, level: str
) -> None:
    open_page(page, sample_server, i=code, p=period, e=edition, lv=level, t="1", m="trend")
    shown = read_table(page)
    said = served(sample_server, code, period, edition, level)
    assert shown.keys() == said.keys()
    judged = {uid: (row["direction"], row["judgement"]) for uid, row in shown.items()}
    assert judged == {uid: (row.get("direction"), row.get("judgement")) for uid, row in said.items()}
    assert any(direction is not None for direction, _ in judged.values())


def test_january_of_a_year_to_date_figure_is_compared_with_january_and_shows_no_false_fall(
    page: "Page", sample_server: str
) -> None:
    view = {"i": "giai-ngan-dau-tu-cong", "e": "2025-07-01", **COMMUNES}
    open_page(page, sample_server, view, p="2026-01")
    picture(page, "january")
    january = read_table(page)
    values: Any = get_json(f"{sample_server}/api/indicators/giai-ngan-dau-tu-cong/values")
    rows = {r["id"]: r["uid"] for r in served(sample_server, view["i"], "2026-01", view["e"], "commune").values()}
    at = {code: values["periods"].index(code) for code in ("2025-01", "2025-12", "2026-01")}
    compared = 0
    for unit, row in zip(values["ids"], values["v"], strict=True):
        now, year_ago, december = row[at["2026-01"]], row[at["2025-01"]], row[at["2025-12"]]
        if unit not in rows or None in {now, year_ago, december}:
            continue
        compared += 1
        assert now < december, "the trap is there: every January is below its December"
        delta = (now - year_ago) / values["scale"]
        expected = "flat" if abs(delta) <= 1.5 + 1e-9 else "up" if delta > 0 else "down"
        assert january[rows[unit]]["direction"] == expected
    assert compared > 0
    assert legend_counts(page)["down"] < compared


def test_more_accidents_are_a_vermilion_triangle_pointing_up(page: "Page", sample_server: str) -> None:
    open_page(page, sample_server, i="tai-nan-giao-thong", p="2026-04", m="trend", lv="commune")
    worse = page.locator(".map-overlay [data-mark=up]")
    worse.first.wait_for(state="attached")
    assert {mark.get_attribute("data-judgement") for mark in worse.all()} == {"bad"}
    fewer = page.locator(".map-overlay [data-mark=down]")
    assert {mark.get_attribute("data-judgement") for mark in fewer.all()} <= {"good"}
    glyph = page.get_by_test_id("unit-panel").locator("svg.glyph").first
    assert (glyph.get_attribute("data-direction"), glyph.get_attribute("data-judgement")) == ("up", "bad")
    colour = glyph.locator("path").evaluate("path => getComputedStyle(path).fill")
    red, green, blue = (int(part) for part in colour.removeprefix("rgb(").removesuffix(")").split(","))
    assert red > green + 60
    assert red > blue + 60, f"{colour} is not vermilion"
    picture(page, "accidents")


def test_a_tolerance_of_two_and_one_of_ten_percent_part_the_same_figures_differently(
    page: "Page", sample_server: str
) -> None:
    tables: list[dict[str, dict[str, str | None]]] = []
    for code in ("viec-lam-moi", "viec-lam-moi-rong"):
        open_page(page, sample_server, COMMUNES, i=code, p="2026-Q1")
        tables.append(read_table(page))
    narrow, wide = tables
    assert {uid: row["value"] for uid, row in narrow.items()} == {uid: row["value"] for uid, row in wide.items()}
    flat = [{uid for uid, row in table.items() if row["direction"] == "flat"} for table in tables]
    assert flat[0] < flat[1], "the wider tolerance calls more units stable, and none less"
