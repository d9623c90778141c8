"""Any question about rows of any kind: what a filter means, and that no row is lost on the way into bins."""

import json
import operator
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import sql
from psycopg.rows import dict_row

from gis_server.verbs.asking import Conditions, ItemsParameters
from gis_server.verbs.counts import CountsParameters, counts
from gis_server.verbs.density import DensityParameters, density
from gis_server.verbs.items import listed
from layers.core.access import PUBLIC
from layers.core.clock import LOCAL, FixedClock
from layers.core.items import Page, select_items
from tests.support.kinds import IDS, kinds, make_kinds

CLOCK = FixedClock(datetime(2026, 5, 20, 3, tzinfo=UTC))
LAYERS = kinds()
BELOW = {
    "nature": {"nature", "forest", "mangrove", "water"},
    "forest": {"forest", "mangrove"},
    "built": {"built", "road"},
}
Row = dict[str, Any]
Lent = tuple[psycopg.Connection, list[Row]]
ONE_BY_ONE = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)


@pytest.fixture(scope="module")
def rows(database_url: str) -> Iterator[Lent]:
    """Lend a connection to the table of the kinds, and its rows."""
    with psycopg.connect(database_url) as connection:
        make_kinds(connection)
        connection.execute("set timezone to 'UTC'")
        with connection.cursor(row_factory=dict_row) as cursor:
            found = cursor.execute("select * from kinds.thing order by id").fetchall()
        yield connection, found
        connection.rollback()


SIGNS: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda held, value: held in BELOW.get(value, {value}) if isinstance(value, str) else held == value,
    "<>": lambda held, value: held not in BELOW.get(value, {value}) if isinstance(value, str) else held != value,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "in": lambda held, values: any(SIGNS["="](held, value) for value in values),
    "between": lambda held, ends: bool(ends[0] <= held <= ends[1]),
}


def _of_days(held: Any) -> Any:
    if isinstance(held, datetime):
        return held.astimezone(LOCAL).date().isoformat()
    return held.isoformat() if isinstance(held, date) else held


def _holds(tree: Any, row: Row) -> bool | None:
    """Say whether a row matches, by the three values of SQL: a second reading of every operator."""
    op, *rest = tree
    if op in {"and", "or"}:
        found = [_holds(part, row) for part in rest[0]]
        decides = op == "or"
        return decides if decides in found else None if None in found else not decides
    if op == "not":
        held = _holds(rest[0], row)
        return None if held is None else not held
    held = _of_days(row[rest[0]])
    if op == "null":
        return held is None
    return None if held is None else SIGNS[op](held, rest[1])


def _quoted(value: object) -> str:
    if isinstance(value, str):
        return f"DATE('{value}')" if value[:2] == "20" else "'" + value.replace("'", "''") + "'"
    return str(value).lower()


def _written(tree: Any) -> str:
    op, *rest = tree
    if op in {"and", "or"}:
        return "(" + f" {op} ".join(_written(part) for part in rest[0]) + ")"
    if op == "not":
        return f"not ({_written(rest[0])})"
    if op == "null":
        return f"{rest[0]} is null"
    if op in {"in", "between"}:
        values = [_quoted(value) for value in rest[1]]
        return f"{rest[0]} in ({', '.join(values)})" if op == "in" else f"{rest[0]} between {' and '.join(values)}"
    return f"{rest[0]} {op} {_quoted(rest[1])}"


SORTS = st.sampled_from(["nature", "forest", "mangrove", "water", "built", "road", "nowhere", "it's"])
ORDERS = st.sampled_from(["=", "<>", "<", "<=", ">", ">="])
DAYS = st.dates(datetime(2023, 12, 1).date(), datetime(2026, 7, 1).date()).map(lambda day: day.isoformat())  # noqa: DTZ001 - a day
WHOLES = st.integers(-3, 45)
LEAVES = st.one_of(
    st.tuples(st.sampled_from(["=", "<>"]), st.just("sort"), SORTS),
    st.tuples(st.just("in"), st.just("sort"), st.lists(SORTS, min_size=1, max_size=3)),
    st.tuples(ORDERS, st.sampled_from(["whole", "grade"]), WHOLES),
    st.tuples(ORDERS, st.just("size"), st.integers(0, 110).map(lambda n: n / 2)),
    st.tuples(st.just("between"), st.sampled_from(["whole", "grade", "size"]), st.tuples(WHOLES, WHOLES)),
    st.tuples(st.just("="), st.just("open"), st.booleans()),
    st.tuples(st.just("null"), st.sampled_from(["grade", "size", "open", "happened", "day"])),
    st.tuples(ORDERS, st.sampled_from(["day", "happened"]), DAYS),
)
TREES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.tuples(st.sampled_from(["and", "or"]), st.lists(inner, min_size=2, max_size=3)),
        st.tuples(st.just("not"), inner),
    ),
    max_leaves=5,
)


@ONE_BY_ONE
@given(tree=TREES)
def test_a_filter_means_what_it_says(rows: Lent, tree: Any) -> None:
    """Read by the library, written by us, run by the database: the rows that a plain reading of it gives."""
    connection, every = rows
    asked = ItemsParameters.model_validate({"filter": _written(tree), "limit": 1000})
    found = listed(connection, LAYERS["kind-point-day"], asked, PUBLIC, CLOCK)
    assert [row[0] for row in found.rows] == [row["id"] for row in every if _holds(tree, row) is True]


SPANS = st.one_of(
    st.none(),
    st.sampled_from(["../..", "P1D/..", "P400D/..", "PT6H/..", "2025", "2024-Q3", "2025-03", "2024-W30", "2025-03-08"]),
    st.tuples(DAYS, DAYS).map(lambda days: "/".join(sorted(days))),
    st.tuples(DAYS, st.sampled_from(["/..", ""])).map("".join),
    DAYS.map(lambda day: f"../{day}"),
    DAYS.map(lambda day: f"{day}T05:30:00Z/.."),
)


QUESTIONS = st.fixed_dictionaries(
    {
        "datetime": SPANS,
        "filter": st.none() | LEAVES.map(_written),
        "known": st.sampled_from([None, "2024-01-05", "2024-12-31"]),
    }
)


@ONE_BY_ONE
@given(
    layer=st.sampled_from(IDS),
    question=QUESTIONS,
    bins=st.integers(2, 400),
    by=st.sampled_from([None, "sort", "grade"]),
)
def test_the_bins_hold_every_row_that_has_a_time(
    rows: Lent, layer: str, question: dict[str, Any], bins: int, by: str | None
) -> None:
    """Density, counts and items answer one question: total + undated is the number that matches."""
    connection, declared = rows[0], LAYERS[layer]
    if declared.known is None:
        question = question | {"known": None}
    matched = listed(connection, declared, ItemsParameters(limit=1, **question), PUBLIC, CLOCK).matched
    asked = DensityParameters(bins=bins, by=by, **question)
    found = json.loads(density(connection, declared, asked, PUBLIC, CLOCK).form("identity"))
    series = found["count"] if by is None else [n for each in found["count"].values() for n in each]
    assert sum(series) == found["total"]
    assert found["total"] + found["undated"] == matched
    edges = [datetime.fromisoformat(edge) for edge in found["edges"]]
    assert edges == sorted(set(edges))
    assert len(edges) <= bins + 1
    answer = counts(connection, declared, CountsParameters(by="sort", **question), PUBLIC, CLOCK)
    counted = json.loads(answer.form("identity"))
    assert counted["numberMatched"] == matched
    assert sum(row["count"] for row in counted["rows"]) + counted["other"] + counted["missing"] == matched


def test_a_jump_passes_over_keys_alone(rows: Lent) -> None:
    """The rows passed over are sorted by narrow keys, and only those of the page are fetched whole and drawn."""
    connection, layer = rows[0], LAYERS["kind-polygon-day"]
    query = select_items(
        layer, Conditions.model_validate({}).asked(layer, PUBLIC, CLOCK), Page(20, 150, "whole"), PUBLIC
    )
    explained = connection.execute(
        sql.SQL("explain (analyze, format json, verbose) {}").format(query.statement), query.params
    ).fetchone()
    assert explained is not None
    plan: Row = explained[0][0]
    [passed] = [node for node in _nodes(plan["Plan"]) if node.get("Subplan Name", "").startswith("CTE")]
    assert passed["Actual Rows"] == 20
    below = list(_nodes(passed))
    assert max(len(node["Output"]) for node in below if node["Node Type"] in {"Sort", "Incremental Sort"}) <= 4
    assert not any("geojson" in str(node.get("Output")).lower() for node in below)


def _nodes(plan: Row) -> Iterator[Row]:
    yield plan
    for child in plan.get("Plans", []):
        yield from _nodes(child)
