"""Rows as a spreadsheet of typed cells: numbers, days, instants of local time, titles of codes."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, BinaryIO, cast

import xlsxwriter

from layers.core.clock import LOCAL
from layers.core.field import Field
from layers.core.tables import Language, code_titles, heads

MOST_ROWS = 1_048_575
"""Rows of a sheet, less the head."""
MOST_LETTERS = 32_767
"""Of one cell."""
_FIRST_YEAR = 1900
_WHOLE = 2**53
_YES: dict[Language, tuple[str, str]] = {"vi": ("không", "có"), "en": ("no", "yes")}


def write_sheet(file: BinaryIO, fields: Sequence[Field], rows: Iterable[Sequence[object]], language: Language) -> None:
    """Write rows shaped as `layers.core.items.select_items` gives them; text is never run as a formula."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    # It ships no types.
    book = cast("Any", xlsxwriter).Workbook(file, options)
    sheet = book.add_worksheet()
    bold = book.add_format({"bold": True})
    sheet.freeze_panes(1, 0)
    for column, title in enumerate(heads(fields, language)):
        sheet.write_string(0, column, title, bold)
        sheet.set_column(column, column, 18)
    formats = [book.add_format({"num_format": _number_format(field)}) for field in fields]
    titles = code_titles(fields, language)
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row[1 : len(fields) + 1]):
            shown = titles[column].get(value, value)
            _write_cell(sheet, (number, column), shown, formats[column], language)
    book.close()


def _number_format(field: Field) -> str:
    if field.type == "date":
        return "dd/mm/yyyy"
    if field.type == "datetime":
        return "dd/mm/yyyy hh:mm:ss"
    return "General" if field.decimals is None else f"#,##0.{'0' * field.decimals}".rstrip(".")


def _write_cell(sheet: Any, at: tuple[int, int], value: object, shape: object, language: Language) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_string(*at, _YES[language][value])
    elif isinstance(value, (int, float, Decimal)) and abs(value) <= _WHOLE:
        sheet.write_number(*at, float(value), shape)
    elif isinstance(value, date) and value.year >= _FIRST_YEAR:
        # A sheet knows no time zones: its hours are those of the users.
        naive = value.astimezone(LOCAL).replace(tzinfo=None) if isinstance(value, datetime) else value
        sheet.write_datetime(*at, naive, shape)
    else:
        sheet.write_string(*at, str(value)[:MOST_LETTERS])
