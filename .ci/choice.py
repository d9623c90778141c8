"""Which fresh systems a commit is tried on: all where it touches what set-up needs, else one that its hash picks."""

import fnmatch
import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

SET_UP = (
    ".ci/*",
    "Makefile",
    "pyproject.toml",
    "requirements.lock",
    "gis_server/bootstrap.py",
    "gis_server/setup/*",
    "gis_server/database/*",
    "gis_server/processes.py",
    "gis_server/workers.py",
    "gis_server/commands/run.py",
    "frontend/package.json",
    "frontend/package-lock.json",
    "frontend/*.config.*",
    "frontend/tsconfig*.json",
    "frontend/build/*",
)
"""Set-up, locks, the start of the database and of the server, and how the page is built; `*` passes slashes too."""
LANDED = "GIS_CI_LANDED"
"""The environment variable that names the commit which landed last, where the checkout cannot know it."""
_UPSTREAMS = ("@{upstream}", "origin/main", "main")


@dataclass(frozen=True, slots=True)
class Base:
    """The commit that a change is measured from, and the words for why it is this one."""

    commit: str
    why: str


@dataclass(frozen=True, slots=True)
class Choice:
    """The suites to try, in order, and why these."""

    suites: tuple[str, ...]
    why: str


def choose(suites: Sequence[str], commit: str, changed: Sequence[str] | None, since: str) -> Choice:
    """Choose the suites for a commit.

    Args:
        suites: all of them.
        commit: its hash in hexadecimal digits.
        changed: paths from the root that differ since what landed last; None when that is not known.
        since: the words for what they were compared with, or why they could not be.
    """
    if changed is None:
        return Choice(tuple(suites), f"all, because it cannot be told what changed: {since}")
    touched = [path for path in changed if any(fnmatch.fnmatchcase(path, pattern) for pattern in SET_UP)]
    if touched:
        return Choice(tuple(suites), f"all, because {', '.join(touched)} changed since {since}")
    picked = suites[int(commit, 16) % len(suites)]
    return Choice((picked,), f"{picked} by the hash {commit[:12]}: nothing that set-up needs changed since {since}")


def choice_of(root: Path, suites: Sequence[str]) -> Choice:
    """Choose the suites for the commit that is checked out."""
    commit = _git(root, "rev-parse", "HEAD")
    if commit is None:
        return Choice(tuple(suites), f"all, because {root} is no checkout of git")
    base = base_of(root, commit, os.environ.get(LANDED))
    if isinstance(base, str):
        return choose(suites, commit, None, base)
    differing = _git(root, "diff", "--name-only", "--no-renames", base.commit, commit)
    if differing is None:
        return choose(suites, commit, None, f"git cannot compare with {base.commit}")
    return choose(suites, commit, differing.splitlines(), f"{base.commit[:12]}, {base.why}")


def base_of(root: Path, commit: str, landed: str | None) -> Base | str:
    """Find the commit that landed last, or say why it is not known.

    The one that was named; else where the branch left its upstream or main; else, where the commit has landed itself
    or there is no such branch, its first parent: what main was before a merge.
    """
    if landed:
        named = _git(root, "rev-parse", "--verify", "--quiet", f"{landed}^{{commit}}")
        return Base(named, f"named by {LANDED}") if named else f"{LANDED}={landed} is no commit here"
    for branch in _UPSTREAMS:
        if _git(root, "rev-parse", "--verify", "--quiet", f"{branch}^{{commit}}") is None:
            continue
        left = _git(root, "merge-base", branch, commit)
        if left is None:
            return f"{branch} and {commit[:12]} have no commit in common here"
        if left != commit:
            return Base(left, f"where it left {branch}")
    parent = _git(root, "rev-parse", "--verify", "--quiet", f"{commit}^1^{{commit}}")
    return Base(parent, "its first parent") if parent else f"{commit[:12]} has no parent here"


def _git(root: Path, *words: str) -> str | None:
    """Return what git says, None where it fails."""
    done = subprocess.run(
        ["git", "-C", root, "-c", "core.quotePath=false", *words], capture_output=True, text=True, check=False
    )
    return done.stdout.strip() if done.returncode == 0 else None
