"""The code of “Adding a layer” runs as it stands there: files, family, migration, import, sample, server."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
import pytest

from tests.support.client import Client
from tests.support.databases import Databases
from tests.support.server import get, serving

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "gis_server/docs"
PACKAGES = ("gis_server", "layers", "boundaries", "tilegen")
START_S = 60.0
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def _blocks(language: str) -> list[tuple[str, str]]:
    """Return the fenced blocks of the page in their order, each with its kind."""
    found = _BLOCK.findall((DOCS / f"add-a-layer.{language}.md").read_text(encoding="utf-8"))
    return [(str(kind), str(content)) for kind, content in found]


def _of_kind(language: str, kind: str) -> list[str]:
    return [content for found, content in _blocks(language) if found == kind]


def _sql(language: str) -> list[str]:
    """Return the statements; the test's database has no owner of that name."""
    return [content.split("\n", 1)[1] for content in _of_kind(language, "sql")]


def _without_words(content: str) -> str:
    """Leave out what is said in one language: the first docstring and comments of SQL."""
    return re.sub(r'\A""".*?"""', "", re.sub(r"--.*", "", content), flags=re.DOTALL)


def test_both_languages_show_the_same_code() -> None:
    vi, en = ([(kind, _without_words(content)) for kind, content in _blocks(language)] for language in ("vi", "en"))
    assert vi == en


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_two_files_are_served_as_they_stand(
    language: str, cluster: Databases, migrated_template: str, tmp_path: Path
) -> None:
    (tmp_path / "gieng.py").write_text(_of_kind(language, "python")[0], encoding="utf-8")
    (tmp_path / "cay_di_san.json").write_text(_of_kind(language, "json")[0], encoding="utf-8")
    with cluster.copy(migrated_template) as url:
        with psycopg.connect(url) as connection:
            for statements in _sql(language):
                connection.execute(statements)  # type: ignore[arg-type]
        paths = os.pathsep.join(str(tmp_path / name) for name in ("gieng.py", "cay_di_san.json"))
        with serving(url, home="*", GIS_LAYER_PATH=paths) as base:
            client = Client(base)
            assert client.get("/ready").json()["layers"]["set_aside"] == []
            for layer, name in (("wells", "Giếng Đồng Mới"), ("heritage-trees", "Cây đa đình Cát")):
                items = client.get(f"/api/collections/{layer}/items").json()["features"]
                assert [item["properties"]["name"] for item in items] == [name]
                assert client.get(f"/api/collections/{layer}/legend").json()["rows"]
            songs = client.get("/api/collections/heritage-songs/items").json()["features"]
            assert [song["properties"]["name"] for song in songs] == ["Hò bả trạo"], "the register in a row"


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """Lend a copy of the code with the manual's family in it."""
    house = tmp_path / "house"
    for package in PACKAGES:
        shutil.copytree(ROOT / package, house / package, ignore=shutil.ignore_patterns("__pycache__"))
    layer, migration, family, ingest, sample = _of_kind("en", "python")
    folder = house / "layers/wells"
    (folder / "migrations").mkdir(parents=True)
    files = {
        "__init__.py": '"""Bored wells."""\n',
        "layer.py": layer.replace('family="water"', 'family="wells"').replace("water.well", "wells.well"),
        "migrations/0001_wells.py": migration,
        "family.py": family,
        "ingest.py": ingest,
        "sample.py": sample,
    }
    for name, content in files.items():
        (folder / name).write_text(content, encoding="utf-8")
    (house / "gieng.csv").write_text(_of_kind("en", "csv")[0], encoding="utf-8")
    return house


def _run(house: Path, url: str, *words: str) -> str:
    """Run Python in the copy; what it printed, its errors as well."""
    environment = {**os.environ, "DATABASE_URL": url, "GIS_LANG": "en", "PYTHONPATH": str(house)}
    done = subprocess.run(
        [sys.executable, *words], cwd=house, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@contextmanager
def _up(house: Path, url: str) -> Iterator[Client]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = {**os.environ, "DATABASE_URL": url, "GIS_PORT": str(port), "PYTHONPATH": str(house)}
    base = f"http://127.0.0.1:{port}"
    with subprocess.Popen([sys.executable, "-m", "gis_server.cli", "up"], cwd=house, env=environment) as process:
        try:
            deadline = time.monotonic() + START_S
            while time.monotonic() < deadline and process.poll() is None:
                with suppress(OSError):
                    get(f"{base}/health")
                    break
                time.sleep(0.1)
            yield Client(base)
        finally:
            process.send_signal(signal.SIGTERM)


def test_the_family_migrates_imports_and_is_served(house: Path, cluster: Databases, migrated_template: str) -> None:
    command = ("-m", "gis_server.cli")
    sample = "from pathlib import Path; from gis_server.families import sample_files\n"
    sample += "print(sample_files('wells', Path('sample'))[0].path)"
    with cluster.copy(migrated_template) as url:
        _run(house, url, *command, "migrate")
        assert "dry run" in _run(house, url, *command, "wells", "import", "gieng.csv", "--dry-run")
        assert "applied" in _run(house, url, *command, "wells", "import", "gieng.csv")
        assert "nothing new" in _run(house, url, *command, "wells", "import", "gieng.csv")
        made = _run(house, url, "-c", sample).strip()
        assert "applied" in _run(house, url, *command, "wells", "import", made)
        assert "wells" in _run(house, url, *command, "layers")
        with _up(house, url) as client:
            found = client.get("/api/collections/wells/items", params={"limit": 100}).json()
            assert found["numberMatched"] == 22
            assert "Giếng Suối Đá" in {item["properties"]["name"] for item in found["features"]}
