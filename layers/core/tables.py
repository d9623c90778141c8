"""Rows as a table that a spreadsheet opens: CSV with the byte order mark, numbers as the language writes them."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Literal

from layers.core.layer import Field

Language = Literal["vi", "en"]
_RISKY = ("=", "+", "-", "@", "\t", "\r")


def cell(value: object, language: Language, decimals: int | None = None) -> str:
    """Write one cell: `1234,5` and `1/7/2026` in Vietnamese, `1234.5` and `2026-07-01` in English; null is empty.

    Text that a spreadsheet would run as a formula gets an apostrophe in front.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return {"vi": ("không", "có"), "en": ("no", "yes")}[language][value]
    if isinstance(value, (int, float, Decimal)):
        written = str(value) if decimals is None else f"{value:.{decimals}f}"
        return written.replace(".", ",") if language == "vi" else written
    if isinstance(value, date):
        bare = f"{value.day}/{value.month}/{value.year}" if language == "vi" else value.isoformat()[:10]
        return bare if type(value) is date or language == "vi" else value.isoformat()
    written = str(value)
    return f"'{written}" if written.startswith(_RISKY) else written


def write_csv(head: Sequence[str], rows: Iterable[Sequence[str]], language: Language) -> bytes:
    """Write UTF-8 with a byte order mark; `;` between cells in Vietnamese, because the comma is in the numbers."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";" if language == "vi" else ",", lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows(rows)
    return ("\ufeff" + out.getvalue()).encode()


def table_of(fields: Sequence[Field], rows: Iterable[Sequence[object]], language: Language) -> bytes:
    """Write rows shaped as `layers.core.items.select_items` gives them; a code is followed by its title."""
    head = [*(_title(field, language) for field in fields)]
    titles = [{item.code: getattr(item.title, language) for item in field.codes} for field in fields]
    body = (
        [
            codes.get(str(value), cell(value, language, field.decimals))
            if codes
            else cell(value, language, field.decimals)
            for field, codes, value in zip(fields, titles, row[1:-1], strict=True)
        ]
        for row in rows
    )
    return write_csv(head, body, language)


def _title(field: Field, language: Language) -> str:
    title = getattr(field.title, language)
    return title if field.unit is None else f"{title} ({getattr(field.unit, language)})"
