"""What the page needs first."""

from datetime import date, datetime

from gis_server.models.collections import GeometryName, LayerFailed, TimeKind
from gis_server.models.reply import Box, LevelName, Reply, left_out
from layers.core.model import Text


class HomeName(Reply):
    """The province of this installation, as it is called today."""

    code: str
    name: str


class TileSet(Reply):
    """A set of tiles built ahead: its address has the version."""

    version: str
    minzoom: int
    maxzoom: int


class LevelTiles(Reply):
    """The sets of tiles of an edition, of those levels that have one."""

    province: TileSet = left_out()
    district: TileSet = left_out()
    commune: TileSet = left_out()


class HomeEdition(Reply):
    """Home in one edition of the boundaries: `roots` are the numbers of its provinces."""

    date: date
    title: Text
    legal_basis: str
    note: Text
    roots: list[int]
    fit: Box
    levels: list[LevelName]
    tiles: LevelTiles


class LayerEntry(Reply):
    """A layer that can be switched on; `rail` is its caption on the rail, where it has a place there.

    `time` is the kind of its axis, `known` whether it answers as known at another time, `workspace` whether it has a
    workspace of its own.
    """

    id: str
    title: Text
    rail: Text | None
    icon: str
    geometry: GeometryName | None
    simulated: bool
    time: TimeKind | None
    known: bool
    workspace: bool


class NamedPoint(Reply):
    """One island or reef."""

    name: str
    lon: float
    lat: float


class Archipelago(Reply):
    """A named group of points."""

    key: str
    title: Text
    short: Text
    note: Text
    points: list[NamedPoint]


class HomeReply(Reply):
    """Home, its editions and tiles, the layers and the archipelagos; `position` is that of the newest change."""

    home: HomeName
    now: datetime
    simulated: bool
    product: str
    default_indicator: str | None
    editions: list[HomeEdition]
    layers: list[LayerEntry]
    failed: list[LayerFailed]
    archipelagos: list[Archipelago]
    outline: str
    position: str
