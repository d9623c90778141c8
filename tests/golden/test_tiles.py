"""Unit tiles of a small invented country as readable text. `make bless` writes them anew; read the diff."""

import os
from pathlib import Path

import pytest
import shapely

from layers.core.levels import Level
from tests.support.coverage import country
from tests.support.tiles import readable
from tilegen.grid import Address
from tilegen.units import build_tiles

HERE = Path(__file__).parent / "tiles"
TILES = (Address(5, 25, 14), Address(7, 104, 59), Address(9, 409, 237), Address(9, 410, 237))
"""The whole; a reef; the two tiles that the lake and the crooked border lie in."""
LEVELS: tuple[Level, ...] = ("province", "commune")


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("at", TILES, ids=lambda at: f"{at.z}-{at.x}-{at.y}")
def test_a_tile_reads_as_it_did(level: Level, at: Address) -> None:
    found = readable(dict(build_tiles(country(level)))[at])
    golden = HERE / f"{level}-{at.z}-{at.x}-{at.y}.txt"
    if os.environ.get("GIS_BLESS"):
        HERE.mkdir(exist_ok=True)
        golden.write_text(found)
    assert found == golden.read_text()


def test_the_same_content_gives_the_same_bytes() -> None:
    assert list(build_tiles(country("commune"))) == list(build_tiles(country("commune")))


def test_the_invented_country_is_a_coverage() -> None:
    assert shapely.coverage_is_valid(country("commune").shapes)
