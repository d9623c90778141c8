"""The web application."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from gis_server.access import Asker
from gis_server.static import site_of

router = APIRouter(include_in_schema=False)


@router.get("/")
@router.get("/map")
@router.get("/layer/{name}")
@router.get("/wall/{name}")
def page(request: Request, _scope: Asker) -> Response:
    """Give the one page: the path says which workspace it opens, its parameters what is looked at."""
    return site_of(request).page(request)


@router.get("/{name:path}")
def file(request: Request, _scope: Asker, name: str) -> Response:
    """Give a file of the built application."""
    return site_of(request).file(request, name)
