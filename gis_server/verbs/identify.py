"""What every visible layer has at one point."""

import json

from psycopg import Connection

from gis_server.verbs.asking import PlaceParameters, drawn_of, known_at
from gis_server.verbs.items import rows_of
from layers.core.access import Scope
from layers.core.clock import Clock
from layers.core.features import feature
from layers.core.filters import Asked, visible_fields
from layers.core.items import select_at
from layers.core.layer import Layer
from layers.registry import Registry

MOST_PER_LAYER = 20


def chosen(registry: Registry, asked: PlaceParameters, scope: Scope) -> list[Layer]:
    """Return the layers asked about.

    Without a list: all whose rows are things. Layers of periods hold many figures a place, and are asked by name.

    Raises:
        NotFoundError: a layer named does not exist.
    """
    if asked.layers is not None:
        return [registry.layer(key.strip(), scope) for key in dict.fromkeys(asked.layers.split(",")) if key.strip()]
    return [layer for layer in registry.visible(scope) if layer.time is None or layer.time.kind != "period"]


def identify(
    connection: Connection, registry: Registry, asked: PlaceParameters, scope: Scope, clock: Clock
) -> dict[str, object]:
    """Return the features of every layer asked at the point, the nearest first; at most 20 a layer, and it says so."""
    found: list[dict[str, object]] = []
    now = clock.now()
    for layer in chosen(registry, asked, scope):
        shown = drawn_of(connection, layer, asked.datetime, now, scope)
        wanted = Asked(span=None if shown is None else shown.span, known=known_at(layer, None, now))
        query = select_at(layer, (asked.lon, asked.lat), asked.radius_m, wanted, MOST_PER_LAYER + 1, scope)
        rows = rows_of(connection, query)
        if not rows:
            continue
        fields = visible_fields(layer, scope)
        features = [json.loads(feature(fields, row)) for row in rows[:MOST_PER_LAYER]]
        more = len(rows) > MOST_PER_LAYER
        found.append({"layer": layer.id, "title": layer.title.model_dump(), "features": features, "more": more})
    return {"lon": asked.lon, "lat": asked.lat, "layers": found}
