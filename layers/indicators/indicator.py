"""What an indicator is: one frozen record of the catalogue."""

from typing import Annotated, Literal

from pydantic import Field as Constraint
from pydantic import field_validator, model_validator

from layers.core.levels import LEVELS, Level
from layers.core.model import Model, Text
from layers.core.period import Frequency, parse_period

Code = Annotated[str, Constraint(pattern=r"^[a-z0-9][a-z0-9-]{0,79}$")]
"""It is in a layer's id, `indicator-<code>`: one that does not fit there would refuse the registry, so every layer."""


class Definition(Model):
    """A version of the definition, in force from a period on: a visible break in the series."""

    from_period: str
    note: Text

    @field_validator("from_period")
    @classmethod
    def _readable(cls, value: str) -> str:
        parse_period(value)
        return value


class Indicator(Model):
    """An indicator of the catalogue.

    Attributes:
        code: a lasting name: small letters a-z, digits and hyphens.
        measure: the line under the name: what exactly is counted, and against what.
        unit: unit of measure.
        polarity: which direction is good.
        tolerance: a change up to this much is "stable": in the unit of measure (absolute) or in per cent (relative).
        numerator, denominator: indicators from which a rate is recomputed (rate = 100 · numerator / denominator
            when the unit is %, else the plain quotient).
        accumulation: flow of the period, ytd (lũy kế từ đầu năm), or stock at its end.
        over_units: how a parent's figure comes from its children's when it has none of its own.
        over_periods: how a quarter or a year comes from shorter periods.
        weight: the indicator that weighs a mean.
        levels: the levels of unit at which it exists.
        last_period: the last one that is counted, of a census or of an indicator given up; None while it goes on.
        deadline_days: days after the period's last day within which the figure is due, at 17:00 local.
        edges: stated inner class edges per level, ascending; None leaves them to quantiles.
        plausible: lowest and highest value that an import accepts.
        target_path: whether a year's target is compared as it is, or in proportion to the months gone.
    """

    code: Code
    group: str
    name: Text
    measure: Text
    unit: Text
    decimals: Annotated[int, Constraint(ge=0, le=6)] = 0
    polarity: Literal["up_good", "down_good", "neutral"] = "neutral"
    tolerance: float = 0
    tolerance_kind: Literal["relative", "absolute"] = "relative"
    kind: Literal["total", "rate", "index"]
    numerator: str | None = None
    denominator: str | None = None
    accumulation: Literal["flow", "ytd", "stock"]
    over_units: Literal["sum", "mean", "none"]
    over_periods: Literal["sum", "mean", "last", "none"]
    weight: str | None = None
    levels: tuple[Level, ...]
    frequency: Frequency
    last_period: str | None = None
    deadline_days: int = 10
    agency: str
    officer: Text
    source: Text
    detail_layer: str | None = None
    definitions: tuple[Definition, ...] = ()
    edges: dict[Level, tuple[float, ...]] | None = None
    plausible: tuple[float | None, float | None] = (None, None)
    target_path: Literal["year", "linear"] = "year"
    simulated: bool = False

    @property
    def scale(self) -> int:
        """The factor that turns a figure into the whole number that travels: 10 to the decimals."""
        return 10**self.decimals

    @property
    def percent(self) -> bool:
        """Whether figures are percentages, whose differences are points."""
        return self.unit.vi.startswith("%")

    @property
    def parts(self) -> dict[str, str]:
        """The codes of the indicators that it is computed from, by what they are to it."""
        named = {"numerator": self.numerator, "denominator": self.denominator, "weight": self.weight}
        return {place: code for place, code in named.items() if code is not None}

    @model_validator(mode="after")
    def _sound(self) -> "Indicator":
        if not self.levels:
            msg = f"indicator {self.code}: name at least one level of {', '.join(LEVELS)}"
            raise ValueError(msg)
        if (self.numerator is None) != (self.denominator is None):
            msg = f"indicator {self.code}: numerator and denominator go together"
            raise ValueError(msg)
        if self.last_period is not None and parse_period(self.last_period).frequency != self.frequency:
            msg = f"indicator {self.code}: last_period must be a {self.frequency}, not {self.last_period}"
            raise ValueError(msg)
        for level, edges in (self.edges or {}).items():
            if list(edges) != sorted(set(edges)):
                msg = f"indicator {self.code}: edges of {level} must ascend, not {edges}"
                raise ValueError(msg)
        return self


class Agency(Model):
    """A body that owns indicators or supplies figures."""

    code: str
    name: Text


class Group(Model):
    """A group of indicators, in the province's own order."""

    code: str
    name: Text
