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
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from gis_server.database.embedded import EmbeddedCluster
from tests.support.server import get

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
                if b"uvicorn" in Path(f"/proc/{pid}/cmdline").read_bytes():
                    found.append(int(pid))
        return found


def _until(done: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not done() and time.monotonic() < deadline:
        time.sleep(0.05)
    return done()


def _up(folder: Path, port: int) -> subprocess.Popen[bytes]:
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment |= {"GIS_DATA_DIR": str(folder), "GIS_PORT": str(port), "GIS_LANG": "en"}
    return subprocess.Popen(
        [sys.executable, "-m", "gis_server.cli", "up"], cwd=ROOT, env=environment, stdout=subprocess.PIPE
    )


def _alive(pids: list[int]) -> list[int]:
    return [pid for pid in pids if Path(f"/proc/{pid}/cmdline").exists() and Path(f"/proc/{pid}/cmdline").read_bytes()]


@pytest.fixture
def served() -> Iterator[Served]:
    """Lend an `up` on an empty installation of its own."""
    folder = Path(tempfile.mkdtemp(prefix="gis-up-"))
    folder.chmod(0o755)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    with _up(folder, port) as process:
        up = Served(process, port, folder)
        assert _until(lambda: up.answers() or process.poll() is not None, START_S)
        assert process.poll() is None, "up ended before it served"
        yield up
        process.terminate()
    assert _until(lambda: not EmbeddedCluster(folder).alive(), END_S)
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
    assert _until(lambda: not _alive(workers), END_S)
    assert _until(lambda: not EmbeddedCluster(served.folder).alive(), END_S)


def test_a_web_process_that_dies_is_replaced(served: Served) -> None:
    killed = served.workers()[0]
    os.kill(killed, signal.SIGKILL)
    assert _until(lambda: len(served.workers()) == 2 and killed not in served.workers(), END_S)
    assert _until(served.answers, END_S)


def test_a_killed_postgresql_is_started_again(served: Served) -> None:
    pid_file = served.folder / "pgdata/postmaster.pid"
    killed = int(pid_file.read_text().split()[0])
    os.kill(killed, signal.SIGKILL)
    assert _until(lambda: pid_file.exists() and pid_file.read_text().split()[0] != str(killed), END_S)
    assert _until(lambda: EmbeddedCluster(served.folder).alive(), END_S)


def test_a_second_up_says_where_the_first_serves(served: Served) -> None:
    with _up(served.folder, served.port + 1) as second:
        said = second.communicate(timeout=END_S)[0].decode()
    first = json.loads((served.folder / "serve.lock").read_text())
    assert second.returncode == 0
    assert f"Already serving at http://127.0.0.1:{served.port} (process {served.process.pid})" in said
    assert first["pid"] == served.process.pid
