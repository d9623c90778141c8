"""Every general ability over every kind of layer: geometries and registers × instants, ranges, days and periods."""

import csv
import io
import json
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast
from zipfile import ZipFile

import mapbox_vector_tile
import psycopg
import pytest
from python_calamine import CalamineWorkbook

from gis_server.setup.web import FRONTEND, node_environment
from layers.core.clock import LOCAL
from tests.support.client import Client
from tests.support.grid import tile_of
from tests.support.kinds import IDS, KINDS, ROWS, make_kinds
from tests.support.server import serving

NOW = datetime(2026, 5, 20, 3, tzinfo=UTC)
EVALUATE = Path(__file__).resolve().parents[1] / "support" / "evaluate.mjs"
PLACED = tuple(key for key in IDS if "register" not in key)
CELLS = tuple(key for key in IDS if "point" in key or "register" in key)
NATURE = {"nature", "forest", "mangrove", "water"}
Row = dict[str, Any]
Rows = list[Row]


@pytest.fixture(scope="module")
def kinds(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """Lend a client of a server with a layer of every kind."""
    file = tmp_path_factory.mktemp("kinds") / "kinds.py"
    file.write_text(KINDS, encoding="utf-8")
    with psycopg.connect(database_url) as connection:
        make_kinds(connection)
    with serving(database_url, home="*", clock_at=NOW.isoformat(), GIS_LAYER_PATH=str(file)) as base:
        yield Client(base)


def _ask(client: Client, layer: str, verb: str, **asked: object) -> Any:
    answer = client.get(f"/api/collections/{layer}/{verb}", params=cast("Any", asked))
    assert answer.status_code == 200, answer.text
    return answer.json()


def _all(client: Client, layer: str, **asked: object) -> Rows:
    """All rows by following `next`; the number that matches is the same on every page."""
    page = _ask(client, layer, "items", limit=97, **asked)
    found: Rows = [{"key": each["id"], **each["properties"]} for each in page["features"]]
    matched = page["numberMatched"]
    while following := next((link["href"] for link in page["links"] if link["rel"] == "next"), None):
        page = client.get(following).json()
        assert page["numberMatched"] == matched
        found += [{"key": each["id"], **each["properties"]} for each in page["features"]]
    assert len(found) == matched
    return found


@pytest.mark.parametrize("layer", IDS)
def test_a_layer_says_what_it_is_and_what_it_offers(kinds: Client, layer: str) -> None:
    """A closed field is nowhere; a register has no places."""
    answer = kinds.get(f"/api/collections/{layer}")
    assert "phone" not in answer.text
    said = answer.json()
    placed = layer in PLACED
    assert (said["geometry"] is not None, "tiles" in said["offers"], "extent" in said) == (placed, placed, placed)
    assert {"items", "counts", "density", "export", "search"} <= set(said["offers"])
    assert (said["count"], said["known"]) == (ROWS if "range" not in layer else ROWS * 9 // 10, "range" in layer)
    assert said["time"]["kind"] == {"range": "instant"}.get(layer.rsplit("-", 1)[1], layer.rsplit("-", 1)[1])
    assert said["time"]["from"].startswith("2024-01-0")
    assert said["list"]["title"] == "name"
    assert said["freshness"]["late"] is True
    colors = {
        code["code"]: code["color"] for field in said["fields"] if field["name"] == "sort" for code in field["codes"]
    }
    assert list(colors) == ["built", "road", "nature", "forest", "mangrove", "water"]
    if said["style"]["by"] == "sort":
        assert colors["road"] == colors["built"]
        assert colors["mangrove"] == colors["nature"] != colors["water"]


@pytest.mark.parametrize("layer", IDS)
@pytest.mark.parametrize("sortby", [None, "whole", "-size", "name", "-happened"])
def test_a_list_is_sorted_paged_and_jumped_into(kinds: Client, layer: str, sortby: str | None) -> None:
    """Nulls last either way, ties by the key; a jump lands where following the pages comes."""
    asked = {} if sortby is None else {"sortby": sortby}
    rows = _all(kinds, layer, **asked)
    keys = [row["key"] for row in rows]
    assert len(set(keys)) == len(rows)
    if sortby is not None and sortby != "name":
        name = sortby.removeprefix("-")
        filled = sorted((row for row in rows if row[name] is not None), key=lambda row: row["key"])
        filled.sort(key=lambda row: row[name], reverse=sortby.startswith("-"))
        empty = sorted((row for row in rows if row[name] is None), key=lambda row: row["key"])
        assert keys == [row["key"] for row in (*filled, *empty)]
    for offset in (1, len(rows) // 2, len(rows) - 3):
        page = _ask(kinds, layer, "items", limit=5, offset=offset, **asked)
        assert [each["id"] for each in page["features"]] == keys[offset : offset + 5]


@pytest.mark.parametrize("layer", IDS)
def test_filters_roll_down_trees_and_know_types(kinds: Client, layer: str) -> None:
    """The same rows by item, count and bin."""
    rows = _all(kinds, layer)
    questions: tuple[tuple[str, Callable[[Row], object]], ...] = (
        ("sort = 'nature'", lambda row: row["sort"] in NATURE),
        ("sort <> 'nature'", lambda row: row["sort"] not in NATURE),
        ("sort in ('forest', 'road')", lambda row: row["sort"] in {"forest", "mangrove", "road"}),
        ("grade = 2", lambda row: row["grade"] == 2),
        ("grade is null or whole between 3 and 9", lambda row: row["grade"] is None or 3 <= row["whole"] <= 9),
        ("open = true and size >= 20.5", lambda row: row["open"] is True and row["size"] and row["size"] >= 20.5),
        ("name like '%dam nha%'", lambda row: "Đầm" in row["name"]),
        ("casei(name) like casei('CẦU%')", lambda row: row["name"].startswith("Cầu")),
        (r"name like '%100\%%'", lambda row: "100%" in row["name"]),
        ("t_after(day, DATE('2025-06-01'))", lambda row: row["day"] and row["day"] > "2025-06-01"),
        ("happened < DATE('2024-06-01')", lambda row: row["happened"] and _local(row["happened"]) < "2024-06-01"),
    )
    for written, holds in questions:
        wanted = [row["key"] for row in rows if holds(row)]
        assert wanted
        assert [row["key"] for row in _all(kinds, layer, filter=written)] == wanted, written
        assert _ask(kinds, layer, "counts", by="grade", filter=written)["numberMatched"] == len(wanted)
        bins = _ask(kinds, layer, "density", filter=written)
        assert sum(bins["count"]) + bins["undated"] == bins["total"] + bins["undated"] == len(wanted)
    as_json = json.dumps({"op": "=", "args": [{"property": "grade"}, 2]})
    assert len(_all(kinds, layer, filter=as_json)) == sum(row["grade"] == 2 for row in rows)


def _local(instant: str) -> str:
    return datetime.fromisoformat(instant).astimezone(LOCAL).date().isoformat()


@pytest.mark.parametrize("layer", IDS)
def test_time_is_a_span_by_the_layers_own_kind(kinds: Client, layer: str) -> None:
    """Instants inside it, ranges that it meets, periods of exactly this code; bins and rows agree."""
    axis = layer.rsplit("-", 1)[1]
    rows = _all(kinds, layer)
    for span in ("2025-03", "2025-03-05/2025-03-20", "P30D/..", "../2024-06", "../.."):
        found = _all(kinds, layer, datetime=span)
        bins = _ask(kinds, layer, "density", datetime=span, bins=40)
        assert bins["total"] + bins["undated"] == len(found)
        assert sum(bins["count"]) == bins["total"]
        assert len(bins["edges"]) == len(bins["count"]) + 1 <= 41
        split = _ask(kinds, layer, "density", datetime=span, bins=40, by="sort")
        assert sum(sum(each) for each in split["count"].values()) == bins["total"]
        assert found or axis == "period"
    march = {row["key"] for row in _all(kinds, layer, datetime="2025-03")}
    begun = {row["key"] for row in rows if row["day"] and row["day"].startswith("2025-03")}
    assert march == begun if axis in {"instant", "period"} else march > begun


@pytest.mark.parametrize("layer", IDS)
def test_counts_have_all_codes_in_order_and_roll_up(kinds: Client, layer: str) -> None:
    """Zeros included; what is not listed and what is missing stand apart."""
    rows = _all(kinds, layer)
    said = _ask(kinds, layer, "counts", by="sort")
    found = {row["code"]: row for row in said["rows"]}
    assert list(found) == ["built", "road", "nature", "forest", "mangrove", "water"]
    assert found["nature"]["total"] == sum(row["sort"] in NATURE for row in rows)
    assert found["nature"]["count"] == sum(row["sort"] == "nature" for row in rows)
    graded = _ask(kinds, layer, "counts", by="grade")
    assert graded["other"] == sum(row["grade"] == 9 for row in rows)
    assert graded["missing"] == sum(row["grade"] is None for row in rows)
    whole = _ask(kinds, layer, "counts", by="whole")
    assert sum(row["count"] for row in whole["rows"]) + whole["other"] + whole["missing"] == len(rows)
    assert all(isinstance(row["code"], int) for row in whole["rows"])


@pytest.mark.parametrize("layer", IDS)
def test_an_export_is_the_whole_question_in_every_form(kinds: Client, layer: str) -> None:
    """Typed cells in the spreadsheet, titles of codes, nothing that runs as a formula, nothing closed."""
    asked = {"filter": "sort = 'nature'", "sortby": "-size", "lang": "en"}
    rows = _all(kinds, layer, **asked)
    files = {
        form: kinds.get(f"/api/collections/{layer}/export", params={**asked, "f": form})
        for form in ("csv", "xlsx", "geojson")
    }
    assert all("attachment" in file.headers["content-disposition"] for file in files.values())
    features = files["geojson"].json()["features"]
    assert [each["id"] for each in features] == [row["key"] for row in rows]
    assert (features[0]["geometry"] is None) == ("register" in layer)
    lines = list(csv.reader(io.StringIO(files["csv"].content.decode("utf-8-sig"))))
    assert len(lines) == len(rows) + 1
    assert lines[0][:3] == ["Name", "Grade", "Sort"]
    assert {line[2] for line in lines[1:]} == {"Nature", "Forest", "Mangrove", "Water"}
    assert not any(line[0].startswith(("=", "＝")) for line in lines)
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(files["xlsx"].content)).get_sheet_by_index(0).to_python()
    assert [row[3] for row in sheet[1:6]] == [row["size"] for row in rows[:5]]
    assert [str(row[0]) for row in sheet[1:]] == [row["name"] for row in rows]
    with ZipFile(io.BytesIO(files["xlsx"].content)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
        assert b"0900" not in archive.read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize("layer", IDS)
def test_what_is_drawn_has_the_colours_and_counts_of_the_legend(kinds: Client, layer: str) -> None:
    """By MapLibre's own evaluation, for whole numbers and text alike; a register is not drawn."""
    if layer not in PLACED:
        for verb in ("legend", "style.json", "tiles", "tilejson.json"):
            refused = kinds.get(f"/api/collections/{layer}/{verb}")
            assert (refused.status_code, "items" in refused.json()["limit"]) == (404, True)
        assert kinds.get(f"/tiles/{layer}/live/8/1/1.mvt").status_code == 404
        return
    legend = _ask(kinds, layer, "legend", datetime="../..")
    by = kinds.get(f"/api/collections/{layer}").json()["style"]["by"]
    drawn = _ask(kinds, layer, "style.json")["layers"][0]["paint"]
    color = next(drawn[name] for name in drawn if name in {"circle-color", "line-color", "fill-color"})
    rows = [row for row in legend["rows"] if row["key"] != "other"]
    questions = [[color, {by: int(row["key"]) if by == "grade" else row["key"]}] for row in rows]
    answer = subprocess.run(
        ["node", str(EVALUATE), str(FRONTEND)],
        input=json.dumps(questions), capture_output=True, text=True, check=True, env=node_environment(),
    )  # fmt: skip
    assert json.loads(answer.stdout) == [row["color"] for row in rows]
    assert sum(row["count"] for row in legend["rows"] if not row["within"]) == legend["numberMatched"]
    assert legend["span"]["default"] is False


@pytest.mark.parametrize("layer", PLACED)
def test_tiles_legend_and_identify_show_the_same_part_of_time(kinds: Client, layer: str) -> None:
    """Unasked, the layer's own default; its keys come back as they are."""
    x, y = tile_of((109.1, 12.07), 8)
    legend = _ask(kinds, layer, "legend")
    assert legend["span"]["default"] is True
    tile = kinds.get(f"/tiles/{layer}/live/8/{x}/{y}.mvt")
    assert int(tile.headers["gis-total"]) == legend["numberMatched"] > 0
    decoded = cast("dict[str, Any]", mapbox_vector_tile.decode(tile.content))[layer]["features"]
    keys = {each["properties"].get("_key", each.get("id")) for each in decoded}
    asked = {"layers": layer, "lon": 109.1, "lat": 12.07, "radius_m": 50_000}
    for here in kinds.get("/api/identify", params=asked).json()["layers"]:
        assert {each["id"] for each in here["features"]} <= keys
    narrowed = kinds.get(f"/tiles/{layer}/live/8/{x}/{y}.mvt", params={"filter": "grade = 2", "datetime": "../.."})
    assert int(narrowed.headers["gis-total"]) == len(_all(kinds, layer, filter="grade = 2"))
    chosen = {**asked, "datetime": "../..", "filters": json.dumps({layer: "grade = 2"})}
    for found in kinds.get("/api/identify", params=chosen).json()["layers"]:
        assert {each["properties"]["grade"] for each in found["features"]} == {2}


@pytest.mark.parametrize("layer", PLACED)
def test_a_layer_tells_what_its_default_is_so_that_all_can_be_asked_the_same(kinds: Client, layer: str) -> None:
    """Asked for it, rows and counts are those that tiles and legend show unasked."""
    time = kinds.get(f"/api/collections/{layer}").json()["time"]
    assert (time["latest"] is not None) == (time["default"] == "latest")
    if time["default"] == "all":
        return
    today = NOW.astimezone(LOCAL).date().isoformat()
    now = NOW.isoformat() if time["kind"] == "instant" else today
    asked = now if time["default"] == "now" else time["latest"]
    legend = _ask(kinds, layer, "legend")
    rows = _all(kinds, layer, datetime=asked)
    assert 0 < len(rows) == legend["numberMatched"] < ROWS
    assert _ask(kinds, layer, "counts", by="grade", datetime=asked)["numberMatched"] == len(rows)
    assert _ask(kinds, layer, "legend", datetime=asked)["rows"] == legend["rows"]
    everything = _ask(kinds, layer, "items", limit=1, datetime="../..")["numberMatched"]
    assert _ask(kinds, layer, "legend", datetime="../..")["numberMatched"] == everything > len(rows)


@pytest.mark.parametrize("layer", CELLS)
def test_hexagons_hold_all_rows_of_a_filter_with_or_without_places(kinds: Client, layer: str) -> None:
    """Counts and sums."""
    rows = _all(kinds, layer, filter="sort = 'nature'")
    cells = _ask(kinds, layer, "hexes", res=7, filter="sort = 'nature'")
    assert sum(cells["count"]) == len(rows)
    assert sum(size or 0 for size in cells["size"]) == sum(row["size"] or 0 for row in rows)


@pytest.mark.parametrize("layer", [key for key in IDS if "range" in key])
def test_what_was_known_then_is_asked_by_known(kinds: Client, layer: str) -> None:
    """Superseded rows are shown as of their time only."""
    now, then = (_all(kinds, layer, **asked) for asked in ({}, {"known": "2024-12-31"}))
    assert (len(now), len(then)) == (ROWS * 9 // 10, ROWS)
    assert kinds.get("/api/collections/kind-point-day/items", params={"known": "2024"}).status_code == 400


@pytest.mark.parametrize(
    ("asked", "value"),
    [
        ("grade = 'two'", "grade: two"),
        ("grade = 1.5", "grade: 1.5"),
        ("size = 'big'", "size: big"),
        ("day = 'soon'", "day: soon"),
        ("open = 1", "open: 1.0"),
        ("sort = nature", "sort = nature"),
        ("phone = '0900'", "phone"),
        ("until = DATE('2024-01-01')", "until"),
        ("soundex(name) = 'x'", None),
        ("t_equals(day, DATE('2024-01-01'))", "t_equals"),
        ("s_intersects(phone, BBOX(1,2,3,4))", "phone"),
        ("name = 'x' and (", None),
        ("(" * 3000, None),
        ("not " * 900 + "grade = 1", None),
        ("size > 10 10", None),
    ],
)
def test_a_filter_that_cannot_be_used_is_refused_in_words(kinds: Client, asked: str, value: str | None) -> None:
    """Field, value, type and remedy; never the words of the database."""
    answer = kinds.get("/api/collections/kind-point-range/items", params={"filter": asked})
    assert answer.status_code == 400, answer.text
    said = answer.json()
    assert said["limit"]
    assert said["vi"]["remedy"]
    if value is not None:
        assert said["value"] == value


@pytest.mark.parametrize(
    "asked",
    [{"cursor": "abc"}, {"cursor": "WyIiLHRydWUsWyIxIl1d", "sortby": "size"}, {"sortby": "phone"}, {"sortby": "-"}],
)
def test_a_list_refuses_orders_and_cursors_that_it_does_not_have(kinds: Client, asked: dict[str, str]) -> None:
    """A closed field sorts nothing: its order would tell its values."""
    answer = kinds.get("/api/collections/kind-point-day/items", params=asked)
    assert answer.status_code == 400
    assert answer.json()["limit"]
