"""The units of home that figures are about, with their lives and parents: read once for a reply."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from psycopg import Connection

from boundaries.carry import Life, lives
from boundaries.home import Home
from layers.indicators.matrix import Hierarchy, load_hierarchy


@dataclass(frozen=True, slots=True)
class Standing:
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
        return [
            unit
            for unit in self.units
            if self.lives[unit].valid_from <= day
            and ((end := self.lives[unit].valid_to) is None or day < end)
            and level in (None, self.lives[unit].level)
        ]

    def below(self, unit: int) -> set[int]:
        """Return all that ever lay in a unit, itself included."""
        found, added = {unit}, True
        while added:
            more = {child for child, parent, _, _ in self.hierarchy.spans if parent in found} - found
            added = bool(more)
            found |= more
        return found


def load_standing(connection: Connection, home: Home) -> Standing:
    """Read the units of home."""
    rows = connection.execute(
        "select distinct v.unit, u.code from boundaries.unit_version v join boundaries.unit u on u.id = v.unit"
        " where v.province = any(%s) order by 1",
        (sorted(home.roots),),
    ).fetchall()
    units = tuple(int(unit) for unit, _ in rows)
    return Standing(
        home, units, lives(connection, units), load_hierarchy(connection, units), {int(u): str(c) for u, c in rows}
    )
