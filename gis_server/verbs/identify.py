"""What every visible layer has at one point."""

import json
from collections.abc import Sequence
from typing import cast

from psycopg import Connection

from gis_server.verbs.asking import PlaceParameters, drawn_of, known_at
from gis_server.verbs.items import rows_of
from gis_server.verbs.offered import check_offered
from layers.core.access import Scope
from layers.core.clock import Clock
from layers.core.cql import parse_filter
from layers.core.errors import GisError
from layers.core.features import Row, feature
from layers.core.filters import Asked, visible_fields
from layers.core.items import select_at
from layers.core.layer import Layer
from layers.core.model import text
from layers.registry import Registry
from layers.store.each import ask_each

MOST_PER_LAYER = 20


def chosen(registry: Registry, asked: PlaceParameters, scope: Scope) -> list[Layer]:
    """Return the layers asked about.

    Without a list: all whose rows are things. Layers of periods hold many figures a place, and are asked by name.

    Raises:
        NotFoundError: a layer named does not exist.
        NotOfferedError: it has no places.
    """
    if asked.layers is not None:
        named = [registry.layer(key.strip(), scope) for key in dict.fromkeys(asked.layers.split(",")) if key.strip()]
        for layer in named:
            check_offered(registry, layer, "identify")
        return named
    return [layer for layer in registry.visible(scope) if _is_thing(registry, layer)]


def _is_thing(registry: Registry, layer: Layer) -> bool:
    return "identify" in registry.offers(layer) and (layer.time is None or layer.time.kind != "period")


def identify(
    connection: Connection, registry: Registry, asked: PlaceParameters, scope: Scope, clock: Clock
) -> dict[str, object]:
    """Return the features of every layer asked at the point, the nearest first; at most 20 a layer, and it says so."""
    found: list[dict[str, object]] = []
    now = clock.now()
    filters = _filters(asked)

    def ask(layer: Layer) -> Sequence[Row]:
        shown = drawn_of(connection, layer, asked.datetime, now, scope)
        where = parse_filter(filters[layer.id], layer, scope) if layer.id in filters else None
        wanted = Asked(span=None if shown is None else shown.span, where=where, known=known_at(layer, None, now))
        maker = registry.maker(layer)
        if maker is not None and maker.identify is not None:
            return maker.identify(connection, layer, (asked.lon, asked.lat), wanted, scope)
        query = select_at(layer, (asked.lon, asked.lat), asked.radius_m, wanted, MOST_PER_LAYER + 1, scope)
        return rows_of(connection, query)

    each = ask_each(connection, chosen(registry, asked, scope), ask)
    for layer, rows in each.found:
        if not rows:
            continue
        fields = visible_fields(layer, scope)
        features = [json.loads(feature(fields, row)) for row in rows[:MOST_PER_LAYER]]
        more = len(rows) > MOST_PER_LAYER
        found.append({"layer": layer.id, "title": layer.title.model_dump(), "features": features, "more": more})
    return {"lon": asked.lon, "lat": asked.lat, "layers": found, "failed": each.failed}


def _filters(asked: PlaceParameters) -> dict[str, str]:
    """Read the filters of single layers.

    Raises:
        GisError: no JSON object of texts.
    """
    if asked.filters is None:
        return {}
    try:
        read: object = json.loads(asked.filters)
    except (ValueError, RecursionError):
        read = None
    found = cast("dict[str, object]", read) if isinstance(read, dict) else {"": None}
    if not all(isinstance(value, str) for value in found.values()):
        raise GisError(
            text("“filters” không đọc được.", "“filters” cannot be read."),
            value=asked.filters[:200],
            limit='{"layer": "CQL2"}',
            remedy=text("Viết một đối tượng JSON: lớp và CQL2.", "Write a JSON object of layers and CQL2."),
        )
    return {key: str(value) for key, value in found.items()}
