"""What a family that colours its features by more than a code list is asked for its legend, and what it answers.

Such a family has `layers/<family>/legend.py` with a function `legend(connection, layer, asked, now, scope)`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from layers.core.drawing import LegendRow
from layers.core.levels import Level

Coloring = Literal["value", "trend", "target"]


@dataclass(frozen=True, slots=True)
class LegendAsked:
    """Which features are counted, and how they are coloured; None leaves the choice to the family.

    Attributes:
        home: code of the installation's province.
        period: a period's code.
        level: of administrative units.
        edition: a local day of an edition of the boundaries.
        coloring: by what.
    """

    home: str
    period: str | None = None
    level: Level | None = None
    edition: date | None = None
    coloring: Coloring = "value"


@dataclass(frozen=True, slots=True)
class Legend:
    """Rows with counts, what was chosen where the question left it open, and the instant until which it holds."""

    rows: tuple[LegendRow, ...]
    chosen: Mapping[str, object]
    until: datetime
