"""The units and indicators that a file's rows are held against, loaded once per import."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from psycopg import Connection

from layers.indicators.catalogue import Entry, entries


@dataclass(frozen=True, slots=True)
class KnownUnit:
    """A unit's life: [valid_from, valid_to)."""

    id: int
    code: str
    valid_from: date
    valid_to: date | None
    level: str

    @property
    def uid(self) -> str:
        """The public id."""
        return f"{self.code}@{self.valid_from.isoformat()}"

    def lives_on(self, day: date) -> bool:
        """Whether the unit is in force on a local day."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


@dataclass(frozen=True, slots=True)
class Ground:
    """All units by public id (of any version) and by code, all indicators by code, and who is whose child when."""

    by_uid: Mapping[str, KnownUnit]
    by_code: Mapping[str, tuple[KnownUnit, ...]]
    indicators: Mapping[str, Entry]
    agencies: frozenset[str]
    parents: tuple[tuple[int, int, date, date | None], ...]
    """(unit, parent, from, to)"""

    def find(self, name: str, day: date) -> KnownUnit | None:
        """Return the unit of this public id, or the one in force on the day under this bare code."""
        if "@" in name:
            return self.by_uid.get(name)
        return next((unit for unit in self.by_code.get(name, ()) if unit.lives_on(day)), None)

    def children(self, day: date) -> dict[int, list[int]]:
        """Return parent → children on a local day."""
        found: dict[int, list[int]] = defaultdict(list)
        for unit, parent, start, end in self.parents:
            if start <= day and (end is None or day < end):
                found[parent].append(unit)
        return found


def load_ground(connection: Connection) -> Ground:
    """Read units, indicators and agencies."""
    units = [
        KnownUnit(int(key), str(code), start, end, str(level))
        for key, code, start, end, level in connection.execute(
            "select id, code, valid_from, valid_to, level from boundaries.unit order by valid_from desc, id"
        )
    ]
    by_code: dict[str, list[KnownUnit]] = defaultdict(list)
    for unit in units:
        by_code[unit.code].append(unit)
    versions = connection.execute(
        "select unit, parent, valid_from, valid_to from boundaries.unit_version order by valid_from"
    ).fetchall()
    by_id = {unit.id: unit for unit in units}
    by_day = {f"{by_id[int(key)].code}@{start.isoformat()}": by_id[int(key)] for key, _, start, _ in versions}
    agencies = connection.execute("select code from indicators.agency").fetchall()
    return Ground(
        by_uid=by_day | {unit.uid: unit for unit in units},
        by_code={code: tuple(found) for code, found in by_code.items()},
        indicators={entry.indicator.code: entry for entry in entries(connection)},
        agencies=frozenset(str(code) for (code,) in agencies),
        parents=tuple((int(a), int(b), c, d) for a, b, c, d in versions if b is not None),
    )
