"""A layer is a collection: described, listed, drawn."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request
from psycopg import Connection
from starlette.responses import Response

from gis_server.access import Asker, Here
from gis_server.models.collections import (
    Collection,
    CollectionsReply,
    StyleReply,
    TileJsonReply,
    TileSetReply,
    TileSetsReply,
)
from gis_server.models.counts import CountsReply
from gis_server.models.density import DensityReply
from gis_server.models.hexes import HexesReply
from gis_server.models.items import ExportReply, FeatureReply, ItemsReply
from gis_server.models.legend import LegendReply
from gis_server.models.reply import CSV, XLSX, GeoJson, files, replies
from gis_server.replies import ARROW, Body, json_body, wants_arrow
from gis_server.state import ROWS, Server
from gis_server.verbs import counts, density, describe, export, facts, hexes, items, legend
from gis_server.verbs.asking import ItemParameters, ItemsParameters, LanguageOnly, known_at
from gis_server.verbs.counts import CountsParameters
from gis_server.verbs.density import DensityParameters
from gis_server.verbs.export import ExportParameters
from gis_server.verbs.hexes import HexParameters
from gis_server.verbs.legend import LegendParameters
from gis_server.verbs.offered import check_offered
from gis_server.verbs.tiles import LiveTile, TileParameters, answer_live
from layers.core import drawing
from layers.core.access import Scope
from layers.core.clock import next_minute
from layers.core.layer import Layer
from layers.core.source import Verb
from layers.store.provenance import marked

router = APIRouter(prefix="/api/collections", tags=["collections"])
Step = Annotated[int, Path(ge=0, le=2**30)]
LayerKey = Annotated[str, Path(max_length=100, description="id of a layer")]


def row_before_column(z: Step, row: Step, col: Step) -> tuple[int, int, int]:
    """Return zoom, column and row: OGC API Tiles writes the row first."""
    return z, col, row


@router.get("", responses=replies(CollectionsReply))
def list_collections(request: Request, here: Here, scope: Asker, asked: Annotated[LanguageOnly, Query()]) -> Response:
    """List the layers."""

    def build(connection: Connection) -> Body:
        registry = here.registries.current(connection)
        layers = marked(connection, registry.visible(scope))
        found = [
            describe.collection(layer, _base(request), asked.lang, scope, registry.offers(layer)) for layer in layers
        ]
        links = [describe.link(_base(request), "/api/collections", "self", "application/json")]
        return json_body({"links": links, "collections": found, "set_aside": registry.aside_for(scope)})

    return here.answer(request, scope, here.touching(None), build)


@router.get("/{layer}", responses=replies(Collection))
def get_collection(
    request: Request, here: Here, scope: Asker, layer: LayerKey, asked: Annotated[LanguageOnly, Query()]
) -> Response:
    """Describe one layer."""

    def build(connection: Connection) -> Body:
        registry = here.registries.current(connection)
        (found,) = marked(connection, (registry.layer(layer, scope),))
        now = here.clock.now()
        state = facts.facts(connection, found, scope, now)
        offers = registry.offers(found)
        return json_body(
            describe.collection(found, _base(request), asked.lang, scope, offers, state), until=next_minute(now)
        )

    return here.answer(request, scope, (*ROWS, layer), build)


@router.get("/{layer}/items", response_class=GeoJson, responses=replies(ItemsReply, also=(CSV,)))
def get_items(
    request: Request, here: Here, scope: Asker, layer: LayerKey, asked: Annotated[ItemsParameters, Query()]
) -> Response:
    """Give a page of features, as GeoJSON or CSV."""

    def build(connection: Connection) -> Body:
        found = _layer(here, connection, layer, scope, "items")
        return items.page(connection, found, asked, scope, here.clock, _base(request))

    return here.answer(request, scope, (*ROWS, layer), build)


@router.get("/{layer}/items/{key}", response_class=GeoJson, responses=replies(FeatureReply))
def get_item(
    request: Request,
    here: Here,
    scope: Asker,
    layer: LayerKey,
    key: Annotated[str, Path(max_length=200)],
    asked: Annotated[ItemParameters, Query()],
) -> Response:
    """Give one feature."""

    def build(connection: Connection) -> Body:
        found = _layer(here, connection, layer, scope, "items")
        known = known_at(found, asked.known, here.clock.now())
        return items.one(connection, found, key, scope, _base(request), known)

    return here.answer(request, scope, (*ROWS, layer), build)


@router.get("/{layer}/counts", responses=replies(CountsReply))
def get_counts(
    request: Request, here: Here, scope: Asker, layer: LayerKey, asked: Annotated[CountsParameters, Query()]
) -> Response:
    """Count rows by the values of one field."""

    def build(connection: Connection) -> Body:
        return counts.counts(connection, _layer(here, connection, layer, scope, "counts"), asked, scope, here.clock)

    return here.answer(request, scope, (*ROWS, layer), build)


@router.get("/{layer}/density", responses=replies(DensityReply))
def get_density(
    request: Request, here: Here, scope: Asker, layer: LayerKey, asked: Annotated[DensityParameters, Query()]
) -> Response:
    """Count rows by time: a histogram."""

    def build(connection: Connection) -> Body:
        return density.density(connection, _layer(here, connection, layer, scope, "density"), asked, scope, here.clock)

    return here.answer(request, scope, (*ROWS, layer), build)


@router.get(
    "/{layer}/export", response_class=GeoJson, responses=replies(ExportReply, 413, also=(CSV, XLSX), kept=False)
)
def get_export(here: Here, scope: Asker, layer: LayerKey, asked: Annotated[ExportParameters, Query()]) -> Response:
    """Send all rows of a question as a file."""
    return export.answer(here, layer, asked, scope)


@router.get("/{layer}/tiles", responses=replies(TileSetsReply))
def get_tilesets(
    request: Request, here: Here, scope: Asker, layer: LayerKey, asked: Annotated[LanguageOnly, Query()]
) -> Response:
    """List the sets of complete tiles: there is one."""

    def build(connection: Connection) -> Body:
        found = _layer(here, connection, layer, scope, "tiles")
        return json_body({"tilesets": [describe.tileset(found, _base(request), asked.lang)]})

    return here.answer(request, scope, ROWS, build)


@router.get("/{layer}/tiles/WebMercatorQuad", responses=replies(TileSetReply))
def get_tileset(
    request: Request, here: Here, scope: Asker, layer: LayerKey, asked: Annotated[LanguageOnly, Query()]
) -> Response:
    """Describe the set of complete tiles."""

    def build(connection: Connection) -> Body:
        return json_body(describe.tileset(_layer(here, connection, layer, scope, "tiles"), _base(request), asked.lang))

    return here.answer(request, scope, ROWS, build)


@router.get(
    "/{layer}/tiles/WebMercatorQuad/{z}/{row}/{col}", response_class=Response, responses=files(describe.VECTOR_TILE)
)
def get_collection_tile(
    request: Request,
    here: Here,
    scope: Asker,
    layer: LayerKey,
    at: Annotated[tuple[int, int, int], Depends(row_before_column)],
    asked: Annotated[TileParameters, Query()],
) -> Response:
    """Give one complete vector tile, with all fields."""
    return answer_live(request, here, scope, layer, LiveTile(at, asked))


@router.get("/{layer}/hexes", responses=replies(HexesReply, 413, also=(ARROW,)))
def get_hexes(
    request: Request, here: Here, scope: Asker, layer: LayerKey, asked: Annotated[HexParameters, Query()]
) -> Response:
    """Count rows by H3 cell, as JSON or as an Arrow stream."""
    arrow = asked.f == "arrow" or (asked.f is None and wants_arrow(request))

    def build(connection: Connection) -> Body:
        found = _layer(here, connection, layer, scope, "hexes")
        return hexes.cells(connection, found, asked, scope, here.clock, arrow=arrow)

    return here.answer(request, scope, (*ROWS, layer), build)


@router.get("/{layer}/tilejson.json", responses=replies(TileJsonReply))
def get_tilejson(
    request: Request, here: Here, scope: Asker, layer: LayerKey, asked: Annotated[LanguageOnly, Query()]
) -> Response:
    """Describe the complete tiles."""

    def build(connection: Connection) -> Body:
        found = _layer(here, connection, layer, scope, "tiles")
        box = facts.bounds(connection, found, scope)
        return json_body(describe.tilejson(found, _base(request), asked.lang, scope, box))

    return here.answer(request, scope, (*ROWS, layer), build)


@router.get("/{layer}/style.json", responses=replies(StyleReply))
def get_style(
    request: Request, here: Here, scope: Asker, layer: LayerKey, asked: Annotated[LanguageOnly, Query()]
) -> Response:
    """Give a MapLibre style that stands by itself."""

    def build(connection: Connection) -> Body:
        found = _layer(here, connection, layer, scope, "style")
        classed = legend.classed(connection, here, found, scope, here.registries.current(connection))
        until = None if classed is None else classed.until
        return json_body(
            describe.style(drawing.open_style(found, scope), _base(request), asked.lang, classed), until=until
        )

    return here.answer(request, scope, (*ROWS, layer), build)


@router.get("/{layer}/legend", responses=replies(LegendReply, 409))
def get_legend(
    request: Request, here: Here, scope: Asker, layer: LayerKey, asked: Annotated[LegendParameters, Query()]
) -> Response:
    """Give the legend with its counts."""

    def build(connection: Connection) -> Body:
        found = _layer(here, connection, layer, scope, "legend")
        return legend.legend(connection, here, found, asked, scope, here.registries.current(connection))

    return here.answer(request, scope, (*ROWS, layer), build)


def _layer(here: Server, connection: Connection, key: str, scope: Scope, verb: Verb) -> Layer:
    registry = here.registries.current(connection)
    found = registry.layer(key, scope)
    check_offered(registry, found, verb)
    return found


def _base(request: Request) -> str:
    return str(request.base_url).rstrip("/")
