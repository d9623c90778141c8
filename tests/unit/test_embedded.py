"""The embedded PostgreSQL, really started: joined, left, killed, started again."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg.sql import SQL, Identifier
from psycopg.types.json import Jsonb

from gis_server.database import postgres
from gis_server.database.embedded import EmbeddedCluster
from gis_server.database.grants import APPLICATION, READER, grant, grant_reader
from gis_server.database.migrate import migrate
from gis_server.database.roles import prepare
from layers.core.errors import UnavailableError
from layers.core.source import Table
from layers.discovery import installed
from layers.registry import code_registry, full_registry
from tests.support.waiting import until
from tests.support.wells import SPRINGS

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def folder() -> Iterator[Path]:
    """Lend a folder that the user postgres can reach too (pytest's own lies under a closed one)."""
    made = Path(tempfile.mkdtemp(prefix="gis-embedded-"))
    made.chmod(0o755)
    yield made / "cluster"
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture
def running(folder: Path) -> Iterator[EmbeddedCluster]:
    """Lend a started cluster that keeps what it is given until the test ends."""
    cluster = EmbeddedCluster(folder, fsync=False)
    cluster.start()
    yield cluster
    cluster.stop(wait_s=30)


def _remember(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("create table kept (word text)")
        connection.execute("insert into kept values ('biên giới')")
        connection.execute("checkpoint")


def _recall(url: str) -> object:
    with psycopg.connect(url) as connection:
        return connection.execute("select word from kept").fetchone()


def _postmaster(folder: Path) -> int:
    return int((folder / "pgdata/postmaster.pid").read_text().split()[0])


def test_a_second_start_finds_what_the_first_left(folder: Path) -> None:
    """Stop and start lose nothing."""
    cluster = EmbeddedCluster(folder)
    _remember(cluster.start())
    cluster.stop(wait_s=30)
    assert not cluster.alive()
    assert _recall(cluster.start()) == ("biên giới",)
    cluster.stop(wait_s=30)


def test_a_killed_postmaster_is_cleared_and_started_again(running: EmbeddedCluster) -> None:
    """kill -9 leaves postmaster.pid behind; the next start is not put off by it."""
    _remember(running.url())
    killed = _postmaster(running.folder)
    os.kill(killed, signal.SIGKILL)
    assert until(lambda: not running.alive())
    assert _recall(running.start()) == ("biên giới",)
    assert _postmaster(running.folder) != killed


def test_a_stale_pid_file_that_names_a_living_stranger_does_not_stop_the_start(folder: Path) -> None:
    """After a reboot, or in a container, the old number may belong to another program."""
    cluster = EmbeddedCluster(folder, fsync=False)
    cluster.start()
    pid_file = folder / "pgdata/postmaster.pid"
    kept = pid_file.read_text()
    cluster.stop(wait_s=30)
    pid_file.write_text("\n".join([str(os.getppid()), *kept.split("\n")[1:]]))
    with psycopg.connect(cluster.start()) as connection:
        assert connection.execute("select 1").fetchone() == (1,)
    cluster.stop(wait_s=30)


def test_the_cluster_lives_as_long_as_its_last_user(running: EmbeddedCluster) -> None:
    """A command that joins a running server's cluster does not end it by leaving."""
    guest = EmbeddedCluster(running.folder, fsync=False)
    assert guest.start() == running.url()
    guest.stop()
    with psycopg.connect(running.url()) as connection:
        assert connection.execute("select 1").fetchone() == (1,)


def test_the_postmaster_ends_when_its_only_user_is_killed(folder: Path) -> None:
    """kill -9 of the server leaves no PostgreSQL behind."""
    code = (
        "import sys, time; from pathlib import Path; from gis_server.database.embedded import EmbeddedCluster;"
        "EmbeddedCluster(Path(sys.argv[1]), fsync=False).start(); print('up', flush=True); time.sleep(600)"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(folder)], cwd=ROOT, stdout=subprocess.PIPE) as user:
        assert user.stdout is not None
        assert user.stdout.readline() == b"up\n"
        cluster = EmbeddedCluster(folder)
        assert cluster.alive()
        user.kill()
    assert until(lambda: not cluster.alive())


def test_it_listens_on_loopback_only_asks_a_password_and_hides_it(running: EmbeddedCluster) -> None:
    """TCP on 127.0.0.1, scram, no Unix socket, the passwords readable by their owner alone."""
    with psycopg.connect(running.url()) as connection:
        shown = [
            connection.execute(f"show {name}").fetchone() for name in ("listen_addresses", "unix_socket_directories")
        ]
        rule = connection.execute("select address, auth_method from pg_hba_file_rules").fetchall()
    assert shown == [("127.0.0.1",), ("",)]
    assert rule == [("127.0.0.1", "scram-sha-256")]
    assert stat.S_IMODE((running.folder / "passwords.json").stat().st_mode) == 0o600
    wrong = running.url().replace(running.passwords()["postgres"], "guess")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(wrong)


def test_encoding_is_utf8_and_vietnamese_order_is_icus(running: EmbeddedCluster) -> None:
    """A C locale would give SQL_ASCII; the order of names comes from ICU, with numbers as numbers."""
    names = ["Phường 10", "Êa", "Đông", "Phường 9", "Dương"]
    with psycopg.connect(running.url()) as connection:
        assert connection.execute("show server_encoding").fetchone() == ("UTF8",)
        connection.execute("create collation vietnamese (provider = icu, locale = 'vi-u-kn-true')")
        statement = "select n from unnest(%s::text[]) n order by n collate vietnamese"
        rows = connection.execute(statement, [names]).fetchall()
    assert [name for (name,) in rows] == ["Dương", "Đông", "Êa", "Phường 9", "Phường 10"]


def test_the_three_roles_do_what_they_may_and_no_more(running: EmbeddedCluster) -> None:
    """The owner migrates, the application writes, the reader reads and is cut off in time."""
    urls = prepare(running, "roles", reader_timeout_s=0.3)
    migrate(urls.owner)
    insert = "insert into store.layer_def (id, definition) values ('x', '{}')"
    with psycopg.connect(urls.application) as connection:
        connection.execute(insert)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("drop table store.layer_def")
    with psycopg.connect(urls.reader, autocommit=True) as connection:
        assert connection.execute("select count(*) from store.layer_def").fetchone() == (0,)
        with pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.ReadOnlySqlTransaction)):
            connection.execute(insert)
        with pytest.raises(psycopg.errors.QueryCanceled):
            connection.execute("select pg_sleep(5)")
    assert {APPLICATION, READER} <= set(running.passwords())


def test_the_reader_reads_no_table_that_nobody_declared(running: EmbeddedCluster) -> None:
    """Neither in a schema of its own nor in a family's, though somebody let it; what is declared it reads."""
    urls = prepare(running, "grants", reader_timeout_s=10)
    migrate(urls.owner)
    with psycopg.connect(urls.owner, autocommit=True) as owner:
        owner.execute("create schema aside; create table aside.secret (word text)")
        owner.execute("create table indicators.secret (word text)")
        owner.execute(f"grant usage on schema aside to {READER}; grant select on indicators.secret to {READER}")
        owner.execute(f"alter default privileges in schema indicators grant select on tables to {READER}")
        grant(owner, take_back=True)
        owner.execute("create table indicators.later (word text)")
    with psycopg.connect(urls.reader, autocommit=True) as reader:
        for name in ("aside.secret", "indicators.secret", "indicators.later"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                reader.execute(SQL("select from {}").format(Identifier(*name.split("."))))
        told = [name for family in installed().values() for name in family.reads]
        declared = [
            layer.source.relation for layer in code_registry(()).layers.values() if isinstance(layer.source, Table)
        ]
        for name in (*told, *declared):
            reader.execute(SQL("select from {} limit 1").format(Identifier(*name.split("."))))
    assert {name.partition(".")[0] for name in told} <= {family.schema for family in installed().values()}


def test_a_command_takes_no_right_away_from_a_server_with_other_settings(running: EmbeddedCluster) -> None:
    """Neither a command nor `migrate` knows the files that the server declares; the server that starts does."""
    urls = prepare(running, "settings", reader_timeout_s=10)
    migrate(urls.owner)
    ask = f"select has_table_privilege('{READER}', 'aside.well', 'select')"
    with psycopg.connect(urls.owner, autocommit=True) as owner:
        owner.execute("create schema aside; create table aside.well (id integer)")
        owner.execute(f"grant usage on schema aside to {READER}; grant select on aside.well to {READER}")
        migrate(urls.owner)
        grant(owner)
        assert owner.execute(ask).fetchone() == (True,)
        migrate(urls.owner, take_back=True)
        assert owner.execute(ask).fetchone() == (False,)


def test_the_reader_is_let_in_once_and_told_the_exact_statement_before(running: EmbeddedCluster) -> None:
    """A second look changes nothing, so that waking the web processes makes no loop."""
    urls = prepare(running, "order", reader_timeout_s=10)
    migrate(urls.owner)
    base = code_registry()
    row = {**SPRINGS, "source": {"relation": "order.user"}}
    with psycopg.connect(urls.owner, autocommit=True) as owner:
        owner.execute('create schema "order"; create table "order"."user" (id integer, name text, geom geometry)')
        owner.execute("insert into store.layer_def values ('springs', %s)", [Jsonb(row)])
    with psycopg.connect(urls.reader) as reader:
        (one,) = full_registry(reader, base).set_aside
    for said in (one.reason.vi, one.reason.en):
        assert f'GRANT USAGE ON SCHEMA "order" TO "{READER}"; GRANT SELECT ON "order"."user" TO "{READER}";' in said
    with psycopg.connect(urls.owner, autocommit=True) as owner:
        assert [grant_reader(owner, base) for _ in range(2)] == [True, False]
    with psycopg.connect(urls.reader) as reader:
        assert full_registry(reader, base).set_aside == ()


def test_a_folder_of_a_version_that_is_gone_says_how_to_dump(tmp_path: Path) -> None:
    """After an upgrade of the system the old folder is not opened by the new PostgreSQL."""
    (tmp_path / "PG_VERSION").write_text("13\n")
    newer = [postgres.Binaries(17, Path("/usr/lib/postgresql/17/bin"))]
    with pytest.raises(UnavailableError) as refused:
        postgres.choose_binaries(tmp_path, newer)
    assert refused.value.remedy is not None
    assert "postgresql-13-postgis-3" in refused.value.remedy.en
    assert "pg_dumpall" in refused.value.remedy.vi


def test_the_version_that_wrote_the_folder_is_used_though_a_newer_one_is_there(tmp_path: Path) -> None:
    """Two majors side by side, as after a distribution upgrade."""
    (tmp_path / "PG_VERSION").write_text("15\n")
    both = [postgres.Binaries(17, Path("/17")), postgres.Binaries(15, Path("/15"))]
    assert postgres.choose_binaries(tmp_path, both).major == 15
    assert postgres.choose_binaries(tmp_path / "new", both).major == 17


def test_only_a_version_with_both_server_and_postgis_counts(tmp_path: Path) -> None:
    """PostGIS files without a server, or a server without PostGIS, are of no use."""
    for version, server, postgis in (("15", True, True), ("16", True, False), ("17", False, True)):
        (tmp_path / "lib" / version / "bin").mkdir(parents=True)
        (tmp_path / "share" / version / "extension").mkdir(parents=True)
        if server:
            (tmp_path / "lib" / version / "bin/postgres").touch()
        if postgis:
            (tmp_path / "share" / version / "extension/postgis.control").touch()
    assert [b.major for b in postgres.find_binaries(tmp_path / "lib", tmp_path / "share")] == [15]


def test_a_closed_parent_folder_is_noticed(tmp_path: Path) -> None:
    """Root's home is closed to postgres: the data must lie elsewhere."""
    closed = tmp_path / "closed"
    (closed / "checkout").mkdir(parents=True)
    closed.chmod(0o700)
    stranger = postgres.Account("nobody", 65534, 65534)
    assert not postgres.can_reach(closed / "checkout", stranger)
    assert postgres.can_reach(closed / "checkout", None)
