"""The table behind the map and its file: the rows that the page lists, and cells that say what they are."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest

from boundaries.lookup.home import home
from boundaries.lookup.units import unit_columns
from layers.indicators.matrix.home_units import load_home_units
from layers.indicators.replies.table import MARKS, units_of_level
from layers.indicators.sample.cases import DEFAULT
from tests.support.client import Client
from tests.support.replies import ids_of

Reply = dict[str, Any]
Version = dict[str, Any]
EDITIONS = ("2020-01-01", "2025-07-01", "2026-04-30")
OLD, NOW = EDITIONS[0], EDITIONS[-1]
LEVELS = {"province": "p", "district": "d", "commune": "c"}
WORDS = Path(__file__).resolve().parents[2] / "frontend/src/families/indicators"
PAGE = {
    ".": "statusFinal", "p": "statusProvisional", "r": "statusRevised", "c": "carriedRule", "g": "carriedGroup",
    "o": "blankO", "s": "blankS", "w": "blankW", "d": "blankD", "n": "blankN", "k": "stale",
}  # fmt: skip
"""The page's names of the words that stand alone there too."""
PROVINCE_ONCE, DISTRICT_ONCE = "98@2020-01-01", "983@2020-01-01"


@pytest.fixture(scope="module")
def client(sample_server: str) -> Iterator[Client]:
    """Ask the sample's server."""
    with Client(sample_server) as opened:
        yield opened


class Page:
    """The page's own way from a scope to rows, over the reply that it reads (frontend/src/lib/units.ts)."""

    def __init__(self, columns: Reply) -> None:
        """Gather the versions of each unit, oldest first."""
        names = [name for name, column in columns.items() if len(column) == len(columns["ids"])]
        rows = [dict(zip(names, row, strict=True)) for row in zip(*(columns[name] for name in names), strict=True)]
        self.versions: dict[int, list[Version]] = {}
        for row in sorted(rows, key=lambda row: row["from"]):
            self.versions.setdefault(row["ids"], []).append(row)

    def alive(self, unit: int, day: str) -> bool:
        """Say whether a unit is in force on a day."""
        return any(_at(version, day) for version in self.versions[unit])

    def version(self, unit: int, day: str) -> Version:
        """Return a unit's version of a day, or its last."""
        found = self.versions[unit]
        return next((version for version in found if _at(version, day)), found[-1])

    def inside(self, version: Version, ancestor: int, day: str) -> bool:
        """Say whether a version lies in a unit: by parents, or by the former district where the unit is no more."""
        if ancestor in (version["ids"], version["parent"], version["province"]):
            return True
        if version["former"] is not None and not self.alive(ancestor, day):
            former = version["former"]
            if former == ancestor or self.inside(self.version(former, day), ancestor, day):
                return True
        parent = None if version["parent"] is None else self.version(version["parent"], day)
        return parent is not None and parent["parent"] == ancestor

    def painted(self, level: str, day: str) -> list[Version]:
        """Return what the map draws."""
        there = [self.version(unit, day) for unit in self.versions if self.alive(unit, day)]
        if level != "former":
            return [version for version in there if version["level"] == LEVELS[level]]
        groups = {version["former"] for version in there if version["former"] is not None}
        return [self.version(unit, day) for unit in groups]

    def listed(self, level: str, day: str, scope: int) -> set[int]:
        """Return what the map lists when it is entered into a unit: all of home where that holds none."""
        painted = self.painted(level, day)
        found = {version["ids"] for version in painted if self.inside(version, scope, day)}
        return found or {version["ids"] for version in painted}


def _at(version: Version, day: str) -> bool:
    return version["from"] <= day and (version["to"] is None or day < version["to"])


@pytest.mark.parametrize("day", EDITIONS)
def test_the_rows_are_the_pages_for_every_unit_that_can_be_entered(sample_url: str, day: str) -> None:
    """Of today and of once, in every edition and at every level that the edition offers."""
    with psycopg.connect(sample_url) as connection:
        ours = home(connection, "97")
        home_units, page = load_home_units(connection, ours), Page(unit_columns(connection, ours))
    for level in ("province", "district", "commune") if day == OLD else ("province", "former", "commune"):
        assert page.painted(level, day)
        for scope in page.versions:
            rows = units_of_level(home_units, level, date.fromisoformat(day), scope)
            assert set(rows) == page.listed(level, day, scope), (level, page.versions[scope][-1]["uid"])
            assert len(rows) == len(set(rows))


def _table(client: Client, code: str = DEFAULT, **asked: str) -> set[str]:
    reply = client.get(f"/api/indicators/{code}/table", params={"period": "2026-04", "edition": NOW} | asked)
    assert reply.status_code == 200, reply.text
    return {row["uid"] for row in reply.json()["rows"]}


def test_a_former_district_lists_the_communes_that_lie_mostly_in_it(client: Client) -> None:
    """Also those that were founded after its end: of the many that it once held, few went on."""
    columns = client.get("/api/units").json()
    district = columns["ids"][columns["uid"].index(DISTRICT_ONCE)]
    now = [i for i, end in enumerate(columns["to"]) if end is None]
    members = {columns["uid"][i] for i in now if columns["former"][i] == district}
    went_on = {columns["uid"][i] for i, parent in enumerate(columns["parent"]) if parent == district} & members
    assert len(members) > len(went_on)
    assert _table(client, level="commune", within=DISTRICT_ONCE) == members
    asked = {"level": "commune", "edition": NOW, "within": DISTRICT_ONCE}
    matrix = client.get(f"/api/indicators/{DEFAULT}/values", params=asked).json()
    assert {columns["uid"][columns["ids"].index(unit)] for unit in ids_of(matrix)} == members


def test_a_former_province_lists_its_own_districts_and_their_communes(client: Client) -> None:
    """The districts of the other one stay away."""
    everywhere, here = (_table(client, level="former", **at) for at in ({}, {"within": PROVINCE_ONCE}))
    assert here
    assert here < everywhere
    assert _table(client, level="former", edition=OLD, within=PROVINCE_ONCE) == here
    communes = {uid for district in here for uid in _table(client, level="commune", within=district)}
    assert _table(client, level="commune", within=PROVINCE_ONCE) == communes


def test_a_unit_of_another_province_is_refused_by_its_id(sample_server: str, sample_url: str, client: Client) -> None:
    """The country's units are there for search; a table has only home's."""
    del sample_server
    columns = set(client.get("/api/units").json()["uid"])
    with psycopg.connect(sample_url) as connection:
        uids = connection.execute("select code || '@' || valid_from from boundaries.unit order by 1").fetchall()
    outside = next(uid for (uid,) in uids if uid not in columns)
    for level in ("commune", "former"):
        asked = {"period": "2026-04", "level": level, "within": outside}
        reply = client.get(f"/api/indicators/{DEFAULT}/table", params=asked)
        assert reply.status_code == 404
        assert reply.json()["value"] == outside
        assert reply.json()["vi"]["remedy"]


def _file(client: Client, code: str, language: str) -> list[dict[str, str]]:
    asked = {"period": "2026-04", "level": "commune", "format": "csv", "lang": language}
    reply = client.get(f"/api/indicators/{code}/table", params=asked)
    return list(
        csv.DictReader(
            io.StringIO(reply.content.decode("utf-8-sig")), delimiter=";" if language == "vi" else ",", strict=True
        )
    )


@pytest.mark.parametrize(
    ("code", "vi", "en"),
    [("thu-ngan-sach", "%", "%"), (DEFAULT, "điểm %", "pp")],
)
def test_a_change_says_its_unit_in_the_file(client: Client, code: str, vi: str, en: str) -> None:
    """Relative ones are per cent of the figure before, those of percentages are points; none has none."""
    rows = _file(client, code, "vi")
    changed = [row for row in rows if row["Thay đổi"]]
    assert changed
    assert {row["Đơn vị của thay đổi"] for row in changed} == {vi}
    assert {row["Đơn vị của thay đổi"] for row in rows if not row["Thay đổi"]} <= {""}
    assert {row["Unit of the change"] for row in _file(client, code, "en") if row["Change"]} == {en}


def test_an_english_file_has_points_in_numbers_and_commas_between_cells(client: Client) -> None:
    """The same rows and figures as the Vietnamese one, as the files of every layer are written."""
    vi, en = (_file(client, DEFAULT, language) for language in ("vi", "en"))
    assert [row["Code"] for row in en] == [row["Mã"] for row in vi]
    assert [row["Value"] for row in en] == [row["Giá trị"].replace(",", ".") for row in vi]
    assert any("." in row["Value"] for row in en)


@pytest.mark.parametrize(
    ("language", "file"), [("vi", "words.vi.ts"), ("en", "words.en.ts")], ids=["vi-words.ts", "en-words.en.ts"]
)
def test_a_mark_is_told_in_the_words_of_the_page(language: str, file: str) -> None:
    """In the file and in the legend a reader meets the word that stands on the screen."""
    words = dict(re.findall(r"^  (\w+): '([^']*)',$", (WORDS / file).read_text(encoding="utf-8"), re.MULTILINE))
    assert {mark: getattr(MARKS[mark], language) for mark in PAGE} == {mark: words[name] for mark, name in PAGE.items()}
