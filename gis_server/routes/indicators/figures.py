"""Indicators over HTTP: the catalogue, the matrix of figures, where they come from, the table behind the map."""

from datetime import date, datetime
from typing import Literal

from psycopg import Connection
from pydantic import Field

from boundaries.lookup.home import home
from boundaries.lookup.units import unit_id
from gis_server.replies import Body, body, json_body
from gis_server.state import Server
from gis_server.verbs.asking import LanguageOnly, Parameters
from layers.core.access import Scope
from layers.core.clock import local_day, next_midnight
from layers.core.errors import NotFoundError
from layers.core.levels import Level
from layers.core.model import text
from layers.core.period import parse_period
from layers.indicators.catalogue import catalogue_reply, entry
from layers.indicators.matrix.deadlines import next_change
from layers.indicators.matrix.home_units import HomeUnits, load_home_units
from layers.indicators.replies import table
from layers.indicators.replies.series import series_reply
from layers.indicators.replies.values import ValuesAsked, values_reply

CSV = "text/csv; charset=utf-8"


class ValuesParameters(Parameters):
    """Which part of the matrix; all of it when nothing is asked."""

    freq: Literal["day", "week", "month", "quarter", "year"] | None = None
    level: Level | None = None
    edition: date | None = None
    first: str | None = Field(None, alias="from", max_length=10, description="first period")
    last: str | None = Field(None, alias="to", max_length=10, description="last period")
    within: str | None = Field(None, max_length=40, description="public id of a unit")
    unit: str | None = Field(
        None, max_length=40, description="public id of a unit whose series comes along, as the member `series`"
    )


class TableParameters(LanguageOnly):
    """Which rows of the table, and in what form."""

    period: str = Field(max_length=10)
    level: Level | Literal["former"] | None = None
    edition: date | None = None
    within: str | None = Field(
        None,
        max_length=40,
        description="public id of a unit of home; where it holds no unit of the level, the table is of all home",
    )
    format: Literal["json", "csv"] = "json"


def catalogue(connection: Connection, scope: Scope) -> Body:
    """Write the catalogue."""
    return json_body(catalogue_reply(connection, scope))


def one(connection: Connection, code: str, scope: Scope) -> Body:
    """Write one indicator of the catalogue."""
    entry(connection, code)
    found = catalogue_reply(connection, scope)["indicators"]
    return json_body(next(item for item in found if item["code"] == code))


def values(connection: Connection, server: Server, code: str, asked: ValuesParameters, scope: Scope) -> Body:
    """Write the matrix of one indicator."""
    now, of = server.clock.now(), entry(connection, code).indicator
    wanted = ValuesAsked(
        freq=asked.freq,
        level=asked.level,
        edition=asked.edition,
        first=asked.first,
        last=asked.last,
        within=_unit(connection, asked.within, now),
    )
    found = values_reply(connection, home(connection, server.settings.home), code, wanted, now, scope)
    return json_body(found, until=next_change(asked.freq or of.frequency, of.deadline_days, now))


def series(connection: Connection, server: Server, code: str, uid: str, scope: Scope) -> Body:
    """Write where the figures of one unit come from."""
    now = server.clock.now()
    unit = unit_id(connection, uid, local_day(now))
    found = series_reply(connection, code, unit, _home_units(connection, server), now, scope)
    return json_body(found, until=next_midnight(now))


def table_of(connection: Connection, server: Server, code: str, asked: TableParameters, scope: Scope) -> Body:
    """Write the table for one period, as JSON or as a file."""
    now, at = server.clock.now(), parse_period(asked.period)
    home_units = _home_units(connection, server)
    within = None if asked.within is None else _unit_of_home(connection, home_units, asked.within, now)
    day = asked.edition or at.last_day
    units = table.units_of_level(home_units, asked.level, day, within)
    of, rows = table.table(connection, code, asked.period, home_units=home_units, units=units, now=now, scope=scope)
    until = next_change(at.frequency, of.indicator.deadline_days, now)
    if asked.format == "json":
        return json_body(table.as_json(of, rows), until=until)
    name = f'attachment; filename="{code}-{asked.period}.csv"'
    return body(table.as_csv(of, rows, asked.lang), CSV, {"Content-Disposition": name}, until)


def _home_units(connection: Connection, server: Server) -> HomeUnits:
    return load_home_units(connection, home(connection, server.settings.home))


def _unit_of_home(connection: Connection, home_units: HomeUnits, uid: str, now: datetime) -> int:
    """Return the unit of a public id.

    Raises:
        NotFoundError: there is none, or it has never been of home, of which the table is.
    """
    unit = unit_id(connection, uid, local_day(now))
    if unit not in home_units.lives:
        raise NotFoundError(
            text("Đơn vị này không thuộc tỉnh đang xem.", "The unit is not of the province shown here."),
            value=uid,
            limit=home_units.home.name,
            remedy=text("Chọn một đơn vị có ở /api/units.", "Choose a unit that /api/units lists."),
        )
    return unit


def _unit(connection: Connection, uid: str | None, now: datetime) -> int | None:
    return None if uid is None else unit_id(connection, uid, local_day(now))
