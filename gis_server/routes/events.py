"""What changed, as it happens."""

from typing import Annotated

from fastapi import APIRouter, Header, Query
from starlette.responses import Response, StreamingResponse

from gis_server.access import Asker, Here
from gis_server.events import Resumed, look, stream
from gis_server.models.reply import stream_of
from layers.store.outbox import Position

router = APIRouter(tags=["events"])
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


@router.get("/api/events", response_class=Response, responses=stream_of("text/event-stream"))
async def get_events(
    here: Here,
    scope: Asker,
    after: Annotated[str | None, Query(max_length=50, description="position to begin after")] = None,
    last_event_id: Annotated[str | None, Header(max_length=50)] = None,
) -> StreamingResponse:
    """Stream the changes of the outbox as server-sent events; resumes after Last-Event-ID."""
    asked = last_event_id or after
    begin = None if asked is None else Position.parse(asked)

    def looking(after: Position | None) -> Resumed:
        with here.pools.read() as connection:
            return look(connection, after)

    content = stream(here.hub, looking, begin, lambda layer: here.registries.hears(layer, scope))
    return StreamingResponse(content, media_type="text/event-stream", headers=HEADERS)
