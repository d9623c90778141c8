"""Which fresh systems a commit is tried on."""

import importlib.util
import subprocess
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
SUITES = ("bookworm", "trixie", "noble")


def _load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"ci_{name}", ROOT / f".ci/{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


choice = _load("choice")


@pytest.mark.parametrize(
    "path",
    [
        "Makefile",
        "requirements.lock",
        "pyproject.toml",
        "gis_server/setup/web.py",
        "gis_server/database/embedded.py",
        "gis_server/database/alembic/env.py",
        "frontend/package-lock.json",
        "frontend/vite.config.ts",
        "frontend/build/plugins.ts",
        ".ci/fresh_root.py",
    ],
)
def test_what_set_up_stands_on_is_tried_everywhere_and_named(path: str) -> None:
    chosen = choice.choose(SUITES, "1f", ["README.md", path], "abc")
    assert chosen.suites == SUITES
    assert path in chosen.why


def test_anything_else_is_tried_on_one_system_that_the_hash_picks() -> None:
    changed = ["layers/core/layer.py", "frontend/src/lib/dates.ts", "gis_server/routes/tiles.py", "tests/conftest.py"]
    picked = [choice.choose(SUITES, f"{number:040x}", changed, "abc") for number in (9, 10, 11, 12)]
    assert [chosen.suites for chosen in picked] == [("bookworm",), ("trixie",), ("noble",), ("bookworm",)]
    assert all("by the hash" in chosen.why for chosen in picked)


def test_what_set_up_stands_on_is_there() -> None:
    """A pattern that fits no file any more would let a change of set-up pass on one system."""
    listed = subprocess.run(["git", "-C", ROOT, "ls-files"], capture_output=True, text=True, check=False)
    files = listed.stdout.split("\n")
    if listed.returncode != 0:  # an unpacked archive
        files = [str(path.relative_to(ROOT)) for path in ROOT.rglob("*") if path.is_file()]
    matches = {pattern: choice.fnmatch.filter(files, pattern) for pattern in choice.SET_UP}
    assert [pattern for pattern, found in matches.items() if not found] == []


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Lend a repository of one commit on main, where nobody has named what landed."""
    monkeypatch.delenv(choice.LANDED, raising=False)
    _git(tmp_path, "init", "-q", "-b", "main")
    _commit(tmp_path, "README.md")
    return tmp_path


def _git(folder: Path, *words: str) -> str:
    named = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    command = ["git", "-C", folder, *named, *words]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def _commit(folder: Path, path: str) -> str:
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_text(path)
    _git(folder, "add", "-A")
    _git(folder, "commit", "-q", "-m", f"Write {path}")
    return _git(folder, "rev-parse", "HEAD")


def test_a_branch_is_compared_with_where_it_left_main(checkout: Path) -> None:
    """All of its commits count, not only the last; what main did since then does not."""
    _git(checkout, "checkout", "-q", "-b", "work")
    _commit(checkout, "Makefile")
    _commit(checkout, "notes.txt")
    _git(checkout, "checkout", "-q", "main")
    _commit(checkout, "pyproject.toml")
    _git(checkout, "checkout", "-q", "work")
    chosen = choice.choice_of(checkout, SUITES)
    assert chosen.suites == SUITES
    assert "Makefile" in chosen.why
    assert "where it left main" in chosen.why
    assert "pyproject.toml" not in chosen.why


def test_what_has_landed_is_compared_with_its_first_parent(checkout: Path) -> None:
    """The first parent of a merge is what main was before."""
    _git(checkout, "checkout", "-q", "-b", "work")
    _commit(checkout, "requirements.lock")
    _commit(checkout, "notes.txt")
    _git(checkout, "checkout", "-q", "main")
    _git(checkout, "merge", "-q", "--no-ff", "-m", "Merge work", "work")
    assert "requirements.lock" in choice.choice_of(checkout, SUITES).why
    _commit(checkout, "more.txt")
    chosen = choice.choice_of(checkout, SUITES)
    assert len(chosen.suites) == 1
    assert "its first parent" in chosen.why


def test_where_nothing_can_be_compared_all_are_tried(checkout: Path, tmp_path: Path) -> None:
    first = choice.choice_of(checkout, SUITES)
    assert (first.suites, "has no parent here" in first.why) == (SUITES, True)
    elsewhere = tmp_path / "archive"
    elsewhere.mkdir()
    (elsewhere / ".git").write_text("gitdir: /nowhere\n")
    assert choice.choice_of(elsewhere, SUITES).suites == SUITES


def test_the_commit_that_landed_may_be_named(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    landed = _git(checkout, "rev-parse", "HEAD")
    _commit(checkout, "Makefile")
    _commit(checkout, "notes.txt")
    monkeypatch.setenv(choice.LANDED, landed)
    assert "Makefile" in choice.choice_of(checkout, SUITES).why
    monkeypatch.setenv(choice.LANDED, "0123456789")
    chosen = choice.choice_of(checkout, SUITES)
    assert (chosen.suites, "is no commit here" in chosen.why) == (SUITES, True)


def test_the_limits_leave_the_tests_their_time_within_eighty_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forty minutes, also after three fresh systems that took all that they may."""
    monkeypatch.syspath_prepend(str(ROOT / ".ci"))
    run = _load("run")
    assert run.LIMIT_S < 80 * 60
    assert run.LIMIT_S - run.CHECK_S - len(run.SUITES) * run.ROOT_S >= 40 * 60
