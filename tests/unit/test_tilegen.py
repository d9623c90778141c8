"""Tiles: shared borders, addresses, cells."""

from typing import Any, cast

import h3 as untyped_h3
import numpy as np
import psycopg
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from layers.core.access import PUBLIC
from layers.core.errors import GisError
from layers.core.filters import Asked
from tests.support.towers import TOWER, TOWER_TABLE
from tilegen.borders import COAST, COMMUNE, Tiers, borders
from tilegen.grid import check_address
from tilegen.hexes import Cells, masks, select_cells
from tilegen.live import last_change, live_tile
from tilegen.topology import edges_of

h3 = cast("Any", untyped_h3)


def test_a_border_of_two_neighbours_is_drawn_once() -> None:
    shapes = np.array([shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)], dtype=object)
    one = np.ones(2, dtype=np.int64)
    found = borders(edges_of(shapes), Tiers(one, one, one))
    assert shapely.length(found.lines[found.level == COMMUNE]).sum() == 1
    assert shapely.length(found.lines[found.level == COAST]).sum() == 6


@pytest.mark.parametrize("at", [(5, 32, 0), (5, 0, -1), (23, 0, 0), (-1, 0, 0)])
def test_an_address_outside_the_grid_is_refused_with_its_limit(at: tuple[int, int, int]) -> None:
    with pytest.raises(GisError) as refused:
        check_address(*at)
    assert refused.value.limit is not None


@given(st.floats(-85, 85), st.floats(-180, 180), st.integers(0, 12))
def test_a_parent_cell_by_bits_is_that_of_the_library(lat: float, lon: float, res: int) -> None:
    cell = h3.latlng_to_cell(lat, lon, 12)
    clear, put = masks(res)
    assert h3.int_to_str((h3.str_to_int(cell) & clear) | put) == h3.cell_to_parent(cell, res)


def test_live_tile_position_and_cells_run_on_the_database(connection: psycopg.Connection) -> None:
    connection.execute(TOWER_TABLE)
    for query in (
        live_tile(TOWER, (8, 205, 118), Asked(), PUBLIC),
        last_change(TOWER, (8, 205, 118), PUBLIC),
        select_cells(TOWER, Cells(7, "kind"), Asked(), PUBLIC),
    ):
        connection.execute(query.statement, query.params)
