"""One question put to many layers: one that is broken fails alone, and the others answer."""

import logging
from collections.abc import Callable, Iterable
from typing import Generic, NamedTuple, TypeVar

import psycopg
from psycopg import Connection

from layers.core.layer import Layer
from layers.core.model import Model, Text, text

LOG = logging.getLogger("gis_server")
Answer = TypeVar("Answer")
_REASONS: tuple[tuple[type[psycopg.Error], Text], ...] = (
    (psycopg.errors.UndefinedTable, text("Bảng của lớp không còn.", "The layer's table is gone.")),
    (psycopg.errors.UndefinedColumn, text("Thiếu một cột của lớp.", "A column of the layer is missing.")),
    (
        psycopg.errors.InsufficientPrivilege,
        text("Máy chủ không được quyền đọc bảng của lớp.", "The server may not read the layer's table."),
    ),
)
_OTHERWISE = text("Bảng của lớp không khớp với khai báo.", "The layer's table is not as declared.")


class Failed(Model):
    """A layer that could not answer, and why."""

    layer: str
    reason: Text


class Each(NamedTuple, Generic[Answer]):
    """The answers in the order of the layers, and what failed."""

    found: list[tuple[Layer, Answer]]
    failed: list[Failed]


def ask_each(connection: Connection, layers: Iterable[Layer], ask: Callable[[Layer], Answer]) -> Each[Answer]:
    """Ask every layer inside a savepoint of its own.

    Raises:
        psycopg.OperationalError: the database is away, or a query took too long: that is no fault of a declaration.
    """
    each: Each[Answer] = Each([], [])
    for layer in layers:
        try:
            with connection.transaction():
                each.found.append((layer, ask(layer)))
        except (psycopg.ProgrammingError, psycopg.DataError, psycopg.InternalError) as error:
            LOG.warning("layer %s cannot answer: %s", layer.id, str(error).splitlines()[0])
            each.failed.append(Failed(layer=layer.id, reason=reason_of(error)))
    return each


def reason_of(error: psycopg.Error) -> Text:
    """Say in words what the database refused; its own words stay in the log."""
    return next((reason for kind, reason in _REASONS if isinstance(error, kind)), _OTHERWISE)
