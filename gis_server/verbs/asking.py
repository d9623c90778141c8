"""The parameters that the verbs share, and what they mean for one layer."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from layers.core.access import Scope
from layers.core.clock import Clock, local_day, next_midnight, next_minute
from layers.core.filters import Asked, Span, parse_bbox, parse_pairs, parse_span
from layers.core.layer import Layer
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

    bbox: str | None = Field(None, max_length=200, description="west,south,east,north in degrees (EPSG:4326)")
    datetime: str | None = Field(
        None, max_length=80, description="instant, day, period code, or from/to with .. for open"
    )
    filter: str | None = Field(
        None, max_length=1000, description="field=value pairs joined by AND (a part of CQL2 text)"
    )
    lang: Language = "vi"

    def asked(self, layer: Layer, scope: Scope, clock: Clock | None = None) -> Asked:
        """Read the conditions; with a clock, rows that hold over a time default to those that hold today."""
        span = None if self.datetime is None else parse_span(self.datetime)
        if span is None and clock is not None:
            span = today(layer, clock)
        bbox = None if self.bbox is None else parse_bbox(self.bbox)
        return Asked(bbox, span, () if self.filter is None else parse_pairs(self.filter, layer, scope))


class ItemsParameters(Conditions):
    """Which rows, how many, in what form."""

    limit: int = Field(10, ge=1, le=MOST_ITEMS, description="features in one page")
    offset: int = Field(0, ge=0, le=10_000_000, description="features to pass over; follow the link `next` instead")
    f: Literal["json", "csv"] = "json"


class PlaceParameters(Parameters):
    """A place, the layers asked about, and the time."""

    lon: float = Field(ge=-180, le=180, description="longitude in degrees")
    lat: float = Field(ge=-90, le=90, description="latitude in degrees")
    layers: str | None = Field(None, max_length=2000, description="ids of layers joined by commas; all when left out")
    datetime: str | None = Field(None, max_length=80, description="instant, day or period; now when left out")
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


def today(layer: Layer, clock: Clock) -> Span | None:
    """Return the present moment for a layer whose rows hold over a time; None for one whose rows are moments."""
    if layer.time is None or layer.time.end is None or layer.time.kind == "period":
        return None
    now = clock.now()
    return Span(now, now)


def holds_until(layers: Iterable[Layer], now: datetime) -> datetime | None:
    """Return when the present moment may show other rows of these layers; None where it shows the same for ever.

    Rows that hold from instant to instant begin and end at any moment: what is shown of them is a minute old at most.
    """
    kinds = {layer.time.kind for layer in layers if layer.time is not None and layer.time.end is not None}
    if "instant" in kinds:
        return next_minute(now)
    return next_midnight(now) if "day" in kinds else None


def instant(value: str | None, clock: Clock) -> datetime:
    """Return the end of the time asked for, or now, in UTC."""
    last = None if value is None else parse_span(value).last
    return clock.now() if last is None else last.astimezone(UTC)


def day(value: str | None, clock: Clock) -> str:
    """Return the local day of `instant`, in ISO 8601."""
    return local_day(instant(value, clock)).isoformat()
