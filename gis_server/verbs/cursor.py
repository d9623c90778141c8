"""Cursors of a list: opaque to whoever follows them, and refused when they were made up."""

import base64
import binascii
import json
from typing import cast

from layers.core.access import Scope
from layers.core.errors import GisError
from layers.core.filters import visible_fields
from layers.core.items import Page
from layers.core.layer import Layer
from layers.core.model import text

_MARKS = (1, 2, 3)
"""A cursor has the sorting value where there is one, the key, and the start of time where there is one."""


def sorting(layer: Layer, sortby: str | None, scope: Scope) -> tuple[str | None, bool]:
    """Read `field`, `+field` or `-field`; returns the field and whether the highest come first.

    Raises:
        GisError: not a field that the asker may see.
    """
    if sortby is None:
        return None, False
    # A plus sign in an address is a blank.
    name = sortby.strip().removeprefix("+").removeprefix("-")
    known = [field.name for field in visible_fields(layer, scope)]
    if name not in known:
        raise GisError(
            text("Lớp không sắp xếp được theo trường này.", "The layer cannot be sorted by this field."),
            value=f"sortby={sortby}",
            limit=", ".join(known) or "-",
            remedy=text("Dùng một trong các trường được liệt kê.", "Use one of the listed fields."),
        )
    return name, sortby.strip().startswith("-")


def write_cursor(sortby: str | None, page: Page, marks: tuple[str | None, ...]) -> str:
    """Write a cursor behind a row whose marks (as `select_items` gives them) these are."""
    content = json.dumps([sortby or "", page.filled, marks], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(content.encode()).decode().rstrip("=")


def read_cursor(cursor: str, sortby: str | None) -> tuple[bool, tuple[str, ...]]:
    """Read whether the row before had a sorting value, and its marks.

    Raises:
        GisError: no cursor, or one of another order.
    """
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        read: object = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (ValueError, binascii.Error, RecursionError):
        raise bad_cursor(cursor) from None
    parts = cast("list[object]", read) if isinstance(read, list) else []
    if len(parts) != len(_MARKS) or parts[0] != (sortby or "") or not isinstance(parts[1], bool):
        raise bad_cursor(cursor)
    marks = cast("list[object]", parts[2]) if isinstance(parts[2], list) else []
    written = tuple("" if mark is None else str(mark) for mark in marks)
    if len(written) not in _MARKS or any("\x00" in mark for mark in written):
        raise bad_cursor(cursor)
    return parts[1], written


def bad_cursor(cursor: str) -> GisError:
    """Return the error that says so."""
    return GisError(
        text("Con trỏ trang không dùng được.", "The cursor cannot be used."),
        value=cursor[:200],
        limit="next",
        remedy=text("Theo liên kết “next” của trang trước.", "Follow the link “next” of the page before."),
    )
