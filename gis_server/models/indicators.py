"""Indicators: the catalogue, the matrix of figures, where they come from, the table behind the map."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from gis_server.models.reply import Frequency, LevelName, Reply, left_out
from layers.core.model import Text

Direction = Literal["up", "flat", "down"]


class Definition(Reply):
    """A version of the definition, in force from a period on."""

    from_period: str
    note: Text


class LevelEdges(Reply):
    """Inner class edges, of those levels that there are."""

    province: list[float] = left_out()
    district: list[float] = left_out()
    commune: list[float] = left_out()


class Indicator(Reply):
    """An indicator of the catalogue; `first` and `last` are the periods of its first and last figure."""

    code: str
    group: str
    name: Text
    measure: Text
    unit: Text
    decimals: int
    polarity: Literal["up_good", "down_good", "neutral"]
    tolerance: float
    tolerance_kind: Literal["relative", "absolute"]
    kind: Literal["total", "rate", "index"]
    numerator: str | None
    denominator: str | None
    accumulation: Literal["flow", "ytd", "stock"]
    over_units: Literal["sum", "mean", "none"]
    over_periods: Literal["sum", "mean", "last", "none"]
    weight: str | None
    levels: list[LevelName]
    frequency: Frequency
    last_period: str | None
    deadline_days: int
    agency: str
    officer: Text
    source: Text
    detail_layer: str | None
    definitions: list[Definition]
    edges: LevelEdges | None
    plausible: tuple[float | None, float | None]
    target_path: Literal["year", "linear"]
    simulated: bool
    first: str | None
    last: str | None
    latest_received: datetime | None


class Named(Reply):
    """A group of indicators, or an agency."""

    code: str
    name: Text


class CatalogueReply(Reply):
    """The catalogue with its groups and agencies."""

    groups: list[Named]
    agencies: list[Named]
    indicators: list[Indicator]


class Break(Reply):
    """A change of the definition: a visible break in the series."""

    period: str
    note: Text


class CarriedFrom(Reply):
    """A unit that figures are carried from or to, with its share."""

    uid: str
    full_name: str
    share: float


class CarriedPart(Reply):
    """How totals are carried before or after a day: by rule (c), estimated by area (e), an approximate grouping (g)."""

    before: date = left_out()
    after: date = left_out()
    mark: Literal["c", "e", "g"]
    method: Literal["official", "area", "population", "grouping"]
    approximate: bool
    origins: list[CarriedFrom] = Field(alias="from")
    unassigned: float
    comparable: bool
    reason: Text | None
    level: LevelName


class Revision(Reply):
    """A figure as it was sent once."""

    revision: int
    value: float | None
    status: str
    received: datetime | None


class SeriesReply(Reply):
    """Where the figures of a unit come from: one entry a period in each column."""

    periods: list[str]
    status: list[str | None]
    received: list[datetime | None]
    revision: list[int | None]
    note: list[Text | None]
    file: list[str | None]
    sheet: list[str | None]
    row: list[int | None]
    column: list[str | None]
    batch: list[int | None]
    carried: list[CarriedPart]
    revisions: dict[str, list[Revision]]


class ValuesReply(Reply):
    """The figures of all units and periods, as whole numbers (`scale` times the figure), a row of `v` and `s` a unit.

    `id_steps` are from each unit's number to the next, the first from 0. `targets` by year and unit, `edges` by
    edition. `series` only when a unit was named.
    """

    indicator: str
    freq: Frequency
    periods: list[str]
    scale: int
    id_steps: list[int]
    v: list[list[int | None]]
    s: list[str]
    targets: dict[str, dict[str, int]]
    edges: dict[str, LevelEdges]
    breaks: list[Break]
    due: list[datetime]
    series: SeriesReply = left_out()


class FigureRow(Reply):
    """A unit's line in the table; `period` is that of the figure, which an old one keeps."""

    id: int
    uid: str
    code: str
    full_name: str
    value: float | None
    mark: str
    period: str
    delta: float | None
    direction: Direction | None
    judgement: Literal["good", "bad", "stable"] | None
    target: float | None
    reached: Literal["met", "near", "short"] | None


class TableReply(Reply):
    """The table behind the map."""

    indicator: str
    rows: list[FigureRow]
