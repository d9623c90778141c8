"""The search box: units by name, former name or code, then the search fields of every layer."""

from collections.abc import Collection

from psycopg import Connection

from boundaries import fold
from boundaries.lookup.search import search as search_units
from gis_server.verbs.asking import SearchParameters
from gis_server.verbs.items import rows_of
from layers.core.access import Scope
from layers.core.items import select_found
from layers.core.layer import Layer
from layers.registry import Registry
from layers.store.each import Failed, ask_each

MOST_OF_LAYERS = 5
"""So many rows of layers follow the units: the box is for units first."""


def search(
    connection: Connection, registry: Registry, roots: Collection[int], asked: SearchParameters, scope: Scope
) -> dict[str, object]:
    """Return the units found and what the layers have under the words; suggestions when no unit is found.

    Layers that could not be asked are named in `failed`.

    The provinces of home are `roots`: their units come first.
    """
    found = search_units(connection, roots, asked.q, asked.limit)
    rows, failed = search_layers(connection, registry, asked.q, min(asked.limit, MOST_OF_LAYERS), scope)
    return {**found, "results": [*found["results"], *rows], "failed": failed}


def search_layers(
    connection: Connection, registry: Registry, words: str, limit: int, scope: Scope
) -> tuple[list[dict[str, object]], list[Failed]]:
    """Return what the words find, layer by layer, and the layers that failed; longitude and latitude in degrees."""
    folded = fold(words)
    if not folded:
        return [], []

    def ask(layer: Layer) -> list[tuple[object, ...]]:
        return rows_of(connection, select_found(layer, folded, limit, scope))

    searched = [layer for layer in registry.visible(scope) if "search" in registry.offers(layer)]
    each = ask_each(connection, searched, ask)
    rows: list[dict[str, object]] = [
        {
            "layer": layer.id,
            "layer_title": layer.title,
            "note": layer.title,
            "id": key,
            "title": title,
            "lon": lon,
            "lat": lat,
        }
        for layer, found in each.found
        for key, title, lon, lat in found
    ]
    return rows[:limit], each.failed
