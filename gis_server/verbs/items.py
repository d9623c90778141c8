"""Features of any layer: a page as GeoJSON or CSV, one feature."""

from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlencode

import psycopg
from psycopg import Connection

from gis_server.replies import GEOJSON, Body, body
from gis_server.verbs.asking import ItemsParameters, holds_until
from gis_server.verbs.cursor import bad_cursor, read_cursor, sorting, write_cursor
from layers.core.access import Scope
from layers.core.clock import Clock
from layers.core.errors import GisError, NotFoundError
from layers.core.features import collection, feature
from layers.core.filters import Asked, visible_fields
from layers.core.items import Page, count_items, select_item, select_items, ties_of
from layers.core.layer import Layer
from layers.core.model import text
from layers.core.query import Query
from layers.core.tables import table_of, with_position


def rows_of(connection: Connection, query: Query) -> list[tuple[object, ...]]:
    """Run a query built purely."""
    return connection.execute(query.statement, query.params).fetchall()


@dataclass(frozen=True, slots=True)
class Listed:
    """Rows of one page as `select_items` gives them, how many match in all, the cursor behind them if more follow."""

    rows: list[tuple[object, ...]]
    matched: int
    after: str | None


def listed(connection: Connection, layer: Layer, asked: ItemsParameters, scope: Scope, clock: Clock) -> Listed:
    """Read one page: rows that have a value of the sorting field, then those that have none.

    Raises:
        GisError: an order or a cursor that the layer does not have.
    """
    wanted = asked.asked(layer, scope, clock)
    by, down = sorting(layer, asked.sortby, scope)
    matched, filled = (int(str(n)) for n in rows_of(connection, count_items(layer, wanted, scope, by))[0])
    found: list[tuple[Page, tuple[object, ...]]] = []
    for part in _parts(layer, asked, Page(asked.limit, asked.offset, by, down), filled):
        # One more than asked for tells whether a page follows.
        if (wanting := asked.limit + 1 - len(found)) > 0:
            query = select_items(layer, wanted, replace(part, limit=wanting), scope)
            found += [(part, row) for row in rows_of(connection, query)]
    kept = found[: asked.limit]
    whole = 2 + len(visible_fields(layer, scope))
    after = None
    if len(found) > asked.limit:
        part, last = kept[-1]
        after = write_cursor(asked.sortby, part, tuple(None if mark is None else str(mark) for mark in last[whole:]))
    return Listed([row[:whole] for _, row in kept], matched, after)


def _parts(layer: Layer, asked: ItemsParameters, page: Page, filled: int) -> list[Page]:
    """Cut a page in two: in the first the sorting field has a value, in the second it has none."""
    if asked.cursor is not None:
        if asked.offset:
            raise GisError(
                text("Chỉ dùng một trong hai: cursor hoặc offset.", "Use one of the two: cursor or offset."),
                value=f"offset={asked.offset}",
                limit="cursor",
                remedy=text("Bỏ offset.", "Leave offset out."),
            )
        had, marks = read_cursor(asked.cursor, asked.sortby)
        ties = len(ties_of(layer)) + (page.by is not None)
        if len(marks) != ties:
            raise bad_cursor(asked.cursor)
        here = replace(page, filled=had, after=marks)
        return [here] if page.by is None or not had else [here, replace(page, filled=False)]
    if page.by is None:
        return [page]
    rest = replace(page, filled=False, offset=max(page.offset - filled, 0))
    return [rest] if page.offset >= filled else [page, rest]


def page(connection: Connection, layer: Layer, asked: ItemsParameters, scope: Scope, clock: Clock, base: str) -> Body:
    """Write one page of features. The whole number that matches is always said, so nothing is cut silently."""
    found = listed(connection, layer, asked, scope, clock)
    fields = visible_fields(layer, scope)
    links = _links(layer, asked, base, found)
    headers = {"Link": ", ".join(f'<{link["href"]}>; rel="{link["rel"]}"' for link in links)}
    until = None if asked.datetime is None else holds_until((layer,), clock.now(), asked.datetime)
    if asked.f == "csv":
        numbers = {"OGC-NumberMatched": str(found.matched), "OGC-NumberReturned": str(len(found.rows))}
        name = {"Content-Disposition": f'attachment; filename="{layer.id}.csv"'}
        content = table_of(*with_position(layer, fields, found.rows), asked.lang)
        return body(content, "text/csv; charset=utf-8", {**headers, **numbers, **name}, until)
    members = {"numberMatched": found.matched, "numberReturned": len(found.rows), "links": links}
    return body(collection(fields, found.rows, members).encode(), GEOJSON, headers, until)


def one(connection: Connection, layer: Layer, key: str, scope: Scope, base: str, known: datetime | None = None) -> Body:
    """Write one feature.

    Raises:
        NotFoundError: no row has this key.
    """
    try:
        rows = rows_of(connection, select_item(layer, key, scope, Asked(known=known)))
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


def _links(layer: Layer, asked: ItemsParameters, base: str, found: Listed) -> list[dict[str, str]]:
    given = asked.model_dump(exclude_none=True, exclude_defaults=True, by_alias=True)
    place = f"{base}/api/collections/{layer.id}"
    kind = GEOJSON if asked.f == "json" else "text/csv"
    bare = {name: value for name, value in given.items() if name not in {"offset", "cursor"}} | {"limit": asked.limit}
    pages: dict[str, dict[str, object]] = {"self": {**given, "limit": asked.limit}}
    if found.after is not None:
        pages["next"] = {**bare, "cursor": found.after}
    if asked.offset > 0:
        pages["prev"] = {**bare, "offset": max(0, asked.offset - asked.limit)}
    links = [{"rel": rel, "type": kind, "href": f"{place}/items?{urlencode(query)}"} for rel, query in pages.items()]
    other = "csv" if asked.f == "json" else "json"
    alternate = f"{place}/items?{urlencode({**given, 'f': other})}"
    links.append({"rel": "alternate", "type": "text/csv" if other == "csv" else GEOJSON, "href": alternate})
    return [*links, {"rel": "collection", "type": "application/json", "href": place}]
