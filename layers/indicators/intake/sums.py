"""A total held against the sum of its children: of the file that brings them, and of what came before."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from psycopg import Connection

from layers.core.model import text
from layers.core.period import Period
from layers.core.report import Finding
from layers.core.written import shown
from layers.indicators.intake.checks import MOST_FINDINGS, Figure, beyond
from layers.indicators.intake.ground import Ground

Known = Callable[[int, Collection[int], Collection[str]], Mapping[str, Mapping[int, float]]]
"""Of an indicator, units and periods: period → unit → the figure that is current."""

_CURRENT = """
select period, unit, value from indicators.observation
where current and agency = '' and breakdown = '' and value is not null
  and indicator = %s and unit = any(%s) and period = any(%s)
"""


def known_in(connection: Connection) -> Known:
    """Return what reads current figures from a database."""

    def known(indicator: int, units: Collection[int], periods: Collection[str]) -> Mapping[str, Mapping[int, float]]:
        found: dict[str, dict[int, float]] = defaultdict(dict)
        if units:
            for period, unit, value in connection.execute(_CURRENT, (indicator, list(units), list(periods))):
                found[str(period)][int(unit)] = float(value)
        return found

    return known


def unlike_children(figures: Iterable[Figure], ground: Ground, known: Known) -> list[Finding]:
    """Warn of a total that is not the sum of its children, where all of them are known.

    Args:
        figures: of the file; they stand before what is known.
        ground: the units.
        known: tells what came before of the units that the file leaves out.
    """
    given: dict[int, dict[Period, dict[int, Figure]]] = defaultdict(lambda: defaultdict(dict))
    for figure in figures:
        if figure.entry.indicator.over_units == "sum" and not figure.agency and not figure.breakdown:
            given[figure.entry.id][figure.period][figure.unit.id] = figure
    families = _Families(ground)
    found: list[Finding] = []
    # One indicator at a time: what is known of all would not fit into memory for a whole country.
    for indicator, by_period in given.items():
        left_out = {
            unit
            for period, by_unit in by_period.items()
            for parent in families.touched(by_unit, period)
            for unit in (parent, *families.children(period)[parent])
            if unit not in by_unit
        }
        before = known(indicator, left_out, [period.code for period in by_period])
        for period, by_unit in by_period.items():
            found += _unlike_in(by_unit, before.get(period.code, {}), families, period)
    return [*found[:MOST_FINDINGS], *beyond(max(0, len(found) - MOST_FINDINGS))]


def _unlike_in(
    given: Mapping[int, Figure], before: Mapping[int, float], families: "_Families", period: Period
) -> Iterator[Finding]:
    values: dict[int, float | None] = {**before, **{unit: figure.value for unit, figure in given.items()}}
    for parent in families.touched(given, period):
        below = families.children(period)[parent]
        own, parts = values.get(parent), [part for child in below if (part := values.get(child)) is not None]
        if own is None or len(parts) < len(below):
            continue
        at = next(given[unit] for unit in (parent, *below) if unit in given)
        slack = (len(below) + 1) * 0.5 / at.entry.indicator.scale
        if abs(sum(parts) - own) > slack:
            yield _unlike(at, families.codes[parent], own, sum(parts))


class _Families:
    """Who is whose child and parent at the end of which period; worked out once a period."""

    def __init__(self, ground: Ground) -> None:
        self.codes = {unit.id: unit.code for unit in ground.by_uid.values()}
        self._ground = ground
        self._known: dict[Period, tuple[dict[int, list[int]], dict[int, int]]] = {}

    def children(self, period: Period) -> dict[int, list[int]]:
        """Return parent → children."""
        return self._on(period)[0]

    def touched(self, units: Iterable[int], period: Period) -> list[int]:
        """Name the parents whose sums these units have a part in: as the parent, or as one of the children."""
        children, parents = self._on(period)
        own = {unit for unit in units if unit in children}
        return sorted(own | {parents[unit] for unit in units if unit in parents})

    def _on(self, period: Period) -> tuple[dict[int, list[int]], dict[int, int]]:
        if period not in self._known:
            children = self._ground.children(period.last_day)
            self._known[period] = children, {child: parent for parent, below in children.items() for child in below}
        return self._known[period]


def _unlike(at: Figure, parent: str, own: float, total: float) -> Finding:
    said, sum_ = shown(own), shown(total)
    where = f"{at.entry.indicator.code}, {at.period}"
    return Finding(
        severity="warning",
        code="unlike-children",
        message=text(
            f"Tổng {said.vi} của {parent} khác tổng các đơn vị trực thuộc {sum_.vi} ({where}).",
            f"The total {said.en} of {parent} differs from its children's sum {sum_.en} ({where}).",
        ),
        row=f"{at.sheet}!{at.row}" if at.sheet else at.row,
        column=at.column,
        value=said.vi,
        remedy=text("Số của đơn vị cấp trên được giữ; kiểm tra lại.", "The parent's own figure is kept; check it."),
    )
