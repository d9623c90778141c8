"""Administrative units: found, at a place, one by one, and what became of them."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from psycopg import Connection
from starlette.responses import Response

from boundaries.lookup.at import units_at
from boundaries.lookup.home import home, home_roots
from boundaries.lookup.lineage import succession_of
from boundaries.lookup.outline import outline
from boundaries.lookup.profile import profile
from boundaries.lookup.units import unit_id
from gis_server.access import Asker, Here
from gis_server.models.reply import replies
from gis_server.models.search import SearchReply
from gis_server.models.units import OutlineReply, SuccessionReply, UnitReply, UnitsAtReply
from gis_server.replies import JSON, Body, json_body, tag
from gis_server.state import ROWS
from gis_server.verbs.asking import AtParameters, LanguageOnly, SearchParameters
from gis_server.verbs.search import search
from layers.core.clock import local_day, next_midnight

router = APIRouter(prefix="/api", tags=["units"])
UnitKey = Annotated[str, Path(max_length=100, description="code@first-day, or a code in force today")]


@router.get("/units/search", responses=replies(SearchReply))
def get_search(request: Request, here: Here, scope: Asker, asked: Annotated[SearchParameters, Query()]) -> Response:
    """Find units by name, former name or code, and rows of layers by their search fields."""

    def build(connection: Connection) -> Body:
        registry = here.registries.current(connection)
        found = search(connection, registry, home_roots(connection, here.settings.home), asked, scope)
        if found["failed"]:
            here.registries.doubt()
        return json_body(found)

    return here.answer(request, scope, here.touching(None), build)


@router.get("/units/at", responses=replies(UnitsAtReply))
def get_units_at(request: Request, here: Here, scope: Asker, asked: Annotated[AtParameters, Query()]) -> Response:
    """Give the units that hold a place on a day."""

    def build(connection: Connection) -> Body:
        now = here.clock.now()
        found = units_at(connection, asked.lon, asked.lat, asked.on or local_day(now))
        return json_body(found, until=next_midnight(now))

    return here.answer(request, scope, ROWS, build)


@router.get("/units/{uid}", responses=replies(UnitReply))
def get_unit(
    request: Request, here: Here, scope: Asker, uid: UnitKey, _asked: Annotated[LanguageOnly, Query()]
) -> Response:
    """Give one unit with its versions."""

    def build(connection: Connection) -> Body:
        now = here.clock.now()
        return json_body(profile(connection, unit_id(connection, uid, local_day(now))), until=next_midnight(now))

    return here.answer(request, scope, ROWS, build)


@router.get("/units/{uid}/succession", responses=replies(SuccessionReply))
def get_succession(
    request: Request, here: Here, scope: Asker, uid: UnitKey, _asked: Annotated[LanguageOnly, Query()]
) -> Response:
    """Give what a unit became and what it came from, with shares, method, and what could not be assigned."""

    def build(connection: Connection) -> Body:
        now = here.clock.now()
        unit = unit_id(connection, uid, local_day(now))
        return json_body({"uid": uid, "id": unit, **succession_of(connection, unit)}, until=next_midnight(now))

    return here.answer(request, scope, ROWS, build)


@router.get("/outline", responses=replies(OutlineReply))
def get_outline(
    request: Request,
    here: Here,
    scope: Asker,
    v: Annotated[str | None, Query(max_length=40, description="changes with the content")] = None,
) -> Response:
    """Give the shapes of insets and small maps, at most 60 kB gzipped."""
    del v

    def build(connection: Connection) -> Body:
        packed = outline(connection, home(connection, here.settings.home))
        return Body(JSON, {"gzip": packed}, tag(packed))

    return here.answer(request, scope, ROWS, build)
