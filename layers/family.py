"""What a family of layers says of itself: one typed object, `FAMILY`, in `layers/<family>/family.py`.

Found by the folder's name, checked by type. Heavy modules (readers, geometry libraries) are imported inside the
functions that a family names here, because every web process loads these objects.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from psycopg import Connection

from layers.core.access import Scope
from layers.core.clock import Clock
from layers.core.drawing import LegendRow
from layers.core.features import Row
from layers.core.filters import Asked
from layers.core.layer import Layer
from layers.core.legend import Legend, LegendAsked
from layers.core.report import Report
from layers.core.source import Verb


class Sent(Protocol):
    """A file of the sample."""

    @property
    def path(self) -> Path:
        """Where it was written."""
        ...

    @property
    def received(self) -> datetime:
        """When it came, in UTC."""
        ...


class Importer(Protocol):
    """Takes one file in, whole or not at all, as a batch; returns its report."""

    def __call__(
        self,
        connect: Callable[[], Connection],
        path: Path,
        *,
        dry_run: bool = False,
        clock: Clock,
        progress: Any = ...,
        simulated: bool = False,
    ) -> Report:
        """Import a file."""
        ...


class UnitMover(Protocol):
    """Unites the rows of two identities that turned out to be one unit; `pairs` is younger → older. Returns counts."""

    def __call__(self, connection: Connection, pairs: Mapping[int, int], clock: Clock) -> dict[str, int]:
        """Move what names the first unit of each pair to the second."""
        ...


LegendMaker = Callable[[Connection, Layer, LegendAsked, datetime, Scope], Legend]
"""Writes the legend where more than a code list decides the colours."""
Opening = Callable[[Connection, Mapping[str, str]], Mapping[str, object]]
"""What a family adds to the page's first reply; the mapping are settings of the installation by their names."""


@dataclass(frozen=True, slots=True)
class Maker:
    """The verbs of layers whose source is no table; a verb left None is not offered.

    Attributes:
        tile: (connection, layer, (z, x, y), asked, scope) → a vector tile; its source layer has the layer's id.
        legend: (connection, layer, asked, scope) → its rows.
        identify: (connection, layer, (longitude, latitude), asked, scope) → rows shaped as `Row`, the nearest first.
    """

    tile: Callable[[Connection, Layer, tuple[int, int, int], Asked, Scope], bytes] | None = None
    legend: Callable[[Connection, Layer, Asked, Scope], Sequence[LegendRow]] | None = None
    identify: Callable[[Connection, Layer, tuple[float, float], Asked, Scope], Sequence[Row]] | None = None

    def offers(self) -> tuple[Verb, ...]:
        """Return the verbs that it has."""
        known: dict[Verb, object] = {"tiles": self.tile, "identify": self.identify, "legend": self.legend}
        if self.tile is not None:
            known["style"] = self.tile
        return tuple(verb for verb, made in known.items() if made is not None)


@dataclass(frozen=True, slots=True)
class Family:
    """One family.

    Attributes:
        id: the folder's name, and the name of its command.
        schema: the schema of the database in which its relations lie; None of a family without tables.
        layers: its layers as declared.
        reads: relations of its schema that its replies are made of beside those of its layers, as `schema.name`.
        made: returns its layers that are made of rows.
        importer: takes a file of its own in.
        sample: writes its part of the sample into a folder; returns its files in the order of their import.
        move_units: unites rows when two units turn out to be one.
        legend: writes its legends, where a code list does not suffice.
        makers: verbs of its layers without a table, by the name that their source gives.
        outbox: names in the outbox that mean that its registry changed.
        opening: members that it adds to the page's first reply; no other family may add one of the same name.
        panel: `ground` when its layers are the map itself, a workspace's id when one of its own shows them; else each
            layer has the workspace that every layer has.
    """

    id: str
    schema: str | None = None
    layers: tuple[Layer, ...] = ()
    reads: tuple[str, ...] = ()
    made: Callable[[Connection], tuple[Layer, ...]] | None = None
    importer: Importer | None = None
    sample: Callable[[Path], Sequence[Sent]] | None = None
    move_units: UnitMover | None = None
    legend: LegendMaker | None = None
    makers: Mapping[str, Maker] = field(default_factory=dict[str, Maker])
    outbox: tuple[str, ...] = ()
    opening: Opening | None = None
    panel: str | None = None
