"""A unit drawn anew is known again by the official list, and keeps all that was ever said of it."""

from datetime import date

import psycopg
import pytest

from boundaries.lookup.carry import lives
from boundaries.lookup.units import unit_id
from tests.support.desk import NEW, Desk, Row, cell
from tests.support.figures import catalogue, write_csv, write_json

BEFORE: list[Row] = [
    ("90001", "Xã Diên An", "971", cell(0)),
    ("90002", "Phường Cửa Bé", "971", cell(0.1)),
    ("90003", "Xã Yên", "971", cell(0.2)),
]
# 90001 is drawn differently (85 per cent of the older shape); 90002 and 90003 became 90002, another unit of that code.
AFTER: list[Row] = [
    ("90001", "Phường Diên An", "97", cell(0.015, width=0.085)),
    ("90002", "Phường Cửa Bé", "97", cell(0.1, width=0.2)),
]
LIST = ("90001,90001,full", "90002,90002,full", "90003,90002,full")
TARGETS = ("indicator", "unit", "year", "value", "decision")


@pytest.fixture
def reformed(desk: Desk) -> Desk:
    """Lend a desk with both editions, before the list came, and figures on both sides of the reform."""
    desk.take(desk.write([("971", "Huyện Bắc", "97", cell(0, 0, 0.3))], name="huyen.gpkg"), level="district")
    desk.communes(BEFORE)
    assert desk.communes(AFTER, NEW).counts["new_units"] == 2
    desk.figures(write_json(desk.folder / "danh-muc.json", catalogue()))
    rows = [("tai-nan", "90001", "2025-05", 5, "", ""), ("tai-nan", "90001", "2025-08", 8, "", "")]
    assert desk.figures(write_csv(desk.folder / "so-lieu.csv", rows)).verdict == "applied"
    return desk


def _lives(desk: Desk) -> list[tuple[object, ...]]:
    return desk.ask(
        "select u.code, u.valid_from::text, u.valid_to::text, count(v.id) from boundaries.unit u"
        " join boundaries.unit_version v on v.unit = u.id where u.level = 'commune' group by u.id order by 1, 2"
    )


TWO_IDENTITIES = [("90001", "2020-01-01", "2025-07-01", 1), ("90001", "2025-07-01", None, 1)]
ONE = [("90001", "2020-01-01", None, 2)]
OTHERS = [
    ("90002", "2020-01-01", "2025-07-01", 1),
    ("90002", "2025-07-01", None, 1),
    ("90003", "2020-01-01", "2025-07-01", 1),
]


def test_a_unit_that_went_whole_into_its_own_code_is_one_unit_with_its_figures(reformed: Desk) -> None:
    assert _lives(reformed) == [*TWO_IDENTITIES, *OTHERS]
    tried = reformed.succeed(LIST, dry_run=True)
    assert (tried.verdict, tried.counts["same_units"]) == ("dry-run", 1)
    assert _lives(reformed) == [*TWO_IDENTITIES, *OTHERS]
    report = reformed.succeed(LIST)
    assert (report.verdict, report.counts["same_units"], report.counts["flows"]) == ("applied", 1, 2)
    assert _lives(reformed) == [*ONE, *OTHERS]
    figures = reformed.ask(
        "select o.period, o.value, o.revision, o.current, u.code || '@' || u.valid_from from indicators.observation o"
        " join boundaries.unit u on u.id = o.unit order by 1"
    )
    assert figures == [
        ("2025-05", 5, 1, True, "90001@2020-01-01"),
        ("2025-08", 8, 1, True, "90001@2020-01-01"),
    ]
    assert reformed.ask(
        "select count(*) from boundaries.succession s join boundaries.unit u on u.id = s.old_unit"
        " where u.code = '90001'"
    ) == [(0,)]
    assert reformed.ask("select unit from boundaries.unassigned") == []


def test_the_united_commune_keeps_its_former_district(reformed: Desk) -> None:
    reformed.succeed(LIST)
    rows = reformed.ask(
        "select u.code || '@' || u.valid_from, d.code, f.share from boundaries.former_district f"
        " join boundaries.unit u on u.id = f.unit join boundaries.unit d on d.id = f.district order by 1"
    )
    assert rows == [("90001@2020-01-01", "971", 1.0), ("90002@2025-07-01", "971", pytest.approx(1.0))]


def test_the_same_list_again_changes_nothing(reformed: Desk) -> None:
    first = reformed.succeed(LIST)
    again = reformed.succeed(LIST)
    assert (again.verdict, again.batch) == ("unchanged", first.batch)
    assert reformed.ask("select state from store.batch order by id desc limit 1") == [("unchanged",)]
    assert _lives(reformed) == [*ONE, *OTHERS]
    assert reformed.succeed(["90001,90001,full", "90002,90002,full"]).verdict == "applied", "another list is another"


def test_both_addresses_of_the_unit_lead_to_it(reformed: Desk) -> None:
    reformed.succeed(LIST)
    with psycopg.connect(reformed.url) as connection:
        found = {unit_id(connection, f"90001@{day}", date(2026, 1, 1)) for day in ("2020-01-01", "2025-07-01")}
        assert found == {unit_id(connection, "90001", date(2026, 1, 1))}
    rows = [("tai-nan", "90001@2025-07-01", "2025-09", 9, "", "")]
    assert reformed.figures(write_csv(reformed.folder / "chin.csv", rows)).verdict == "applied"


def test_figures_of_one_period_on_both_sides_become_revisions_and_the_later_target_stands(reformed: Desk) -> None:
    old, new = (
        reformed.ask(f"select id from boundaries.unit where code = '90001' and valid_from = '{day}'")[0][0]
        for day in ("2020-01-01", "2025-07-01")
    )
    with psycopg.connect(reformed.url) as connection:  # no import takes a period twice; an older program might have
        connection.execute(
            "insert into indicators.observation (indicator, unit, period, period_start, period_end, value, status,"
            " batch) select indicator, %s, period, period_start, period_end, 55, status, batch"
            " from indicators.observation where unit = %s",
            (new, old),
        )
    for name, unit, value in (("a.csv", "90001@2025-07-01", 70), ("b.csv", "90001@2020-01-01", 90)):
        row = ("tai-nan", unit, 2025, value, "QĐ 1")
        assert reformed.figures(write_csv(reformed.folder / name, [row], TARGETS)).counts["targets"] == 1
    report = reformed.succeed(LIST)
    assert (report.counts["figures_revised"], report.counts["targets_replaced"]) == (1, 1)
    rows = reformed.ask(
        "select value, revision, current, unit from indicators.observation where period = '2025-05' order by revision"
    )
    assert rows == [(5, 1, False, old), (55, 2, True, old)]
    assert reformed.ask("select unit, value from indicators.target") == [(old, 90)]


@pytest.mark.parametrize("share", ["", "0.3"])
def test_a_unit_with_another_predecessor_in_the_list_is_a_new_one(reformed: Desk, share: str) -> None:
    rest = "" if not share else "0.7"
    rows = ["90001,90001,full,", f"90003,90001,partial,{share}", f"90003,90002,partial,{rest}", "90002,90002,full,"]
    path = reformed.list_(rows, "old,new,relation,share", "khac.csv")
    status, said = reformed.command("succession", "import", str(path), "--map", "old=old,share=share")
    assert status == 0
    assert "same_units 0" in said
    assert ("The two shapes do not meet" in said) == (not share), (
        "what cannot be measured is a predecessor all the same"
    )
    assert _lives(reformed) == [*TWO_IDENTITIES, *OTHERS]


def test_the_command_tells_how_many_and_builds_the_tiles_anew(reformed: Desk) -> None:
    assert reformed.command("tiles", "build")[0] == 0
    path = reformed.list_(LIST)
    status, said = reformed.command("succession", "import", str(path), "--map", "old=old,new=new", "--dry-run")
    assert (status, "same_units 1" in said, "Built" in said) == (0, True, False)
    status, said = reformed.command("succession", "import", str(path), "--map", "old=old,new=new")
    assert (status, "same_units 1" in said, "Built" in said) == (0, True, True)
    status, said = reformed.command("succession", "import", str(path), "--map", "old=old,new=new")
    assert (status, "nothing new" in said, "Built" in said) == (0, True, False)


def test_people_are_carried_by_the_share_that_the_list_states_for_them(reformed: Desk) -> None:
    rows = ["90003,90001,partial,0.9", "90003,90002,partial,0.1", "90002,90002,full,", "90001,90001,full,"]
    path = reformed.list_(rows, "old,new,relation,nguoi", "dan-so.csv")
    options = ("--map", "old=old,share_population=nguoi")
    assert reformed.command("succession", "import", str(path), *options)[0] == 0
    units = {
        str(uid): int(key) for key, uid in reformed.ask("select id, code || '@' || valid_from from boundaries.unit")
    }
    names = {key: uid for uid, key in units.items()}
    with psycopg.connect(reformed.url) as connection:
        life = lives(connection, units.values())[units["90002@2025-07-01"]]
    parts = {(names[part.unit], part.weight, part.method) for part in life.before}
    assert parts == {("90003@2020-01-01", 0.1, "population"), ("90002@2020-01-01", 1.0, "official")}
