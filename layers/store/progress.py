"""Long work tells how far it is; the command line draws a bar of it, tests take the silent one."""

from typing import Protocol

from layers.core.model import Text


class Progress(Protocol):
    """Told by long work: a step begins with its size, then advances."""

    def start(self, total: int, label: Text) -> None:
        """Begin a step of `total` pieces."""
        ...

    def advance(self, count: int = 1) -> None:
        """Finish so many pieces of the step."""
        ...


class Silent:
    """Tells nobody."""

    def start(self, total: int, label: Text) -> None:
        """Begin a step."""

    def advance(self, count: int = 1) -> None:
        """Finish pieces."""


SILENT = Silent()
