"""What lies at a point."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from psycopg import Connection
from starlette.responses import Response

from gis_server.access import Asker, Here
from gis_server.models.identify import IdentifyReply
from gis_server.models.reply import replies
from gis_server.replies import Body, json_body
from gis_server.verbs import identify
from gis_server.verbs.asking import PlaceParameters, holds_until
from layers.core.clock import FixedClock

router = APIRouter(prefix="/api", tags=["places"])


@router.get("/identify", responses=replies(IdentifyReply))
def get_identify(request: Request, here: Here, scope: Asker, asked: Annotated[PlaceParameters, Query()]) -> Response:
    """Give what every visible layer has at a point, the administrative unit included."""

    def build(connection: Connection) -> Body:
        registry, now = here.registries.current(connection), here.clock.now()
        found = identify.identify(connection, registry, asked, scope, FixedClock(now))
        return json_body(found, until=holds_until(registry.visible(scope), now))

    return here.answer(request, scope, here.touching(asked.layers), build)
