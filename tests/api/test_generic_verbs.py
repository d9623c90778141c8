"""A layer declared in one temporary file is served by every general ability, and refusals say what to do."""

import csv
import io
import json
import re

import pytest

from tests.support.client import Client
from tests.support.grid import tile_of

ITEMS = "/api/collections/wells/items"


def test_the_layer_is_a_collection_with_its_extent(served: Client) -> None:
    """Listed and described without a second edit."""
    listed = [each["id"] for each in served.get("/api/collections").json()["collections"]]
    assert "wells" in listed
    described = served.get("/api/collections/wells", params={"lang": "en"}).json()
    assert described["title"] == "Bored wells"
    assert described["extent"]["spatial"]["bbox"] == [[109.01, 12.01, 109.25, 12.25]]


def test_following_next_gives_every_row_once(served: Client) -> None:
    """Nothing is cut silently: the whole number is said on each page."""
    seen: list[int] = []
    url: str | None = f"{ITEMS}?limit=10"
    while url is not None:
        page = served.get(url).json()
        assert page["numberMatched"] == 25
        seen += [feature["id"] for feature in page["features"]]
        url = next((link["href"] for link in page["links"] if link["rel"] == "next"), None)
    assert seen == list(range(1, 26))


def test_box_time_and_filter_hold_together(served: Client) -> None:
    """Each narrows the rows."""
    asked = {"bbox": "109,12,109.105,12.105", "datetime": "2024-01-04/2024-01-09", "filter": "use='farm'"}
    assert [f["id"] for f in served.get(ITEMS, params=asked).json()["features"]] == [4, 6, 8]


def test_a_field_closed_to_the_scope_is_nowhere(served: Client) -> None:
    """Neither in items, nor in the description, nor in the export."""
    for path in (ITEMS, f"{ITEMS}?f=csv", "/api/collections/wells", f"{ITEMS}/1"):
        answer = served.get(path)
        assert answer.status_code == 200
        assert not re.search(r"(?<!\d)0900(?!\d)", answer.text)
        assert "phone" not in answer.text


def test_the_export_opens_in_a_vietnamese_spreadsheet(served: Client) -> None:
    """Byte order mark, semicolons, decimal commas, titles of codes, and no cell that runs as a formula."""
    answer = served.get(ITEMS, params={"f": "csv", "limit": 2})
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert rows[0] == ["Tên", "Mục đích", "Độ sâu (m)", "Ngày khoan", "Kinh độ WGS 84", "Vĩ độ WGS 84"]
    assert rows[2] == ["'=Giếng 2", "Tưới", "2,5", "3/1/2024", "109,020000", "12,020000"]


def test_identify_names_every_layer_at_the_point(served: Client) -> None:
    """Within the radius, and no further."""
    found = served.get("/api/identify", params={"lon": 109.05, "lat": 12.05, "radius_m": 100}).json()
    assert [(each["layer"], [f["id"] for f in each["features"]]) for each in found["layers"]] == [("wells", [5])]


def test_the_legend_counts_rows_per_code(served: Client) -> None:
    """The counts are those of the rows."""
    rows = served.get("/api/collections/wells/legend").json()["rows"]
    assert {row["key"]: row["count"] for row in rows} == {"farm": 12, "home": 13}


def test_style_and_tilejson_stand_by_themselves(served: Client) -> None:
    """A plain client needs nothing else of us."""
    tilejson = served.get("/api/collections/wells/tilejson.json").json()
    assert tilejson["vector_layers"][0]["fields"]["depth_m"] == "Number"
    style = served.get("/api/collections/wells/style.json").json()
    assert style["version"] == 8
    assert style["layers"][0]["source-layer"] == "wells"


def test_an_unchanged_reply_is_304_and_head_has_the_same_headers(served: Client) -> None:
    """Without a body."""
    first = served.get(ITEMS)
    again = served.get(ITEMS, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    head = served.head(ITEMS)
    assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", first.headers["etag"])


@pytest.mark.parametrize(
    ("path", "status", "value"),
    [
        ("/api/collections/nowhere", 404, "nowhere"),
        (f"{ITEMS}/9999", 404, "9999"),
        (f"{ITEMS}/abc", 404, "abc"),
        (f"{ITEMS}?limit=10001", 400, "10001"),
        (f"{ITEMS}?bbox=1,2,3", 400, "1,2,3"),
        (f"{ITEMS}?datetime=soon", 400, "soon"),
        (f"{ITEMS}?filter=depth_m=1", 400, "depth_m"),
        (f"{ITEMS}?limt=5", 400, "5"),
        ("/api/identify?lon=200&lat=1", 400, "200"),
        ("/api/nothing-here", 404, "api/nothing-here"),
        ("/tiles/wells/000000000000/1/0/0.mvt", 404, "000000000000"),
    ],
)
def test_a_refusal_names_value_and_remedy_in_both_languages(served: Client, path: str, status: int, value: str) -> None:
    """Problem details, RFC 9457."""
    answer = served.get(path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["value"] == value
    assert problem["vi"]["detail"]
    assert problem["en"]["detail"]


@pytest.mark.parametrize(
    ("path", "value", "limit", "vi", "en"),
    [
        (f"{ITEMS}?limit=-1", "-1", "1 – 10000", "phải ≥ 1", "it must be ≥ 1"),
        (f"{ITEMS}?limit=ten", "ten", None, "phải là số nguyên", "it must be a whole number"),
        (f"{ITEMS}?f=xls", "xls", "json, csv", "phải là một trong: json, csv", "it must be one of: json, csv"),
        (
            f"{ITEMS}?limt=5",
            "5",
            "bbox, datetime, known, filter, filter-lang, lang, sortby, limit, offset, cursor, f",
            "Không có tham số “limt”",
            "There is no parameter “limt”",
        ),
        ("/api/identify?lat=1", None, "-180 – 180", "Thiếu tham số “lon”", "The parameter “lon” is missing"),
        (
            f"{ITEMS}?datetime=2024-06-02/2024-06-01",
            "2024-06-02/2024-06-01",
            "2024-06-02 ≤ 2024-06-01",
            "trước khi bắt đầu",
            "before it begins",
        ),
    ],
)
def test_a_parameter_is_refused_with_what_is_allowed(
    served: Client, path: str, value: str | None, limit: str | None, vi: str, en: str
) -> None:
    """The limit is the same in both languages; the words are each in their own."""
    problem = served.get(path).json()
    assert problem["status"] == 400
    assert (problem["value"], problem["limit"]) == (value, limit)
    assert vi in problem["vi"]["detail"]
    assert en in problem["en"]["detail"]
    for language in ("vi", "en"):
        assert "Input should" not in json.dumps(problem[language], ensure_ascii=False)


def test_a_value_of_the_wrong_type_is_refused_without_sql(served: Client) -> None:
    """The database's own words stay inside."""
    answer = served.get(ITEMS, params={"filter": "drilled_on='soon'"})
    assert answer.status_code == 400
    assert "select" not in answer.text.lower()


def test_another_method_is_refused_as_a_problem(served: Client) -> None:
    """The framework's own refusals look the same."""
    answer = served.post(ITEMS)
    assert answer.status_code == 405
    assert answer.json()["status"] == 405


def test_no_reply_allows_another_host(served: Client) -> None:
    """The policy is on every reply, refusals included."""
    for path in ("/api", "/api/nothing-here", "/docs"):
        assert "default-src 'self'" in served.get(path).headers["content-security-policy"]
    assert "://" not in served.get("/docs").text


def test_every_general_ability_serves_the_declared_layer(served: Client) -> None:
    """One declaration in one file is all; the same row comes out of each door."""
    x, y = tile_of((109.01, 12.01), 14)
    place = {"lon": 109.01, "lat": 12.01, "radius_m": 10, "layers": "wells"}
    doors = {
        "items": served.get(f"{ITEMS}/1").text,
        "search": served.get("/api/units/search", params={"q": "dien hoa"}).text,
        "identify": served.get("/api/identify", params=place).text,
        "table": served.get(ITEMS, params={"f": "csv", "limit": 1}).content.decode(),
        "tile": served.get(f"/tiles/wells/live/14/{x}/{y}.mvt").content.decode(errors="ignore"),
        "complete tile": served.get(f"/api/collections/wells/tiles/WebMercatorQuad/14/{y}/{x}").content.decode(
            errors="ignore"
        ),
    }
    assert [door for door, content in doors.items() if "Giếng Diên Hoà" not in content] == []
    assert sum(row["count"] for row in served.get("/api/collections/wells/legend").json()["rows"]) == 25
    assert sum(served.get("/api/collections/wells/hexes", params={"res": 8}).json()["count"]) == 25
