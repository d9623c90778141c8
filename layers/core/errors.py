"""Errors of the domain. The server maps them to problem+json (RFC 9457) in one place."""

from collections.abc import Iterable
from typing import ClassVar

from layers.core.model import Text


class GisError(Exception):
    """Something a user can understand and mend.

    Attributes:
        detail: what was wrong, in both languages.
        value: the value that was refused, as text.
        limit: the limit it broke, as text.
        remedy: what to do instead, in both languages.
    """

    status: ClassVar[int] = 400
    slug: ClassVar[str] = "bad-request"
    title: ClassVar[Text] = Text(vi="Yêu cầu không hợp lệ", en="Bad request")

    def __init__(self, detail: Text, *, value: object = None, limit: object = None, remedy: Text | None = None) -> None:
        super().__init__(detail.en if remedy is None else f"{detail.en} {remedy.en}")
        self.detail = detail
        self.value = None if value is None else str(value)
        self.limit = None if limit is None else str(limit)
        self.remedy = remedy


class NotFoundError(GisError):
    """The thing named in the path does not exist."""

    status = 404
    slug = "not-found"
    title = Text(vi="Không tìm thấy", en="Not found")


class NotComparableError(GisError):
    """A figure that cannot be carried from one edition to another."""

    status = 409
    slug = "not-comparable"
    title = Text(vi="Không so sánh được", en="Not comparable")


class NotOfferedError(GisError):
    """A general ability that this layer does not have."""

    status = 404
    slug = "not-offered"
    title = Text(vi="Lớp không có khả năng này", en="Not offered by the layer")


def not_offered(layer: str, verb: str, offered: Iterable[str]) -> NotOfferedError:
    """Return the error that says what the layer offers instead."""
    return NotOfferedError(
        Text(vi=f"Lớp {layer} không có “{verb}”.", en=f"The layer {layer} does not offer “{verb}”."),
        value=verb,
        limit=", ".join(offered) or "-",
        remedy=Text(vi="Xem “offers” của lớp ở /api/collections.", en="See the layer's “offers” at /api/collections."),
    )


class RefusedError(GisError):
    """An import refused whole; the report names every row."""

    status = 422
    slug = "refused"
    title = Text(vi="Tệp bị từ chối", en="File refused")


class TooLargeError(GisError):
    """More was asked for than the stated limit."""

    status = 413
    slug = "too-large"
    title = Text(vi="Vượt giới hạn", en="Over the limit")


class LayerUnreadableError(GisError):
    """A layer's table, or a part of it, is not there any more, or may not be read."""

    status = 503
    slug = "layer-unreadable"
    title = Text(vi="Lớp tạm thời không đọc được", en="The layer cannot be read now")


class UnavailableError(GisError):
    """The database, or another part, does not answer now."""

    status = 503
    slug = "unavailable"
    title = Text(vi="Tạm thời không trả lời được", en="Temporarily unavailable")
