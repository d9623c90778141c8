"""All rows of a question as one file, streamed: no limit, and no more memory than a block of rows."""

import tempfile
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

from psycopg import Connection
from pydantic import Field
from starlette.responses import Response, StreamingResponse

from gis_server.replies import GEOJSON
from gis_server.state import Server
from gis_server.verbs.asking import Conditions
from gis_server.verbs.cursor import sorting
from gis_server.verbs.items import rows_of
from gis_server.verbs.offered import check_offered
from layers.core.access import Scope
from layers.core.clock import local_day
from layers.core.errors import TooLargeError, UnavailableError
from layers.core.features import feature
from layers.core.field import Field as FieldOf
from layers.core.filters import Asked, visible_fields
from layers.core.items import count_items, select_all
from layers.core.layer import Layer
from layers.core.model import text
from layers.core.sheets import MOST_ROWS, write_sheet
from layers.core.tables import MARK, Language, csv_lines, heads, table_rows, with_position

BLOCK = 500
"""Rows fetched at a time."""
AT_ONCE = 2
"""Exports of one process at a time: each holds a connection for as long as its reader takes."""
PIECE = 64 * 1024
_FREE = threading.BoundedSemaphore(AT_ONCE)
_MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "geojson": GEOJSON,
}
Form = Literal["csv", "xlsx", "geojson"]
Row = tuple[object, ...]


class ExportParameters(Conditions):
    """Which rows, in which order, as what file."""

    sortby: str | None = Field(None, max_length=64, description="a field, with - in front the highest first")
    f: Form = "csv"


@dataclass(frozen=True, slots=True)
class Question:
    """What is written: rows of a layer, in an order, in a language."""

    layer: Layer
    asked: Asked
    by: str | None
    down: bool
    scope: Scope
    lang: Language


def answer(server: Server, key: str, asked: ExportParameters, scope: Scope) -> Response:
    """Begin the file; what is refused is refused before its first byte.

    Raises:
        GisError: a question that cannot be read, a layer that is not there or not exported.
        TooLargeError: more rows than a spreadsheet holds.
        UnavailableError: too many exports run at the moment.
    """
    pieces = _pieces(server, key, asked, scope)
    first = next(pieces)
    name = f"{key}-{local_day(server.clock.now()).isoformat()}.{asked.f}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return StreamingResponse(_joined(first, pieces), headers=headers, media_type=_MEDIA[asked.f])


def _joined(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def _pieces(server: Server, key: str, asked: ExportParameters, scope: Scope) -> Iterator[bytes]:
    with _turn(), server.pools.read() as connection:
        registry = server.registries.current(connection)
        layer = registry.layer(key, scope)
        check_offered(registry, layer, "export")
        by, down = sorting(layer, asked.sortby, scope)
        question = Question(layer, asked.asked(layer, scope, server.clock), by, down, scope, asked.lang)
        writers = {"csv": _csv, "xlsx": _xlsx, "geojson": _geojson}
        yield from writers[asked.f](connection, question)


@contextmanager
def _turn() -> Iterator[None]:
    if not _FREE.acquire(timeout=2):
        raise UnavailableError(
            text("Đang có nhiều lượt xuất tệp.", "Many files are being exported at the moment."),
            limit=AT_ONCE,
            remedy=text("Thử lại sau ít giây.", "Try again in a few seconds."),
        )
    try:
        yield
    finally:
        _FREE.release()


def _rows(connection: Connection, question: Question) -> Iterator[Row]:
    query = select_all(question.layer, question.asked, question.by, question.scope, down=question.down)
    with connection.cursor("export") as cursor:
        cursor.itersize = BLOCK
        cursor.execute(query.statement, query.params)
        yield from cursor


def _columns(connection: Connection, question: Question) -> tuple[Sequence[FieldOf], Iterable[Sequence[object]]]:
    fields = visible_fields(question.layer, question.scope)
    return with_position(question.layer, fields, _rows(connection, question))


def _blocks(rows: Iterable[Sequence[object]]) -> Iterator[list[Sequence[object]]]:
    """Gather rows; the last block, which may be the only one, may be empty."""
    block: list[Sequence[object]] = []
    for row in rows:
        block.append(row)
        if len(block) == BLOCK:
            yield block
            block = []
    yield block


def _csv(connection: Connection, question: Question) -> Iterator[bytes]:
    fields, rows = _columns(connection, question)
    # With the first rows, so that a question which the database refuses has no first byte.
    head = MARK + csv_lines([heads(fields, question.lang)], question.lang)
    for block in _blocks(rows):
        yield head + csv_lines(table_rows(fields, block, question.lang), question.lang)
        head = b""


def _geojson(connection: Connection, question: Question) -> Iterator[bytes]:
    fields = visible_fields(question.layer, question.scope)
    head = '{"type":"FeatureCollection","features":['
    for block in _blocks(_rows(connection, question)):
        yield (head if block else head.removesuffix(",\n")).encode() + ",\n".join(
            feature(fields, row) for row in block
        ).encode()
        head = ",\n"
    yield b"]}"


def _xlsx(connection: Connection, question: Question) -> Iterator[bytes]:
    """A spreadsheet is a ZIP whose parts are known at the end only: it is written to disk first."""
    matched = int(str(rows_of(connection, count_items(question.layer, question.asked, question.scope))[0][0]))
    if matched > MOST_ROWS:
        raise TooLargeError(
            text("Nhiều dòng hơn một trang tính chứa được.", "There are more rows than a sheet holds."),
            value=matched,
            limit=MOST_ROWS,
            remedy=text("Lọc bớt, hoặc xuất CSV.", "Filter, or export CSV."),
        )
    with tempfile.TemporaryFile() as file:
        write_sheet(file, *_columns(connection, question), question.lang)
        file.seek(0)
        while piece := file.read(PIECE):
            yield piece
