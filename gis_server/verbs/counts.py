"""Rows of a layer counted by the values of one field."""

from psycopg import Connection
from pydantic import Field

from gis_server.replies import Body, json_body
from gis_server.verbs.asking import Conditions, holds_until
from gis_server.verbs.items import rows_of
from layers.core.access import Scope
from layers.core.clock import Clock
from layers.core.counts import count_values, rolled_up
from layers.core.errors import GisError
from layers.core.field import Field as Column
from layers.core.filters import visible_fields
from layers.core.layer import Layer
from layers.core.model import text


class CountsParameters(Conditions):
    """Which rows, counted by which field."""

    by: str = Field(max_length=63, description="a field of the layer")


def field_of(layer: Layer, name: str, scope: Scope, *, coded: bool = False) -> Column:
    """Return the field that rows are counted by.

    Raises:
        GisError: none that the asker may see; with `coded`, none that has a code list.
    """
    known = [field for field in visible_fields(layer, scope) if field.codes or not coded]
    found = next((field for field in known if field.name == name), None)
    if found is None:
        raise GisError(
            text("Lớp không đếm được theo trường này.", "The layer cannot be counted by this field."),
            value=f"by={name}",
            limit=", ".join(field.name for field in known) or "-",
            remedy=text("Dùng một trong các trường được liệt kê.", "Use one of the listed fields."),
        )
    return found


def counts(connection: Connection, layer: Layer, asked: CountsParameters, scope: Scope, clock: Clock) -> Body:
    """Write the counts: codes in the order of their list, or the commonest values."""
    field = field_of(layer, asked.by, scope)
    found = rolled_up(field, rows_of(connection, count_values(layer, field, asked.asked(layer, scope, clock), scope)))
    reply = {
        "by": field.name,
        "rows": [{"code": row.code, "count": row.count, "total": row.total} for row in found.rows],
        "other": found.other,
        "missing": found.missing,
        "numberMatched": found.matched,
    }
    until = None if asked.datetime is None else holds_until((layer,), clock.now(), asked.datetime)
    return json_body(reply, until=until)
