"""The sample as it lies in the database after the imports."""

import psycopg

from boundaries.sample import country
from gis_server.demo.sample import load_sample, sample_is_complete


def test_every_batch_was_applied_and_is_marked_simulated(sample_url: str) -> None:
    with psycopg.connect(sample_url) as connection:
        states = connection.execute("select distinct state, simulated from store.batch").fetchall()
        assert states == [("applied", True)]
        assert sample_is_complete(connection)


def test_loading_again_brings_nothing_in(sample_url: str) -> None:
    assert load_sample(sample_url) == ()


def test_the_split_commune_has_two_heirs_by_the_stated_shares_and_nothing_is_lost(sample_url: str) -> None:
    with psycopg.connect(sample_url) as connection:
        shares = connection.execute(
            "select s.share_old, s.method from boundaries.succession s join boundaries.unit u on u.id = s.old_unit"
            " where u.code = %s and s.relation = 'partial' order by 1",
            [country().special["split"]],
        ).fetchall()
        lost = connection.execute("select count(*) from boundaries.unassigned").fetchone()
    assert shares == [(0.4, "official"), (0.6, "official")]
    assert lost == (0,)


def test_only_the_straddling_commune_is_an_uncertain_member_of_its_former_district(sample_url: str) -> None:
    with psycopg.connect(sample_url) as connection:
        rows = connection.execute(
            "select u.code from boundaries.former_district f join boundaries.unit u on u.id = f.unit"
            " where f.share < 0.95 and u.level = 'commune'"
        ).fetchall()
    assert rows == [(country().special["straddling"],)]


def test_unchanged_communes_stay_the_same_unit_and_a_reused_code_does_not(sample_url: str) -> None:
    made = country()
    with psycopg.connect(sample_url) as connection:
        lives = connection.execute(
            "select valid_from::text, valid_to::text from boundaries.unit where code = %s order by 1",
            [made.special["reused"]],
        ).fetchall()
        versions = connection.execute(
            "select count(*) from boundaries.unit_version v join boundaries.unit u on u.id = v.unit"
            " where u.code in (%s, %s) and v.valid_from = '2026-04-30'",
            [made.special["promoted"], made.special["renamed"]],
        ).fetchone()
    assert lives == [("2020-01-01", "2025-07-01"), ("2025-07-01", None)]
    assert versions == (2,)
