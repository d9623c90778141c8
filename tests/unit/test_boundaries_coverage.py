"""Land that no unit has, or that two have, is told with place, area and the units beside it."""

from datetime import date

import numpy as np
import pytest
import shapely

from boundaries.intake.coverage import Around, check_coverage
from layers.core.report import Finding
from tests.support.desk import Desk, Row, cell, named

M2_PER_DEGREE2 = 108_900 * 110_600


def _of(*shapes: shapely.Geometry) -> list[Finding]:
    return check_coverage([f"Xã {i}" for i in range(len(shapes))], np.array(shapes, dtype=object))


def _around_a_hole(width: float) -> list[shapely.Geometry]:
    """Make four communes, all of whose edges match, around a square hole at 109.05, 12.05."""
    hole = shapely.box(109.05 - width / 2, 12.05 - width / 2, 109.05 + width / 2, 12.05 + width / 2)
    corners = shapely.get_coordinates(cell(0))[:4]
    inner = shapely.get_coordinates(hole)[:4]
    return [shapely.Polygon([corners[i], corners[(i + 1) % 4], inner[(i + 1) % 4], inner[i]]) for i in range(4)]


def test_a_hole_between_units_whose_edges_all_match_is_told() -> None:
    (found,) = _of(*_around_a_hole(0.002))
    assert (found.severity, found.code) == ("warning", "gap")
    assert found.place == (pytest.approx(109.05, abs=0.001), pytest.approx(12.05, abs=0.001))
    assert found.area_m2 == pytest.approx(0.002**2 * M2_PER_DEGREE2, rel=0.01)
    assert "between Xã 0, Xã 1, Xã 2 and 1 other" in found.message.en
    assert found.remedy is not None


def test_a_hole_as_large_as_a_missing_commune_is_told_and_a_tiny_one_counted() -> None:
    (large,) = _of(*_around_a_hole(0.08))
    assert large.area_m2 == pytest.approx(0.08**2 * M2_PER_DEGREE2, rel=0.01)
    (small,) = _of(*_around_a_hole(0.0002))
    assert (small.code, small.severity, small.message.en) == ("gap-small", "info", "1 small gaps under 1,000 m².")


def test_a_hole_in_one_unit_is_told_unless_another_unit_fills_it() -> None:
    ring = shapely.difference(cell(0), cell(0.04, 0.04, 0.02, 0.02))
    (found,) = _of(ring)
    assert "A hole of 4.82 km² in Xã 0." in found.message.en
    assert _of(ring, cell(0.04, 0.04, 0.02, 0.02)) == []


def test_an_island_in_a_hole_is_no_part_of_the_gap() -> None:
    (found,) = _of(shapely.difference(cell(0), cell(0.02, 0.02, 0.06, 0.06)), cell(0.04, 0.04, 0.02, 0.02))
    assert found.area_m2 == pytest.approx((0.06**2 - 0.02**2) * M2_PER_DEGREE2, rel=0.01)


FINE = np.linspace(12, 12.1, 1001)
"""Edges of 11 m, as surveyors digitise: shorter than the strip is wide."""


@pytest.mark.parametrize("fine", [False, True])
@pytest.mark.parametrize(("width_m", "told"), [(10, True), (50, True), (90, False)])
def test_a_narrow_strip_that_is_open_at_its_ends_is_told(width_m: float, *, fine: bool, told: bool) -> None:
    edge = 109.1 + width_m / 108_900
    ys = FINE if fine else FINE[[0, -1]]
    east = shapely.Polygon([*((edge, y) for y in ys), (109.2, 12.1), (109.2, 12)])
    west = shapely.Polygon([*((109.1, y) for y in ys), (109, 12.1), (109, 12)])
    found = _of(west, east)
    assert [f.code for f in found] == (["gap"] if told else [])
    for strip in found:
        assert strip.area_m2 == pytest.approx(width_m * 11_060, rel=0.02)
        assert strip.place == (pytest.approx(edge, abs=0.001), pytest.approx(12.05, abs=0.05))
        assert "between Xã 0 and Xã 1" in strip.message.en


def test_a_narrow_inlet_of_one_unit_is_no_gap() -> None:
    assert _of(shapely.difference(cell(0), cell(0.05, 0.05, 0.0004, 0.05))) == []


def test_a_unit_wholly_inside_another_overlaps_it() -> None:
    (found,) = _of(cell(0), cell(0.02, 0.02, 0.01, 0.01))
    assert (found.code, found.area_m2) == ("overlap", pytest.approx(0.01**2 * M2_PER_DEGREE2, rel=0.01))


def test_what_units_around_have_among_themselves_is_not_told() -> None:
    around = Around(("Xã A", "Xã B"), np.array([cell(0.2), cell(0.25)], dtype=object))
    assert check_coverage(["Xã 0"], np.array([cell(0.1)], dtype=object), around) == []


LISTED: list[Row] = [("90001", "Xã Một", "97", cell(0)), ("90002", "Xã Hai", "97", cell(0.1))]


def test_an_amendment_that_covers_a_unit_it_does_not_list_is_told(desk: Desk) -> None:
    desk.communes(LISTED)
    report = desk.communes([("90001", "Xã Một", "97", cell(0, width=0.2))], date(2024, 1, 1), amend=True)
    (found,) = named(report, "overlap")
    assert report.verdict == "applied"
    assert found.message.en == (
        "Xã Một (90001) overlaps Xã Hai (90002), which stays in force and is not in the file, by 120.45 km²."
    )
    assert found.area_m2 == pytest.approx(0.01 * M2_PER_DEGREE2, rel=0.01)
    assert found.place == (pytest.approx(109.15, abs=0.01), pytest.approx(12.05, abs=0.05))
    assert "without --amend" in (found.remedy.en if found.remedy else "")


def test_an_amendment_that_leaves_land_to_none_is_told_and_a_unit_that_stays_fills_the_rest(desk: Desk) -> None:
    ring = shapely.difference(cell(0, width=0.3, height=0.3), cell(0.1, 0.1))
    desk.communes([("90001", "Xã Vành", "97", ring), ("90002", "Xã Giữa", "97", cell(0.1, 0.1))])
    same = [("90001", "Phường Vành", "97", ring)]
    assert desk.communes(same, date(2024, 1, 1), amend=True).findings == ()
    smaller: list[Row] = [("90002", "Xã Giữa", "97", cell(0.1, 0.1, 0.0995))]
    (found,) = desk.communes(smaller, date(2024, 2, 1), amend=True).findings
    assert "between Xã Giữa (90002) and Phường Vành (90001)" in found.message.en


def test_a_town_that_was_not_asked_for_is_no_gap_of_the_district_around_it(desk: Desk) -> None:
    ring = shapely.difference(cell(0, width=0.3, height=0.3), cell(0.1, 0.1))
    districts: list[Row] = [("971", "Huyện Vành", "97", ring), ("972", "Thị xã Giữa", "97", cell(0.1, 0.1))]
    desk.take(desk.write(districts, name="huyen.gpkg"), level="district")
    report = desk.communes([("90001", "Xã Vành", "971", ring)], within=("971",))
    assert (report.verdict, report.findings) == ("applied", ())
