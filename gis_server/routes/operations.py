"""For operators: is the process alive, is it able to work."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from gis_server.access import Asker, Here
from gis_server.models.ready import HealthReply, ReadyReply
from gis_server.models.reply import replies
from gis_server.replies import json_body, respond

router = APIRouter(tags=["operations"])


@router.get("/health", responses=replies(HealthReply))
def health(request: Request, _scope: Asker) -> Response:
    """Say that the process is alive."""
    return respond(request, json_body({"status": "ok"}), "no-store")


@router.get("/ready", responses=replies(ReadyReply))
def ready(request: Request, here: Here, scope: Asker) -> Response:
    """Say that the database answers, how many layers are served, and which declarations are not; else 503."""
    with here.pools.read() as connection:
        registry = here.registries.current(connection)
    layers = {"served": len(registry.layers), "set_aside": registry.aside_for(scope)}
    return respond(request, json_body({"status": "ready", "layers": layers}), "no-store")
