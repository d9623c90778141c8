"""What NAME picks: of `make check` a part of the static checks, of `make test` a file, a folder or a word."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from gis_server.setup import python, web
from gis_server.setup.machine import ROOT
from gis_server.setup.terminal import StopError, pick

_JOINING = {"and", "or", "not"}


@dataclass(frozen=True)
class Check:
    """One part of the static checks: commands of one folder, and whether they need the page's packages."""

    commands: tuple[tuple[str, ...], ...]
    page: bool = False

    @property
    def folder(self) -> Path:
        """Where the commands run."""
        return web.FRONTEND if self.page else ROOT

    def lines(self) -> list[list[str]]:
        """Return the commands with the programs of this checkout."""
        if self.page:
            return [web.npm(*words) for words in self.commands]
        return [[str(python.VENV / "bin" / words[0]), *words[1:]] for words in self.commands]


CHECKS: Mapping[str, Check] = {
    "python": Check((("ruff", "check", "."), ("ruff", "format", "--check", "."), ("pyright",))),
    "imports": Check((("lint-imports",),)),
    "types": Check((("run", "api:check"),), page=True),
    "page": Check((("run", "check"),), page=True),
    "vitest": Check((("test",),), page=True),
}


def checks_of(names: Sequence[str]) -> list[Check]:
    """Return the parts of these names in their own order; all without a name.

    Raises:
        StopError: there is no part of a name.
    """
    unknown = [name for name in names if name not in CHECKS]
    if unknown:
        known = ", ".join(CHECKS)
        raise StopError(
            pick(
                f"make check không có phần {unknown[0]}. Có: {known}. Ví dụ:\n  make check NAME=python",
                f"make check has no part {unknown[0]}. There are: {known}. Such as:\n  make check NAME=python",
            )
        )
    return [check for name, check in CHECKS.items() if not names or name in names]


def chosen_tests(words: Sequence[str], root: Path) -> list[str]:
    """Return pytest's words for what was named.

    A file or folder (from the root or below `tests/`), also with `::test`, and the bare name of a file are paths; the
    other words are one expression for `-k`. What follows `--` is passed on as it is.

    Raises:
        StopError: a word looks like a path, and there is none.
    """
    named = list(words)
    options: list[str] = []
    if "--" in named:
        at = named.index("--")
        named, options = named[:at], named[at + 1 :]
    paths: list[str] = []
    expression: list[str] = []
    joined = bool(_JOINING & set(named))  # `tiles and not real`: here `real` is a word, though there is such a folder
    for word in named:
        path = None if joined and "/" not in word else _path(word, root)
        if path is not None:
            paths.append(path)
        elif "/" in word or ".py" in word:
            raise StopError(
                pick(
                    f"Không có tệp hay thư mục kiểm thử {word}. Gõ:\n  ls tests/*",
                    f"There is no file or folder of tests {word}. Type:\n  ls tests/*",
                )
            )
        else:
            expression.append(word)
    wanted = (" " if joined else " or ").join(expression)
    alone = len(paths) == 1 and ".py" in paths[0]  # one file is read sooner than a second process has started
    return ["-n", "0" if alone else "2", *paths, *(["-k", wanted] if wanted else []), *options]


def _path(word: str, root: Path) -> str | None:
    name, mark, test = word.partition("::")
    below = root / "tests"
    found = next(
        (path for path in (root / name, below / name) if name and path.exists() and below in path.parents), None
    )
    if found is None and "/" not in name:
        found = next(iter(sorted(below.rglob(f"{name.removesuffix('.py')}.py"))), None) if name else None
    return f"{found.relative_to(root)}{mark}{test}" if found is not None else None
