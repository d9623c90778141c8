"""Import of boundaries is strict: faults are named by row and column, and nothing comes in beside them."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import shapely

from layers.core.errors import RefusedError
from layers.core.report import Finding
from tests.support.desk import NEW, Desk, Row, cell, named

TWO: list[Row] = [("90001", "Xã Diên An", "97", cell(0)), ("90002", "Phường Cửa Bé", "97", cell(0.1))]


@pytest.mark.parametrize("name", ["xa.gpkg", "xa.geojson", "xa.fgb", "xa.parquet", "xa.zip"])
def test_every_format_brings_the_same_units(desk: Desk, name: str) -> None:
    assert desk.take(desk.write(TWO, name=name)).verdict == "applied"
    rows = desk.ask(
        "select name, kind, round(area_km2) from boundaries.unit_version where level = 'commune' order by code"
    )
    assert rows == [("Diên An", "xã", 120), ("Cửa Bé", "phường", 120)]


@pytest.mark.parametrize(
    ("crs", "metres"), [("EPSG:3405", 5), ("EPSG:9217", 5), ("EPSG:32649", 0.01), ("EPSG:2227", 1)]
)
def test_other_coordinate_systems_come_to_the_same_place(desk: Desk, crs: str, metres: float) -> None:
    assert desk.take(desk.write(TWO, crs)).verdict == "applied"
    west, south = desk.ask("select ST_XMin(geom), ST_YMin(geom) from boundaries.unit_version where code = '90001'")[0]
    assert abs(west - 109) * 108_900 < metres
    assert abs(south - 12) * 110_600 < metres


@pytest.mark.filterwarnings("ignore:.crs. was not provided")
def test_a_file_without_a_coordinate_system_is_refused(desk: Desk) -> None:
    assert _unread(desk, desk.write(TWO, None)).remedy is not None


def test_degrees_that_claim_to_be_metres_are_refused(desk: Desk) -> None:
    frame: Any = gpd.GeoDataFrame(
        {"ma": ["1"], "ten": ["Xã A"], "cap_tren": ["97"]},
        geometry=[shapely.box(600_000, 1e6, 6e5 + 9, 1e6 + 9)],
        crs=4326,
    )
    frame.to_parquet(desk.folder / "a.parquet")
    _unread(desk, desk.folder / "a.parquet")


def _unread(desk: Desk, path: Path, **asked: Any) -> Finding:
    """Hold that a file that cannot be read leaves a refused batch; return what that says."""
    report = desk.take(path, **asked)
    assert report.verdict == "refused"
    assert desk.units() == []
    (found,) = report.findings
    assert desk.ask(f"select state from store.batch where id = {report.batch}") == [("refused",)]
    return found


def _refused(desk: Desk, rows: Sequence[Row], code: str) -> Finding:
    report = desk.communes(rows)
    assert report.verdict == "refused"
    assert desk.units() == []
    found = named(report, code)
    assert len(found) == 1
    return found[0]


def test_a_duplicate_code_is_refused_with_both_rows_named(desk: Desk) -> None:
    found = _refused(desk, [*TWO, ("90001", "Xã Khác", "97", cell(0.2))], "duplicate")
    assert (found.row, found.column, found.value) == (3, "ma", "90001")
    assert "1" in found.message.vi


def test_a_missing_parent_is_refused_by_row(desk: Desk) -> None:
    found = _refused(desk, [*TWO, ("90003", "Xã Lạc", "55", cell(0.2))], "missing-parent")
    assert (found.row, found.column, found.value) == (3, "cap_tren", "55")


def test_a_missing_name_and_an_empty_shape_and_a_wrong_kind_are_refused(desk: Desk) -> None:
    assert _refused(desk, [*TWO, ("90003", "", "97", cell(0.2))], "missing").column == "ten"
    assert _refused(desk, [*TWO, ("90003", "Xã Không", "97", shapely.Polygon())], "shape").row == 3
    assert _refused(desk, [*TWO, ("90003", "Huyện Lạc", "97", cell(0.2))], "kind").value == "Huyện Lạc"


def test_an_invalid_shape_is_repaired_and_the_change_of_area_told(desk: Desk) -> None:
    bowtie = shapely.Polygon([(109.2, 12), (109.3, 12.1), (109.3, 12), (109.2, 12.1)])
    report = desk.communes([*TWO, ("90003", "Xã Nơ", "97", bowtie)])
    found = named(report, "repaired")
    assert report.verdict == "applied"
    assert [(f.row, f.severity) for f in found] == [(3, "warning")]
    assert found[0].area_m2 == pytest.approx(60.5e6, rel=0.02)
    assert desk.ask("select bool_and(ST_IsValid(geom)) from boundaries.unit_version") == [(True,)]


def test_overlap_and_gap_are_told_with_place_and_area_and_not_refused(desk: Desk) -> None:
    rows: list[Row] = [
        ("90001", "Xã Một", "97", cell(0)),
        ("90002", "Xã Hai", "97", cell(0.099)),
        ("90003", "Xã Ba", "97", shapely.difference(cell(0, 0.1, 0.199), cell(0.05, 0.15, 0.01, 0.01))),
    ]
    report = desk.communes(rows)
    overlap, gap = named(report, "overlap"), named(report, "gap")
    assert report.verdict == "applied"
    assert [f.area_m2 for f in overlap] == [pytest.approx(0.001 * 0.1 * 108_900 * 110_600, rel=0.01)]
    assert [f.area_m2 for f in gap] == [pytest.approx(0.01 * 0.01 * 108_900 * 110_600, rel=0.01)]
    assert overlap[0].place == (pytest.approx(109.0995, abs=0.001), pytest.approx(12.05, abs=0.01))
    assert gap[0].place == (pytest.approx(109.055, abs=0.005), pytest.approx(12.155, abs=0.005))


def test_a_dry_run_reports_and_writes_nothing(desk: Desk) -> None:
    report = desk.communes(TWO, dry_run=True)
    assert (report.verdict, report.counts["new_units"]) == ("dry-run", 2)
    assert desk.units() == []
    assert desk.ask("select count(*) from store.batch") == [(1,)]


def test_replacing_ends_what_the_file_lacks_and_amending_does_not(desk: Desk) -> None:
    desk.communes(TWO)
    desk.communes([("90002", "Phường Cửa Lớn", "97", cell(0.1))], date(2024, 1, 1), amend=True)
    assert desk.units() == [("90001", "2020-01-01", None), ("90002", "2020-01-01", None)]
    desk.communes([("90002", "Phường Cửa Lớn", "97", cell(0.1))], NEW)
    assert desk.units() == [("90001", "2020-01-01", "2025-07-01"), ("90002", "2020-01-01", None)]
    names = desk.ask("select name, valid_from::text from boundaries.unit_version where code = '90002' order by 2")
    assert names == [("Cửa Bé", "2020-01-01"), ("Cửa Lớn", "2024-01-01")]


def test_rows_outside_the_provinces_named_are_left_out(desk: Desk) -> None:
    report = desk.communes([*TWO, ("90003", "Xã Lạc", "55", cell(0.2))], within=("97",))
    assert (report.verdict, report.counts["rows"]) == ("applied", 2)


def test_an_edition_before_what_is_there_already_is_refused(desk: Desk) -> None:
    desk.communes(TWO, NEW)
    report = desk.communes(TWO, date(2024, 1, 1))
    assert [f.column for f in named(report, "overlapping-validity")] == ["--edition"]


@pytest.mark.parametrize(("width", "same"), [(0.0982, True), (0.0978, False)])
def test_two_shapes_of_one_code_are_one_unit_from_98_per_cent_of_agreement(
    desk: Desk, width: float, *, same: bool
) -> None:
    desk.communes([("90001", "Xã Diên An", "97", cell(0))])
    report = desk.communes([("90001", "Xã Diên An", "97", cell(0, width=width))], NEW)
    assert (report.counts["new_versions"], report.counts["new_units"]) == ((1, 0) if same else (0, 1))
    assert len(desk.units()) == (1 if same else 2)


@pytest.mark.parametrize(("shift", "same"), [(0.004, True), (0.006, False)])
def test_a_small_unit_is_the_same_within_500_metres(desk: Desk, shift: float, *, same: bool) -> None:
    desk.communes([("90001", "Phường Một", "97", cell(0, 0, 0.005, 0.005))])
    desk.communes([("90001", "Phường Một", "97", cell(shift, 0, 0.005, 0.005))], NEW)
    assert len(desk.units()) == (1 if same else 2)


@pytest.mark.parametrize(
    ("name", "versions"), [("Xã  Diên Hoà", 0), ("xã Diên Hòa", 0), ("Xã Diên Hoá", 1), ("Phường Diên Hòa", 1)]
)
def test_spelling_is_no_renaming(desk: Desk, name: str, versions: int) -> None:
    desk.communes([("90001", "Xã Diên Hòa", "97", cell(0))])
    report = desk.communes([("90001", name, "97", cell(0))], NEW)
    assert report.counts["new_versions"] == versions


def test_communes_under_the_province_end_its_districts(desk: Desk) -> None:
    desk.take(desk.write([("971", "Huyện Bắc", "97", cell(0, 0, 0.2))], name="huyen.gpkg"), level="district")
    desk.communes([(code, name, "971", shape) for code, name, _, shape in TWO])
    report = desk.communes(TWO, NEW)
    assert report.counts["ended_districts"] == 1
    assert report.counts["new_versions"] == 2, "the parent changed, the unit did not"
    assert desk.ask("select valid_to::text from boundaries.unit where code = '971'") == [("2025-07-01",)]


def test_a_column_that_is_not_there_is_named_with_those_that_are(desk: Desk) -> None:
    mapping = {"code": "ma_xa", "name": "ten", "parent": "cap_tren"}
    assert "cap_tren" in str(_unread(desk, desk.write(TWO), mapping=mapping).limit)


def test_a_file_that_is_no_map_is_refused(desk: Desk) -> None:
    path = desk.folder / "xa.gpkg"
    path.write_bytes(b"not a map")
    _unread(desk, path)
    with pytest.raises(RefusedError):
        desk.take(path, dry_run=True)


def test_without_an_official_list_successors_come_from_overlay(desk: Desk) -> None:
    desk.communes(TWO)
    split: list[Row] = [
        ("90011", "Xã Bắc", "97", cell(0, width=0.13)),
        ("90012", "Xã Nam", "97", cell(0.13, width=0.07)),
    ]
    assert desk.communes(split, NEW).counts["successions_by_area"] == 3
    rows = desk.ask(
        "select o.code, n.code, s.method, round(s.share_old::numeric, 3)::float, round(s.share_new::numeric, 3)::float"
        " from boundaries.succession s join boundaries.unit o on o.id = s.old_unit"
        " join boundaries.unit n on n.id = s.new_unit order by 1, 2"
    )
    assert rows == [
        ("90001", "90011", "area", 1.0, 0.769),
        ("90002", "90011", "area", 0.3, 0.231),
        ("90002", "90012", "area", 0.7, 1.0),
    ]


def test_an_official_list_takes_the_place_of_the_overlay_and_is_silent_about_units_that_went_on(desk: Desk) -> None:
    desk.communes([*TWO, ("90003", "Xã Yên", "97", cell(0.2))])
    after: list[Row] = [("90011", "Xã Gộp", "97", cell(0, width=0.2)), ("90003", "Xã Yên", "97", cell(0.2))]
    desk.communes(after, NEW)
    report = desk.succeed(["90001,90011,full", "90002,90011,full", "90003,90003,full"])
    assert (report.verdict, report.findings) == ("applied", ())
    rows = desk.ask("select method, relation, share_old, share_new from boundaries.succession order by old_unit")
    assert rows == [("official", "whole", 1.0, pytest.approx(0.5, abs=1e-6))] * 2
    assert desk.ask("select count(*) from boundaries.unassigned") == [(0,)]


def _told(desk: Desk, rows: Sequence[Row], *more: str, name: str = "xa.gpkg") -> tuple[int, str]:
    path = desk.write(rows, name=name)
    words = ("--edition", "2020-01-01", "--level", "commune", "--map", "code=ma,name=ten,parent=cap_tren")
    return desk.command("boundaries", "import", str(path), *words, *more)


@pytest.mark.parametrize("within", ["99", "97,56"])
def test_a_province_of_within_that_is_not_there_is_named(desk: Desk, within: str) -> None:
    status, said = _told(desk, TWO, "--within", within)
    assert status == 1
    assert f"column --within: {within[-2:]} No province or district has this code on 1/1/2020." in said
    assert desk.units() == []


def test_within_that_leaves_nothing_is_refused(desk: Desk) -> None:
    desk.take(desk.write([("971", "Huyện Bắc", "97", cell(0, 0, 0.5))], name="huyen.gpkg"), level="district")
    status, said = _told(desk, TWO, "--within", "971")
    assert (status, "No row lies in the provinces named" in said) == (1, True)
    assert desk.ask("select count(*) from boundaries.edition") == [(1,)]


def test_a_file_without_rows_and_one_without_parents_column_are_refused(desk: Desk) -> None:
    empty: Any = gpd.GeoDataFrame({"ma": [], "ten": [], "cap_tren": []}, geometry=[], crs=4326)
    empty.to_parquet(desk.folder / "trong.parquet")
    assert "no rows" in _unread(desk, desk.folder / "trong.parquet").message.en
    remedy = _unread(desk, desk.write(TWO), mapping={"code": "ma", "name": "ten"}).remedy
    assert remedy is not None
    assert "parent=COLUMN" in remedy.en


def test_of_several_layers_one_is_asked_for(desk: Desk) -> None:
    path = desk.write(TWO)
    other: Any = gpd.GeoDataFrame({"x": [1]}, geometry=[shapely.Point(109, 12)], crs=4326)
    other.to_file(path, layer="moc", engine="pyogrio", mode="a")
    assert _unread(desk, path).limit == "xa, moc"
    assert desk.take(path, layer="xa").verdict == "applied"


def test_a_parent_of_another_edition_is_named_with_its_time(desk: Desk) -> None:
    desk.take(desk.write([("971", "Huyện Bắc", "97", cell(0, 0, 0.5))], name="huyen.gpkg"), level="district")
    desk.communes([(code, name, "971", shape) for code, name, _, shape in TWO])
    desk.communes(TWO, NEW)
    report = desk.communes([("90001", "Xã Diên An", "971", cell(0))], date(2026, 4, 30))
    found = named(report, "missing-parent")[0]
    assert (found.row, found.column, found.value) == (1, "cap_tren", "971")
    assert "The code is in force from 1/1/2020 until 1/7/2025." in found.message.en


def test_points_and_lost_zeros_are_refused_by_row(desk: Desk) -> None:
    point = _refused(desk, [*TWO, ("90003", "Xã Điểm", "97", shapely.Point(109.2, 12))], "shape")
    assert (point.row, point.value, point.message.en) == (3, "90003", "The shape is a point, no area.")
    short = _refused(desk, [*TWO, ("31", "Xã Số", "97", cell(0.2))], "short-code")
    assert (short.row, short.column, short.value) == (3, "ma", "31")


def test_names_in_old_letters_come_to_unicode(desk: Desk) -> None:
    names = ("X\u00b7 Di\u00aan \u00a7i\u00d2n", "Ph\u00ad\u00eang V\u00dcnh H\u00b6i", "X\u00b7 Su\u00e8i Hi\u00d6p")
    rows: list[Row] = [(f"9000{i}", name, "97", cell(i / 10)) for i, name in enumerate(names)]
    report = desk.communes(rows)
    assert [(f.severity, f.value) for f in named(report, "lettering")] == [("info", "TCVN3")]
    found = desk.ask("select full_name from boundaries.unit_version where level = 'commune' order by code")
    assert [name for (name,) in found] == ["Xã Diên Điền", "Phường Vĩnh Hải", "Xã Suối Hiệp"]


def test_utf_8_that_was_read_as_latin_1_is_read_again(desk: Desk) -> None:
    rows: list[Row] = [(code, name.encode().decode("latin-1"), parent, shape) for code, name, parent, shape in TWO]
    report = desk.communes(rows)
    assert [f.value for f in named(report, "lettering")] == ["UTF-8"]
    found = desk.ask("select full_name from boundaries.unit_version where level = 'commune' order by code")
    assert [name for (name,) in found] == ["Xã Diên An", "Phường Cửa Bé"]


def test_the_same_file_again_is_nothing_new_and_another_one_of_its_province_is_refused(desk: Desk) -> None:
    first = desk.take(desk.write(TWO))
    again = desk.take(desk.folder / "xa.gpkg")
    assert (again.verdict, again.batch) == ("unchanged", first.batch)
    report = desk.communes(TWO[:1])
    assert (report.verdict, [f.code for f in report.errors]) == ("refused", ["overlapping-validity"])
