"""How far long work is: one bar at a terminal, a few lines without one."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Rich
from rich.table import Column

from gis_server.say import console, pick, say
from layers.core.model import Text, text
from layers.core.written import shown
from layers.store.progress import Progress

ALIVE_S = 15.0
"""Seconds between signs of life when the output is no terminal."""


class Bar:
    """One line for all steps, one after the other, with the piece at work beside it."""

    def __init__(self, rich: Rich) -> None:
        self._rich = rich
        self._task: TaskID | None = None

    def start(self, total: int, label: Text) -> None:
        """Begin a step."""
        if self._task is None:
            self._task = self._rich.add_task(pick(label), total=total, piece="")
        else:
            self._rich.reset(self._task, total=total, description=pick(label), piece="")

    def advance(self, count: int = 1) -> None:
        """Move on by so many pieces."""
        if self._task is not None:
            self._rich.advance(self._task, count)

    def name(self, piece: Text) -> None:
        """Name the piece at work."""
        if self._task is not None:
            self._rich.update(self._task, piece=pick(piece))

    def close(self) -> None:
        """Leave the bar without the name of the last piece."""
        self.name(text("", ""))


class Lines:
    """A line when a step begins, a sign of life now and then, a line when a long one has ended."""

    def __init__(self) -> None:
        self._label, self._piece = text("", ""), text("", "")
        self._total = self._done = 0
        self._began = self._said = 0.0

    def start(self, total: int, label: Text) -> None:
        """Begin a step."""
        again = label == self._label
        self._label, self._piece, self._total, self._done = label, text("", ""), total, 0
        if not again:
            self._began = self._said = time.monotonic()
            say(text(f"  {label.vi} …", f"  {label.en} …"))

    def advance(self, count: int = 1) -> None:
        """Move on by so many pieces."""
        self._done += count
        self._live()

    def name(self, piece: Text) -> None:
        """Name the piece at work."""
        self._piece = piece
        self._live()

    def close(self) -> None:
        """Say how long it took, if that was long."""
        if self._label.vi and (spent := time.monotonic() - self._began) >= ALIVE_S:
            seconds = shown(spent, 1)
            self._say(text(f"{seconds.vi} s", f"{seconds.en} s"))

    def _live(self) -> None:
        if time.monotonic() - self._said >= ALIVE_S:
            self._said = time.monotonic()
            self._say(self._piece)

    def _say(self, more: Text) -> None:
        vi, en = (f"  {label}: {self._done}/{self._total}" for label in (self._label.vi, self._label.en))
        say(text(f"{vi}  {more.vi}", f"{en}  {more.en}"))


@contextmanager
def bar() -> Iterator[Progress]:
    """Show how far the work is while it runs."""
    if not console.is_terminal:
        lines = Lines()
        yield lines
        lines.close()
        return
    columns = (
        TextColumn("  {task.description}"),
        BarColumn(bar_width=24),
        MofNCompleteColumn(table_column=Column(no_wrap=True, min_width=5)),
        TimeElapsedColumn(table_column=Column(no_wrap=True, min_width=7)),
        # Of a narrow terminal it is this one that gives way.
        TextColumn("[dim]{task.fields[piece]}", table_column=Column(ratio=1, no_wrap=True, overflow="ellipsis")),
    )
    with Rich(*columns, console=console, expand=True) as rich:
        shown_bar = Bar(rich)
        yield shown_bar
        shown_bar.close()
