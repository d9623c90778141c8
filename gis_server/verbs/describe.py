"""A layer described: as an OGC API collection, as TileJSON, as a MapLibre style."""

from collections.abc import Container, Sequence

from gis_server.verbs.facts import Facts
from layers.core import drawing
from layers.core.access import Scope
from layers.core.colors import concrete
from layers.core.drawing import colors_by_code
from layers.core.field import ordered
from layers.core.filters import visible_fields
from layers.core.layer import Field, Hexes, Layer
from layers.core.legend import Legend
from layers.core.listing import listing
from layers.core.source import Verb
from layers.core.tables import Language

MATRIX_SET = "WebMercatorQuad"
MATRIX_SET_URI = "http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad"
WEB_MERCATOR = "http://www.opengis.net/def/crs/EPSG/0/3857"
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
VECTOR_TILE = "application/vnd.mapbox-vector-tile"


LINKS: tuple[tuple[Verb | None, str, str, str], ...] = (
    (None, "", "self", "application/json"),
    ("items", "/items", "items", "application/geo+json"),
    ("items", "/items?f=csv", "items", "text/csv"),
    ("tiles", "/tilejson.json", "describedby", "application/json"),
    ("style", "/style.json", "http://www.opengis.net/def/rel/ogc/1.0/styles", "application/vnd.mapbox.style+json"),
    ("legend", "/legend", "http://www.opengis.net/def/rel/ogc/1.0/legend", "application/json"),
    ("tiles", "/tiles", "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector", "application/json"),
    ("hexes", "/hexes", "related", "application/json"),
)


def link(base: str, path: str, rel: str, kind: str, title: str | None = None) -> dict[str, str]:
    """Write one link of an OGC API document."""
    found = {"rel": rel, "type": kind, "href": f"{base}{path}"}
    return found if title is None else {**found, "title": title}


def collection(
    layer: Layer, base: str, language: Language, scope: Scope, offers: Sequence[Verb], state: Facts | None = None
) -> dict[str, object]:
    """Describe one layer as a collection (OGC API Features 7.14, Tiles); our own members are in both languages.

    What only the rows can tell, `state`, is left null in the list of all layers.
    """
    place = f"/api/collections/{layer.id}"
    box = None if state is None else state.box
    spatial = {} if box is None else {"extent": {"spatial": {"bbox": [list(box)], "crs": CRS84}}}
    fields = visible_fields(layer, scope)
    names = {field.name for field in fields}
    return {
        "id": layer.id,
        "title": getattr(layer.title, language),
        "description": getattr(layer.description, language),
        "itemType": "feature",
        "crs": [CRS84],
        **spatial,
        "links": [
            link(base, f"{place}{tail}", rel, kind) for verb, tail, rel, kind in LINKS if verb in (None, *offers)
        ],
        "family": layer.family,
        "geometry": layer.geometry,
        "offers": offers,
        "titles": layer.title.model_dump(),
        "fields": [_field(layer, field) for field in fields],
        "filters": [name for name in layer.filters if name in names],
        "search": [name for name in layer.search if name in names],
        "list": listing(layer, scope).model_dump(),
        "style": {
            "kind": layer.style.kind,
            "by": layer.style.by if layer.style.by in names else None,
            "color": concrete(layer.style.color),
            "icon": layer.style.icon,
        },
        "time": _time(layer, state),
        "known": layer.known is not None,
        "hexes": None if layer.hexes is None else _hexes(layer.hexes, names),
        "view": None if layer.view is None else layer.view.model_dump(),
        "freshness": _freshness(layer, state),
        "owner": layer.owner.model_dump(),
        "licence": layer.licence.model_dump(),
        "simulated": layer.simulated,
        "count": None if state is None else state.count,
        "icon": layer.icon,
        "rail": layer.rail,
    }


def _field(layer: Layer, field: Field) -> dict[str, object]:
    colored = dict(colors_by_code(field)) if field.name == layer.style.by else {}
    codes = [
        {
            "code": item.code,
            "title": item.title,
            "parent": item.parent,
            "color": colored.get(item.code, None if item.color is None else concrete(item.color)),
            "pattern": item.pattern,
            "icon": item.icon,
        }
        for item in ordered(field.codes)
    ]
    return {**field.model_dump(exclude_none=True, exclude={"access", "codes"}), "codes": codes}


def _hexes(hexes: Hexes, names: Container[str]) -> dict[str, object]:
    return {
        "resolutions": hexes.resolutions,
        "dimensions": [name for name in hexes.dimensions if name in names],
        "measures": [name for name in hexes.measures if name in names],
    }


def _time(layer: Layer, state: Facts | None) -> dict[str, object] | None:
    if layer.time is None:
        return None
    ends = {"from": None if state is None else state.first, "to": None if state is None else state.last}
    return {
        "kind": layer.time.kind,
        "start": layer.time.start,
        "end": layer.time.end,
        "default": layer.time.window,
        "latest": None if state is None else state.latest,
        "precision": layer.time.precision,
        **ends,
    }


def _freshness(layer: Layer, state: Facts | None) -> dict[str, object] | None:
    if layer.freshness is None:
        return None
    judged = {"received": None, "due": None, "late": False}
    if state is not None and state.judged is not None:
        judged = {"received": state.judged.received, "due": state.judged.due, "late": state.judged.late}
    return {**layer.freshness.model_dump(), **judged}


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
