"""What NAME picks of `make test` and `make check`, and what `make dev` starts anew and ends."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from gis_server.setup import dev, parts, verbs
from gis_server.setup.terminal import StopError
from gis_server.watching import Code
from tests.support.waiting import until

ROOT = Path(__file__).resolve().parents[2]
THIS = "tests/unit/test_make.py"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([], ["-n", "2"]),
        ([THIS], ["-n", "0", THIS]),
        (["unit/test_make.py"], ["-n", "0", THIS]),
        (["test_make"], ["-n", "0", THIS]),
        ([f"{THIS}::test_x"], ["-n", "0", f"{THIS}::test_x"]),
        (["unit"], ["-n", "2", "tests/unit"]),
        (["tests/unit", "tests/api"], ["-n", "2", "tests/unit", "tests/api"]),
        (["legend"], ["-n", "2", "-k", "legend"]),
        (["legend", "slider"], ["-n", "2", "-k", "legend or slider"]),
        (["tiles", "and", "not", "real"], ["-n", "2", "-k", "tiles and not real"]),
        (["test_make", "reload", "--", "-x", "--lf"], ["-n", "0", THIS, "-k", "reload", "-x", "--lf"]),
    ],
)
def test_a_name_is_a_file_a_folder_or_a_word(words: list[str], expected: list[str]) -> None:
    assert parts.chosen_tests(words, ROOT) == expected


@pytest.mark.parametrize("word", ["tests/unit/test_none.py", "none/", "test_none.py", "gis_server/app.py"])
def test_a_path_that_is_no_test_is_named(word: str) -> None:
    with pytest.raises(StopError, match=word):
        parts.chosen_tests([word], ROOT)


def test_a_check_has_parts_and_an_unknown_one_lists_them() -> None:
    assert parts.checks_of([]) == list(parts.CHECKS.values())
    assert parts.checks_of(["imports"]) == [parts.CHECKS["imports"]]
    with pytest.raises(StopError, match="python, imports, types, page, vitest"):
        parts.checks_of(["pyhton"])


def test_the_help_names_every_verb(capsys: pytest.CaptureFixture[str]) -> None:
    assert set(verbs.HELP) == set(verbs.VERBS)
    assert verbs.main(["help"]) == 0
    said = capsys.readouterr().out
    assert [verb for verb in verbs.VERBS if f"make {verb} " not in said] == []


def test_every_verb_stands_in_the_makefile() -> None:
    rule = next(line for line in (ROOT / "Makefile").read_text().splitlines() if line.startswith(".PHONY:"))
    assert set(rule.split()[1:]) == {*verbs.VERBS, "help"}


def test_code_that_was_written_added_or_removed_is_seen_once(tmp_path: Path) -> None:
    module = tmp_path / "layers/core/layer.py"
    module.parent.mkdir(parents=True)
    module.write_text("a = 1\n")
    code = Code(tmp_path)
    assert code.changed() == []
    os.utime(module, ns=(1, 1))
    added = tmp_path / "gis_server/routes/new.py"
    added.parent.mkdir(parents=True)
    added.touch()
    assert code.changed() == ["gis_server/routes/new.py", "layers/core/layer.py"]
    assert code.changed() == []
    added.unlink()
    (tmp_path / "layers/notes.txt").touch()
    assert code.changed() == ["gis_server/routes/new.py"]


def test_a_program_of_make_dev_ends_with_all_that_it_started() -> None:
    """As npm or a shell would, it started another one, which must not stay."""
    script = "sleep 600 & echo $!; wait"
    with dev.running(["sh", "-c", script], ROOT, dict(os.environ), stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        child = int(process.stdout.readline())
        assert Path(f"/proc/{child}").exists()
    assert process.returncode == -signal.SIGTERM
    assert until(lambda: _ended(child), 10)


def _ended(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    return not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] == "Z"


def test_a_program_that_does_not_listen_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dev, "END_WITHIN_S", 0.2)
    deaf = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); signal.pause()"
    with dev.running([sys.executable, "-c", deaf], ROOT, dict(os.environ), stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
    assert process.returncode == -signal.SIGKILL
