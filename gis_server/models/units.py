"""Administrative units: all of home as columns, one by one, at a place, what became of them, their outlines."""

from datetime import date
from typing import Literal

from pydantic import Field

from gis_server.models.reply import Box, LevelName, Place, Reply, left_out
from layers.core.model import Text


class UnitsReply(Reply):
    """One entry per version of a unit in each column; `level` is p, d or c."""

    ids: list[int]
    uid: list[str]
    code: list[str]
    name: list[str]
    full_name: list[str]
    kind: list[str]
    level: list[Literal["p", "d", "c"]]
    start: list[date] = Field(alias="from")
    end: list[date | None] = Field(alias="to")
    parent: list[int | None]
    former: list[int | None]
    former_share: list[float | None]
    province: list[int | None]
    focus: list[Box]
    label: list[Place]
    area_km2: list[float]
    became: list[list[int]]
    came_from: list[list[int]]


class UnitName(Reply):
    """A unit that another one is told with."""

    uid: str
    full_name: str


class Heir(Reply):
    """A unit of today and the share of the old one that lies in it."""

    uid: str
    id: int
    full_name: str
    share: float


class UnitVersion(Reply):
    """A unit as it was for a time: `bbox` of all land, `focus` of the main land, `label` the point deepest inside."""

    start: date = Field(alias="from")
    end: date | None = Field(alias="to")
    code: str
    name: str
    full_name: str
    kind: str
    legal_basis: str | None
    parent: UnitName | None
    province: UnitName | None
    area_km2: float
    bbox: Box
    focus: Box
    label: Place


class UnitReply(Reply):
    """A unit's life and its versions, the oldest first; `now` and `note` where it lies today when it is no more."""

    uid: str
    id: int
    level: LevelName
    start: date = Field(alias="from")
    end: date | None = Field(alias="to")
    full_name: str
    bbox: Box
    versions: list[UnitVersion]
    now: list[Heir]
    note: Text | None


class UnitAt(Reply):
    """A unit that holds the place; `parent` is a public id."""

    uid: str
    id: int
    full_name: str
    name: str
    code: str
    kind: str
    level: LevelName
    start: date = Field(alias="from")
    end: date | None = Field(alias="to")
    area_km2: float
    parent: str | None


class UnitsAtReply(Reply):
    """The units at a place on a day, the province first; a note when a level is missing or double."""

    lon: float
    lat: float
    on: date
    units: list[UnitAt]
    note: Text | None


class SuccessionStep(Reply):
    """One step: the shares are those of the old unit in the new one, and of the new one from the old one."""

    uid: str
    id: int
    full_name: str
    on: date
    relation: str
    method: str
    share_old: float
    share_new: float
    share_old_population: float = left_out()
    share_new_population: float = left_out()


class Unassigned(Reply):
    """A share of a unit's land that a change gave to nobody."""

    on: date
    share: float


class UnassignedBoth(Reply):
    """What could not be assigned in either direction."""

    forward: list[Unassigned]
    backward: list[Unassigned]


class SuccessionReply(Reply):
    """What a unit became and what it came from."""

    uid: str
    id: int
    became: list[SuccessionStep]
    came_from: list[SuccessionStep]
    unassigned: UnassignedBoth


class OutlineUnit(Reply):
    """A simplified shape: `path` is the coordinates of a MultiPolygon."""

    id: int
    uid: str
    level: LevelName
    name: str
    home: bool
    edition: date
    path: list[list[list[Place]]]


class OutlineReply(Reply):
    """The shapes of insets and small maps."""

    units: list[OutlineUnit]
    tolerance_deg: float
    least_island_km2: float
