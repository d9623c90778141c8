"""What the page needs first, and the units of home."""

from fastapi import APIRouter, Request
from psycopg import Connection
from starlette.responses import Response

from boundaries.home import home
from boundaries.units import unit_columns
from gis_server.access import Asker, Here
from gis_server.replies import Body, json_body
from gis_server.state import ROWS
from gis_server.verbs.opening import opening

router = APIRouter(prefix="/api", tags=["home"])


@router.get("/home")
def get_home(request: Request, here: Here, scope: Asker) -> Response:
    """Give home, its editions and tiles, the layers and the archipelagos."""

    def build(connection: Connection) -> Body:
        return json_body(opening(connection, here, scope))

    return here.answer(request, scope, here.touching(None), build, timed=True)


@router.get("/units")
def get_units(request: Request, here: Here, scope: Asker) -> Response:
    """Give all versions of home's units in all editions, column by column."""

    def build(connection: Connection) -> Body:
        return json_body(unit_columns(connection, home(connection, here.settings.home)))

    return here.answer(request, scope, ROWS, build)
