"""`gis-server up`, really started: what it starts dies with it, what dies is replaced."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from psycopg.sql import SQL, Identifier
from psycopg.types.json import Jsonb

from gis_server.database.embedded import EmbeddedCluster
from gis_server.granting import NAME
from gis_server.workers import WEB_PROCESS
from tests.support.figures import catalogue, insert_country, write_csv, write_json
from tests.support.server import get
from tests.support.waiting import until
from tests.support.wells import SPRINGS, TABLE, WELLS

ROOT = Path(__file__).resolve().parents[2]
START_S, END_S = 60, 30


@dataclass
class Served:
    """One running `up`."""

    process: subprocess.Popen[bytes]
    port: int
    folder: Path

    def answers(self) -> bool:
        """Say whether the map is served."""
        with suppress(OSError):
            return bool(get(f"http://127.0.0.1:{self.port}/health"))
        return False

    def workers(self) -> list[int]:
        """List the process ids of its web processes."""
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        found: list[int] = []
        for pid in listed:
            with suppress(OSError):  # it may have ended since it was listed
                if WEB_PROCESS.encode() in Path(f"/proc/{pid}/cmdline").read_bytes():
                    found.append(int(pid))
        return found

    def state(self) -> str:
        """Say what the supervisor and its children are doing, for the reader of a failure."""
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        said: list[str] = []
        for pid in (str(self.process.pid), *listed):
            with suppress(OSError):
                words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
                waits = Path(f"/proc/{pid}/wchan").read_text()
                command = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
                said.append(f"{pid} {words[0]} {waits} {command}")
        return "; ".join(said)


def _environment(served: Served) -> dict[str, str]:
    plain = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return plain | {"GIS_DATA_DIR": str(served.folder), "GIS_PORT": str(served.port), "GIS_LANG": "en"}


def _owner(folder: Path) -> str:
    """Return the URL of the installation's database, as its superuser."""
    password = json.loads((folder / "passwords.json").read_text())["postgres"]
    return f"postgresql://postgres:{password}@127.0.0.1:{(folder / 'port').read_text().strip()}/gis"


def _up(folder: Path, port: int, **settings: str) -> subprocess.Popen[bytes]:
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment |= {"GIS_DATA_DIR": str(folder), "GIS_PORT": str(port), "GIS_LANG": "en", **settings}
    return subprocess.Popen(
        [sys.executable, "-m", "gis_server.cli", "up"], cwd=ROOT, env=environment, stdout=subprocess.PIPE
    )


def _alive(pids: list[int]) -> list[int]:
    return [pid for pid in pids if Path(f"/proc/{pid}/cmdline").exists() and Path(f"/proc/{pid}/cmdline").read_bytes()]


@pytest.fixture
def served() -> Iterator[Served]:
    """Lend an `up` on an empty installation of its own."""
    with _serving() as lent:
        yield lent


@pytest.fixture
def with_wells(tmp_path: Path) -> Iterator[Served]:
    """Lend an `up` to which a file declares wells, whose table is not there yet."""
    (tmp_path / "wells.py").write_text(WELLS, encoding="utf-8")
    with _serving(GIS_LAYER_PATH=str(tmp_path)) as lent:
        yield lent


@contextmanager
def _serving(**settings: str) -> Iterator[Served]:
    folder = Path(tempfile.mkdtemp(prefix="gis-up-"))
    folder.chmod(0o755)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    with _up(folder, port, **settings) as process:
        up = Served(process, port, folder)
        assert until(lambda: up.answers() or process.poll() is not None, START_S)
        assert process.poll() is None, "up ended before it served"
        yield up
        process.terminate()
    assert until(lambda: not EmbeddedCluster(folder).alive(), END_S)
    shutil.rmtree(folder)


def test_ctrl_c_ends_the_web_processes_and_postgresql(served: Served) -> None:
    workers = served.workers()
    assert len(workers) == 2
    served.process.send_signal(signal.SIGINT)
    assert served.process.wait(timeout=END_S) == 0
    assert _alive(workers) == []
    assert not EmbeddedCluster(served.folder).alive()


def test_nothing_outlives_a_killed_parent(served: Served) -> None:
    workers = served.workers()
    served.process.kill()
    served.process.wait()
    assert until(lambda: not _alive(workers), END_S)
    assert until(lambda: not EmbeddedCluster(served.folder).alive(), END_S)


_IMPORT = """
import sys, time
import layers.indicators.ingest as ingest
write = ingest._write

def slow(opened, figures):
    touched = write(opened, figures)  # every row is in the transaction
    print("written", flush=True)
    time.sleep(600)
    return touched

ingest._write = slow
from gis_server.cli import app
app(["indicators", "import", sys.argv[1]])
"""


def _tree(root: int) -> list[int]:
    """List a process and all below it."""
    found = [root]
    for pid in found:
        with suppress(OSError):
            found += map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())
    return found


def test_kill_9_of_everything_in_the_middle_of_an_import_leaves_nothing_but_its_report(served: Served) -> None:
    def command(*words: str) -> str:
        given = [sys.executable, "-m", "gis_server.cli", *words]
        return subprocess.run(
            given, cwd=ROOT, env=_environment(served), capture_output=True, text=True, check=False
        ).stdout

    with psycopg.connect(_owner(served.folder)) as connection:
        insert_country(connection)
    assert "applied" in command("indicators", "import", str(write_json(served.folder / "danh-muc.json", catalogue())))
    rows = [("tai-nan", "90001", f"{2020 + i // 12}-{i % 12 + 1:02}", i, "", "") for i in range(60)]
    file = write_csv(served.folder / "so-lieu.csv", rows)
    importing = [sys.executable, "-c", _IMPORT, str(file)]
    with subprocess.Popen(importing, cwd=ROOT, env=_environment(served), stdout=subprocess.PIPE) as taken:
        for line in taken.stdout or ():
            if line.strip() == b"written":
                break
        postmaster = int((served.folder / "pgdata/postmaster.pid").read_text().split()[0])
        everything = {*_tree(served.process.pid), *_tree(postmaster), taken.pid}
        for pid in everything:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        taken.wait()
    served.process.wait()
    assert until(lambda: not _alive(list(everything)), END_S)
    with _up(served.folder, served.port) as again:
        second = Served(again, served.port, served.folder)
        assert until(lambda: second.answers() or again.poll() is not None, START_S)
        assert again.poll() is None, "up ended before it served"
        with psycopg.connect(_owner(served.folder)) as connection:
            assert connection.execute("select count(*) from indicators.observation").fetchone() == (0,)
        listed = command("batches").splitlines()
        assert listed[0].split()[-2:] == ["interrupted", "so-lieu.csv"], listed
        assert "nothing was applied" in command("batches", "show", listed[0].split()[0])
        assert "applied" in command("indicators", "import", str(file)), "it can be sent again"
        again.terminate()


def test_a_web_process_that_dies_is_replaced(served: Served) -> None:
    first = set(served.workers())
    killed = first.pop()
    os.kill(killed, signal.SIGKILL)

    def replaced() -> bool:
        now = set(served.workers())  # looked at once: a process that is dying is there at one look and gone at the next
        return len(now - first - {killed}) == 1 and first <= now

    assert until(replaced, END_S), served.state()
    assert until(served.answers, END_S)


def test_a_killed_postgresql_is_started_again(served: Served) -> None:
    """Also where one of its children is slow to see it and holds the shared memory meanwhile."""
    pid_file = served.folder / "pgdata/postmaster.pid"
    killed = int(pid_file.read_text().split()[0])
    slow = int(Path(f"/proc/{killed}/task/{killed}/children").read_text().split()[0])
    os.kill(slow, signal.SIGSTOP)
    os.kill(killed, signal.SIGKILL)
    time.sleep(3)  # longer than a new postmaster takes to be refused
    os.kill(slow, signal.SIGCONT)
    # The file is there, and empty, a moment before it is written.
    assert until(lambda: pid_file.exists() and pid_file.read_text().split()[:1] not in ([], [str(killed)]), END_S)
    assert until(lambda: EmbeddedCluster(served.folder).alive(), END_S)
    assert served.process.poll() is None


def test_a_layer_over_a_new_table_is_served_and_no_command_takes_it_away(with_wells: Served) -> None:
    """In files and in rows, also after the database was away; commands run without the server's settings."""
    ours = f"http://127.0.0.1:{with_wells.port}/api/collections"

    def served(layer: str) -> bool:
        with suppress(OSError):
            return bool(get(f"{ours}/{layer}/items"))
        return False

    def declare(connection: psycopg.Connection, layer: str) -> None:
        with connection.transaction():
            connection.execute(SQL("create table {} (like public.well)").format(Identifier(layer)))
            row = {**SPRINGS, "id": layer, "source": {"relation": f"public.{layer}"}}
            connection.execute("insert into store.layer_def values (%s, %s)", [layer, Jsonb(row)])

    with psycopg.connect(_owner(with_wells.folder), autocommit=True) as connection:
        connection.execute("set role gis_owner")
        connection.execute(TABLE)
        declare(connection, "springs")
        assert until(lambda: served("springs") and served("wells"), START_S)
        for command in (["batches"], ["layers"], ["migrate"]):
            given = [sys.executable, "-m", "gis_server.cli", *command]
            subprocess.run(given, cwd=ROOT, env=_environment(with_wells), capture_output=True, check=True)
            asked = "select has_table_privilege('gis_reader', 'public.well', 'select')"
            assert connection.execute(asked).fetchone() == (True,), command
        assert served("wells")
        connection.execute("reset role")
        asked = "select count(pg_terminate_backend(pid)) from pg_stat_activity where application_name = %s"
        assert connection.execute(asked, [NAME]).fetchone() == (1,)
        connection.execute("set role gis_owner")
        declare(connection, "ponds")
        assert until(lambda: served("ponds"), START_S)
        written = "select count(*) from store.outbox where layer = 'layers'"
        assert connection.execute(written).fetchone() == (4,), "two rows, and twice the rights that they made"
    with_wells.process.send_signal(signal.SIGINT)
    assert with_wells.process.wait(timeout=END_S) == 0


def test_a_second_up_says_where_the_first_serves(served: Served) -> None:
    with _up(served.folder, served.port + 1) as second:
        said = second.communicate(timeout=END_S)[0].decode()
    first = json.loads((served.folder / "serve.lock").read_text())
    assert second.returncode == 0
    assert f"Already serving at http://127.0.0.1:{served.port} (process {served.process.pid})" in said
    assert first["pid"] == served.process.pid
