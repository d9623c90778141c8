"""Rows as a table that a spreadsheet opens: CSV with the byte order mark, numbers as the language writes them."""

import csv
import io
import json
import math
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Literal

from layers.core.clock import LOCAL
from layers.core.layer import Field, Layer
from layers.core.model import text

Language = Literal["vi", "en"]
MARK = "\ufeff".encode()
_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""A spreadsheet takes full-width signs as formulas too, and looks past blanks before them."""
_PAGE = Context(prec=400, rounding=ROUND_HALF_UP)
"""Rounds as the page does, away from zero, whatever a float can hold."""
_EXACT = 2**53
"""Beyond it a float lacks whole numbers."""

POSITION = (
    Field(name="lon", type="number", decimals=6, title=text("Kinh độ WGS 84", "Longitude WGS 84")),
    Field(name="lat", type="number", decimals=6, title=text("Vĩ độ WGS 84", "Latitude WGS 84")),
)
"""The last columns of a file of points, which has no geometry of its own."""


def cell(value: object, language: Language, decimals: int | None = None) -> str:
    """Write one cell: `1234,5` and `1/7/2026` in Vietnamese, `1234.5` and `2026-07-01` in English; null is empty.

    Instants are in local time: `18/5/2026 04:48`, with seconds where there are any, and `2026-05-18T04:48:00+07:00`.
    Text that a spreadsheet would run as a formula gets an apostrophe in front.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return {"vi": ("không", "có"), "en": ("no", "yes")}[language][value]
    if isinstance(value, (int, float, Decimal)):
        written = str(value) if decimals is None else _rounded(value, decimals)
        return written.replace(".", ",") if language == "vi" else written
    if isinstance(value, datetime):
        local = value.astimezone(LOCAL)
        hours = f"{local:%H:%M:%S}" if local.second else f"{local:%H:%M}"
        return f"{_day(local)} {hours}" if language == "vi" else local.isoformat()
    if isinstance(value, date):
        return _day(value) if language == "vi" else value.isoformat()
    return harmless(str(value))


def _day(value: date) -> str:
    return f"{value.day}/{value.month}/{value.year}"


def _rounded(value: float | Decimal, decimals: int) -> str:
    """Write a number as the page does: of the float that JSON gives it, halves away from zero, zero without a sign."""
    if not math.isfinite(value):
        return str(value)
    held = Decimal(float(value)) if abs(value) < _EXACT else Decimal(value)
    return f"{held.quantize(Decimal(1).scaleb(-decimals), context=_PAGE):zf}"


def harmless(written: str) -> str:
    """Return text with an apostrophe in front, where a spreadsheet would run it as a formula."""
    return f"'{written}" if written.startswith(_RISKY) or written.lstrip().startswith(_RISKY) else written


def write_csv(head: Sequence[str], rows: Iterable[Sequence[str]], language: Language) -> bytes:
    """Write UTF-8 with a byte order mark; `;` between cells in Vietnamese, because the comma is in the numbers."""
    return MARK + csv_lines([head, *rows], language)


def csv_lines(rows: Iterable[Sequence[str]], language: Language) -> bytes:
    """Write lines of a CSV without the mark that begins the file."""
    out = io.StringIO()
    csv.writer(out, delimiter=";" if language == "vi" else ",", lineterminator="\r\n").writerows(rows)
    return out.getvalue().encode()


def table_of(fields: Sequence[Field], rows: Iterable[Sequence[object]], language: Language) -> bytes:
    """Write rows shaped as `layers.core.items.select_items` gives them; codes by their titles."""
    return write_csv(heads(fields, language), table_rows(fields, rows, language), language)


def with_position(
    layer: Layer, fields: Sequence[Field], rows: Iterable[Sequence[object]]
) -> tuple[Sequence[Field], Iterable[Sequence[object]]]:
    """Add the position of points in degrees as two columns; other layers stay as they are.

    Rows are shaped as `layers.core.items.select_items` gives them.
    """
    if layer.geometry != "point":
        return fields, rows
    end = len(fields) + 1
    return (*fields, *POSITION), ((*row[:end], *_position(row[end])) for row in rows)


def _position(place: object) -> tuple[float | None, float | None]:
    """Return longitude and latitude out of GeoJSON text; of several points in one row, none."""
    found = None if place is None else json.loads(str(place))
    if not found or found["type"] != "Point" or not found["coordinates"]:
        return None, None
    return found["coordinates"][0], found["coordinates"][1]


def heads(fields: Sequence[Field], language: Language) -> list[str]:
    """Write the titles of the columns, with the unit of measure."""
    return [_title(field, language) for field in fields]


def table_rows(fields: Sequence[Field], rows: Iterable[Sequence[object]], language: Language) -> Iterator[list[str]]:
    """Write the cells of rows shaped as `layers.core.items.select_items` gives them; codes by their titles."""
    titles = code_titles(fields, language)
    for row in rows:
        yield [
            harmless(codes[value]) if value in codes else cell(value, language, field.decimals)
            for field, codes, value in zip(fields, titles, row[1 : len(fields) + 1], strict=True)
        ]


def code_titles(fields: Sequence[Field], language: Language) -> list[dict[object, str]]:
    """Return for each field the titles of its codes."""
    return [{item.code: getattr(item.title, language) for item in field.codes} for field in fields]


def _title(field: Field, language: Language) -> str:
    title = getattr(field.title, language)
    return title if field.unit is None else f"{title} ({getattr(field.unit, language)})"
