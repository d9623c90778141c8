"""The second family: imported from CSV, served by every general ability without a line of its own."""

from pathlib import Path

import psycopg
import pytest

from layers.cameras.ingest import import_cameras
from layers.core.clock import FixedClock
from tests.support.client import Client

HEAD = "code,name,kind,owner,place,heading,lon,lat\n"
ROW = "C7,Chợ Đầm,traffic,Công an A,Chợ,10,109.19,12.25\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Lend a folder for files to send."""
    return tmp_path


def _send(
    url: str, folder: Path, content: str, clock: FixedClock, *, dry_run: bool = False
) -> tuple[str, dict[str, int]]:
    path = folder / "send.csv"
    path.write_text(content, encoding="utf-8")
    report = import_cameras(lambda: psycopg.connect(url), path, clock=clock, dry_run=dry_run)
    return report.verdict, report.counts


def test_sending_the_same_again_changes_nothing(database_url: str, folder: Path, clock: FixedClock) -> None:
    """Not even when the file differs in its order or name."""
    assert _send(database_url, folder, HEAD + ROW, clock) == ("applied", {"rows": 1, "added": 1, "changed": 0})
    assert _send(database_url, folder, HEAD + ROW, clock)[0] == "unchanged"
    assert _send(database_url, folder, HEAD + ROW + "\n", clock)[1] == {"rows": 1, "added": 0, "changed": 0}


def test_one_bad_row_refuses_the_file_whole(database_url: str, folder: Path, clock: FixedClock) -> None:
    """And a dry run says the same without a batch."""
    bad = HEAD + "C8,Cầu,traffic,Công an A,,,109.1,12.2\nC9,Cầu,radar,Công an A,,,109.1,12.2\n"
    assert _send(database_url, folder, bad, clock, dry_run=True)[0] == "refused"
    assert _send(database_url, folder, bad, clock)[0] == "refused"
    with psycopg.connect(database_url) as connection:
        assert connection.execute("select count(*) from cameras.camera where code in ('C8', 'C9')").fetchone() == (0,)
        row = connection.execute(
            "select state, findings->0->>'row' from store.batch order by id desc limit 1"
        ).fetchone()
    assert row == ("refused", "3")


def test_the_general_abilities_serve_it(served: Client) -> None:
    """Items, legend and identify know its fields."""
    items = served.get("/api/collections/cameras/items", params={"filter": "kind='traffic'"}).json()
    assert "Cầu Xóm Bóng" in [feature["properties"]["name"] for feature in items["features"]]
    rows = served.get("/api/collections/cameras/legend").json()["rows"]
    assert {row["key"] for row in rows} == {"traffic", "public_order", "high_mounted", "one_stop"}
    found = served.get("/api/identify", params={"lon": 109.19, "lat": 12.26, "layers": "cameras"}).json()
    seen = found["layers"][0]["features"][0]["properties"]
    assert (seen["heading_deg"], seen["view_deg"], seen["reach_m"]) == (90, 70, 80)


def test_names_are_sorted_as_vietnamese_words_and_numbers_by_their_value(
    database_url: str, served: Client, folder: Path, clock: FixedClock
) -> None:
    """đ comes after d, ă after a, and 94 before 120; the page of the list and the file are in one order."""
    wanted = ["Bờ Kè 94", "Bờ Kè 120", "Cảng cá", "Dốc Lết", "Đại lộ", "Tháp Bà", "vành đai", "ven biển"]
    rows = [f"S{n},{name},traffic,Sở Giao thông,,,109.3,12.3" for n, name in enumerate(sorted(wanted))]
    assert _send(database_url, folder, HEAD + "\n".join(rows) + "\n", clock)[0] == "applied"
    asked = {"filter": "owner='Sở Giao thông'", "sortby": "name"}
    items = served.get("/api/collections/cameras/items", params=asked).json()["features"]
    assert [item["properties"]["name"] for item in items] == wanted
    last = served.get("/api/collections/cameras/items", params={**asked, "limit": 3}).json()
    after = next(link["href"] for link in last["links"] if link["rel"] == "next")
    following = served.get(after.removeprefix(served.base)).json()["features"]
    assert [item["properties"]["name"] for item in following] == wanted[3:6]
    table = served.get("/api/collections/cameras/export", params=asked).content.decode("utf-8-sig").splitlines()
    assert [line.split(";")[1] for line in table[1:]] == wanted
    assert table[0].endswith("Kinh độ WGS 84;Vĩ độ WGS 84")
    assert table[1].endswith("109,300000;12,300000")
