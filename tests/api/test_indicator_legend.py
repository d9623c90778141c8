"""The legend of an indicator over HTTP: counts that the table gives, for every class and every reason of a blank."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from layers.indicators.sample.cases import DEFAULT, Case, cases
from tests.support.client import Client

Reply = dict[str, Any]
CASES = cases()
LEVELS = ("commune", "district", "province")


@pytest.fixture(scope="module")
def client(sample_server: str) -> Iterator[Client]:
    """Ask the sample's server."""
    with Client(sample_server) as opened:
        yield opened


def _legend(client: Client, code: str, **asked: str) -> Reply:
    reply = client.get(f"/api/collections/indicator-{code}/legend", params=asked)
    assert reply.status_code == 200, reply.text
    return reply.json()


def _counted(legend: Reply) -> dict[str, int]:
    return {row["key"]: row["count"] for row in legend["rows"] if row["count"]}


def _listed(client: Client, code: str, coloring: str, legend: Reply, **asked: str) -> Counter[str]:
    """Count the rows of the table by what each of them says."""
    rows = client.get(f"/api/indicators/{code}/table", params=asked).json()["rows"]
    classes = [row for row in legend["rows"] if row["key"].startswith("c")]
    found: Counter[str] = Counter()
    for row in rows:
        if row["value"] is None:
            found[f"blank-{row['mark']}"] += 1
            continue
        if row["mark"] == "k":
            found["stale"] += 1
        if coloring == "value":
            (at,) = [
                one["key"]
                for one in classes
                if (one["low"] is None or one["low"] <= row["value"])
                and (one["high"] is None or row["value"] < one["high"])
            ]
            found[at] += 1
        else:
            found[row["direction" if coloring == "trend" else "reached"] or "none"] += 1
    return found


@pytest.mark.parametrize("coloring", ["value", "trend", "target"])
@pytest.mark.parametrize("name", sorted(CASES))
def test_the_legend_counts_what_the_table_lists(client: Client, name: str, coloring: str) -> None:
    """At the period and edition of each case of the sample, so with every blank reason and every mark."""
    case: Case = CASES[name]
    edition = {} if case.edition is None else {"edition": case.edition}
    for level in LEVELS:
        asked = {"period": case.period, "level": level, **edition}
        legend = _legend(client, case.indicator, coloring=coloring, **asked)
        listed = _listed(client, case.indicator, coloring, legend, **asked)
        assert _counted(legend) == dict(listed)
        assert sum(row["count"] for row in legend["rows"] if not row["within"]) == legend["total"]


def test_every_blank_reason_and_old_figures_are_counted_somewhere(client: Client) -> None:
    """The cases together leave no row of the legend at zero; at zero it is there all the same."""
    seen: Counter[str] = Counter()
    for case in CASES.values():
        edition = {} if case.edition is None else {"edition": case.edition}
        legend = _legend(client, case.indicator, period=case.period, **edition)
        seen.update(_counted(legend))
        blanks = [row["key"] for row in legend["rows"] if row["key"].startswith("blank-")]
        assert blanks == [f"blank-{mark}" for mark in "oswdnx"]
    assert {f"blank-{mark}" for mark in "oswdnx"} | {"stale"} <= set(seen)


def test_classes_have_their_edges_and_directions_their_judgement(client: Client) -> None:
    """The edges are those of the values reply; more accidents are up and bad."""
    values = client.get(f"/api/indicators/{DEFAULT}/values").json()
    classes = [
        row for row in _legend(client, DEFAULT, period="2026-04", level="commune")["rows"] if row["key"][0] == "c"
    ]
    assert [row["low"] for row in reversed(classes)] == [None, *values["edges"]["2026-04-30"]["commune"]]
    assert classes[0]["title"] == {"vi": "Từ 30 trở lên", "en": "30 and more"}
    trend = _legend(client, "tai-nan-giao-thong", period="2026-04", coloring="trend")["rows"]
    assert {row["key"]: row["judgement"] for row in trend[:3]} == {"down": "good", "flat": "stable", "up": "bad"}


def test_what_is_left_open_is_chosen_and_said(client: Client) -> None:
    """The latest period with a figure, the edition at its end, the lowest level at which the indicator exists."""
    chosen = {key: _legend(client, DEFAULT)[key] for key in ("period", "edition", "level", "total")}
    assert chosen == {"period": "2026-04", "edition": "2026-04-30", "level": "commune", "total": 60}
    assert _legend(client, "grdp")["level"] == "province"


@pytest.mark.parametrize(
    ("layer", "asked", "value"),
    [
        (f"indicator-{DEFAULT}", {"bbox": "108,12,109,13"}, "bbox=108,12,109,13"),
        (f"indicator-{DEFAULT}", {"filter": "level=commune"}, "filter=level=commune"),
        (f"indicator-{DEFAULT}", {"period": "1999-01"}, "1999-01"),
        (f"indicator-{DEFAULT}", {"edition": "2019-12-31"}, "2019-12-31"),
        ("archipelagos", {"coloring": "trend"}, "coloring=trend"),
        ("archipelagos", {"period": "2026-04"}, "period=2026-04"),
    ],
)
def test_what_a_legend_does_not_know_is_refused_and_not_passed_over(
    client: Client, layer: str, asked: dict[str, str], value: str
) -> None:
    """By its value, in both languages."""
    reply = client.get(f"/api/collections/{layer}/legend", params=asked)
    assert reply.status_code == 400
    assert reply.json()["value"] == value
    assert reply.json()["vi"]["remedy"]
