"""What lies at a point."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from psycopg import Connection
from starlette.responses import Response

from gis_server.access import Asker, Here
from gis_server.replies import Body, json_body
from gis_server.verbs import identify
from gis_server.verbs.asking import PlaceParameters

router = APIRouter(prefix="/api", tags=["places"])


@router.get("/identify")
def get_identify(request: Request, here: Here, scope: Asker, asked: Annotated[PlaceParameters, Query()]) -> Response:
    """Give what every visible layer has at a point, the administrative unit included."""

    def build(connection: Connection) -> Body:
        registry = here.registries.current(connection)
        return json_body(identify.identify(connection, registry, asked, scope, here.clock))

    return here.answer(request, scope, here.touching(asked.layers), build, timed=True)
