"""The sample's figures: complete, plausible, and with a gap or a mark of every sort."""

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from boundaries.sample import OLD, REFORM, country
from layers.core.period import parse_period
from layers.indicators.sample import cases, write_files
from layers.indicators.sample.files import FigureFile

_csv: Any = pd.read_csv
_pandas: Any = pd
_excel: Any = _pandas.read_excel
_concat: Any = pd.concat
Frame = Any
"""A table of pandas, which says only in part what its own functions return."""


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> tuple[FigureFile, ...]:
    """All files of the sample, in order of arrival."""
    return write_files(tmp_path_factory.mktemp("figures"))


@pytest.fixture(scope="module")
def folder(sent: tuple[FigureFile, ...]) -> Path:
    """The folder of the files."""
    return sent[0].path.parent


@pytest.fixture(scope="module")
def rows(sent: tuple[FigureFile, ...]) -> Frame:
    """Every row of every file of figures, in order of arrival."""
    parts: list[Frame] = []
    for file in sent:
        if file.path.suffix == ".csv" and file.path.stem != "muc-tieu":
            parts.append(_csv(file.path, dtype=str, keep_default_na=False).assign(received=file.received))
        elif file.path.suffix == ".xlsx":
            parts.append(
                _excel(file.path, dtype=str, keep_default_na=False, engine="calamine").assign(received=file.received)
            )
    return _concat(parts, ignore_index=True)


def test_the_catalogue_has_22_groups_and_more_than_40_indicators(folder: Path) -> None:
    made = json.loads((folder / "danh-muc.json").read_text(encoding="utf-8"))
    assert len(made["groups"]) == 22
    assert {i["group"] for i in made["indicators"]} == {g["code"] for g in made["groups"]}
    assert len({i["code"] for i in made["indicators"]}) == len(made["indicators"]) >= 40
    assert {i["accumulation"] for i in made["indicators"]} == {"flow", "ytd", "stock"}
    assert {i["kind"] for i in made["indicators"]} == {"total", "rate", "index"}
    assert {i["frequency"] for i in made["indicators"]} == {"month", "quarter", "year"}
    assert any(i["definitions"] for i in made["indicators"])
    assert any(i["levels"] == ["province"] for i in made["indicators"])


def test_units_reported_are_those_in_force_at_the_periods_end(rows: Frame) -> None:
    made = country()
    codes = {day: {u.code for u in made.units[day]} for day in (OLD, REFORM)}
    for period, part in rows.groupby("period"):
        day = REFORM if parse_period(str(period)).last_day >= REFORM else OLD
        assert set(part["unit"]) <= codes[day], period


def test_no_figure_arrived_before_its_period_was_over(rows: Frame) -> None:
    ends = {code: pd.Timestamp(parse_period(code).end, tz="UTC") for code in rows["period"].unique()}
    assert (rows["received"] >= rows["period"].map(ends)).all()


def test_first_sendings_name_each_figure_once(rows: Frame) -> None:
    first = rows[~rows["note"].str.startswith("Đính chính")]
    assert not first.duplicated(["indicator", "unit", "period"]).any()


def test_a_rate_is_its_numerator_over_its_denominator(rows: Frame) -> None:
    final = rows[rows["value"] != ""].drop_duplicates(["indicator", "unit", "period"], keep="first")
    table = final.assign(value=final["value"].astype(float)).pivot_table(
        index=["unit", "period"], columns="indicator", values="value"
    )
    part = table[["giai-ngan-dau-tu-cong", "von-giai-ngan", "ke-hoach-von"]].dropna()
    again = 100 * part["von-giai-ngan"] / part["ke-hoach-von"]
    assert len(part) > 5_000
    assert (part["giai-ngan-dau-tu-cong"] - again).abs().max() < 0.2


def test_a_year_to_date_figure_falls_in_january_only(rows: Frame) -> None:
    money = rows[(rows["indicator"] == "von-giai-ngan") & (rows["unit"] == "97") & (rows["value"] != "")]
    series = money.drop_duplicates("period").set_index("period")["value"].astype(float).sort_index()
    falls = [code for code, step in series.diff().items() if step < 0]
    assert falls
    assert all(str(code).endswith("-01") for code in falls)


def test_two_indicators_stand_on_the_same_data_with_different_tolerances(rows: Frame, folder: Path) -> None:
    made = {i["code"]: i for i in json.loads((folder / "danh-muc.json").read_text(encoding="utf-8"))["indicators"]}
    assert (made["viec-lam-moi"]["tolerance"], made["viec-lam-moi-rong"]["tolerance"]) == (2, 10)
    keys = ["unit", "period", "value"]
    one, two = (
        rows[rows["indicator"] == c][keys].reset_index(drop=True) for c in ("viec-lam-moi", "viec-lam-moi-rong")
    )
    assert one.equals(two)


def test_nobody_reported_investment_in_august_and_september_2021(rows: Frame) -> None:
    months = set(rows[rows["indicator"] == "giai-ngan-dau-tu-cong"]["period"])
    assert {"2021-07", "2021-10"} <= months
    assert not months & {"2021-08", "2021-09"}


@pytest.mark.parametrize("name", ["overdue", "stale", "source-down", "not-due"])
def test_what_is_blank_was_never_sent(rows: Frame, name: str) -> None:
    case = cases()[name]
    own = rows[(rows["indicator"] == case.indicator) & (rows["unit"] == case.unit)]
    assert not (own["period"] == case.period).any()
    same_year = own["period"].str.startswith(case.period[:4]).any()
    assert same_year == (name in {"stale", "not-due"})


@pytest.mark.parametrize(
    ("name", "status"), [("withheld", "withheld"), ("not-applicable", "not_applicable"), ("provisional", "provisional")]
)
def test_what_is_marked_says_so(rows: Frame, name: str, status: str) -> None:
    case = cases()[name]
    own = rows[(rows["indicator"] == case.indicator) & (rows["unit"] == case.unit) & (rows["period"] == case.period)]
    assert set(own["status"]) == {status}


def test_corrections_and_late_figures_come_after_the_first(rows: Frame) -> None:
    for name, count in (("revised", 2), ("late", 1)):
        case = cases()[name]
        own = rows[
            (rows["indicator"] == case.indicator) & (rows["unit"] == case.unit) & (rows["period"] == case.period)
        ]
        assert len(own) == own["value"].nunique() == count
        assert own["received"].max() > pd.Timestamp("2026-05-10", tz="UTC")


def test_the_split_communes_figure_of_june_2024_is_an_integer_above_zero(rows: Frame) -> None:
    case = cases()["split"]
    own = rows[(rows["indicator"] == case.indicator) & (rows["unit"] == case.unit) & (rows["period"] == case.period)]
    assert int(own["value"].iloc[0]) > 4
