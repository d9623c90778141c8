"""Units found by name, former name or code, at a place, and followed to today: on the sample."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from boundaries.lookup.at import units_at
from boundaries.lookup.home import Home, home
from boundaries.lookup.lineage import Successor, note_of, succession_of, successors_today
from boundaries.lookup.search import search

TODAY = date(2026, 5, 20)
NO_DEADLINE = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def sample(sample_url: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(sample_url) as lent:
        yield lent


@pytest.fixture(scope="module")
def here(sample: psycopg.Connection) -> Home:
    return home(sample, "97")


@pytest.fixture(scope="module")
def names(sample: psycopg.Connection) -> list[tuple[str, str]]:
    rows = sample.execute(
        "select u.code || '@' || u.valid_from, v.full_name from boundaries.unit_version v"
        " join boundaries.unit u on u.id = v.unit order by v.id"
    )
    return [(str(uid), str(name)) for uid, name in rows]


def found(sample: psycopg.Connection, here: Home, words: str, limit: int = 10) -> list[dict[str, Any]]:
    return search(sample, here.roots, words, limit)["results"]


def other_placement(name: str) -> str:
    """Move the tone mark of oa, oe, uy to the other vowel: Hòa → Hoà."""
    apart = unicodedata.normalize("NFD", name)
    moved = re.sub("([ou])([\u0300\u0301\u0303\u0309\u0323])([aey])(?![a-z])", r"\1\3\2", apart)
    return unicodedata.normalize("NFC", moved)


@st.composite
def spellings(draw: st.DrawFn, name: str) -> str:
    """Spell a name as someone may type it."""
    typed = other_placement(name) if draw(st.booleans()) else name
    if draw(st.booleans()):
        apart = unicodedata.normalize("NFD", typed)
        lost = draw(st.lists(st.booleans(), min_size=len(apart), max_size=len(apart)))
        typed = "".join(c for c, gone in zip(apart, lost, strict=True) if not (gone and unicodedata.combining(c)))
        typed = typed.replace("đ", "d") if draw(st.booleans()) else typed
    typed = draw(st.sampled_from([str, str.lower, str.upper, str.swapcase]))(typed)
    typed = unicodedata.normalize(draw(st.sampled_from(["NFC", "NFD"])), typed)
    return typed.replace(" ", draw(st.sampled_from([" ", "  ", "-", "\u00a0"])))


@NO_DEADLINE
@given(data=st.data())
def test_any_spelling_of_a_name_finds_the_same_units(
    data: st.DataObject, sample: psycopg.Connection, here: Home, names: list[tuple[str, str]]
) -> None:
    uid, name = data.draw(st.sampled_from(names))
    typed = data.draw(spellings(name))
    asked = {each["uid"] for each in found(sample, here, name, 50)}
    assert uid in asked
    assert {each["uid"] for each in found(sample, here, typed, 50)} == asked


@NO_DEADLINE
@given(words=st.text(max_size=30).filter(lambda words: "\x00" not in words and words.isprintable()))
def test_whatever_is_typed_is_answered(words: str, sample: psycopg.Connection, here: Home) -> None:
    reply = search(sample, here.roots, words)
    assert len(reply["results"]) <= 10
    assert not (reply["results"] and reply["suggestions"])


def test_spelling_decides_between_names_that_only_fold_to_the_same(sample: psycopg.Connection, here: Home) -> None:
    assert found(sample, here, "Lạc Ân")[0]["full_name"] == "Xã Lạc Ân"
    assert found(sample, here, "Lạc An")[0]["full_name"] == "Xã Lạc An"


def test_a_unit_stands_once_however_many_versions_it_has(sample: psycopg.Connection, here: Home) -> None:
    uids = [each["uid"] for each in found(sample, here, "van nam")]
    assert len(uids) == len(set(uids))


def test_a_renamed_unit_is_found_under_both_names(sample: psycopg.Connection, here: Home) -> None:
    old = next(each for each in found(sample, here, "xa son loi") if each["uid"] == "90205@2025-07-01")
    assert (old["match"], old["note"].vi) == ("former", "nay là Xã Tây Sơn Lĩnh")
    assert [now["uid"] for now in old["now"]] == ["90205@2025-07-01"]
    new = found(sample, here, "tây sơn lĩnh")[0]
    assert (new["uid"], new["match"], new["note"], new["to"]) == ("90205@2025-07-01", "name", None, None)


def test_a_commune_split_names_both_heirs_with_their_shares(sample: psycopg.Connection, here: Home) -> None:
    split = found(sample, here, "90145@2020-01-01")[0]
    assert split["match"] == "code"
    assert split["note"].vi == "nay thuộc Xã Phú Hà và Xã Xuân Lộc"
    assert split["note"].en == "now part of Xã Phú Hà and Xã Xuân Lộc"
    assert [now["share"] for now in split["now"]] == pytest.approx([0.6, 0.4], abs=0.01)


def test_a_code_of_two_units_finds_both_the_living_first(sample: psycopg.Connection, here: Home) -> None:
    both = [each["uid"] for each in found(sample, here, "90001")]
    assert both[:2] == ["90001@2025-07-01", "90001@2020-01-01"]


def test_units_of_home_come_before_others_as_close(sample: psycopg.Connection, here: Home) -> None:
    provinces = [each["code"] for each in found(sample, here, "tỉnh") if each["level"] == "province"]
    assert set(provinces[:3]) == {"97", "98"}
    assert set(provinces[3:]) == {"85", "88", "99"}


def test_a_misspelt_name_is_answered_with_those_most_alike(sample: psycopg.Connection, here: Home) -> None:
    reply = search(sample, here.roots, "xuan lcoc")
    assert reply["results"] == []
    assert "Xã Xuân Lộc" in [each["full_name"] for each in reply["suggestions"]]
    assert {each["match"] for each in reply["suggestions"]} == {"near"}


def test_a_district_lies_in_the_communes_grouped_from_it(sample: psycopg.Connection, here: Home) -> None:
    district = next(each for each in found(sample, here, "Huyện Sơn Lĩnh") if each["level"] == "district")
    assert district["note"].vi.startswith("địa bàn nay gồm ")
    assert 0.8 < sum(now["share"] for now in district["now"]) <= 1.0001


def test_a_long_list_of_heirs_is_counted_not_spelt_out() -> None:
    heirs = tuple(Successor(f"{n}@2025-07-01", n, f"Xã {n}", 0.2, 0.5) for n in range(5))
    assert note_of(heirs).vi == "nay thuộc Xã 0, Xã 1, Xã 2 và 2 đơn vị khác"
    assert note_of(()).vi == "chưa rõ nay thuộc đơn vị nào"


def test_succession_tells_both_directions(sample: psycopg.Connection) -> None:
    key = dict(sample.execute("select code || '@' || valid_from, id from boundaries.unit").fetchall())
    forward: Any = succession_of(sample, key["90145@2020-01-01"])["became"]
    assert [(step["full_name"], step["relation"]) for step in forward] == [
        ("Xã Phú Hà", "partial"),
        ("Xã Xuân Lộc", "partial"),
    ]
    backward: Any = succession_of(sample, key["97@2025-07-01"])["came_from"]
    assert {step["uid"] for step in backward} == {"97@2020-01-01", "98@2020-01-01"}
    assert sum(step["share_new"] for step in backward) == pytest.approx(1, abs=1e-6)


def test_what_is_in_force_has_no_successors(sample: psycopg.Connection) -> None:
    rows = sample.execute("select id from boundaries.unit where valid_to is null").fetchall()
    assert successors_today(sample, [int(key) for (key,) in rows]) == {}


def _at(sample: psycopg.Connection, lon: float, lat: float, on: date = TODAY) -> Any:
    return units_at(sample, lon, lat, on)


def test_a_place_has_the_units_of_its_day(sample: psycopg.Connection) -> None:
    row = sample.execute(
        "select ST_X(label_point), ST_Y(label_point), unit from boundaries.unit_version where code = '90145'"
    ).fetchone()
    assert row is not None
    before = _at(sample, row[0], row[1], date(2024, 6, 1))
    assert [unit["level"] for unit in before["units"]] == ["province", "district", "commune"]
    assert before["units"][-1]["id"] == row[2]
    assert [unit["level"] for unit in _at(sample, row[0], row[1])["units"]] == ["province", "commune"]


SHARED = """
select ST_X(p), ST_Y(p), v.full_name, w.full_name
from boundaries.unit_version v join boundaries.unit_version w on v.area_km2 < w.area_km2 and v.geom && w.geom
cross join lateral (select (ST_DumpPoints(ST_Intersection(v.geom, w.geom))).geom p) q
where v.level = 'commune' and w.level = 'commune' and v.valid_to is null and w.valid_to is null
  and (select count(*) from boundaries.unit_version x
       where x.level = 'commune' and x.valid_to is null and ST_Intersects(x.geom, p)) = 2
order by v.id, w.id limit 1
"""


def test_a_place_on_a_border_names_both_the_smaller_first(sample: psycopg.Connection) -> None:
    row = sample.execute(SHARED).fetchone()
    assert row is not None
    lon, lat, smaller, larger = row
    reply = _at(sample, lon, lat)
    assert [unit["full_name"] for unit in reply["units"] if unit["level"] == "commune"] == [smaller, larger]
    assert smaller in reply["note"].vi
    assert larger in reply["note"].vi


def test_a_province_without_communes_says_so(sample: psycopg.Connection) -> None:
    row = sample.execute(
        "select ST_X(label_point), ST_Y(label_point) from boundaries.unit_version where code = '99'"
    ).fetchone()
    assert row is not None
    reply = _at(sample, *row)
    assert [unit["code"] for unit in reply["units"]] == ["99"]
    assert "không nằm trong xã, phường nào" in reply["note"].vi


def test_the_open_sea_is_in_no_unit(sample: psycopg.Connection) -> None:
    reply = _at(sample, 115.0, 5.0)
    assert (reply["units"], reply["note"].en) == ([], "In no unit that the data has.")
