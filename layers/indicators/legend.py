"""The legend of an indicator: the table's rows, counted by how the map paints them.

The keys are the page's (`legend.ts`): `c0`… from the lowest class up, `down`, `flat`, `up`, `met`,
`near`, `short`, `none` where nothing can be compared, `blank-…` by reason, `stale` for old figures, which count in
their class as well.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime

import numpy as np
from psycopg import Connection

from boundaries.lookup.home import home
from layers.core.access import Scope
from layers.core.drawing import TOKENS, LegendRow
from layers.core.errors import GisError
from layers.core.layer import Layer
from layers.core.legend import Coloring, Legend, LegendAsked
from layers.core.levels import LEVELS, Level
from layers.core.model import Text, text
from layers.core.period import Period, parse_period
from layers.indicators.catalogue import entry
from layers.indicators.indicator import Indicator
from layers.indicators.matrix.deadlines import next_change
from layers.indicators.matrix.figures import figures
from layers.indicators.matrix.home_units import HomeUnits, load_home_units
from layers.indicators.matrix.matrix import Matrix
from layers.indicators.replies.edges import CLASSES, class_of, edges_in
from layers.indicators.replies.gap import JUDGED, Reached
from layers.indicators.replies.table import MARKS, Language, TableRow, column_of, rows_of, units_of_level
from layers.indicators.replies.trend import Direction, judge

BLANKS = "oswdnx"
"""In the order of the page's legend."""
_PATTERNS = {"o": "hatch", "s": "cross", "w": "dots", "d": "plain", "n": "dash", "x": "outline"}
_SHADES = {1: (3,), 2: (2, 4), 3: (1, 3, 5), 4: (1, 2, 4, 5), 5: (1, 2, 3, 4, 5)}
_DIRECTIONS: dict[Direction, Text] = {
    "down": text("Giảm", "Down"),
    "flat": text("Ổn định", "Stable"),
    "up": text("Tăng", "Up"),
}
_REACHED: dict[Reached, Text] = {
    "met": text("Đạt", "Met"),
    "near": text("Gần đạt", "Nearly met"),
    "short": text("Chưa đạt", "Short"),
}
_VIETNAMESE = str.maketrans(",.", ".,")
_NO_TREND = text("Chưa so sánh được", "Cannot be compared yet")
_NO_TARGET = text("Chưa giao mục tiêu", "No target given")


def legend(connection: Connection, layer: Layer, asked: LegendAsked, now: datetime, scope: Scope) -> Legend:
    """Count the units of one level, edition and period by class, direction or distance, and by reason of a blank.

    Left open, the period is the latest with a figure, the edition that in force at its end, the level the lowest at
    which the indicator exists.

    Raises:
        GisError: the indicator has no such period.
        NotComparableError: it is not put together over such periods.
    """
    of = entry(connection, str(layer.table.where["indicator"]))
    home_units = load_home_units(connection, home(connection, asked.home))
    wanted = None if asked.period is None else parse_period(asked.period)
    found = figures(connection, of, home_units, now, None if wanted is None else wanted.frequency)
    period = wanted or _latest(found)
    column_of(found, period)
    day = asked.edition or period.last_day
    edition = _edition(home_units, day)
    level = asked.level or _lowest(of.indicator, home_units, day)
    units = units_of_level(home_units, level, day, None)
    rows = rows_of(connection, of, found, period, units=units, scope=scope)
    edges = edges_in(found, home_units, level, day)
    return Legend(
        rows=legend_rows(of.indicator, rows, asked.coloring, edges),
        chosen={"period": period.code, "level": level, "edition": edition, "total": len(rows)},
        until=next_change(period.frequency, of.indicator.deadline_days, now),
    )


def legend_rows(
    indicator: Indicator, rows: Sequence[TableRow], coloring: Coloring, edges: Sequence[float]
) -> tuple[LegendRow, ...]:
    """Count the rows of a table by class, direction or distance, and by reason of a blank."""
    counts = Counter(key for row in rows for key in _keys(row, coloring, edges))
    return tuple(_rows(indicator, counts, coloring, edges))


def _latest(found: Matrix) -> Period:
    known = np.flatnonzero(np.isfinite(found.values).any(axis=0))
    return found.periods[int(known[-1]) if known.size else -1]


def _lowest(indicator: Indicator, home_units: HomeUnits, day: date) -> Level:
    there: list[Level] = [level for level in LEVELS if home_units.in_edition(day, level)]
    with_figures: list[Level] = [level for level in indicator.levels if level in there]
    return max(with_figures or there, key=LEVELS.index)


def _edition(home_units: HomeUnits, day: date) -> date:
    """Return the edition in force on a day.

    Raises:
        GisError: there is none yet.
    """
    known = [each.edition.effective for each in home_units.home.editions]
    if day < known[0]:
        raise GisError(
            text("Ngày này chưa có ranh giới nào.", "No boundaries are known for this day."),
            value=day,
            limit=known[0],
            remedy=text("Chọn edition từ ngày đó trở đi.", "Choose an edition from that day on."),
        )
    return max(each for each in known if each <= day)


def _keys(row: TableRow, coloring: Coloring, edges: Sequence[float]) -> Iterator[str]:
    """Name the rows of the legend that a unit counts in: its class or its blank, and with an old figure that too."""
    if row.value is None:
        yield f"blank-{row.mark}"
        return
    if row.mark == "k":
        yield "stale"
    match coloring:
        case "value":
            yield f"c{class_of(row.value, edges)}"
        case "trend":
            yield "none" if row.change is None else row.change.direction
        case "target":
            yield "none" if row.gap is None else row.gap.reached


def _rows(indicator: Indicator, count: Counter[str], coloring: Coloring, edges: Sequence[float]) -> Iterator[LegendRow]:
    match coloring:
        case "value":
            yield from _classes(count, edges)
        case "trend":
            for direction, title in _DIRECTIONS.items():
                judged = judge(direction, indicator)
                yield LegendRow(
                    key=direction,
                    title=title,
                    color=TOKENS[judged],
                    glyph=direction,
                    count=count[direction],
                    judgement=judged,
                )
            yield LegendRow(key="none", title=_NO_TREND, color=TOKENS["land"], count=count["none"])
        case "target":
            for reached, title in _REACHED.items():
                judged = JUDGED[reached]
                yield LegendRow(key=reached, title=title, color=TOKENS[judged], count=count[reached], judgement=judged)
            yield LegendRow(key="none", title=_NO_TARGET, color=TOKENS["land"], count=count["none"])
    for mark in BLANKS:
        key = f"blank-{mark}"
        yield LegendRow(key=key, title=MARKS[mark], color=TOKENS["land"], pattern=_PATTERNS[mark], count=count[key])
    yield LegendRow(
        key="stale", title=MARKS["k"], color=TOKENS["land"], glyph="clock", count=count["stale"], within=True
    )


def _classes(count: Counter[str], edges: Sequence[float]) -> Iterator[LegendRow]:
    """Write the classes from the highest down, as the page does."""
    shades = _SHADES[min(CLASSES, len(edges) + 1)]
    bounds = [None, *edges, None]
    for k in reversed(range(len(edges) + 1)):
        low, high = bounds[k], bounds[k + 1]
        yield LegendRow(
            key=f"c{k}",
            title=_between(low, high),
            color=TOKENS[f"seq-{shades[min(k, len(shades) - 1)]}"],
            count=count[f"c{k}"],
            low=low,
            high=high,
        )


def _between(low: float | None, high: float | None) -> Text:
    if low is None and high is None:
        return text("Mọi giá trị", "All values")
    vi, en = ({"low": _edge(low, lang), "high": _edge(high, lang)} for lang in ("vi", "en"))
    if high is None:
        return text(f"Từ {vi['low']} trở lên", f"{en['low']} and more")
    if low is None:
        return text(f"Dưới {vi['high']}", f"Under {en['high']}")
    return text(f"{vi['low']} đến dưới {vi['high']}", f"{en['low']} to under {en['high']}")


def _edge(value: float | None, language: Language) -> str:
    """Write an edge as short as it can be written: 1.234,5 or 1,234.5."""
    shown = f"{value or 0:,.3f}".rstrip("0").rstrip(".")
    return shown.translate(_VIETNAMESE) if language == "vi" else shown
