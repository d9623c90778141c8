"""Unit tiles: neighbours never tear apart, nothing that must stay is lost, nothing too heavy."""

import gzip
from itertools import pairwise

import numpy as np
import pytest
import shapely

from tests.support.coverage import REEFS, country
from tests.support.tiles import Layer, decode, paths
from tilegen.borders import COAST, borders
from tilegen.generalise import generalise, sound
from tilegen.grid import Address, metres, tile_m
from tilegen.topology import NOBODY, edges_of
from tilegen.units import BORDERS_FROM, ZOOMS, build_tiles

COMMUNES = dict(build_tiles(country("commune")))
PROVINCE_TILES = dict(build_tiles(country("province")))
Edge = tuple[tuple[int, int], tuple[int, int]]


def _edges(layer: Layer, unit: int) -> set[Edge]:
    """Return the edges of a unit that are not on the tile's own frame."""
    extent = layer["extent"]
    found: set[Edge] = set()
    for feature in layer["features"]:
        if feature.get("id") != unit:
            continue
        for path in paths(feature["geometry"]["coordinates"]):
            found |= {(min(a, b), max(a, b)) for a, b in pairwise(path)}
    return {edge for edge in found if all(0 < v < extent for end in edge for v in end)}


@pytest.mark.parametrize("z", ZOOMS)
def test_both_sides_of_a_shared_border_are_equal_after_decoding(z: int) -> None:
    """Every edge of the lines between two communes is an edge of two polygons."""
    seen = 0
    for at, body in COMMUNES.items():
        layers = decode(body)
        if at.z != z or "lines" not in layers:
            continue
        units = [_edges(layers["units"], unit) for unit in range(101, 106)]
        extent = layers["units"]["extent"]
        for feature in layers["lines"]["features"]:
            for path in paths(feature["geometry"]["coordinates"]):
                for a, b in pairwise(path):
                    if all(0 < v < extent for v in (*a, *b)):
                        seen += 1
                        assert sum((min(a, b), max(a, b)) in edges for edges in units) == 2
    assert (seen > 0) == (z >= BORDERS_FROM[3])


@pytest.mark.parametrize("z", ZOOMS)
def test_generalised_units_are_still_a_coverage(z: int) -> None:
    shapes = next(one for one in generalise(country("commune").shapes, ZOOMS) if one.z == z)
    assert shapely.coverage_is_valid(shapes.shapes)


@pytest.mark.parametrize("z", ZOOMS)
def test_the_archipelago_is_seen_at_every_zoom(z: int) -> None:
    for lon, lat in REEFS:
        x, y = metres(lon + 0.002, lat + 0.002)
        side = tile_m(z)
        at = Address(z, int((x + 20037508.342789244) // side), int((20037508.342789244 - y) // side))
        assert _edges(decode(COMMUNES[at])["units"], 105)


def test_the_archipelago_is_named_at_every_zoom() -> None:
    assert {at.z for at, body in COMMUNES.items() if "Đặc khu Đảo Xa" in _names(body)} == set(ZOOMS)


def _names(body: bytes) -> str:
    layer = decode(body).get("labels")
    return " ".join(str(f["properties"]["n"]) for f in layer["features"]) if layer else ""


def test_an_islet_below_a_pixel_goes_and_comes_back() -> None:
    parts = {one.z: len(shapely.get_parts(one.shapes[[1]])) for one in generalise(country("commune").shapes, ZOOMS)}
    assert [parts[z] for z in ZOOMS] == sorted(parts.values())
    assert (parts[4], parts[12]) == (1, 3)


@pytest.mark.parametrize("z", range(9, 13))
def test_what_is_left_out_leaves_no_coast_behind(z: int) -> None:
    """Below zoom 9 the reefs are dots, whose coasts are not theirs."""
    shapes = next(one for one in generalise(country("commune").shapes, ZOOMS) if one.z == z)
    found = borders(shapes.coverage, country("commune").tiers, shapes.ring_drawn)
    coast = shapely.length(found.lines[found.level == COAST]).sum()
    assert coast == pytest.approx(shapely.length(shapely.union_all(shapes.shapes)))


def test_a_lake_is_a_hole_and_an_enclave_fills_one() -> None:
    near = next(one for one in generalise(country("commune").shapes, ZOOMS) if one.z == 9)
    lake, enclave = shapely.get_parts(near.shapes[0])[0], near.shapes[3]
    assert len(lake.interiors) == 1
    hole = shapely.get_parts(near.shapes[2])[0].interiors[0]
    assert shapely.equals(shapely.Polygon(hole), shapely.get_parts(enclave)[0])


def test_a_small_lake_goes_when_it_is_below_a_pixel() -> None:
    at4 = next(one for one in generalise(_with_pond(), ZOOMS) if one.z == 4)
    at12 = next(one for one in generalise(_with_pond(), ZOOMS) if one.z == 12)
    assert shapely.get_num_interior_rings(shapely.get_parts(at4.shapes)[0]) == 0
    assert shapely.get_num_interior_rings(shapely.get_parts(at12.shapes)[0]) == 1


def _with_pond() -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    found = np.empty(1, dtype=object)
    found[:] = [shapely.box(0, 0, 90_000, 90_000).difference(shapely.Point(40_000, 40_000).buffer(300))]
    return found


def test_overlapping_units_become_a_coverage() -> None:
    shapes = np.array([shapely.box(0, 0, 1010, 1000), shapely.box(1000, 0, 2000, 1000)], dtype=object)
    clean = sound(shapes)
    assert shapely.coverage_is_valid(clean)
    assert (edges_of(clean).edge_other != NOBODY).sum() == 2
    assert shapely.area(clean).sum() == pytest.approx(2_000_000)


def test_a_unit_that_lies_under_another_is_still_drawn() -> None:
    shapes = np.array([shapely.box(0, 0, 1000, 1000), shapely.box(400, 400, 600, 600)], dtype=object)
    assert not shapely.is_empty(sound(shapes)).any()


def test_coasts_and_provinces_are_in_the_tiles_of_provinces_with_their_sides() -> None:
    levels = {f["properties"]["l"] for b in COMMUNES.values() for f in decode(b).get("lines", _EMPTY)["features"]}
    assert levels == {3, 4}
    sides = {
        (f["properties"]["l"], f["properties"].get("a"), f["properties"].get("b"))
        for body in PROVINCE_TILES.values()
        for f in decode(body).get("lines", _EMPTY)["features"]
    }
    assert sides == {(1, 1, None), (1, 2, None), (2, 1, 2)}


_EMPTY = Layer(extent=1, features=[])


def test_where_nothing_lies_there_is_no_tile() -> None:
    assert Address(5, 0, 0) not in COMMUNES
    assert all(gzip.decompress(body) for body in COMMUNES.values())


def test_a_unit_over_several_tiles_has_one_id_in_all() -> None:
    assert len([at for at, body in COMMUNES.items() if at.z == 9 and _has(body, 103)]) == 2
    assert len([at for at, body in COMMUNES.items() if at.z == 9 and _has(body, 105)]) == 3


def _has(body: bytes, unit: int) -> bool:
    return any(feature.get("id") == unit for feature in decode(body)["units"]["features"])
