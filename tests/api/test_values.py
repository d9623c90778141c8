"""Figures over HTTP: the matrix, its marks, what is carried, the table, where figures come from."""

import csv
import io
from collections.abc import Iterator
from typing import Any

import pytest

from layers.indicators.sample.cases import Case, cases
from layers.indicators.table import MARKS
from tests.support.client import Client

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
    i, j = reply["ids"].index(unit), reply["periods"].index(period)
    return reply["v"][i][j], (reply["s"][i] or "." * len(reply["periods"]))[j]


@pytest.mark.parametrize("name", sorted(CASES))
def test_every_mark_and_blank_reason_occurs(client: Client, units: Reply, name: str) -> None:
    """The sample holds each, and the reply says which it is."""
    case: Case = CASES[name]
    day = case.edition or {4: f"{case.period}-12-31", 7: f"{case.period}-28"}.get(len(case.period), "2026-03-31")
    value, mark = _cell(_values(client, case.indicator), _unit(units, case.unit, day), case.period)
    assert mark == case.mark
    assert (value is None) == (mark in "okdnwxs")


def test_the_split_commune_reaches_its_heirs_by_its_shares(client: Client, units: Reply) -> None:
    """60 and 40 per cent of its June figure, to the unit, and marked as converted, not estimated."""
    reply = _values(client, "tre-sinh")
    old = _unit(units, "90145", "2024-06-30")
    source, _ = _cell(reply, old, "2024-06")
    assert source is not None
    for code, share in (("90187", 0.6), ("90184", 0.4)):
        heir = _unit(units, code, "2026-01-01")
        series = client.get(f"/api/indicators/tre-sinh/units/{code}@2025-07-01/series").json()
        parts = series["carried"][0]["from"]
        assert next(p["share"] for p in parts if p["uid"].startswith("90145@")) == pytest.approx(share, abs=1e-6)
        _, mark = _cell(reply, heir, "2024-06")
        assert mark == "c"


def test_carried_figures_still_add_up_to_the_province(client: Client, units: Reply) -> None:
    """The table of today's communes for June 2024 adds up to what the old provinces reported, to the unit."""
    asked = {"period": "2024-06", "level": "commune", "edition": "2025-07-01"}
    rows = client.get("/api/indicators/tre-sinh/table", params=asked).json()["rows"]
    reply = _values(client, "tre-sinh")
    provinces = [_cell(reply, _unit(units, code, "2024-06-30"), "2024-06")[0] for code in ("97", "98")]
    assert len(rows) == 60
    assert sum(row["value"] for row in rows) == sum(value for value in provinces if value is not None)


def test_a_parents_own_figure_wins_and_partial_children_give_none(client: Client, units: Reply) -> None:
    """A district without a figure of its own, one of whose communes is blank, has none."""
    reply = _values(client, "tai-nan-giao-thong")
    value, mark = _cell(reply, _unit(units, "97", "2026-04-30"), "2026-04")
    assert (value is not None, mark) == (True, "u")
    rate = _values(client, "giai-ngan-dau-tu-cong")
    _, own = _cell(rate, _unit(units, "97", "2026-04-30"), "2026-04")
    assert own in ".pr"


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
