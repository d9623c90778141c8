"""What the search box finds."""

from datetime import date
from typing import Literal

from pydantic import Field

from gis_server.models.collections import LayerFailed
from gis_server.models.reply import Box, LevelName, Reply
from gis_server.models.units import Heir
from layers.core.model import Text


class UnitFound(Reply):
    """A unit; `now` and `note` say what it is called or what holds its land today."""

    uid: str
    id: int
    full_name: str
    code: str
    kind: str
    level: LevelName
    start: date = Field(alias="from")
    end: date | None = Field(alias="to")
    parent_name: str | None
    focus: Box
    match: Literal["name", "former", "code", "near"]
    now: list[Heir]
    note: Text | None


class RowFound(Reply):
    """A row of a layer, at its place in degrees of EPSG:4326."""

    layer: str
    layer_title: Text
    note: Text
    id: int | str
    title: str | None
    lon: float | None
    lat: float | None


class SearchReply(Reply):
    """The units found, then rows of layers; units most alike when none is found; layers that failed."""

    query: str
    results: list[UnitFound | RowFound]
    suggestions: list[UnitFound]
    failed: list[LayerFailed]
