"""The parameters that the verbs share, and what they mean for one layer."""

from collections.abc import Iterable
from datetime import UTC, date
from datetime import datetime as Moment  # noqa: N812 - a parameter is called `datetime`
from typing import Literal

from psycopg import Connection
from pydantic import BaseModel, ConfigDict, Field

from layers.core.access import Scope
from layers.core.clock import Clock, local_day, next_midnight, next_minute
from layers.core.cql import FilterLang, parse_filter
from layers.core.errors import GisError
from layers.core.filters import Asked, parse_bbox
from layers.core.items import select_latest
from layers.core.layer import Layer, Table
from layers.core.model import text
from layers.core.spans import Drawn, Latest, drawn, needs_latest, parse_span
from layers.core.tables import Language

MOST_ITEMS = 10_000


class Parameters(BaseModel):
    """Query parameters of one route. A misspelt one is refused, so that nothing asked for is silently ignored."""

    model_config = ConfigDict(extra="forbid")


class LanguageOnly(Parameters):
    """The language of titles."""

    lang: Language = "vi"


class Conditions(Parameters):
    """Which rows."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    bbox: str | None = Field(None, max_length=200, description="west,south,east,north in degrees (EPSG:4326)")
    datetime: str | None = Field(
        None,
        max_length=80,
        description="instant, day, period code, from/to with .. for open, or rolling: P7D/.., PT6H/..",
    )
    known: str | None = Field(None, max_length=80, description="instant or day: the rows as they were known then")
    filter: str | None = Field(None, max_length=4000, description="CQL2, for example kind = 'traffic' AND depth_m > 5")
    filter_lang: FilterLang | None = Field(None, alias="filter-lang", description="guessed when left out")
    lang: Language = "vi"

    def asked(self, layer: Layer, scope: Scope, clock: Clock) -> Asked:
        """Read the conditions; without a time all rows are asked for."""
        now = clock.now()
        return Asked(
            bbox=None if self.bbox is None else parse_bbox(self.bbox),
            span=None if self.datetime is None else parse_span(self.datetime, now),
            where=None if self.filter is None else parse_filter(self.filter, layer, scope, self.filter_lang),
            known=known_at(layer, self.known, now),
        )


class ItemsParameters(Conditions):
    """Which rows, in which order, how many, in what form."""

    sortby: str | None = Field(None, max_length=64, description="a field, with - in front the highest first")
    limit: int = Field(10, ge=1, le=MOST_ITEMS, description="features in one page")
    offset: int = Field(0, ge=0, le=10_000_000, description="features to pass over; follow the link `next` instead")
    cursor: str | None = Field(None, max_length=2000, description="where the page before ended; from its link `next`")
    f: Literal["json", "csv"] = "json"


class ItemParameters(Parameters):
    """Of when one row."""

    known: str | None = Field(None, max_length=80, description="instant or day: the row as it was known then")
    lang: Language = "vi"


class PlaceParameters(Parameters):
    """A place, the layers asked about, and the time."""

    lon: float = Field(ge=-180, le=180, description="longitude in degrees")
    lat: float = Field(ge=-90, le=90, description="latitude in degrees")
    layers: str | None = Field(None, max_length=2000, description="ids of layers joined by commas; all when left out")
    datetime: str | None = Field(None, max_length=80, description="instant, day or period; now when left out")
    filters: str | None = Field(
        None, max_length=8000, description='a JSON object of layers and their CQL2: {"wells": "use = \'farm\'"}'
    )
    radius_m: float = Field(50, ge=0, le=50_000, description="how far points and lines may lie, in metres")
    lang: Language = "vi"


class SearchParameters(Parameters):
    """What someone typed into the search box."""

    q: str = Field(max_length=200, description="a name, former name or code; with or without diacritics")
    limit: int = Field(10, ge=1, le=50, description="units at most; a few rows of layers may follow")
    lang: Language = "vi"


class AtParameters(Parameters):
    """A place and a local day."""

    lon: float = Field(ge=-180, le=180, description="longitude in degrees")
    lat: float = Field(ge=-90, le=90, description="latitude in degrees")
    on: date | None = Field(None, description="local day; today when left out")
    lang: Language = "vi"


def known_at(layer: Layer, value: str | None, now: Moment) -> Moment | None:
    """Return the instant as of which rows are asked for: the end of what was asked, or now; None without such columns.

    Raises:
        GisError: not readable, or asked of a layer that does not keep what was known.
    """
    if layer.known is None:
        if value is None:
            return None
        raise GisError(
            text(
                f"Lớp {layer.id} không giữ các bản đã biết trước đây.",
                f"The layer {layer.id} does not keep what was known before.",
            ),
            value=f"known={value}",
            limit="-",
            remedy=text("Bỏ known.", "Leave known out."),
        )
    last = None if value is None else parse_span(value, now).last
    return now if last is None else last


def drawn_of(connection: Connection, layer: Layer, asked: str | None, now: Moment, scope: Scope) -> Drawn | None:
    """Return which part of its time a layer shows; None of one without time.

    Raises:
        GisError: the time asked for cannot be read.
    """
    latest = None
    if needs_latest(layer.time, asked) and isinstance(layer.source, Table):
        query = select_latest(layer, now, scope)
        row = connection.execute(query.statement, query.params).fetchone()
        latest = None if row is None else Latest(row[0], row[1], row[2])
    return drawn(layer.time, asked, now, latest)


def holds_until(layers: Iterable[Layer], now: Moment, asked: str | None = None) -> Moment | None:
    """Return when the present may show other rows of these layers; None where it shows the same for ever.

    What a rolling span or the present instant shows is a minute old at most; days and periods change at midnight. What
    is known is written when it becomes known, so time alone changes nothing in it.

    Args:
        layers: whose rows are shown.
        now: the present.
        asked: the time that was asked for; each layer's own default when left out.
    """
    ends = [_one_until(layer, now, asked) for layer in layers]
    return min((end for end in ends if end is not None), default=None)


def _one_until(layer: Layer, now: Moment, asked: str | None) -> Moment | None:
    axis = layer.time
    if axis is None or (asked is not None and not asked.startswith("P")):
        return None
    window = axis.window if asked is None else asked
    if window == "all":
        return None
    return next_minute(now) if axis.kind == "instant" and window != "latest" else next_midnight(now)


def instant(value: str | None, clock: Clock) -> Moment:
    """Return the end of the time asked for, or now, in UTC."""
    last = None if value is None else parse_span(value, clock.now()).last
    return clock.now() if last is None else last.astimezone(UTC)


def day(value: str | None, clock: Clock) -> str:
    """Return the local day of `instant`, in ISO 8601."""
    return local_day(instant(value, clock)).isoformat()
