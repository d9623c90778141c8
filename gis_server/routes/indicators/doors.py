"""Indicators: catalogue, matrix, provenance, table."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from psycopg import Connection
from starlette.responses import Response

from gis_server.access import Asker, Here
from gis_server.models.indicators import CatalogueReply, Indicator, SeriesReply, TableReply, ValuesReply
from gis_server.models.reply import CSV, replies
from gis_server.replies import Body, joined
from gis_server.routes.indicators import figures
from gis_server.routes.indicators.figures import TableParameters, ValuesParameters
from gis_server.state import ROWS

router = APIRouter(prefix="/api/indicators", tags=["indicators"])
Code = Annotated[str, Path(max_length=100, description="code of an indicator")]


@router.get("", responses=replies(CatalogueReply))
def list_indicators(request: Request, here: Here, scope: Asker) -> Response:
    """Give the catalogue with its groups and agencies."""

    def build(connection: Connection) -> Body:
        return figures.catalogue(connection, scope)

    return here.answer(request, scope, ROWS, build)


@router.get("/{code}", responses=replies(Indicator))
def get_indicator(request: Request, here: Here, scope: Asker, code: Code) -> Response:
    """Give one indicator."""

    def build(connection: Connection) -> Body:
        return figures.one(connection, code, scope)

    return here.answer(request, scope, ROWS, build)


@router.get("/{code}/values", responses=replies(ValuesReply, 409))
def get_values(
    request: Request, here: Here, scope: Asker, code: Code, asked: Annotated[ValuesParameters, Query()]
) -> Response:
    """Give the figures of home's units for all periods and editions, as columns of whole numbers.

    With `unit`, where the figures of that unit come from comes in the same reply: a page with a unit open then asks
    once for another indicator.
    """

    def whole(connection: Connection) -> Body:
        return figures.values(connection, here, code, asked, scope)

    def with_series(connection: Connection) -> Body:
        matrix = here.part(request, scope, ROWS, whole, connection, without="unit")
        return joined(matrix, "series", figures.series(connection, here, code, str(asked.unit), scope))

    return here.answer(request, scope, ROWS, whole if asked.unit is None else with_series, without="unit")


@router.get("/{code}/units/{uid}/series", responses=replies(SeriesReply))
def get_series(
    request: Request, here: Here, scope: Asker, code: Code, uid: Annotated[str, Path(max_length=40)]
) -> Response:
    """Give where the figures of one unit come from, for all periods."""

    def build(connection: Connection) -> Body:
        return figures.series(connection, here, code, uid, scope)

    return here.answer(request, scope, ROWS, build)


@router.get("/{code}/table", responses=replies(TableReply, 409, also=(CSV,)))
def get_table(
    request: Request, here: Here, scope: Asker, code: Code, asked: Annotated[TableParameters, Query()]
) -> Response:
    """Give the table behind the map, as JSON or CSV."""

    def build(connection: Connection) -> Body:
        return figures.table_of(connection, here, code, asked, scope)

    return here.answer(request, scope, ROWS, build)
