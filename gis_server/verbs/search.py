"""The search box over the search fields of every layer."""

from psycopg import Connection

from boundaries import fold
from gis_server.verbs.items import rows_of
from layers.core.access import Scope
from layers.core.items import select_found
from layers.registry import Registry


def search(connection: Connection, registry: Registry, words: str, limit: int, scope: Scope) -> list[dict[str, object]]:
    """Return what the words find, layer by layer; longitude and latitude in degrees."""
    folded = fold(words)
    if not folded:
        return []
    return [
        {"layer": layer.id, "layer_title": layer.title.model_dump(), "id": key, "title": title, "lon": lon, "lat": lat}
        for layer in registry.visible(scope)
        if layer.search
        for key, title, lon, lat in rows_of(connection, select_found(layer, folded, limit, scope))
    ][:limit]
