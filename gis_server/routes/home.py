"""What the page needs first, and the units of home."""

from fastapi import APIRouter, Request
from psycopg import Connection
from starlette.responses import Response

from boundaries.lookup.editions import edition_in_force, editions
from boundaries.lookup.home import home
from boundaries.lookup.units import unit_columns
from gis_server.access import Asker, Here
from gis_server.models.editions import EditionsReply
from gis_server.models.home import HomeReply
from gis_server.models.reply import replies
from gis_server.models.units import UnitsReply
from gis_server.replies import Body, json_body
from gis_server.state import ROWS
from gis_server.verbs.opening import opening
from layers.core.clock import local_day, next_midnight, next_minute

router = APIRouter(prefix="/api", tags=["home"])


@router.get("/home", responses=replies(HomeReply))
def get_home(request: Request, here: Here, scope: Asker) -> Response:
    """Give home, its editions and tiles, the layers, and what families add."""

    def build(connection: Connection) -> Body:
        now = here.clock.now()
        return json_body(opening(connection, here, now, scope), until=next_minute(now))

    return here.answer(request, scope, here.touching(None), build)


@router.get("/editions", responses=replies(EditionsReply))
def get_editions(request: Request, here: Here, scope: Asker) -> Response:
    """List the editions of the boundaries, the oldest first, and say which one is in force today."""

    def build(connection: Connection) -> Body:
        known = editions(connection)
        now = here.clock.now()
        today = edition_in_force(known, local_day(now)).effective if known else None
        listed = [
            {
                "date": edition.effective,
                "title": edition.title,
                "legal_basis": edition.legal_basis,
                "note": edition.note,
                "in_force": edition.effective == today,
            }
            for edition in known
        ]
        return json_body({"editions": listed}, until=next_midnight(now))

    return here.answer(request, scope, ROWS, build)


@router.get("/units", responses=replies(UnitsReply))
def get_units(request: Request, here: Here, scope: Asker) -> Response:
    """Give all versions of home's units in all editions, column by column."""

    def build(connection: Connection) -> Body:
        return json_body(unit_columns(connection, home(connection, here.settings.home)))

    return here.answer(request, scope, ROWS, build)
