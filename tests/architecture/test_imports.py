"""Imports run one way, and what must be pure is pure."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("gis_server", "layers", "boundaries", "tilegen")
FAMILIES = sorted(
    folder.name
    for folder in (ROOT / "layers").iterdir()
    if folder.is_dir() and folder.name not in {"core", "store", "__pycache__"}
)
INPUT_OUTPUT = {"os", "pathlib", "socket", "subprocess", "shutil", "tempfile", "urllib", "http", "sqlite3", "asyncio"}
CLOCKS = {"now", "utcnow", "today"}


def _files(*folders: str) -> Iterator[Path]:
    for folder in folders:
        yield from sorted((ROOT / folder).rglob("*.py"))


def _imported(file: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def test_the_contracts_of_import_linter_hold() -> None:
    """gis_server → registry → families, tilegen → boundaries → store → core."""
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("family", FAMILIES)
def test_a_family_knows_no_other_family(family: str) -> None:
    """Also one that was added yesterday and stands in no list."""
    others = {f"layers.{name}" for name in FAMILIES if name != family}
    for file in _files(f"layers/{family}"):
        known = {name for name in _imported(file) if ".".join(name.split(".")[:2]) in others}
        assert known == set(), f"{file.relative_to(ROOT)} imports {known}"


def test_the_core_does_no_input_or_output() -> None:
    """Declarations are data; nothing there opens, asks or sends."""
    for file in _files("layers/core"):
        assert {name.split(".")[0] for name in _imported(file)} & INPUT_OUTPUT == set(), file
        calls = (node.func for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.Call))
        called = {function.id for function in calls if isinstance(function, ast.Name)}
        assert not called & {"open", "print", "input"}, file


def test_nothing_but_the_clock_asks_the_time() -> None:
    """One injected clock; `time.monotonic` measures, it does not tell the time."""
    for file in _files(*ROOMS):
        if file.match("layers/core/clock.py") or "setup" in file.parts:
            continue
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CLOCKS:
                owner = ast.unparse(node.func.value).rsplit(".", 1)[-1]
                assert owner not in {"datetime", "date", "dt"}, f"{file.relative_to(ROOT)}:{node.lineno}"


def test_sql_does_not_ask_the_time_either() -> None:
    """now() in a statement would be a second clock."""
    for file in _files(*ROOMS):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and "docs" not in file.parts:
                words = node.value.lower()
                if "select" in words or "insert" in words or "update " in words:
                    asked = [w for w in ("now()", "current_date", "current_timestamp", "clock_timestamp") if w in words]
                    assert asked == [], f"{file.relative_to(ROOT)}:{node.lineno}"


def test_only_the_server_opens_pools() -> None:
    """Rooms take a connection."""
    for file in _files("layers", "boundaries", "tilegen"):
        assert not any(name.startswith("psycopg_pool") for name in _imported(file)), file


def test_the_bootstrap_needs_nothing_but_the_standard_library() -> None:
    """It runs before anything is installed."""
    for file in (ROOT / "gis_server/bootstrap.py", *_files("gis_server/setup")):
        strangers = {
            name
            for name in _imported(file)
            if name.split(".")[0] not in sys.stdlib_module_names and not name.startswith("gis_server.setup")
        }
        assert strangers == set(), f"{file.relative_to(ROOT)} imports {strangers}"


def test_the_door_parses_on_an_old_python() -> None:
    """An old Python gets a sentence, not a traceback."""
    ast.parse((ROOT / "gis_server/bootstrap.py").read_text(), feature_version=(3, 6))


def test_no_general_room_knows_the_word_camera() -> None:
    """Cameras prove the contract: one folder, found, not listed."""
    folders = ("tilegen", "gis_server", "frontend/src")
    files = [f for folder in folders for f in (ROOT / folder).rglob("*") if f.suffix in {".py", ".ts", ".svelte"}]
    naming = [
        f"{f.relative_to(ROOT)}:{number}"
        for f in files
        for number, line in enumerate(f.read_text().splitlines(), 1)
        if "cameras" in line.lower()
    ]
    assert naming == []
