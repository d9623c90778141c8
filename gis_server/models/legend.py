"""The legend of a layer, with counts."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from gis_server.models.collections import TimeKind
from gis_server.models.reply import LevelName, Reply, left_out
from layers.core.model import Text


class LegendRow(Reply):
    """One row: `count` is null where it was not counted; low ≤ figure < high of a class of figures, null where open."""

    key: str
    title: Text
    color: str
    pattern: str | None
    glyph: str | None
    count: int | None
    low: float | None
    high: float | None
    judgement: Literal["good", "bad", "stable"] | None
    within: bool
    icon: str | None
    parent: str | None


class LegendSpan(Reply):
    """Which part of its time is drawn: as asked, or its default."""

    asked: str = Field(alias="datetime")
    since: datetime | None = Field(alias="from")
    until: datetime | None = Field(alias="to")
    default: bool
    kind: TimeKind


class LegendReply(Reply):
    """The rows of a legend; the period, level, edition and whole number of units of one that a family makes."""

    layer: str
    title: Text
    rows: list[LegendRow]
    span: LegendSpan | None
    numberMatched: int  # noqa: N815 - as the items say it
    period: str = left_out()
    level: LevelName = left_out()
    edition: date = left_out()
    total: int = left_out()
