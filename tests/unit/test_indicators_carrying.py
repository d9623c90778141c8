"""Totals in times when a unit did not exist: shares, marks, rounding, reasons; and parents made of their children."""

from datetime import date

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from boundaries.lookup.carry import Life, Method, Part
from layers.core.period import Period, parse_period
from layers.indicators.marks import joined, strongest
from layers.indicators.matrix.blanks import settle
from layers.indicators.matrix.carrying import carried_mark, carry, pass_reasons, round_carried
from layers.indicators.matrix.children import fill_from_children
from layers.indicators.matrix.matrix import Hierarchy, Matrix, alive, blank
from tests.support.figures import indicator

OLD, REFORM, AGAIN = date(2020, 1, 1), date(2025, 7, 1), date(2026, 4, 30)
JUNE, JULY, MAY_26 = (parse_period(code) for code in ("2025-06", "2025-07", "2026-05"))


def _part(unit: int, weight: float = 1.0, method: Method = "official", *, approximate: bool = False) -> Part:
    return Part(unit, weight, method, approximate)


def _old(unit: int, *after: Part) -> Life:
    return Life(unit, OLD, REFORM, "commune", (), after)


def _new(unit: int, *before: Part) -> Life:
    return Life(unit, REFORM, None, "commune", before)


def _matrix(
    lives: dict[int, Life], cells: dict[tuple[int, Period], float | str], decimals: int = 0, *periods: Period
) -> Matrix:
    """Make a matrix of all units; a letter is a mark without a figure."""
    found = blank(indicator(decimals=decimals), list(lives), list(periods or (JUNE, JULY)))
    for (unit, period), cell in cells.items():
        at = found.units.index(unit), found.periods.index(period)
        if isinstance(cell, str):
            found.marks[at] = cell
        else:
            found.values[at], found.marks[at] = cell, "."
    return found


def _spread(found: Matrix, lives: dict[int, Life]) -> Matrix:
    carry(found, lives, {unit: f"{unit:05}" for unit in lives})
    settle(found, alive(lives, found), [lives[unit].level for unit in found.units])
    pass_reasons(found, lives)
    return found


def _cell(found: Matrix, unit: int, period: Period) -> tuple[float | None, str]:
    at = found.units.index(unit), found.periods.index(period)
    value = float(found.values[at])
    return None if np.isnan(value) else value, str(found.marks[at])


SPLIT = {1: _old(1), 2: _old(2), 3: _new(3, _part(1, 0.6), _part(2)), 4: _new(4, _part(1, 0.4))}


def test_a_split_commune_reaches_its_heirs_by_its_shares_and_the_sum_is_kept() -> None:
    """Eleven births of a commune split 60/40: 6.6 and 4.4 are written 7 and 4, beside a whole neighbour of five."""
    found = _spread(_matrix(SPLIT, {(1, JUNE): 11, (2, JUNE): 5}), SPLIT)
    assert _cell(found, 3, JUNE) == (12, "c")
    assert _cell(found, 4, JUNE) == (4, "c")


def test_a_source_kept_back_keeps_its_heirs_back_and_the_others_still_add_up() -> None:
    """What cannot be carried says why; the heir that can is rounded by itself."""
    found = _spread(_matrix(SPLIT, {(1, JUNE): 11, (2, JUNE): "w"}), SPLIT)
    assert _cell(found, 3, JUNE) == (None, "w")
    assert _cell(found, 4, JUNE) == (4, "c")


def test_a_source_to_which_the_figure_does_not_apply_takes_no_part() -> None:
    """Its heirs have the rest; an heir of nothing else has nothing that applies."""
    found = _spread(_matrix(SPLIT, {(1, JUNE): "n", (2, JUNE): 5}), SPLIT)
    assert _cell(found, 3, JUNE) == (5, "c")
    assert _cell(found, 4, JUNE) == (None, "n")


def test_an_awaited_source_leaves_the_heir_awaited_and_one_without_sources_did_not_exist() -> None:
    """`?` is judged by the clock later; `x` is for ever."""
    lives = SPLIT | {5: _new(5)}
    found = _spread(_matrix(lives, {(2, JUNE): 5}), lives)
    assert _cell(found, 3, JUNE) == (None, "?")
    assert _cell(found, 5, JUNE) == (None, "x")


CHAIN = {
    1: _old(1),
    2: _old(2),
    3: Life(3, REFORM, AGAIN, "commune", (_part(1, 0.5, "area"), _part(2, 0.5, "area"))),
    4: _new(4, _part(1, 0.5, "area"), _part(2, 0.5, "area")),
    5: Life(5, AGAIN, None, "commune", (_part(3),)),
}


def test_the_next_generation_is_carried_from_what_was_written_of_the_one_before() -> None:
    """Three and four by halves are written 4 and 3; who came out of the first has its 4, and the sum stands."""
    found = _spread(_matrix(CHAIN, {(1, JUNE): 3, (2, JUNE): 4}), CHAIN)
    edition = [_cell(found, unit, JUNE)[0] for unit in (4, 5)]
    assert sorted(value or 0 for value in edition) == [3, 4]
    assert _cell(found, 5, JUNE)[0] == _cell(found, 3, JUNE)[0]


def test_a_step_by_rule_over_an_estimate_is_an_estimate_only_where_the_estimate_lies_behind_it() -> None:
    """The whole of a commune is converted; before that commune was born it is as estimated as the commune itself."""
    found = _spread(_matrix(CHAIN, {(1, JUNE): 3, (2, JUNE): 4, (3, JULY): 9}), CHAIN)
    assert [_cell(found, 5, period)[1] for period in (JUNE, JULY)] == ["e", "c"]
    assert [carried_mark(CHAIN, 5, period.last_day) for period in (JUNE, JULY, MAY_26)] == ["e", "c", "."]


def test_one_part_by_area_makes_an_estimate_and_one_part_approximate_a_grouping_approximate() -> None:
    """What is said of the whole is what must be said of its worst part."""
    lives = {
        1: _old(1, _part(3), _part(4, 0.5, "area")),
        2: _old(2, _part(3, 1, "grouping"), _part(4, 1, "grouping", approximate=True)),
        3: _new(3),
        4: _new(4),
    }
    found = _spread(_matrix(lives, {(3, JULY): 2, (4, JULY): 2}), lives)
    assert _cell(found, 1, JULY) == (3, "e")
    assert _cell(found, 2, JULY) == (4, "g")


@given(
    st.lists(st.tuples(st.floats(0.01, 0.99), st.integers(0, 10_000)), min_size=1, max_size=8),
    st.integers(0, 3),
    st.sets(st.integers(0, 7)),
)
def test_carried_figures_keep_their_sum_and_none_moves_by_more_than_one_unit_of_the_last_decimal(
    splits: list[tuple[float, int]], decimals: int, withheld: set[int]
) -> None:
    """Each old commune split in two, some of them withheld: the heirs that can be told add up to the rest."""
    lives: dict[int, Life] = {}
    cells: dict[tuple[int, Period], float | str] = {}
    exact: dict[int, float] = {}
    for k, (share, figure) in enumerate(splits):
        lives |= {k: _old(k), 100 + k: _new(100 + k, _part(k, share)), 200 + k: _new(200 + k, _part(k, 1 - share))}
        cells[k, JUNE] = "w" if k in withheld else figure / 10**decimals
        if k not in withheld:
            exact |= {100 + k: share * figure / 10**decimals, 200 + k: (1 - share) * figure / 10**decimals}
    found = _spread(_matrix(lives, cells, decimals), lives)
    step = 10.0**-decimals
    told = {unit: _cell(found, unit, JUNE)[0] for unit in lives if unit >= 100}
    assert {unit for unit, value in told.items() if value is not None} == set(exact)
    kept = sum(figure for k, (_, figure) in enumerate(splits) if k not in withheld) * step
    assert abs(sum(value or 0 for value in told.values()) - kept) < step / 1000
    assert all(abs((told[unit] or 0) - value) < step * 1.000001 for unit, value in exact.items())


@given(st.permutations([3, 4, 5, 6]))
def test_equal_remainders_go_up_in_the_order_of_the_codes(order: list[int]) -> None:
    """Whatever the order of rows, the same two of four halves are written as one."""
    lives = {1: _old(1), **{unit: _new(unit, _part(1, 0.25)) for unit in order}}
    found = _spread(_matrix(lives, {(1, JUNE): 2}), lives)
    assert {unit: _cell(found, unit, JUNE)[0] for unit in order} == {3: 1, 4: 1, 5: 0, 6: 0}


def test_means_of_carried_totals_are_rounded_to_add_up_as_well() -> None:
    """Put together over a quarter by a mean, thirds appear that no table may lose."""
    lives = {1: _old(1), 2: _old(2), **{unit: _new(unit, _part(1, 1 / 3), _part(2, 1 / 3)) for unit in (3, 4, 5)}}
    quarter = parse_period("2025-Q2")
    found = blank(indicator(), list(lives), [quarter])
    found.values[:, 0], found.marks[:, 0] = [4, 6, 10 / 3, 10 / 3, 10 / 3], [".", ".", "c", "c", "c"]
    round_carried(found, lives, {unit: f"{unit:05}" for unit in lives})
    assert found.values[2:, 0].tolist() == [4, 3, 3]


FAMILY = {unit: Life(unit, OLD, None, "province" if unit == 1 else "commune") for unit in (1, 2, 3)}
PARENTS = Hierarchy(((2, 1, OLD, None), (3, 1, OLD, None)))


def _parent(*cells: float | str) -> tuple[float | None, str]:
    given_ = {(unit, JUNE): cell for unit, cell in enumerate(cells, 1) if cell != ""}
    found = _matrix(FAMILY, given_)
    fill_from_children(found, alive(FAMILY, found), PARENTS)
    return _cell(found, 1, JUNE)


def test_a_parents_own_figure_wins_all_children_make_the_sum_and_partial_ones_nothing() -> None:
    """Its own stands even where the children say otherwise; one awaited or withheld child leaves it blank."""
    assert _parent(10, 3, 4) == (10, ".")
    assert _parent("", 3, 4) == (7, "u")
    assert _parent("", 3, "") == (None, "?")


def test_a_parent_is_blank_for_its_childrens_reason() -> None:
    """Nobody is late with a total of what is kept back; while one child is awaited, the total is."""
    assert _parent("", 3, "w") == (None, "w")
    assert _parent("", "w", "n") == (None, "w")
    assert _parent("", "w", "") == (None, "?")
    assert _parent("", "n", "") == (None, "?")
    assert _parent("n", 3, "w") == (None, "n"), "what it says itself stands"


TIERS = {
    1: Life(1, OLD, None, "province"),
    2: Life(2, OLD, None, "district"),
    3: Life(3, OLD, None, "district"),
    4: Life(4, OLD, None, "commune"),
    5: Life(5, OLD, None, "commune"),
}
ABOVE = Hierarchy(((2, 1, OLD, None), (3, 1, OLD, None), (4, 2, OLD, None), (5, 3, OLD, None)))


def test_a_reason_goes_up_by_every_level_that_has_no_figure_of_its_own() -> None:
    """One commune's silence is its district's and its province's; a district's own figure ends it."""

    def told(cells: dict[tuple[int, Period], float | str], *levels: str) -> str:
        found = _matrix(TIERS, cells)
        found.indicator = indicator(levels=levels or ("province", "district", "commune"))
        fill_from_children(found, alive(TIERS, found), ABOVE)
        settle(found, alive(TIERS, found), [life.level for life in TIERS.values()])
        return "".join(found.marks[:, 0])

    assert told({(4, JUNE): "w", (5, JUNE): 2}) == "wwuw."
    assert told({(4, JUNE): "w", (5, JUNE): 2, (2, JUNE): 7}) == "u.uw."
    assert told({(4, JUNE): "w"}) == "?w?w?"
    assert told({(4, JUNE): "n", (5, JUNE): "n"}) == "nnnnn"
    assert told({(4, JUNE): "w", (5, JUNE): 2}, "province", "commune") == "wwuw.", "over a level that has none"
    assert told({}, "province") == "?nnnn", "what only provinces count is awaited of the province"


def test_a_child_to_which_the_figure_does_not_apply_takes_no_part() -> None:
    """The rest is the sum; where it applies to none it does not to the parent."""
    assert _parent("", 3, "n") == (3, "u")
    assert _parent("", "n", "n") == (None, "n")


def test_a_sum_with_a_provisional_part_is_provisional_and_one_with_a_corrected_part_is_a_sum() -> None:
    """What says more is said."""
    for mark, said in (("p", "p"), ("e", "e"), ("r", "u"), (".", "u")):
        found = _matrix(FAMILY, {(2, JUNE): 3, (3, JUNE): 4})
        found.marks[1, 0] = mark
        fill_from_children(found, alive(FAMILY, found), PARENTS)
        assert _cell(found, 1, JUNE) == (7, said)


def test_the_worst_blank_wins_and_else_the_mark_that_says_most() -> None:
    """One order, for parts of a rate, months of a quarter and children of a parent."""
    rows = ["..", "rp", "pu", "pc", "ce", "eg", "gn", "nw", "w?", "?x"]
    letters = np.array([list(row) for row in rows], dtype="<U1")
    assert "".join(joined(letters, axis=1)) == ".ppceenw?x"
    assert strongest("p.c") == "c"
    assert strongest("") == "."
