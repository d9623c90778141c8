"""The home of this installation: one province today, two of them before they merged."""

from dataclasses import dataclass
from datetime import date

from psycopg import Connection

from boundaries.edition import Edition
from boundaries.lookup.editions import editions
from layers.core.errors import NotFoundError
from layers.core.model import text

ALL = "*"
"""The home of an installation that shows the whole country."""


@dataclass(frozen=True, slots=True)
class HomeEdition:
    """What home is in one edition: its provinces, the levels it has, and the box that the view is fitted to."""

    edition: Edition
    roots: tuple[int, ...]
    levels: tuple[str, ...]
    fit: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Home:
    """The home province, as it is called today, through all editions."""

    code: str
    name: str
    editions: tuple[HomeEdition, ...]

    @property
    def roots(self) -> frozenset[int]:
        """The provinces of home in any edition."""
        return frozenset(root for edition in self.editions for root in edition.roots)


def home(connection: Connection, code: str) -> Home:
    """Return the home of this code.

    Args:
        connection: to read from.
        code: of a province in force today, or `*` for all of them.

    Raises:
        NotFoundError: no province has this code in the newest edition.
    """
    known = editions(connection)
    lineage = _lineage(connection, code)
    if not known or not lineage:
        raise NotFoundError(
            text("Không có tỉnh nhà này.", "There is no such home province."),
            value=code,
            remedy=text("Sửa GIS_HOME hoặc nhập ranh giới cấp tỉnh.", "Mend GIS_HOME, or import the provinces."),
        )
    found = [found for edition in known if (found := _home_edition(connection, edition, lineage)) is not None]
    return Home(code, _name(connection, code, found[-1].roots), tuple(found))


def home_roots(connection: Connection, code: str) -> frozenset[int]:
    """Return the provinces of home in any edition, and nothing more of it; empty when there is no such home."""
    return frozenset(_lineage(connection, code))


def _name(connection: Connection, code: str, roots: tuple[int, ...]) -> str:
    if code == ALL:
        return "Việt Nam"
    row = connection.execute(
        "select full_name from boundaries.unit_version where unit = any(%s) order by valid_from desc limit 1",
        (list(roots),),
    ).fetchone()
    return code if row is None else str(row[0])


_LINEAGE = """
with recursive line (unit) as (
  select u.id from boundaries.unit u where u.level = 'province' and u.valid_to is null
    and (%(code)s = '*' or u.code = %(code)s)
  union
  select s.old_unit from line join boundaries.succession s on s.new_unit = line.unit
    join boundaries.unit o on o.id = s.old_unit
  where o.level = 'province' and s.share_old >= 0.5
)
select unit from line
"""


def _lineage(connection: Connection, code: str) -> list[int]:
    """Return the province of today and those whose land became it."""
    found = [int(unit) for (unit,) in connection.execute(_LINEAGE, {"code": code})]
    if code != ALL:
        # Without a succession between them, a province of the same code in an older edition is the best there is.
        rows = connection.execute(
            "select id from boundaries.unit u where level = 'province' and code = %s"
            " and not exists (select from boundaries.succession s where s.old_unit = u.id)",
            (code,),
        )
        found += [int(unit) for (unit,) in rows]
    return sorted(set(found))


def _home_edition(connection: Connection, edition: Edition, lineage: list[int]) -> HomeEdition | None:
    rows = connection.execute(
        "select unit, focus_box from boundaries.unit_version where unit = any(%(units)s) and valid_from <= %(day)s"
        " and (valid_to is null or valid_to > %(day)s) order by code",
        {"units": lineage, "day": edition.effective},
    ).fetchall()
    if not rows:
        return None
    roots = tuple(int(unit) for unit, _ in rows)
    boxes = [box for _, box in rows]
    fit = (min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes))
    return HomeEdition(edition, roots, _levels(connection, edition.effective, roots), fit)


def _levels(connection: Connection, day: date, roots: tuple[int, ...]) -> tuple[str, ...]:
    rows = connection.execute(
        "select distinct level from boundaries.unit_version where province = any(%(roots)s) and valid_from <= %(day)s"
        " and (valid_to is null or valid_to > %(day)s)",
        {"roots": list(roots), "day": day},
    )
    present = {str(level) for (level,) in rows}
    return tuple(level for level in ("province", "district", "commune") if level in present)
