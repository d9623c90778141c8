"""What became of which unit, and figures that follow: nothing is lost and nothing is counted twice."""

from pathlib import Path

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from boundaries.lookup.carry import largest_remainder, share_out
from boundaries.succession.crosswalk import read_crosswalk
from boundaries.succession.flows import Flow, Piece, bounded, measured, overlaid, provinces, stated
from boundaries.succession.remarks import judged
from layers.core.errors import RefusedError

PARTS = st.lists(st.floats(0, 1e6, allow_nan=False), min_size=1, max_size=12)


def _piece(unit: int, west: float, east: float, level: str = "commune", province: int = 0) -> Piece:
    shape = shapely.box(west * 1e3, 0.0, east * 1e3, 1e5)
    return Piece(unit, f"{unit:05}", level, None, province, shape, float(shapely.area(shape)))


@given(PARTS, st.integers(0, 3))
def test_rounded_parts_add_up_to_the_rounded_total_and_none_is_off_by_more_than_one_step(
    parts: list[float], decimals: int
) -> None:
    codes = [f"{i:05}" for i in range(len(parts))]
    rounded = largest_remainder(parts, codes, sum(parts), decimals)
    step = 10**-decimals
    # A total on a half goes either way: 0.15 is less than a half step above 0.1, and 1.5 when it is scaled.
    assert abs(sum(rounded) - sum(parts)) <= step / 2 * 1.001
    assert sum(rounded) == pytest.approx(round(sum(rounded), decimals), abs=step / 1000)
    assert all(abs(a - b) <= step * 1.001 for a, b in zip(parts, rounded, strict=True))


@given(st.permutations(["90001", "90002", "90003", "90004"]))
def test_ties_are_broken_by_code_whatever_the_order(codes: list[str]) -> None:
    rounded = dict(zip(codes, largest_remainder([0.5] * 4, codes, 2.0, 0), strict=True))
    assert rounded == {"90001": 1.0, "90002": 1.0, "90003": 0.0, "90004": 0.0}


@given(st.integers(0, 2_000_000), st.lists(st.floats(0, 1), max_size=9))
def test_what_is_carried_and_what_is_unassigned_are_the_source_to_the_person(people: int, raw: list[float]) -> None:
    weights = [weight / max(1.0, sum(raw)) for weight in raw]
    carried, unassigned = share_out(people, weights, [f"{i:05}" for i in range(len(weights))])
    assert sum(carried) + unassigned == people
    assert all(part >= 0 and part == int(part) for part in (*carried, unassigned))


def test_a_stated_split_carries_exactly_its_shares() -> None:
    assert share_out(1000, [0.6, 0.4], ["90001", "90002"]) == ([600.0, 400.0], 0.0)


@given(st.lists(st.tuples(st.integers(1, 4), st.integers(5, 8), st.floats(0.01, 1)), max_size=20))
def test_no_unit_gives_away_more_than_itself(rows: list[tuple[int, int, float]]) -> None:
    flows = bounded(Flow(old, new, "partial", "area", share, share) for old, new, share in rows)
    for unit in range(1, 9):
        assert sum(f.share_old for f in flows if f.old == unit) <= 1 + 1e-9
        assert sum(f.share_new for f in flows if f.new == unit) <= 1 + 1e-9


def test_a_whole_is_one_without_measuring_and_a_part_is_measured() -> None:
    old, new = _piece(1, 0, 100), _piece(2, 50, 250)
    assert stated(old, new, 1.0) == Flow(1, 2, "whole", "official", 1.0, 0.5)
    assert measured(old, new) == Flow(1, 2, "partial", "area", 0.5, 0.25)
    assert measured(old, _piece(3, 500, 600)) is None


def test_overlay_leaves_slivers_of_digitising_unassigned() -> None:
    flows = overlaid([_piece(1, 0, 100)], [_piece(2, 0, 99.7), _piece(3, 99.7, 300)])
    assert [(flow.new, round(flow.share_old, 3)) for flow in flows] == [(2, 0.997)]


def test_provinces_follow_their_communes_and_are_laid_over_one_another_where_they_have_none() -> None:
    old = [_piece(10, 0, 100, "province", 10), _piece(11, 100, 300, "province", 11), _piece(1, 0, 90, province=10)]
    new = [_piece(20, 0, 300, "province", 20), _piece(2, 0, 300, province=20)]
    found = {(f.old, f.relation): f.share_new for f in provinces(old, new, [stated(old[2], new[1], 1.0)])}
    assert found == {(10, "whole"): pytest.approx(1 / 3), (11, "whole"): pytest.approx(2 / 3)}


HOW = {"old": "a", "new": "b", "relation": "how"}


def test_dropped_rows_are_kept_apart_with_their_number(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text("a,b,how,flags\n1,2,full,\n3,4,partial,odd;wrong\n5,6,một phần,odd\n", encoding="utf-8")
    read = read_crosswalk(file, HOW, {"flags": ("wrong",)})
    assert [(h.row, h.old) for h in read.heirs] == [(2, "1"), (4, "5")]
    assert [(d.heir.row, d.heir.old) for d in read.dropped] == [(3, "3")]


def test_any_of_several_values_of_one_column_drops_a_row_and_a_value_may_hold_commas(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text('a,b,how,flags\n1,2,full,"sai tỉnh, xem lại"\n3,4,full,cũ\n5,6,full,xem lại\n', encoding="utf-8")
    read = read_crosswalk(file, HOW, {"flags": ("sai tỉnh, xem lại", "cũ", "không có")})
    assert [h.row for h in read.heirs] == [4]
    assert [(d.column, d.value) for d in read.dropped] == [("flags", "sai tỉnh, xem lại"), ("flags", "cũ")]
    assert read.undropped == (("flags", "không có"),)
    assert [f.code for f in judged(read)[1] if f.value == "không có"] == ["nothing-dropped"]


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        ("1,2,perhaps,,", "relation", "how"),
        (",2,full,,", "missing", "a"),
        ("1,2,partial,1.2,", "share", "part"),
        ("1,2,partial,,0", "share_population", "people"),
        ("1,2,full,,0.5", "share_population", "people"),
        ("7,9,full,,", "twice-whole", "a"),
        ("7,8,full,,", "duplicate", "a"),
        ("6,9,partial,0.7,", "shares", "part"),
        ("6,9,partial,0.5,0.5", "shares", "people"),
    ],
)
def test_a_finding_names_the_files_own_heading(tmp_path: Path, row: str, code: str, column: str) -> None:
    file = tmp_path / "list.csv"
    file.write_text(f"a,b,how,part,people\n7,8,full,,\n6,8,partial,0.5,\n{row}\n", encoding="utf-8")
    read = read_crosswalk(file, {**HOW, "share": "part", "share_population": "people"}, {})
    found = [(f.code, f.column) for f in judged(read)[1] if f.severity == "error"]
    assert found == [(code, column)]


def test_a_key_of_the_mapping_that_means_nothing_is_refused_with_those_that_do(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text("a,b,how\n1,2,full\n", encoding="utf-8")
    with pytest.raises(RefusedError) as refused:
        read_crosswalk(file, {**HOW, "population": "a"}, {})
    assert refused.value.value == "population"
    assert "share_population" in str(refused.value.limit)


def test_a_column_that_the_list_lacks_is_named(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text("a,b,how\n1,2,full\n", encoding="utf-8")
    with pytest.raises(RefusedError, match="ty_le"):
        read_crosswalk(file, {"old": "a", "new": "b", "relation": "how", "share": "ty_le"}, {})


@pytest.mark.parametrize(
    ("relation", "share"), [("partial", "0"), ("partial", "1.2"), ("full", "0.6"), ("partial", "x")]
)
def test_a_share_that_cannot_be_is_an_error(tmp_path: Path, relation: str, share: str) -> None:
    file = tmp_path / "list.csv"
    file.write_text(f"a,b,how,part\n1,2,{relation},{share}\n", encoding="utf-8")
    heir = read_crosswalk(file, {"old": "a", "new": "b", "relation": "how", "share": "part"}, {}).heirs[0]
    with pytest.raises(ValueError, match=share):
        _ = heir.stated_share
