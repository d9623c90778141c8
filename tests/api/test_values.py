"""Figures over HTTP: the matrix, its marks, what is carried, the table, where figures come from."""

import csv
import io
from collections.abc import Iterator
from typing import Any

import pytest

from layers.indicators.replies.table import MARKS
from layers.indicators.sample.cases import Case, cases
from tests.support.client import Client
from tests.support.replies import ids_of

Reply = dict[str, Any]
CASES = cases()


@pytest.fixture(scope="module")
def client(sample_server: str) -> Iterator[Client]:
    """Ask the sample's server."""
    with Client(sample_server) as opened:
        yield opened


@pytest.fixture(scope="module")
def units(client: Client) -> Reply:
    """Home's units, column by column."""
    return client.get("/api/units").json()


def _values(client: Client, code: str, **asked: str) -> Reply:
    reply = client.get(f"/api/indicators/{code}/values", params=asked)
    assert reply.status_code == 200, reply.text
    return reply.json()


def _unit(units: Reply, code: str, day: str) -> int:
    """Return the unit in force under this code on a day; the last one of the code when none is."""
    found = [i for i, other in enumerate(units["code"]) if other == code]
    alive = [i for i in found if units["from"][i] <= day and (units["to"][i] is None or day < units["to"][i])]
    return units["ids"][(alive or found)[-1]]


def _cell(reply: Reply, unit: int, period: str) -> tuple[int | None, str]:
    i, j = ids_of(reply).index(unit), reply["periods"].index(period)
    return reply["v"][i][j], (reply["s"][i] or "." * len(reply["periods"]))[j]


@pytest.mark.parametrize("name", sorted(CASES))
def test_every_mark_and_blank_reason_occurs(client: Client, units: Reply, name: str) -> None:
    """The sample holds each, and the reply says which it is."""
    case: Case = CASES[name]
    day = case.edition or {4: f"{case.period}-12-31", 7: f"{case.period}-28"}.get(len(case.period), "2026-03-31")
    value, mark = _cell(_values(client, case.indicator), _unit(units, case.unit, day), case.period)
    assert mark == case.mark
    assert (value is None) == (mark in "okdnwxs")


def _carried_back(series: Reply) -> Reply:
    return next(entry for entry in series["carried"] if "before" in entry)


def test_the_split_commune_reaches_its_heirs_by_its_shares(client: Client, units: Reply) -> None:
    """Six and four tenths of its June figure, beside what else came to each: to within the rounding, and converted."""
    reply = _values(client, "tre-sinh")
    for code in ("90187", "90184"):
        series = client.get(f"/api/indicators/tre-sinh/units/{code}@2025-07-01/series").json()
        exact = 0.0
        for part in _carried_back(series)["from"]:
            value, _ = _cell(reply, _by_uid(units, part["uid"]), "2024-06")
            assert value is not None
            exact += value * part["share"]
        share = next(p["share"] for p in _carried_back(series)["from"] if p["uid"].startswith("90145@"))
        assert share == pytest.approx({"90187": 0.6, "90184": 0.4}[code], abs=1e-6)
        value, mark = _cell(reply, _unit(units, code, "2026-01-01"), "2024-06")
        assert mark == "c"
        assert abs((value or 0) - exact) < 1


def _by_uid(units: Reply, uid: str) -> int:
    return units["ids"][units["uid"].index(uid)]


@pytest.fixture(scope="module")
def sources(client: Client) -> dict[str, list[tuple[str, float]]]:
    """Today's communes, each with the units it came from and the share of theirs that came to it."""
    asked = {"period": "2024-06", "level": "commune", "edition": "2025-07-01"}
    found: dict[str, list[tuple[str, float]]] = {}
    for row in client.get("/api/indicators/tre-sinh/table", params=asked).json()["rows"]:
        series = client.get(f"/api/indicators/tre-sinh/units/{row['uid']}/series").json()
        parts = _carried_back(series)["from"] if series["carried"] else [{"uid": row["uid"], "share": 1.0}]
        found[row["uid"]] = [(str(part["uid"]), float(part["share"])) for part in parts]
    assert len(found) == 60
    return found


@pytest.mark.parametrize("code", ["tre-sinh", "tai-nan-giao-thong", "von-giai-ngan"])
@pytest.mark.parametrize("period", ["2024-06", "2024-Q2", "2024"])
def test_carried_figures_still_add_up_to_the_province(
    client: Client, units: Reply, sources: dict[str, list[tuple[str, float]]], code: str, period: str
) -> None:
    """The table of today's communes adds up to what the old provinces reported: by month, quarter, year, to the unit.

    The figures of money have decimals, and some communes withhold theirs: then the heirs add up to the rest.
    """
    old, new = (
        {
            row["uid"]: row["value"]
            for row in client.get(f"/api/indicators/{code}/table", params={"period": period, "edition": day}).json()[
                "rows"
            ]
            if row["value"] is not None
        }
        for day in ("2020-01-01", "2025-07-01")
    )
    heirs = {uid: new[uid] for uid in sources if uid in new}
    reply = _values(client, code, **_freq(period))
    kept = sum(old[uid] * share for heir in heirs for uid, share in sources[heir] if uid in old)
    assert round(sum(heirs.values()) * reply["scale"]) == round(kept * reply["scale"])
    if code != "von-giai-ngan":  # of which the archipelago says nothing
        assert len(heirs) == len(sources)
        provinces = [_cell(reply, _unit(units, one, "2024-06-30"), period)[0] for one in ("97", "98")]
        assert sum(heirs.values()) == sum(value for value in provinces if value is not None)


def _freq(period: str) -> dict[str, str]:
    return {"freq": {4: "year", 7: "month"}[len(period)]} if "Q" not in period else {"freq": "quarter"}


def test_a_parents_own_figure_wins_and_all_its_children_make_its_sum(client: Client, units: Reply) -> None:
    """What a province did not send is the sum of its communes; what it sent stands."""
    unit = _unit(units, "97", "2026-04-30")
    reply = _values(client, "tai-nan-giao-thong")
    children = [i for i, parent in enumerate(units["parent"]) if parent == unit and units["to"][i] is None]
    parts = [_cell(reply, units["ids"][i], "2026-04")[0] for i in children]
    assert _cell(reply, unit, "2026-04") == (sum(part or 0 for part in parts), "u")
    assert _cell(_values(client, "giai-ngan-dau-tu-cong"), unit, "2026-04")[1] in ".pr"


def test_a_parent_of_partial_children_has_no_figure(client: Client, units: Reply) -> None:
    """Some communes have not reported their births of April yet, so nobody knows the province's."""
    unit = _unit(units, "97", "2026-04-30")
    reply = _values(client, "tre-sinh")
    children = [units["ids"][i] for i, parent in enumerate(units["parent"]) if parent == unit]
    marks = {_cell(reply, child, "2026-04")[1] for child in children}
    assert {".", "d"} <= marks
    assert _cell(reply, unit, "2026-04") == (None, "d")


def test_quarters_and_years_are_put_together_as_the_indicator_says(client: Client, units: Reply) -> None:
    """A flow is summed, a year-to-date figure is its last month; a quarter not over is not due."""
    unit = _unit(units, "97", "2026-04-30")
    months = _values(client, "tai-nan-giao-thong")
    quarters = _values(client, "tai-nan-giao-thong", freq="quarter")
    parts = [_cell(months, unit, f"2026-{month:02d}")[0] for month in (1, 2, 3)]
    assert _cell(quarters, unit, "2026-Q1")[0] == sum(part or 0 for part in parts)
    assert _cell(quarters, unit, "2026-Q2") == (None, "d")
    rate = _values(client, "giai-ngan-dau-tu-cong", freq="quarter")
    assert _cell(rate, unit, "2026-Q1")[0] == _cell(_values(client, "giai-ngan-dau-tu-cong"), unit, "2026-03")[0]


def test_a_finer_period_than_the_indicators_own_is_refused(client: Client) -> None:
    """The problem names value and limit."""
    reply = client.get("/api/indicators/dan-so/values", params={"freq": "month"})
    assert reply.status_code == 409
    assert reply.headers["content-type"].startswith("application/problem+json")
    assert (reply.json()["value"], reply.json()["limit"]) == ("month", "year")


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("/api/indicators/khong-co/values", "khong-co"),
        ("/api/indicators/tre-sinh/values?within=00000", "00000"),
        ("/api/indicators/tre-sinh/values?unit=00000", "00000"),
        ("/api/indicators/tre-sinh/table?period=2019-13", "2019-13"),
        ("/api/indicators/tre-sinh/table?period=1999-01", "1999-01"),
        ("/api/indicators/tre-sinh/units/1@2020-01-01/series", "1@2020-01-01"),
    ],
)
def test_bad_questions_are_answered_by_their_value(client: Client, path: str, value: str) -> None:
    """Never a 500, always the value that was refused."""
    reply = client.get(path)
    assert reply.status_code in {400, 404}
    assert reply.json()["value"] == value
    assert reply.json()["vi"]["detail"]


def test_the_reply_is_kept_until_something_changes(client: Client) -> None:
    """An ETag, and 304 for who has it."""
    first = client.get("/api/indicators/tre-sinh/values")
    again = client.get("/api/indicators/tre-sinh/values", headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
    assert again.content == b""


def test_the_table_is_a_file_for_a_spreadsheet(client: Client) -> None:
    """UTF-8 with its mark, semicolons, decimal commas, Vietnamese order, and the mark in words."""
    asked = {"period": "2026-04", "level": "commune", "format": "csv", "lang": "vi"}
    reply = client.get("/api/indicators/giai-ngan-dau-tu-cong/table", params=asked)
    assert reply.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(reply.content.decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == 61
    assert rows[0][:4] == ["Mã", "Đơn vị", "Kỳ", "Giá trị"]
    assert {row[-1] for row in rows[1:]} <= {mark.vi for mark in MARKS.values()}
    assert any("," in row[3] for row in rows[1:])


def test_where_a_figure_comes_from_is_told_to_the_cell(client: Client) -> None:
    """File, sheet, row, column, batch, time of receipt; a revised one keeps what was known before."""
    case = CASES["revised"]
    series = client.get(f"/api/indicators/{case.indicator}/units/{case.unit}/series").json()
    j = series["periods"].index(case.period)
    assert series["file"][j]
    assert series["row"][j] > 1
    assert series["revision"][j] > 1
    known = series["revisions"][case.period]
    assert [entry["revision"] for entry in known] == list(range(1, series["revision"][j] + 1))
    assert known[0]["value"] != known[-1]["value"]
