"""Changes are written one file each in `.changes/`, so that work side by side does not meet in CHANGELOG.md."""

import re
from dataclasses import dataclass
from pathlib import Path

from gis_server.setup.terminal import StopError, pick

FOLDER = ".changes"
HEADINGS = ("Added", "Changed", "Deprecated", "Removed", "Fixed", "Security")
"""Those of Keep a Changelog, in the order in which they stand below a version."""
_SECTION = re.compile(r"^### (.+)\n", re.MULTILINE)
_UNRELEASED = re.compile(r"^## \[Unreleased\]\n(.*?)(?=^## \[|\Z)", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Change:
    """One file: `### Heading`, then items that begin with a dash, as they will stand in CHANGELOG.md."""

    heading: str
    items: str


def read(path: Path) -> Change:
    """Read one file.

    Raises:
        StopError: it has no heading of Keep a Changelog, or nothing below it.
    """
    found = re.fullmatch(r"### (.+)\n\n(- .+)", path.read_text(encoding="utf-8").strip(), re.DOTALL)
    if found is None or found[1] not in HEADINGS:
        known = ", ".join(HEADINGS)
        raise StopError(
            pick(
                f"{path}: dòng đầu là “### ” và một trong {known}; sau một dòng trống là các mục bắt đầu bằng “- ”.",
                f"{path}: the first line is “### ” and one of {known}; after a blank line come items after “- ”.",
            )
        )
    return Change(found[1], found[2])


def gather(root: Path) -> list[str]:
    """Move every file of `.changes/` into CHANGELOG.md, below “Unreleased”; return the names of those moved.

    Raises:
        StopError: one of them is not as it should be; then nothing is moved.
    """
    files = sorted((root / FOLDER).glob("*.md"))
    changes = [read(path) for path in files]
    log = root / "CHANGELOG.md"
    if changes:
        log.write_text(with_changes(log.read_text(encoding="utf-8"), changes), encoding="utf-8")
    for path in files:
        path.unlink()
    return [str(path.relative_to(root)) for path in files]


def with_changes(log: str, changes: list[Change]) -> str:
    """Return the changelog with these items at the end of their headings below “Unreleased”.

    Raises:
        StopError: it has no “## [Unreleased]”.
    """
    unreleased = _UNRELEASED.search(log)
    if unreleased is None:
        raise StopError(pick("CHANGELOG.md thiếu “## [Unreleased]”.", "CHANGELOG.md has no “## [Unreleased]”."))
    preface, sections = _sections(unreleased[1])
    for change in changes:
        sections[change.heading] = "\n".join(filter(None, [sections.get(change.heading, ""), change.items]))
    written = "".join(f"\n### {name}\n\n{sections[name]}\n" for name in sorted(sections, key=_place))
    after = log[unreleased.end() :]
    return f"{log[: unreleased.start(1)]}{preface}{written}{chr(10) if after else ''}{after}"


def _sections(unreleased: str) -> tuple[str, dict[str, str]]:
    """Return what stands above the first heading, and the items by heading."""
    preface, *words = _SECTION.split(unreleased)
    sections = {name: body.strip("\n") for name, body in zip(words[::2], words[1::2], strict=True)}
    return preface.rstrip("\n") and f"{preface.rstrip(chr(10))}\n", sections


def _place(name: str) -> int:
    return HEADINGS.index(name) if name in HEADINGS else len(HEADINGS)
