"""The catalogue: agencies, groups, indicators, targets and known outages of sources, as a file and as it stands."""

import json
from typing import Any

from psycopg import Connection
from pydantic import AwareDatetime, model_validator
from pydantic import Field as Constraint

from layers.core.access import Scope
from layers.core.errors import NotFoundError
from layers.core.model import Model, Text, text
from layers.indicators.indicator import Agency, Group, Indicator

LAYER = "indicators"
"""The outbox's name for a change that concerns the catalogue or many indicators."""


class Outage(Model):
    """A time in which a source is known not to answer; open while `ended_at` is None."""

    agency: str
    started_at: AwareDatetime
    ended_at: AwareDatetime | None = None
    note: Text = text("", "")

    @model_validator(mode="after")
    def _ends_later(self) -> "Outage":
        if self.ended_at is not None and self.ended_at <= self.started_at:
            msg = f"outage of {self.agency}: it ends before it begins"
            raise ValueError(msg)
        return self


class Aim(Model):
    """A target as the catalogue's file states it; it is checked like a row of a table of targets."""

    indicator: str
    unit: str
    year: int
    value: float
    decision: str = ""


class Catalogue(Model):
    """The file as a whole."""

    agencies: tuple[Agency, ...] = ()
    groups: tuple[Group, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    targets: tuple[Aim, ...] = ()
    outages: tuple[Outage, ...] = ()


class Entry(Model):
    """An indicator as it stands in the database."""

    id: int
    position: int = Constraint(ge=0)
    indicator: Indicator


def entries(connection: Connection) -> list[Entry]:
    """Return all indicators in the order of their groups."""
    rows = connection.execute(
        "select i.id, i.position, i.definition from indicators.indicator i"
        " join indicators.indicator_group g on g.code = i.group_code order by g.position, i.position"
    )
    return [
        Entry(id=int(key), position=int(position), indicator=Indicator.model_validate_json(json.dumps(definition)))
        for key, position, definition in rows
    ]


_SPANS = """
select indicator, min(period), max(period), max(b.received_at) from indicators.observation o
join store.batch b on b.id = o.batch where o.current and o.value is not null group by indicator
"""


def catalogue_reply(connection: Connection, scope: Scope) -> dict[str, list[dict[str, Any]]]:
    """Return groups, agencies and indicators, each with its first and last period and the latest receipt."""
    del scope  # the whole catalogue is public until there is a login; the parameter keeps the door
    spans = {row[0]: row[1:] for row in connection.execute(_SPANS).fetchall()}
    names = "select code, name_vi, name_en from indicators."
    groups = connection.execute(f"{names}indicator_group order by position".encode()).fetchall()
    agencies = connection.execute(f"{names}agency order by code".encode()).fetchall()
    return {
        "groups": [{"code": code, "name": {"vi": vi, "en": en}} for code, vi, en in groups],
        "agencies": [{"code": code, "name": {"vi": vi, "en": en}} for code, vi, en in agencies],
        "indicators": [
            {
                **found.indicator.model_dump(mode="json"),
                **dict(zip(("first", "last", "latest_received"), spans.get(found.id, (None,) * 3), strict=True)),
            }
            for found in entries(connection)
        ],
    }


def first_code(connection: Connection, wanted: str) -> str | None:
    """Return the code of the indicator shown first: the one wanted, else the first; None while there is none."""
    row = connection.execute(
        "select code from indicators.indicator order by code <> %s, position limit 1", [wanted]
    ).fetchone()
    return None if row is None else str(row[0])


def entry(connection: Connection, code: str) -> Entry:
    """Return one indicator.

    Raises:
        NotFoundError: there is none of this code.
    """
    row = connection.execute(
        "select id, position, definition from indicators.indicator where code = %s", (code,)
    ).fetchone()
    if row is None:
        raise NotFoundError(
            text("Không có chỉ số này.", "There is no such indicator."),
            value=code,
            remedy=text("Xem danh mục ở /api/indicators.", "See the catalogue at /api/indicators."),
        )
    return Entry(id=int(row[0]), position=int(row[1]), indicator=Indicator.model_validate_json(json.dumps(row[2])))
