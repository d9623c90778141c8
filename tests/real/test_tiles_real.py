"""Tiles of the real provinces and communes: light, whole, seamless; also of a coverage with overlaps."""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

import psycopg
import pytest

from boundaries.intake.importing import import_units
from layers.core.clock import FixedClock
from tests.conftest import NOW, REAL_DATA
from tests.support.tiles import decode, paths
from tilegen.build import build_editions
from tilegen.units import ZOOMS

pytestmark = pytest.mark.real
WIRE_BYTES = 100 * 1024
TODAY = date(2026, 4, 30)
FIVE = ("38", "48", "56", "80", "96")
TRUONG_SA, HOANG_SA = "22736", "20333"
KHANH_HOA_Z9 = (9, 411, 238)


@pytest.fixture(scope="module")
def tiles(real_url: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(real_url) as connection:
        yield connection


def _bodies(connection: psycopg.Connection, layer: str, z: int) -> list[bytes]:
    rows = connection.execute(
        "select t.body from tilegen.tile t join tilegen.tileset s using (layer, version)"
        " where s.layer = %s and s.edition = (select max(edition) from tilegen.tileset) and t.z = %s",
        [layer, z],
        binary=True,
    )
    return [bytes(body) for (body,) in rows]


def _drawn(bodies: list[bytes]) -> set[int]:
    layers = (decode(body).get("units") for body in bodies)
    return {feature.get("id", 0) for layer in layers if layer for feature in layer["features"]}


def test_no_tile_of_any_edition_is_over_100_kb(tiles: psycopg.Connection) -> None:
    rows = tiles.execute("select layer, max(length(body)) from tilegen.tile group by layer").fetchall()
    assert {layer for layer, _ in rows} >= {"units-province", "units-commune"}
    assert [(layer, size) for layer, size in rows if size > WIRE_BYTES] == []


def test_every_edition_has_tiles_of_its_units(tiles: psycopg.Connection) -> None:
    bare = tiles.execute(
        "select s.layer, s.edition from tilegen.tileset s where not exists"
        " (select from tilegen.tile t where t.layer = s.layer and t.version = s.version)"
    ).fetchall()
    assert bare == []


@pytest.mark.parametrize("z", ZOOMS)
def test_every_province_is_drawn_at_every_zoom(tiles: psycopg.Connection, z: int) -> None:
    assert len(_drawn(_bodies(tiles, "units-province", z))) == 34


def test_every_commune_is_drawn_where_communes_are_looked_at(tiles: psycopg.Connection) -> None:
    """At zoom 6 one ward is smaller than half a pixel; from 8 on nothing is lost."""
    assert len(_drawn(_bodies(tiles, "units-commune", 6))) >= 3320
    assert len(_drawn(_bodies(tiles, "units-commune", 8))) == 3321


@pytest.mark.parametrize("z", [4, 6, 8])
def test_both_archipelagos_are_drawn_however_far(tiles: psycopg.Connection, z: int) -> None:
    rows = tiles.execute(
        "select unit from boundaries.unit_version where code = any(%s) and level = 'commune' and valid_to is null",
        [[TRUONG_SA, HOANG_SA]],
    ).fetchall()
    assert len(rows) == 2
    assert {unit for (unit,) in rows} <= _drawn(_bodies(tiles, "units-commune", z))


def test_real_neighbours_share_their_border_to_the_unit(tiles: psycopg.Connection) -> None:
    row = tiles.execute(
        "select t.body from tilegen.tile t join tilegen.tileset s using (layer, version) where s.layer ="
        " 'units-commune' and s.edition = (select max(edition) from tilegen.tileset) and (z, x, y) = (%s, %s, %s)",
        KHANH_HOA_Z9,
        binary=True,
    ).fetchone()
    assert row is not None
    layers = decode(bytes(row[0]))
    extent = layers["units"]["extent"]
    sides: dict[tuple[tuple[int, int], tuple[int, int]], int] = {}
    for feature in layers["units"]["features"]:
        for path in paths(feature["geometry"]["coordinates"]):
            for a, b in pairwise(path):
                sides[min(a, b), max(a, b)] = sides.get((min(a, b), max(a, b)), 0) + 1
    inner = [
        sides.get((min(a, b), max(a, b)), 0)
        for feature in layers["lines"]["features"]
        for path in paths(feature["geometry"]["coordinates"])
        for a, b in pairwise(path)
        if all(0 < v < extent for v in (*a, *b))
    ]
    assert len(inner) > 500
    assert set(inner) == {2}


@pytest.mark.usefixtures("real_template")  # skips without the real data, or fails in CI
def test_a_coverage_with_overlaps_builds(database_url: str) -> None:
    """The published shapes, untouched: 67 of 485 have a bad edge."""
    folder = REAL_DATA / "boundaries_2025"
    clock = FixedClock(NOW)

    def connect() -> psycopg.Connection:
        return psycopg.connect(database_url)

    mapping = {"code": "code", "name": "full_name"}
    for name, level, more, within in (
        ("provinces_2025", "province", {}, ()),
        ("communes_2025_five_fullres", "commune", {"parent": "parent_code"}, FIVE),
    ):
        report = import_units(
            connect,
            folder / f"{name}.parquet",
            edition=TODAY,
            level="province" if level == "province" else "commune",
            mapping=mapping | more,
            within=within,
            clock=clock,
        )
        assert report.verdict == "applied"
    built = build_editions(connect, layers=["units-commune"], clock=clock)
    assert built.sets[0].largest_bytes <= WIRE_BYTES
    with connect() as connection:
        assert len(_drawn(_bodies(connection, "units-commune", 8))) == 485
