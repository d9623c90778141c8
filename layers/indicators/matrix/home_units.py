"""The units of home that figures are about, with their lives and parents: read once for a reply."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from psycopg import Connection

from boundaries.lookup.carry import Life, lives
from boundaries.lookup.home import Home
from layers.indicators.matrix.matrix import Hierarchy, load_hierarchy


@dataclass(frozen=True, slots=True)
class HomeUnits:
    """Home's units in a fixed order (by id), whatever the edition."""

    home: Home
    units: tuple[int, ...]
    lives: Mapping[int, Life]
    hierarchy: Hierarchy
    codes: Mapping[int, str]

    @property
    def levels(self) -> list[str]:
        """The level of each unit, in the order of `units`."""
        return [self.lives[unit].level for unit in self.units]

    def in_edition(self, day: date, level: str | None = None) -> list[int]:
        """Return the units in force on an edition's first day, of one level or of all."""
        return [unit for unit in self.units if self._in_force(unit, day) and level in (None, self.lives[unit].level)]

    def below(self, unit: int) -> set[int]:
        """Return all that ever lay in a unit, itself included; a commune of today lies in its former district too."""
        return _closed(unit, ((child, parent) for child, parent, _, _ in self.hierarchy.spans)) | self._grouped(unit)

    def inside(self, unit: int, day: date) -> set[int]:
        """Return what lies in a unit of home on a day, itself included: the page's rule (frontend/src/lib/units.ts).

        By the parents of that day, of units no longer in force by their last ones. A unit that is not in force itself
        holds the communes of the day that lie mostly in its land.
        """
        by_parents = _closed(unit, self._parents(day).items())
        return by_parents if self._in_force(unit, day) else by_parents | (self._grouped(unit) & self._two_tier(day))

    def former_districts(self, day: date) -> list[int]:
        """Return the districts of the time before that the communes of a day are grouped by."""
        communes = self._two_tier(day)
        return [
            unit
            for unit in self.units
            if self.lives[unit].level == "district" and not communes.isdisjoint(self._grouped(unit))
        ]

    def _in_force(self, unit: int, day: date) -> bool:
        end = self.lives[unit].valid_to
        return self.lives[unit].valid_from <= day and (end is None or day < end)

    def _parents(self, day: date) -> dict[int, int]:
        """Return child → parent on a day; of a unit not in force then, its last."""
        last = {child: parent for child, parent, _, _ in self.hierarchy.spans}
        return last | {child: parent for parent, children in self.hierarchy.children(day).items() for child in children}

    def _two_tier(self, day: date) -> set[int]:
        """Return what lies right under a province of home on a day: in an edition without districts, its communes."""
        children = self.hierarchy.children(day)
        return {child for root in self.home.roots for child in children.get(root, ())}

    def _grouped(self, unit: int) -> set[int]:
        """Return the communes of the two-tier time that lie mostly in a unit of the three-tier time."""
        after = self.lives[unit].after if unit in self.lives else ()
        return {part.unit for part in after if part.method == "grouping"}


def _closed(unit: int, pairs: Iterable[tuple[int, int]]) -> set[int]:
    """Return a unit with all that (child, parent) pairs put under it, however deep."""
    children: dict[int, list[int]] = defaultdict(list)
    for child, parent in pairs:
        children[parent].append(child)
    found, fresh = {unit}, {unit}
    while fresh:
        fresh = {child for parent in fresh for child in children[parent]} - found
        found |= fresh
    return found


def load_home_units(connection: Connection, home: Home) -> HomeUnits:
    """Read the units of home."""
    rows = connection.execute(
        "select distinct v.unit, u.code from boundaries.unit_version v join boundaries.unit u on u.id = v.unit"
        " where v.province = any(%s) order by 1",
        (sorted(home.roots),),
    ).fetchall()
    units = tuple(int(unit) for unit, _ in rows)
    return HomeUnits(
        home, units, lives(connection, units), load_hierarchy(connection, units), {int(u): str(c) for u, c in rows}
    )
