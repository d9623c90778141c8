"""The manual."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from gis_server.access import Asker
from gis_server.manual import Manual
from gis_server.replies import body, respond
from gis_server.verbs.asking import LanguageOnly

router = APIRouter(include_in_schema=False)


@router.get("/docs")
def index(request: Request, scope: Asker, asked: Annotated[LanguageOnly, Query()]) -> Response:
    """Give the first page."""
    return page(request, scope, "index", asked)


@router.get("/docs/{name}")
def page(
    request: Request, _scope: Asker, name: Annotated[str, Path(max_length=60)], asked: Annotated[LanguageOnly, Query()]
) -> Response:
    """Give one page of the manual."""
    content = Manual().page(name, asked.lang)
    return respond(request, body(content.encode(), "text/html; charset=utf-8"))
