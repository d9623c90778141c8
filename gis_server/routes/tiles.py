"""Tiles for our own map: built ahead and immutable, or live."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request
from psycopg import Connection
from starlette.responses import Response

from gis_server.access import Asker, Here
from gis_server.models.reply import files
from gis_server.replies import IMMUTABLE, Body, tag
from gis_server.verbs.describe import VECTOR_TILE
from gis_server.verbs.tiles import LiveTile, TileParameters, answer_live
from layers.core.errors import NotFoundError
from layers.core.model import text
from tilegen.static import tile

router = APIRouter(prefix="/tiles", tags=["tiles"])
Step = Annotated[int, Path(ge=0, le=2**30)]


def place(z: Step, x: Step, y: Step) -> tuple[int, int, int]:
    """Return zoom, column and row of a tile."""
    return z, x, y


@router.get("/{layer}/live/{z}/{x}/{y}.mvt", response_class=Response, responses=files(VECTOR_TILE))
def get_live_tile(
    request: Request,
    here: Here,
    scope: Asker,
    layer: Annotated[str, Path(max_length=100)],
    at: Annotated[tuple[int, int, int], Depends(place)],
    asked: Annotated[TileParameters, Query()],
) -> Response:
    """Give one tile as its rows are now; its ETag changes when something in it changes."""
    return answer_live(request, here, scope, layer, LiveTile(at, asked))


@router.get("/{layer}/{version}/{z}/{x}/{y}.mvt", response_class=Response, responses=files(VECTOR_TILE))
def get_tile(
    request: Request,
    here: Here,
    scope: Asker,
    layer: Annotated[str, Path(max_length=100)],
    version: Annotated[str, Path(max_length=40)],
    at: Annotated[tuple[int, int, int], Depends(place)],
) -> Response:
    """Give one tile of a version; a version never changes."""

    def build(connection: Connection) -> Body:
        return tile_body(tile(connection, layer, version, at, scope), version)

    return here.answer(request, scope, ("units",), build, cache_control=IMMUTABLE)


def tile_body(found: bytes | None, version: str) -> Body:
    """Wrap a gzipped tile.

    Raises:
        NotFoundError: there is no such layer or version.
    """
    if found is None:
        raise NotFoundError(
            text("Không có phiên bản ô này.", "There is no such version of the tiles."),
            value=version,
            remedy=text("Lấy phiên bản mới ở /api/home.", "Take the new version from /api/home."),
        )
    return Body(VECTOR_TILE, {"gzip": found} if found else {"identity": b""}, tag(found))
