"""Long work tells how far it is; the command line draws a bar of it, tests take the silent one."""

from typing import Protocol

from layers.core.model import Text, text


class Progress(Protocol):
    """Told by long work: a step begins with its size, then advances."""

    def start(self, total: int, label: Text) -> None:
        """Begin a step of `total` pieces."""
        ...

    def advance(self, count: int = 1) -> None:
        """Finish so many pieces of the step."""
        ...

    def name(self, piece: Text) -> None:
        """Say which piece is at work."""
        ...


class Silent:
    """Tells nobody."""

    def start(self, total: int, label: Text) -> None:
        """Begin a step."""

    def advance(self, count: int = 1) -> None:
        """Finish pieces."""

    def name(self, piece: Text) -> None:
        """Say which piece is at work."""


SILENT = Silent()


class Whole:
    """One bar over many files: each import's own steps only change the name beside it."""

    def __init__(self, progress: Progress, total: int, label: Text) -> None:
        self._progress, self._total, self._label = progress, total, label
        self._done = 0
        progress.start(total, label)

    def grow(self, more: int) -> None:
        """Add files that only the earlier ones made known."""
        self._total += more
        self._progress.start(self._total, self._label)
        self._progress.advance(self._done)

    def file(self, name: str) -> Progress:
        """Begin a file; give what is returned to its import, and call `done` afterwards."""
        self._progress.name(text(name, name))
        return _File(self._progress, name)

    def done(self) -> None:
        """Finish a file."""
        self._done += 1
        self._progress.advance()


class _File(Silent):
    """Names the step of one import beside the bar of the whole."""

    def __init__(self, progress: Progress, name: str) -> None:
        self._progress, self._name = progress, name

    def start(self, total: int, label: Text) -> None:
        del total  # files differ too much in their steps for parts of one to tell anything
        self.name(label)

    def name(self, piece: Text) -> None:
        self._progress.name(text(f"{self._name}: {piece.vi}", f"{self._name}: {piece.en}"))
