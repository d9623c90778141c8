"""Rates of real figures in a real database: recomputed from parts, weighed, over longer periods, in other times."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import psycopg
import pytest

from boundaries.lookup.carry import lives
from boundaries.lookup.home import Home
from layers.core.clock import FixedClock
from layers.core.period import Frequency
from layers.indicators.catalogue import entry
from layers.indicators.ingest import import_file
from layers.indicators.matrix.figures import figures
from layers.indicators.matrix.home_units import HomeUnits
from layers.indicators.matrix.matrix import load_hierarchy
from tests.support.figures import UNITS, catalogue, indicator, insert_country, write_csv, write_json

PROVINCE, OLD_1, OLD_2, NEW_1, NEW_2 = (unit.id for unit in UNITS)
NOW = datetime(2026, 5, 20, 3, tzinfo=UTC)
WORD = {"vi": "%", "en": "%"}
LEVELS = ("commune", "province")
INDICATORS = (
    indicator("tu", accumulation="flow"),
    indicator("mau", accumulation="flow"),
    indicator("dan", frequency="year", accumulation="stock", over_periods="last", plausible=(0, 1e9)),
    indicator("ty-le", kind="rate", unit=WORD, numerator="tu", denominator="mau", over_units="mean",
              over_periods="mean", decimals=2),
    indicator("bq", kind="rate", over_units="mean", over_periods="mean", weight="dan", decimals=2),
    indicator("tren-dan", kind="rate", numerator="tu", denominator="dan", over_units="mean", decimals=4),
    indicator("ton", accumulation="stock", over_periods="last"),
    indicator("dat", accumulation="stock", over_periods="last"),
    indicator("ton-tren-dat", kind="rate", numerator="ton", denominator="dat", over_units="mean",
              over_periods="mean", decimals=2),
    indicator("cua-tinh", levels=("province",)),
    indicator("tinh-tren-tinh", kind="rate", numerator="cua-tinh", denominator="cua-tinh", over_units="mean"),
)  # fmt: skip
Ask = Callable[..., tuple[float | None, str]]


@pytest.fixture
def ask(database_url: str, tmp_path: Path, clock: FixedClock) -> Callable[[list[tuple[str, ...]]], Ask]:
    """Take figures (indicator, unit, period, value, status) in; then tell a unit's figure and mark."""
    with psycopg.connect(database_url) as connection:
        connection.execute("truncate store.batch, store.outbox, boundaries.unit restart identity cascade")
        insert_country(connection)
        for old, new, share in ((OLD_1, NEW_1, 0.5), (OLD_1, NEW_2, 0.5), (OLD_2, NEW_2, 1.0)):
            connection.execute(
                "insert into boundaries.succession values (%s, %s, '2025-07-01', 'partial', 'official', %s, 0.5)",
                (old, new, share),
            )
    told = catalogue(indicators=[made.model_dump(mode="json") for made in INDICATORS])

    def given(rows: list[tuple[str, ...]]) -> Ask:
        for path in (
            write_json(tmp_path / "danh-muc.json", told),
            write_csv(tmp_path / "so-lieu.csv", [(*row, *("",) * (6 - len(row))) for row in rows]),
        ):
            report = import_file(lambda: psycopg.connect(database_url), path, clock=clock)
            assert report.verdict == "applied", report.errors

        def cell(code: str, unit: int, period: str, freq: Frequency | None = None) -> tuple[float | None, str]:
            with psycopg.connect(database_url) as connection:
                ids = tuple(one.id for one in UNITS)
                home_units = HomeUnits(
                    Home("91", "Tỉnh", ()), ids, lives(connection, ids), load_hierarchy(connection, ids),
                    {one.id: one.code for one in UNITS},
                )  # fmt: skip
                found = figures(connection, entry(connection, code), home_units, NOW, freq)
            at = found.units.index(unit), [p.code for p in found.periods].index(period)
            value = float(found.values[at])
            return None if np.isnan(value) else round(value, 6), str(found.marks[at])

        return cell

    return given


def _monthly(code: str, unit: str, *values: float | str, status: str = "") -> list[tuple[str, ...]]:
    return [(code, unit, f"2024-{month:02d}", str(value), status) for month, value in enumerate(values, 1)]


def test_a_rate_over_a_quarter_is_total_over_total_and_not_the_mean_of_its_months(
    ask: Callable[[list[tuple[str, ...]]], Ask],
) -> None:
    """1 of 10, 1 of 10 and 80 of 100 are 82 of 120, for the commune and for the province of both."""
    rows = _monthly("tu", "90001", 1, 1, 80) + _monthly("mau", "90001", 10, 10, 100)
    rows += _monthly("tu", "90002", 0, 0, 8) + _monthly("mau", "90002", 20, 20, 40)
    cell = ask(rows)
    assert cell("ty-le", OLD_1, "2024-03") == (80, ".")
    assert cell("ty-le", OLD_1, "2024-Q1", "quarter") == (round(100 * 82 / 120, 6), ".")
    assert cell("ty-le", PROVINCE, "2024-Q1", "quarter") == (round(100 * 90 / 200, 6), "u")


def test_a_rate_without_its_parts_over_a_quarter_is_the_mean_of_what_the_unit_said(
    ask: Callable[[list[tuple[str, ...]]], Ask],
) -> None:
    """Its own figures stand where nothing is known to recompute them from; one missing month leaves none."""
    cell = ask(_monthly("ty-le", "90001", 10, 20, 60, 10, 10))
    assert cell("ty-le", OLD_1, "2024-Q1", "quarter") == (30, ".")
    assert cell("ty-le", OLD_1, "2024-Q2", "quarter") == (None, "k")


def test_a_recomputed_rate_is_marked_by_its_denominator_as_well(ask: Callable[[list[tuple[str, ...]]], Ask]) -> None:
    """A final numerator over a provisional denominator is provisional, and one month of it makes a quarter so."""
    rows = _monthly("tu", "90001", 1, 2, 3) + _monthly("mau", "90001", 10, 10)
    cell = ask([*rows, ("mau", "90001", "2024-03", "10", "provisional")])
    assert cell("ty-le", OLD_1, "2024-02") == (20, ".")
    assert cell("ty-le", OLD_1, "2024-03") == (30, "p")
    assert cell("ty-le", OLD_1, "2024-Q1", "quarter") == (20, "p")


def test_a_weighted_mean_is_weighed_over_units_and_over_months_and_carried(
    ask: Callable[[list[tuple[str, ...]]], Ask],
) -> None:
    """People weigh: 300 at 10 and 100 at 50 are 20; a half of the first and all of the second are 26."""
    rows = _monthly("bq", "90001", 10, 10, 10) + _monthly("bq", "90002", 50, 50, 50)
    cell = ask([*rows, ("dan", "90001", "2023", "300", ""), ("dan", "90002", "2023", "100", "")])
    for period, freq in (("2024-02", None), ("2024-Q1", "quarter")):
        assert cell("bq", OLD_1, period, freq) == (10, ".")
        assert cell("bq", PROVINCE, period, freq) == (20, "u")
        assert cell("bq", NEW_1, period, freq) == (10, "c")
        assert cell("bq", NEW_2, period, freq) == (26, "c")


def test_a_parents_own_rate_stands_over_a_quarter_too(ask: Callable[[list[tuple[str, ...]]], Ask]) -> None:
    """The province says 25 where its communes would make 20."""
    rows = _monthly("bq", "90001", 10, 10, 10) + _monthly("bq", "90002", 50, 50, 50) + _monthly("bq", "91", 25, 25, 28)
    cell = ask([*rows, ("dan", "90001", "2023", "300", ""), ("dan", "90002", "2023", "100", "")])
    assert cell("bq", PROVINCE, "2024-02") == (25, ".")
    assert cell("bq", PROVINCE, "2024-Q1", "quarter") == (26, ".")


def test_a_monthly_count_over_a_yearly_population_takes_the_last_known_one(
    ask: Callable[[list[tuple[str, ...]]], Ask],
) -> None:
    """A quarter's count over the same people; a later year's figure is not needed."""
    cell = ask([*_monthly("tu", "90001", 1, 2, 3), ("dan", "90001", "2023", "300", "")])
    assert cell("tren-dan", OLD_1, "2024-03") == (0.01, ".")
    assert cell("tren-dan", OLD_1, "2024-Q1", "quarter") == (0.02, ".")
    assert cell("tren-dan", OLD_1, "2024-04")[0] is None


def test_a_withheld_part_withholds_the_rate_of_its_heirs_and_not_what_the_unit_itself_says(
    ask: Callable[[list[tuple[str, ...]]], Ask],
) -> None:
    """The old commune's own rate stands; its heirs have nothing to recompute theirs from, and say so."""
    rows = _monthly("tu", "90001", "", status="withheld") + _monthly("mau", "90001", 10)
    rows += _monthly("tu", "90002", 5) + _monthly("mau", "90002", 10)
    cell = ask([*rows, *_monthly("ty-le", "90001", 40)])
    assert cell("ty-le", OLD_1, "2024-01") == (40, ".")
    assert cell("ty-le", OLD_2, "2024-01") == (50, ".")
    assert [cell("ty-le", unit, "2024-01") for unit in (NEW_1, NEW_2)] == [(None, "w"), (None, "w")]


def test_a_total_that_is_kept_back_is_neither_late_nor_an_old_figure_in_month_and_quarter(
    ask: Callable[[list[tuple[str, ...]]], Ask],
) -> None:
    """January is known, in February one commune keeps its own back: so is the province's, at every length."""
    rows = [*_monthly("tu", "90001", 1), ("tu", "90001", "2024-02", "", "withheld"), ("tu", "90001", "2024-03", "4")]
    cell = ask(rows + _monthly("tu", "90002", 5, 6, 7))
    assert [cell("tu", PROVINCE, f"2024-0{month}") for month in (1, 2, 3)] == [(6, "u"), (None, "w"), (11, "u")]
    assert cell("tu", PROVINCE, "2024-04") == (None, "k"), "of which nothing came is late, with an old figure"
    assert cell("tu", PROVINCE, "2024-Q1", "quarter") == (None, "w")


def test_a_rate_of_parts_that_are_kept_back_is_kept_back_and_not_late(
    ask: Callable[[list[tuple[str, ...]]], Ask],
) -> None:
    """The province's by its communes, a commune's by its own parts, the quarter's by its months; an own one stands."""
    rows = _monthly("tu", "90001", "", status="withheld") + _monthly("mau", "90001", 10, 10, 10)
    rows += [("tu", "90001", "2024-02", "3", ""), ("tu", "90001", "2024-03", "3", "")]
    rows += _monthly("tu", "90002", 5, 5, 5) + _monthly("mau", "90002", 10, 10, 10)
    cell = ask([*rows, ("ty-le", "91", "2024-02", "99", "")])
    assert cell("ty-le", OLD_1, "2024-01") == (None, "w")
    assert cell("ty-le", PROVINCE, "2024-01") == (None, "w")
    assert cell("ty-le", PROVINCE, "2024-02") == (99, ".")
    assert cell("ty-le", PROVINCE, "2024-Q1", "quarter") == (None, "w")
    assert cell("ty-le", PROVINCE, "2024-04")[1] == "k"


def test_a_rate_is_recomputed_over_a_quarter_though_a_month_of_it_could_not_be(
    ask: Callable[[list[tuple[str, ...]]], Ask],
) -> None:
    """The quarter of a stock is its last month: what was kept back in January is not in it."""
    rows = [("ton", "90001", "2024-01", "", "withheld"), ("ton", "90001", "2024-02", "3", "")]
    cell = ask([*rows, ("ton", "90001", "2024-03", "4", ""), *_monthly("dat", "90001", 10, 10, 10)])
    assert cell("ton-tren-dat", OLD_1, "2024-01") == (None, "w")
    assert cell("ton-tren-dat", OLD_1, "2024-Q1", "quarter") == (0.4, ".")
    assert cell("ton-tren-dat", NEW_1, "2024-Q1", "quarter") == (0.4, "c")


def test_a_mean_lacks_what_is_kept_back_and_what_weighs_it(ask: Callable[[list[tuple[str, ...]]], Ask]) -> None:
    """A commune's rate in January, its people in February: neither makes the province late."""
    rows = [("bq", "90001", "2024-01", "", "withheld"), ("bq", "90002", "2024-01", "50", "")]
    rows += [("bq", "90001", "2024-02", "10", ""), ("bq", "90002", "2024-02", "50", "")]
    cell = ask([*rows, ("dan", "90001", "2024", "", "withheld"), ("dan", "90002", "2024", "100", "")])
    assert cell("bq", PROVINCE, "2024-01") == (None, "w")
    assert cell("bq", PROVINCE, "2024-02") == (None, "w")
    assert cell("bq", NEW_2, "2024-02") == (None, "w")


def test_parts_that_do_not_exist_at_a_level_leave_its_rate_awaited(
    ask: Callable[[list[tuple[str, ...]]], Ask],
) -> None:
    """A commune sends a rate of its own where only the province's parts are counted."""
    cell = ask([])
    assert cell("tinh-tren-tinh", OLD_1, "2024-01") == (None, "o")


def test_figures_of_heirs_add_up_to_the_province_by_month_quarter_and_year(
    ask: Callable[[list[tuple[str, ...]]], Ask],
) -> None:
    """Odd numbers are halved every month; whatever is put together, the table's sum is the province's."""
    odd = [3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25]
    cell = ask(_monthly("tu", "90001", *odd) + _monthly("tu", "90002", *([2] * 12)))
    for period, freq in (("2024-01", None), ("2024-Q1", "quarter"), ("2024", "year")):
        parts = [cell("tu", unit, period, freq) for unit in (NEW_1, NEW_2)]
        assert {mark for _, mark in parts} == {"c"}
        assert sum(value or 0 for value, _ in parts) == cell("tu", PROVINCE, period, freq)[0]
        assert all(value == int(value or 0) for value, _ in parts)
