"""Rules that the server and the page both have: trend, gap to the target, legend, folding of names.

`rules/*.json` holds what goes in and what must come out, by the manual and in exact arithmetic; the page's
`src/families/indicators/model/rules.test.ts` reads the same files. A figure is the whole number that travels.
"""

import json
from pathlib import Path
from typing import Any, TypedDict

import pytest

from boundaries import fold
from layers.core.drawing import TOKENS, LegendRow
from layers.core.legend import Coloring
from layers.core.period import parse_period
from layers.indicators.indicator import Indicator
from layers.indicators.legend import legend_rows
from layers.indicators.replies.gap import JUDGED, gap
from layers.indicators.replies.table import TableRow
from layers.indicators.replies.trend import compared_with, trend

RULES = Path(__file__).parent / "rules"
BEFORE, NOW = parse_period("2024-05"), parse_period("2024-06")
"""The periods of the legend's units."""
Case = dict[str, Any]


class Unit(TypedDict):
    """A unit of a legend: its letter in June, its figures of May and June, its target of the year."""

    mark: str
    before: int | None
    now: int | None
    target: int | None


def _cases(rule: str) -> list[Case]:
    cases: list[Case] = json.loads((RULES / f"{rule}.json").read_text(encoding="utf-8"))
    return cases


def _named(case: Case) -> str:
    return str(case["name"])


def _indicator(part: Case) -> Indicator:
    word = {"vi": "x", "en": "x"}
    plain: Case = {
        "code": "a", "group": "g", "name": word, "measure": word, "unit": word, "kind": "index", "accumulation": "flow",
        "over_units": "none", "over_periods": "none", "levels": ["commune"], "frequency": "month", "agency": "b",
        "officer": word, "source": word,
    }  # fmt: skip
    changes = [{"from_period": period, "note": word} for period in part.get("definitions", ())]
    return Indicator.model_validate(plain | part | {"definitions": changes})


def _figure(of: Indicator, whole: int | None) -> float | None:
    return None if whole is None else whole / of.scale


@pytest.mark.parametrize("case", _cases("trend"), ids=_named)
def test_a_trend_is_what_the_manual_says(case: Case) -> None:
    of, period = _indicator(case["indicator"]), parse_period(case["period"])
    before = compared_with(of, period)
    now, old = (_figure(of, case["figures"].get(at.code)) for at in (period, before))
    found = trend(of, period, now, old)
    if case["expected"] is None:
        assert found is None
        return
    assert found is not None
    said = {"against": before.code, "direction": found.direction, "judgement": found.judgement}
    assert said | {"delta": pytest.approx(found.delta, rel=1e-9, abs=1e-9)} == case["expected"]


@pytest.mark.parametrize("case", _cases("gap"), ids=_named)
def test_a_gap_is_what_the_manual_says(case: Case) -> None:
    of = _indicator(case["indicator"])
    found = gap(of, parse_period(case["period"]), case["figure"] / of.scale, case["target"] / of.scale)
    said = {"reached": found.reached, "direction": found.direction, "judgement": JUDGED[found.reached]}
    figures = {"target": pytest.approx(found.target, abs=1e-9), "gap": pytest.approx(found.delta, abs=1e-9)}
    assert said | figures == case["expected"]


@pytest.mark.parametrize("case", _cases("legend"), ids=_named)
def test_a_legend_has_the_rows_that_the_manual_says(case: Case) -> None:
    of, coloring = _indicator(case["indicator"]), case["coloring"]
    rows = [_row(of, unit) for unit in case["units"]]
    found = legend_rows(of, rows, coloring, case["edges"])
    assert [_told(row, coloring) for row in found] == [_wanted(row) for row in case["expected"]]


def _row(of: Indicator, unit: Unit) -> TableRow:
    """Put a unit together as the table does: an old figure stands in with its own period, and has no trend."""
    old = unit["mark"] == "k"
    shown = BEFORE if old else NOW
    value, before, aim = (_figure(of, unit[at]) for at in ("before" if old else "now", "before", "target"))
    change = trend(of, NOW, None if old else value, before)
    distance = None if value is None or aim is None else gap(of, shown, value, aim)
    return TableRow(1, "1@2020-01-01", "1", "a", value, unit["mark"], shown.code, change, distance)


def _told(row: LegendRow, coloring: Coloring) -> Case:
    said: Case = {"key": row.key, "count": row.count}
    if coloring == "value" and row.key.startswith("c"):
        return said | {"low": row.low, "high": row.high, "color": row.color}
    return said if row.judgement is None else said | {"judgement": row.judgement}


def _wanted(row: Case) -> Case:
    """Name the colour of a token as this server draws it."""
    plain = {key: value for key, value in row.items() if key != "token"}
    return plain if "token" not in row else plain | {"color": TOKENS[row["token"]]}


def test_names_are_folded_as_the_page_folds_them() -> None:
    cases = _cases("fold")
    assert cases
    assert [(case, fold(case["text"])) for case in cases if fold(case["text"]) != case["folded"]] == []
