"""The sample's country is made once a run, and what the others read is the same to the bit."""

import os
from datetime import date
from pathlib import Path

import shapely

from boundaries.sample import Country, Heir, Unit, country
from boundaries.sample.country import make_country
from boundaries.sample.kept import FOLDER, kept, parse, written

OLD = date(2020, 1, 1)


def _small() -> Country:
    shape = shapely.MultiPolygon([shapely.box(0.1, -0.0, 1 / 3, 12.000000000000002)])
    unit = Unit("90001", "Vĩnh Thạnh", "xã", "commune", None, shape, 7, "west")
    return Country({OLD: (unit,)}, (Heir("90001", "90004", "partial", 0.1 + 0.2),), {"far": "90901"})


def test_the_country_that_is_handed_on_is_the_one_that_the_code_makes() -> None:
    made = make_country()
    assert parse(written(made)) == made
    assert country() == made
    assert len([*Path(os.environ[FOLDER]).glob("country-*.json")]) == 1  # this run hands it on
    assert written(country()) == written(made)  # shapes too: equal polygons may differ in the sign of a zero


def test_the_second_that_asks_reads_what_the_first_made(tmp_path: Path) -> None:
    made: list[Country] = []

    def make() -> Country:
        made.append(_small())
        return made[-1]

    first, second = kept(tmp_path / "sample", make), kept(tmp_path / "sample", make)
    assert len(made) == 1
    assert second == first
    assert second.units[OLD][0].shape.wkb == first.units[OLD][0].shape.wkb


def test_an_interrupted_maker_leaves_nothing_that_is_read(tmp_path: Path) -> None:
    def broken() -> Country:
        raise KeyboardInterrupt

    try:
        kept(tmp_path, broken)
    except KeyboardInterrupt:
        assert kept(tmp_path, _small) == _small()
    else:
        raise AssertionError
