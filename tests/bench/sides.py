"""Two commits side by side on one machine: the one before, in the worktree that GIS_BENCH_BEFORE names, and this one.

The commit before makes the sample; each side serves a copy of it, this one after its own migrations. Both stand at the
sample's hour, started alike by `gis-server up` with two processes.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench.clusters import databases
from tests.bench.programs import free_port, started
from tests.support.databases import Databases

ROOT = Path(__file__).resolve().parents[2]
SETTING = "GIS_BENCH_BEFORE"
WANTED = f"set {SETTING} to a worktree of the commit before, in which `make check` and `npm run build` were run"
INSTALLATION = {"GIS_HOME": "97", "GIS_CLOCK_AT": "2026-05-20T10:00:00+07:00"}
FILL = (("migrate",), ("sample", "load"), ("tiles", "build"))
START_SECONDS = 240.0


@dataclass(frozen=True, slots=True)
class Side:
    """One commit: a checkout with its environment and its built page."""

    folder: Path

    @property
    def _python(self) -> Path:
        return self.folder / ".venv/bin/python"

    def lacks(self) -> str | None:
        """Return the first thing that it needs and lacks."""
        needed = (self._python, self.folder / "frontend/dist/index.html")
        return next((str(path) for path in needed if not path.exists()), None)

    def command(self, *words: str) -> list[str]:
        """Return a command line of this commit's `gis-server`."""
        return [str(self._python), "-m", "gis_server.cli", *words]

    def fill(self, url: str) -> None:
        """Make the sample with its tiles in an empty database."""
        environment = {**os.environ, **INSTALLATION, "DATABASE_URL": url}
        for words in FILL:
            subprocess.run(
                self.command(*words), cwd=self.folder, env=environment, check=True, stdout=subprocess.DEVNULL
            )

    @contextmanager
    def serving(self, url: str) -> Iterator[str]:
        """Migrate a database and serve it; lends the base URL."""
        port = free_port()
        environment = {**INSTALLATION, "DATABASE_URL": url, "GIS_READER_URL": url, "GIS_PORT": str(port)}
        with started(self.command("up"), port, environment, folder=self.folder, seconds=START_SECONDS) as base:
            yield base


@dataclass(frozen=True, slots=True)
class Pair:
    """Base URLs of both servers, and the database of this one."""

    before: str
    now: str
    database: str

    @property
    def both(self) -> tuple[str, str]:
        """The commit before first."""
        return self.before, self.now


def commit_before() -> Side | None:
    """Return the commit to compare with, None when none is named; one that lacks something ends the benchmark."""
    given = os.environ.get(SETTING)
    if not given:
        return None
    side = Side(Path(given).resolve())
    if (missing := side.lacks()) is not None:
        sys.exit(f"{missing} is not there; {WANTED}")
    return side


@contextmanager
def served(before: Side) -> Iterator[Pair]:
    """Serve both commits, each on a copy of one sample."""
    with (
        databases() as lent,
        _copies(lent, before) as (theirs, ours),
        before.serving(theirs) as old,
        Side(ROOT).serving(ours) as new,
    ):
        yield Pair(old, new, ours)


@contextmanager
def _copies(lent: Databases, before: Side) -> Iterator[tuple[str, str]]:
    template = lent.template("before", before.fill)
    with lent.copy(template) as theirs, lent.copy(template) as ours:
        yield theirs, ours
