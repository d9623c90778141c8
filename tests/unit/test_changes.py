"""Changes are written one file each and gathered into CHANGELOG.md."""

from pathlib import Path

import pytest

from gis_server.setup import changes
from gis_server.setup.terminal import StopError

ROOT = Path(__file__).resolve().parents[2]
LOG = """# Changelog

## [Unreleased]

### Added

- A map.

### ROADMAP

- More.

## [0.1.0]

### Fixed

- Old.
"""


def _write(folder: Path, name: str, content: str) -> None:
    (folder / changes.FOLDER).mkdir(exist_ok=True)
    (folder / changes.FOLDER / name).write_text(content, encoding="utf-8")


def test_every_change_has_a_heading_and_its_items() -> None:
    for path in sorted((ROOT / changes.FOLDER).glob("*.md")):
        assert changes.read(path).heading in changes.HEADINGS


def test_changes_come_to_the_end_of_their_heading_and_their_files_go(tmp_path: Path) -> None:
    (tmp_path / "CHANGELOG.md").write_text(LOG, encoding="utf-8")
    _write(tmp_path, "b.md", "### Fixed\n\n- A leak\n  in two lines.\n")
    _write(tmp_path, "a.md", "### Added\n\n- A list.\n- A card.\n")
    assert changes.gather(tmp_path) == [".changes/a.md", ".changes/b.md"]
    expected = LOG.replace(
        "- A map.\n", "- A map.\n- A list.\n- A card.\n\n### Fixed\n\n- A leak\n  in two lines.\n", 1
    )
    assert (tmp_path / "CHANGELOG.md").read_text(encoding="utf-8") == expected
    assert changes.gather(tmp_path) == []


def test_a_changelog_of_one_version_keeps_what_stands_above_its_headings(tmp_path: Path) -> None:
    (tmp_path / "CHANGELOG.md").write_text("# Changelog\n\n## [Unreleased]\n\nIn words.\n", encoding="utf-8")
    _write(tmp_path, "a.md", "### Changed\n\n- A colour.")
    changes.gather(tmp_path)
    written = (tmp_path / "CHANGELOG.md").read_text(encoding="utf-8")
    assert written == "# Changelog\n\n## [Unreleased]\n\nIn words.\n\n### Changed\n\n- A colour.\n"


@pytest.mark.parametrize(
    "content", ["", "- No heading.\n", "### Added\n", "### Better\n\n- It is.\n", "### Added\n\nNo dash."]
)
def test_a_file_that_is_not_as_it_should_be_is_named_and_nothing_is_moved(tmp_path: Path, content: str) -> None:
    (tmp_path / "CHANGELOG.md").write_text(LOG, encoding="utf-8")
    _write(tmp_path, "good.md", "### Added\n\n- A list.\n")
    _write(tmp_path, "odd.md", content)
    with pytest.raises(StopError, match=r"odd\.md"):
        changes.gather(tmp_path)
    assert (tmp_path / "CHANGELOG.md").read_text(encoding="utf-8") == LOG
    assert (tmp_path / ".changes/good.md").exists()
