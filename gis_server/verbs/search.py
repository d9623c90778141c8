"""The search box: units by name, former name or code, then the search fields of every layer."""

from collections.abc import Collection

from psycopg import Connection

from boundaries import fold
from boundaries.lookup.search import search as search_units
from gis_server.verbs.asking import SearchParameters
from gis_server.verbs.items import rows_of
from layers.core.access import Scope
from layers.core.items import select_found
from layers.registry import Registry

MOST_OF_LAYERS = 5
"""So many rows of layers follow the units: the box is for units first."""


def search(
    connection: Connection, registry: Registry, roots: Collection[int], asked: SearchParameters, scope: Scope
) -> dict[str, object]:
    """Return the units found and what the layers have under the words; suggestions when no unit is found.

    The provinces of home are `roots`: their units come first.
    """
    found = search_units(connection, roots, asked.q, asked.limit)
    rows = search_layers(connection, registry, asked.q, min(asked.limit, MOST_OF_LAYERS), scope)
    return {**found, "results": [*found["results"], *rows]}


def search_layers(
    connection: Connection, registry: Registry, words: str, limit: int, scope: Scope
) -> list[dict[str, object]]:
    """Return what the words find, layer by layer; longitude and latitude in degrees."""
    folded = fold(words)
    if not folded:
        return []
    return [
        {
            "layer": layer.id,
            "layer_title": layer.title,
            "note": layer.title,
            "id": key,
            "title": title,
            "lon": lon,
            "lat": lat,
        }
        for layer in registry.visible(scope)
        if layer.search
        for key, title, lon, lat in rows_of(connection, select_found(layer, folded, limit, scope))
    ][:limit]
