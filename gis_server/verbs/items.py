"""Features of any layer: a page as GeoJSON or CSV, one feature."""

from urllib.parse import urlencode

import psycopg
from psycopg import Connection

from gis_server.replies import GEOJSON, Body, body
from gis_server.verbs.asking import ItemsParameters
from layers.core.access import Scope
from layers.core.errors import NotFoundError
from layers.core.features import collection, feature
from layers.core.filters import visible_fields
from layers.core.items import Page, count_items, select_item, select_items
from layers.core.layer import Layer
from layers.core.model import text
from layers.core.query import Query
from layers.core.tables import table_of


def rows_of(connection: Connection, query: Query) -> list[tuple[object, ...]]:
    """Run a query built purely."""
    return connection.execute(query.statement, query.params).fetchall()


def page(connection: Connection, layer: Layer, asked: ItemsParameters, scope: Scope, base: str) -> Body:
    """Write one page of features. The whole number that matches is always said, so nothing is cut silently."""
    wanted = asked.asked(layer, scope)
    matched = int(str(rows_of(connection, count_items(layer, wanted, scope))[0][0]))
    rows = rows_of(connection, select_items(layer, wanted, Page(asked.limit, asked.offset), scope))
    fields = visible_fields(layer, scope)
    links = _links(layer, asked, base, matched)
    headers = {"Link": ", ".join(f'<{link["href"]}>; rel="{link["rel"]}"' for link in links)}
    if asked.f == "csv":
        name = f'attachment; filename="{layer.id}.csv"'
        numbers = {"OGC-NumberMatched": str(matched), "OGC-NumberReturned": str(len(rows)), "Content-Disposition": name}
        return body(table_of(fields, rows, asked.lang), "text/csv; charset=utf-8", {**headers, **numbers})
    members = {
        "numberMatched": matched,
        "numberReturned": len(rows),
        "links": links,
    }
    return body(collection(fields, rows, members).encode(), GEOJSON, headers)


def one(connection: Connection, layer: Layer, key: str, scope: Scope, base: str) -> Body:
    """Write one feature.

    Raises:
        NotFoundError: no row has this key.
    """
    try:
        rows = rows_of(connection, select_item(layer, key, scope))
    except psycopg.DataError:  # the key is no key of this type: no row has it
        rows = []
    if not rows:
        raise NotFoundError(
            text(f"Lớp {layer.id} không có đối tượng này.", f"Layer {layer.id} has no such feature."),
            value=key,
            remedy=text("Xem danh sách ở …/items.", "See the list at …/items."),
        )
    place = f"{base}/api/collections/{layer.id}"
    links = [
        {"rel": "self", "type": GEOJSON, "href": f"{place}/items/{key}"},
        {"rel": "collection", "type": "application/json", "href": place},
    ]
    return body(feature(visible_fields(layer, scope), rows[0], {"links": links}).encode(), GEOJSON)


def _links(layer: Layer, asked: ItemsParameters, base: str, matched: int) -> list[dict[str, str]]:
    given = asked.model_dump(exclude_none=True, exclude_defaults=True)
    place = f"{base}/api/collections/{layer.id}"
    kind = GEOJSON if asked.f == "json" else "text/csv"
    offsets = {"self": asked.offset}
    if asked.offset + asked.limit < matched:
        offsets["next"] = asked.offset + asked.limit
    if asked.offset > 0:
        offsets["prev"] = max(0, asked.offset - asked.limit)
    links = [
        {
            "rel": rel,
            "type": kind,
            "href": f"{place}/items?{urlencode({**given, 'limit': asked.limit, 'offset': offset})}",
        }
        for rel, offset in offsets.items()
    ]
    other = "csv" if asked.f == "json" else "json"
    alternate = f"{place}/items?{urlencode({**given, 'f': other})}"
    links.append({"rel": "alternate", "type": "text/csv" if other == "csv" else GEOJSON, "href": alternate})
    return [*links, {"rel": "collection", "type": "application/json", "href": place}]
