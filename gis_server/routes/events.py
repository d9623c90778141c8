"""What changed, as it happens."""

from typing import Annotated

from fastapi import APIRouter, Header, Query
from starlette.responses import StreamingResponse

from gis_server.access import Asker, Here
from gis_server.events import Batch, missed, parse_position, stream
from layers.core.errors import UnavailableError

router = APIRouter(tags=["events"])


@router.get("/api/events", response_class=StreamingResponse)
async def get_events(
    here: Here,
    scope: Asker,
    after: Annotated[str | None, Query(max_length=50, description="position to begin after")] = None,
    last_event_id: Annotated[str | None, Header(max_length=50)] = None,
) -> StreamingResponse:
    """Stream the changes of the outbox as server-sent events; resumes after Last-Event-ID."""
    asked = last_event_id or after
    start = parse_position(asked)

    def catch_up() -> Batch:
        try:
            with here.pools.read() as connection:
                return None if start is None else missed(connection, start)
        except UnavailableError:
            return None

    begin = start if asked is None or start is not None else parse_position("0-0")
    content = stream(here.hub, catch_up, begin, lambda layer: here.registries.hears(layer, scope))
    return StreamingResponse(
        content, media_type="text/event-stream", headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    )
