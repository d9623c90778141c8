"""A CSV of cameras: read, checked, every fault named by row and column."""

import pytest

from layers.cameras.reading import read

HEAD = "code,name,kind,owner,place,heading,installed_on,lon,lat\n"


def _read(*rows: str, head: str = HEAD):  # noqa: ANN202 - the pair that `read` gives
    return read((head + "\n".join(rows)).encode())


def test_a_good_row_is_read_with_its_kind_in_words_or_as_a_code() -> None:
    """Officers write 'Giao thông'."""
    cameras, findings = _read("A1,Ngã tư,Giao thông,Công an,Phố,360,15/6/2024,109.1,12.2")
    assert findings == []
    assert (cameras[0].kind, cameras[0].heading_deg, str(cameras[0].installed_on)) == ("traffic", 0, "2024-06-15")


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("A1,,traffic,Công an,,,,109.1,12.2", "name"),
        ("A1,Ngã tư,radar,Công an,,,,109.1,12.2", "kind"),
        ("A1,Ngã tư,traffic,,,,,109.1,12.2", "owner"),
        ("A1,Ngã tư,traffic,Công an,,400,,109.1,12.2", "heading"),
        ("A1,Ngã tư,traffic,Công an,,,31/2/2024,109.1,12.2", "installed_on"),
        ("A1,Ngã tư,traffic,Công an,,,,12.2,109.1", "lon"),
        ("A1,Ngã tư,traffic,Công an,,,,109.1,", "lat"),
        ("A1,Ngã tư,traffic,Công an,,,,109.1,12.2,0,60", "view_deg"),
        ("A1,Ngã tư,traffic,Công an,,,,109.1,12.2,361,60", "view_deg"),
        ("A1,Ngã tư,traffic,Công an,,,,109.1,12.2,90,xa", "reach_m"),
        ("A1,Ngã tư,traffic,Công an,,,,109.1,12.2,90,50000", "reach_m"),
    ],
)
def test_a_fault_names_its_row_column_and_remedy(row: str, column: str) -> None:
    """The head is row 1, as a spreadsheet counts."""
    head = HEAD.replace("lat\n", "lat,view_deg,reach_m\n")
    cameras, findings = _read("A0,Tốt,traffic,Công an,,,,109.1,12.2", row, head=head)
    assert len(cameras) == 1
    assert [(finding.row, finding.column) for finding in findings] == [(3, column)]
    assert findings[0].remedy is not None


def test_a_code_given_twice_names_the_first_row() -> None:
    """Neither is taken for the other."""
    row = "A1,Ngã tư,traffic,Công an,,,,109.1,12.2"
    _, findings = _read(row, row)
    assert "2" in findings[0].message.vi


def test_surveyors_coordinates_are_northing_before_easting() -> None:
    """The test vector of the zone 108°15′: E 600000, N 1350000."""
    cameras, findings = _read("Ngã tư;traffic;Công an;1350000;600000;9217", head="name;kind;owner;x;y;zone\n")
    assert findings == []
    assert (cameras[0].lon, cameras[0].lat) == pytest.approx((109.170800456, 12.205803347), abs=2e-7)


def test_swapped_surveyors_coordinates_are_said_to_be_swapped() -> None:
    """Not placed in the sea of another country."""
    _, findings = _read("Ngã tư;traffic;Công an;600000;1350000;9217", head="name;kind;owner;x;y;zone\n")
    assert findings[0].column == "x"


def test_a_row_without_code_keeps_its_made_code() -> None:
    """So that sending it again changes nothing."""
    row = ",Ngã tư,traffic,Công an,,,,109.1,12.2"
    assert _read(row)[0][0].code == _read(row)[0][0].code


def test_a_file_without_a_needed_column_is_refused_whole() -> None:
    """And says which are needed."""
    cameras, findings = _read("x", head="name\n")
    assert cameras == []
    assert "kind" in findings[0].message.en


def test_what_a_camera_sees_may_be_stated() -> None:
    """Files from before, without these columns, are read as ever."""
    head = HEAD.replace("lat\n", "lat,view_deg,reach_m\n")
    cameras, findings = _read("A1,Ngã tư,traffic,Công an,,90,,109.1,12.2,70,80,5", head=head)
    assert (findings, cameras[0].view_deg, cameras[0].reach_m) == ([], 70, 80)
    cameras, findings = _read("A1,Ngã tư,traffic,Công an,,90,,109.1,12.2")
    assert (findings, cameras[0].view_deg, cameras[0].reach_m) == ([], None, None)
