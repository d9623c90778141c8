"""Values of a filter in the type of the field that they are held against."""

import math
from collections.abc import Mapping
from datetime import date, datetime
from typing import TypeGuard

from layers.core.clock import LOCAL
from layers.core.errors import GisError
from layers.core.field import Field
from layers.core.model import Text, text
from layers.core.period import FIRST_YEAR, LAST_YEAR
from layers.core.predicate import Value

MOST_WHOLE = 2**53
"""CQL2's numbers are doubles: beyond this they are no longer whole."""
_OPEN = ("..", None, "")
_WRITTEN: Mapping[str, str] = {
    "string": "'chữ'",
    "integer": f"12, ≤ {MOST_WHOLE}",
    "number": "12.5",
    "boolean": "true, false",
    "date": "DATE('2024-06-15')",
    "datetime": "TIMESTAMP('2024-06-15T08:00:00Z'), DATE('2024-06-15')",
}


def bad_filter(detail: Text, value: object, limit: object) -> GisError:
    """Return the error that says what of a filter cannot be used, and how filters are written."""
    return GisError(
        detail,
        value=str(value)[:500],
        limit=limit,
        remedy=text(
            "Viết bằng CQL2, ví dụ: kind = 'traffic' AND depth_m > 5. Xem “Bộ lọc” ở /docs.",
            "Write CQL2, for example: kind = 'traffic' AND depth_m > 5. See “Filters” at /docs.",
        ),
    )


def is_list(value: object) -> TypeGuard[list[object]]:
    """Say whether a part of JSON is a list."""
    return isinstance(value, list)


def is_node(value: object) -> TypeGuard[Mapping[str, object]]:
    """Say whether a part of JSON is an object."""
    return isinstance(value, dict)


def typed(field: Field, value: object) -> Value:
    """Return a value in the field's type: whole numbers for integers, local days for dates.

    Raises:
        GisError: it is of another type; field, value and type are named.
    """
    found: Value | None = None
    match field.type:
        case "string":
            found = value if isinstance(value, str) else None
        case "boolean":
            found = value if isinstance(value, bool) else None
        case "number":
            found = _number(value)
        case "integer":
            number = _number(value)
            found = int(number) if number is not None and number.is_integer() and abs(number) <= MOST_WHOLE else None
        case "date" | "datetime":
            found = _time(value)
            if field.type == "date" and isinstance(found, datetime):
                found = found.astimezone(LOCAL).date()
    if found is None:
        raise wrong_type(field, value)
    return found


def typed_interval(field: Field, value: object) -> tuple[Value | None, Value | None]:
    """Return both ends of an interval, None where it is open.

    Raises:
        GisError: no interval, or the field is no time.
    """
    if not is_list(value) or len(value) != 2 or field.type not in {"date", "datetime"}:  # noqa: PLR2004 - from and to
        raise wrong_type(field, value)
    first, last = (None if end in _OPEN else typed(field, end) for end in value)
    return first, last


def wrong_type(field: Field, value: object) -> GisError:
    """Return the error that names field, value and type."""
    shown = _bare(value)
    return bad_filter(
        text(
            f"Giá trị “{shown}” không hợp với trường {field.name} (kiểu {field.type}).",
            f"The value “{shown}” does not fit the field {field.name} (type {field.type}).",
        ),
        f"{field.name}: {shown}",
        f"{field.type}: {_WRITTEN[field.type]}",
    )


def _bare(value: object) -> object:
    if not is_node(value):
        return value
    return next((value[name] for name in ("date", "timestamp") if name in value), value)


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return float(value) if math.isfinite(value) else None


def _time(value: object) -> date | None:
    written = _bare(value)
    if not isinstance(written, str):
        return None
    try:
        if "T" in written.upper():
            instant = datetime.fromisoformat(written.upper())
            instant = instant if instant.tzinfo is not None else instant.replace(tzinfo=LOCAL)
            instant.astimezone(LOCAL)
            found: date = instant
        else:
            found = date.fromisoformat(written)
    except (ValueError, OverflowError):
        return None
    return found if FIRST_YEAR <= found.year <= LAST_YEAR else None
