"""A layer described: as an OGC API collection, as TileJSON, as a MapLibre style."""

from collections.abc import Sequence

from psycopg import Connection

from gis_server.verbs.items import rows_of
from layers.core import drawing
from layers.core.access import Scope
from layers.core.filters import visible_fields
from layers.core.items import extent
from layers.core.layer import Layer
from layers.core.legend import Legend
from layers.core.tables import Language

MATRIX_SET = "WebMercatorQuad"
MATRIX_SET_URI = "http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad"
WEB_MERCATOR = "http://www.opengis.net/def/crs/EPSG/0/3857"
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
VECTOR_TILE = "application/vnd.mapbox-vector-tile"


def bounds(connection: Connection, layer: Layer, scope: Scope) -> list[float] | None:
    """Return west, south, east, north in degrees; None for an empty layer."""
    row = rows_of(connection, extent(layer, scope))[0]
    return None if row[0] is None else [round(float(str(number)), 6) for number in row]


def link(base: str, path: str, rel: str, kind: str, title: str | None = None) -> dict[str, str]:
    """Write one link of an OGC API document."""
    found = {"rel": rel, "type": kind, "href": f"{base}{path}"}
    return found if title is None else {**found, "title": title}


def collection(
    layer: Layer, base: str, language: Language, scope: Scope, box: Sequence[float] | None
) -> dict[str, object]:
    """Describe one layer as a collection (OGC API Features 7.14, Tiles); our own members are in both languages."""
    place = f"/api/collections/{layer.id}"
    kinds = [
        ("", "self", "application/json"),
        ("/items", "items", "application/geo+json"),
        ("/items?f=csv", "items", "text/csv"),
        ("/tilejson.json", "describedby", "application/json"),
        ("/style.json", "http://www.opengis.net/def/rel/ogc/1.0/styles", "application/vnd.mapbox.style+json"),
        ("/legend", "http://www.opengis.net/def/rel/ogc/1.0/legend", "application/json"),
        ("/tiles", "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector", "application/json"),
    ]
    if layer.hexes is not None:
        kinds.append(("/hexes", "related", "application/json"))
    spatial = {} if box is None else {"extent": {"spatial": {"bbox": [list(box)], "crs": CRS84}}}
    return {
        "id": layer.id,
        "title": getattr(layer.title, language),
        "description": getattr(layer.description, language),
        "itemType": "feature",
        "crs": [CRS84],
        **spatial,
        "links": [link(base, f"{place}{tail}", rel, kind) for tail, rel, kind in kinds],
        "family": layer.family,
        "geometry": layer.geometry,
        "titles": layer.title.model_dump(),
        "fields": [field.model_dump(exclude_none=True, exclude={"access"}) for field in visible_fields(layer, scope)],
        "filters": layer.filters,
        "search": layer.search,
        "time": None if layer.time is None else layer.time.model_dump(),
        "hexes": None if layer.hexes is None else layer.hexes.model_dump(),
        "freshness": None if layer.freshness is None else layer.freshness.model_dump(),
        "owner": layer.owner.model_dump(),
        "licence": layer.licence.model_dump(),
        "simulated": layer.simulated,
    }


def tileset(layer: Layer, base: str, language: Language) -> dict[str, object]:
    """Describe the one set of tiles of a layer (OGC API Tiles 7.1.2)."""
    place = f"/api/collections/{layer.id}"
    pattern = f"{place}/tiles/{MATRIX_SET}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}"
    limits = [
        {
            "tileMatrix": str(z),
            "minTileRow": 0,
            "maxTileRow": 2**z - 1,
            "minTileCol": 0,
            "maxTileCol": 2**z - 1,
        }
        for z in range(layer.tiles.minzoom, layer.tiles.maxzoom + 1)
    ]
    return {
        "title": getattr(layer.title, language),
        "dataType": "vector",
        "crs": WEB_MERCATOR,
        "tileMatrixSetURI": MATRIX_SET_URI,
        "tileMatrixSetLimits": limits,
        "links": [
            link(base, f"{place}/tiles/{MATRIX_SET}", "self", "application/json"),
            {**link(base, pattern, "item", VECTOR_TILE), "templated": True},
            link(base, f"{place}/tilejson.json", "describedby", "application/json"),
        ],
    }


def tile_address(layer: Layer, base: str) -> str:
    """Return the address pattern of complete tiles, in the order x, y that MapLibre, QGIS and GDAL fill in."""
    return f"{base}/api/collections/{layer.id}/tiles/{MATRIX_SET}/{{z}}/{{y}}/{{x}}"


def tilejson(
    layer: Layer, base: str, language: Language, scope: Scope, box: Sequence[float] | None
) -> dict[str, object]:
    """Describe the complete tiles (TileJSON 3.0.0)."""
    types = {"integer": "Number", "number": "Number", "boolean": "Boolean"}
    fields = {field.name: types.get(field.type, "String") for field in visible_fields(layer, scope)}
    vector = {
        "id": layer.id,
        "description": getattr(layer.description, language),
        "minzoom": layer.tiles.minzoom,
        "maxzoom": layer.tiles.maxzoom,
        "fields": fields,
    }
    return {
        "tilejson": "3.0.0",
        "name": getattr(layer.title, language),
        "description": getattr(layer.description, language),
        "attribution": getattr(layer.owner, language),
        "scheme": "xyz",
        "tiles": [tile_address(layer, base)],
        "minzoom": layer.tiles.minzoom,
        "maxzoom": layer.tiles.maxzoom,
        **({} if box is None else {"bounds": list(box)}),
        "vector_layers": [vector],
    }


def style(layer: Layer, base: str, language: Language, classed: Legend | None) -> dict[str, object]:
    """Write a MapLibre style that stands by itself; with a legend by classes of figures, in its colours and level."""
    source = {
        "type": "vector",
        "tiles": [tile_address(layer, base)],
        "minzoom": layer.tiles.minzoom,
        "maxzoom": layer.tiles.maxzoom,
        "attribution": getattr(layer.owner, language),
    }
    if classed is None:
        return drawing.style(layer, source)
    # A province laid over its communes would hide them, and its figures are of other classes.
    return drawing.style(layer, source, classed.rows, {"level": str(classed.chosen["level"])})
