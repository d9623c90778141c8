"""The real country through the imports: its faults are named, its two eras and home's former provinces are there."""

import time
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

import psycopg
import pytest

from boundaries.intake.importing import import_units
from boundaries.lookup.carry import lives, share_out
from boundaries.lookup.home import home
from gis_server.demo.real import AMENDED, CENSUS, REFORM, import_real_crosswalk, write_communes_2009
from gis_server.demo.real_figures import POPULATION, census
from layers.core.clock import FixedClock
from layers.core.report import Report
from tests.conftest import REAL_DATA

pytestmark = pytest.mark.real
Query = Callable[..., list[tuple[object, ...]]]


@pytest.fixture(scope="session")
def data(real_template: str) -> Path:
    """Name the folder of the real data; without it the template's fixture skips, or fails in CI."""
    assert real_template
    return REAL_DATA


@pytest.fixture
def ask(real_url: str) -> Query:
    """Lend a way to ask the loaded database."""

    def query(statement: str, *values: object) -> list[tuple[object, ...]]:
        with psycopg.connect(real_url) as connection:
            return connection.execute(statement.encode(), values).fetchall()

    return query


def _import(url: str, path: Path, day: date, level: str, clock: FixedClock, **more: object) -> Report:
    mapping = {"code": "code", "name": "full_name"}
    if level != "province":
        mapping["parent"] = "parent_code"
    options: dict[str, object] = {"edition": day, "level": level, "mapping": mapping, "clock": clock, **more}
    started = time.perf_counter()
    report = import_units(lambda: psycopg.connect(url), path, **options)  # type: ignore[arg-type]
    print(f"{path.name}: {time.perf_counter() - started:.1f} s, {report.verdict}")  # noqa: T201 - for the reader of the log
    return report


def test_the_whole_countrys_old_edition_is_refused_naming_communes_without_a_parent(
    data: Path, database_url: str, clock: FixedClock, tmp_path: Path
) -> None:
    old = data / "boundaries_2024"
    communes = write_communes_2009(old / "communes_2009_census.parquet", tmp_path / "xa-2009.parquet")
    columns = {"code": "code", "name": "full_name", "parent": "district_code_2025_03"}
    assert (
        _import(database_url, old / "provinces_2024_from_2025.parquet", CENSUS, "province", clock).counts["rows"] == 63
    )
    districts = _import(database_url, old / "districts_2023_gov.parquet", CENSUS, "district", clock)
    assert districts.verdict == "applied"
    # Districts that the file lacks: Tây Trà, Kỳ Sơn, Quận 9; their neighbours' edges all match.
    gaps = sorted((round((f.area_m2 or 0) / 1e6) for f in districts.findings if f.code == "gap"), reverse=True)
    assert gaps[:3] == [340, 204, 162]
    report = _import(database_url, communes, CENSUS, "commune", clock, mapping=columns)
    orphans = [f for f in report.errors if f.code == "missing-parent"]
    assert report.verdict == "refused"
    assert Counter(bool(f.value) for f in orphans) == {False: 314, True: 173}
    assert all(f.row and f.column == "district_code_2025_03" and f.remedy for f in orphans)
    with psycopg.connect(database_url) as connection:
        assert connection.execute("select from boundaries.unit where level = 'commune'").fetchall() == []


def test_full_resolution_communes_come_in_with_their_three_large_overlaps_named(
    data: Path, database_url: str, clock: FixedClock
) -> None:
    new = data / "boundaries_2025"
    _import(database_url, new / "provinces_2025.parquet", REFORM, "province", clock)
    within = ("38", "48", "56", "80", "96")
    path = new / "communes_2025_five_fullres.parquet"
    report = _import(database_url, path, REFORM, "commune", clock, within=within)
    overlaps = [f for f in report.findings if f.code == "overlap"]
    assert report.verdict == "applied"
    assert report.counts["rows"] == 485
    assert [round(f.area_m2 or 0) for f in overlaps] == [9823, 2933, 1354]
    assert all(f.place is not None and 102 < f.place[0] < 118 and 7 < f.place[1] < 24 for f in overlaps)
    (gap,) = (f for f in report.findings if f.code == "gap")
    assert gap.message.en.startswith("An open strip of 6,147 m²")


def test_the_gaps_of_the_whole_country_are_few_enough_to_look_at(ask: Query) -> None:
    rows = ask(
        "select f->>'code', round((f->>'area_m2')::numeric)::int from store.batch b, jsonb_array_elements(b.findings) f"
        " where b.source = 'communes_2025.parquet' order by b.id, 2 desc"
    )
    assert {code for code, _ in rows} == {"gap"}
    assert rows[0] == ("gap", 56_960)
    assert len(rows) < 2 * 20


def test_a_commune_that_took_in_another_one_carries_the_figures_of_both(
    data: Path, database_url: str, clock: FixedClock, tmp_path: Path
) -> None:
    old, new = data / "boundaries_2024", data / "boundaries_2025"
    communes = write_communes_2009(old / "communes_2009_census.parquet", tmp_path / "xa-2009.parquet")
    columns = {"code": "code", "name": "full_name", "parent": "district_code_2025_03"}
    _import(database_url, old / "provinces_2024_from_2025.parquet", CENSUS, "province", clock)
    _import(database_url, old / "districts_2023_gov.parquet", CENSUS, "district", clock, within=("67",))
    _import(database_url, communes, CENSUS, "commune", clock, within=("67",), mapping=columns)
    _import(database_url, new / "provinces_2025.parquet", REFORM, "province", clock)
    _import(database_url, new / "communes_2025.parquet", REFORM, "commune", clock, within=("68",))
    report = import_real_crosswalk(lambda: psycopg.connect(database_url), data=data, clock=clock)
    assert (report.verdict, report.counts["parted"]) == ("applied", 1)
    with psycopg.connect(database_url) as connection:
        ids = {
            str(uid): int(key)
            for key, uid in connection.execute("select id, code || '@' || valid_from from boundaries.unit")
        }
        life = lives(connection, ids.values())[ids["24631@2025-07-01"]]
    # By the shapes 24631 Xã Quảng Khê went on (98.1 %); the stand-in of 2009 draws 24634 elsewhere.
    assert [(part.unit, part.weight) for part in life.before] == [
        (ids["24631@2009-04-01"], 1.0),
        (ids["24634@2009-04-01"], 1.0),
    ]


def test_the_crosswalk_names_the_eight_rows_it_dropped_and_warns_of_other_flags(
    data: Path, real_url: str, clock: FixedClock
) -> None:
    report = import_real_crosswalk(lambda: psycopg.connect(real_url), data=data, clock=clock)
    dropped = [f for f in report.findings if f.code == "dropped"]
    assert len(dropped) == 8
    assert "20669 → 20242" in dropped[2].message.vi
    assert Counter(f.severity for f in report.findings if f.code == "flagged") == {"warning": 74}
    assert not report.errors


def test_khanh_hoa_opens_as_two_provinces_before_the_reform_and_as_one_after(real_url: str, ask: Query) -> None:
    with psycopg.connect(real_url) as connection:
        found = home(connection, "56")
    names = {
        unit: str(name)
        for unit, name in ask("select unit, full_name from boundaries.unit_version where level = 'province'")
    }
    assert [e.edition.effective for e in found.editions] == [CENSUS, REFORM, AMENDED]
    assert [sorted(names[root] for root in e.roots) for e in found.editions] == [
        ["Tỉnh Khánh Hòa", "Tỉnh Ninh Thuận"],
        ["Tỉnh Khánh Hòa"],
        ["Tỉnh Khánh Hòa"],
    ]
    assert "2009" in found.editions[0].edition.note.vi
    assert found.editions[0].levels == ("province", "district", "commune")
    assert found.editions[1].levels == ("province", "commune")


def test_truong_sa_belongs_to_home_but_the_view_is_fitted_to_the_main_land(real_url: str, ask: Query) -> None:
    with psycopg.connect(real_url) as connection:
        newest = home(connection, "56").editions[-1]
    row = ask("select province, ST_XMax(geom) from boundaries.unit_version where code = '22736' and valid_to is null")
    assert row[0][0] == newest.roots[0]
    assert float(str(row[0][1])) > 114
    west, south, east, north = newest.fit
    assert 108 < west < east < 110
    assert 11 < south < north < 13


def test_each_edition_has_the_communes_it_should(ask: Query) -> None:
    count = (
        "select count(*) from boundaries.unit_version where level = 'commune' and valid_from <= %s"
        " and coalesce(valid_to > %s, true)"
    )
    assert [ask(count, day, day)[0][0] for day in (CENSUS, REFORM, AMENDED)] == [202, 3321, 3321]
    stand_ins = ask("select count(*) from boundaries.unit where code like '2009-%%'")
    assert stand_ins == [(14,)]


def test_april_2026_gives_ten_communes_and_one_province_a_new_version_and_no_new_unit(ask: Query) -> None:
    rows = ask(
        "select n.level, o.kind, n.kind, count(*) from boundaries.unit_version n"
        " join boundaries.unit_version o on o.unit = n.unit and o.valid_to = n.valid_from"
        " where n.valid_from = %s group by 1, 2, 3 order by 1",
        AMENDED,
    )
    assert rows == [("commune", "xã", "phường", 10), ("province", "tỉnh", "thành phố", 1)]
    assert ask("select count(*) from boundaries.unit where valid_from = %s", AMENDED) == [(0,)]


def test_the_population_of_2009_carried_and_unassigned_is_the_census_to_the_person(
    data: Path, real_url: str, ask: Query
) -> None:
    people = {
        int(str(unit)): int(float(str(value)))
        for unit, value in ask(
            "select o.unit, o.value from indicators.observation o join indicators.indicator i on i.id = o.indicator"
            " where i.code = %s and o.current and o.value is not null",
            POPULATION,
        )
    }
    codes = {int(str(unit)): str(code) for unit, code in ask("select id, code from boundaries.unit")}
    with psycopg.connect(real_url) as connection:
        known = lives(connection, codes)
    heirs: dict[int, list[tuple[float, str]]] = {unit: [] for unit in people}
    for life in known.values():
        for part in life.before:
            if part.unit in heirs:
                heirs[part.unit].append((part.weight, codes[life.unit]))
    carried = unassigned = 0.0
    for unit, total in people.items():
        parts, rest = share_out(total, [w for w, _ in heirs[unit]], [code for _, code in heirs[unit]])
        carried, unassigned = carried + sum(parts), unassigned + rest
    print(f"carried {carried:.0f}, unassigned {unassigned:.0f}")  # noqa: T201
    assert len(people) == 202
    assert carried + unassigned == sum(census(data).values()) == 1_571_999
    assert 0 < unassigned < 0.01 * 1_571_999
