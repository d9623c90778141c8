"""Our own code, watched while somebody writes it: what `up --reload` starts the web processes anew for."""

from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("gis_server", "layers", "boundaries", "tilegen")


def _times(root: Path) -> dict[Path, int]:
    """Return when each module was written, in nanoseconds; one that vanishes while we look counts as written never."""
    found: dict[Path, int] = {}
    for room in ROOMS:
        for path in (root / room).rglob("*.py"):
            try:
                found[path] = path.stat().st_mtime_ns
            except FileNotFoundError:
                found[path] = 0
    return found


@dataclass
class Code:
    """The modules of a checkout, as they were when they were last looked at."""

    root: Path = ROOT
    _seen: dict[Path, int] = field(init=False)

    def __post_init__(self) -> None:
        """Look for the first time."""
        self._seen = _times(self.root)

    def changed(self) -> list[str]:
        """Look again, and return the modules that were written, added or removed since, from the root."""
        now = _times(self.root)
        differing = {path for path, _ in self._seen.items() ^ now.items()}
        self._seen = now
        return sorted(str(path.relative_to(self.root)) for path in differing)
