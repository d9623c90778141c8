"""Figures and targets as people send them: CSV and XLSX in long form, read into cells with their place in the file."""

import csv
import io
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from python_calamine import CalamineWorkbook

from boundaries import fold
from layers.core.errors import RefusedError
from layers.core.lettering import decode, old_letters
from layers.core.model import text
from layers.core.report import Finding

SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "indicator": ("indicator", "chỉ số", "mã chỉ số", "chỉ tiêu", "mã chỉ tiêu"),
    "unit": ("unit", "đơn vị", "mã đơn vị", "mã xã", "đơn vị hành chính"),
    "period": ("period", "kỳ", "kỳ số liệu", "mã kỳ"),
    "value": ("value", "giá trị", "số liệu", "trị số"),
    "status": ("status", "trạng thái", "tình trạng"),
    "note": ("note", "ghi chú", "giải trình"),
    "agency": ("agency", "cơ quan", "mã cơ quan"),
    "breakdown": ("breakdown", "phân tổ"),
    "year": ("year", "năm"),
    "decision": ("decision", "quyết định", "văn bản giao"),
}
"""Our name of a column → the headings that mean it, compared without capitals and diacritics."""

FIGURES = ("indicator", "unit", "period", "value")
TARGETS = ("indicator", "unit", "year", "value", "decision")
_WANTED = text(
    f"Dòng đầu phải có: {', '.join(FIGURES)} (hoặc {', '.join(TARGETS)} cho mục tiêu).",
    f"The first row must have: {', '.join(FIGURES)} (or {', '.join(TARGETS)} for targets).",
)
_LONGEST = 200
"""Letters of a heading row that a finding quotes."""
_NAMES = {fold(word): name for name, words in SYNONYMS.items() for word in words}


class Typed(str):
    """The text of what the file itself holds as a number: its point is a decimal point, whatever surrounds it."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number as the file's own reader counts (the heading is row 1), and its cells by column name."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table of one file. `headings` tells what the file calls each column."""

    file: str
    name: str
    headings: Mapping[str, str]
    rows: tuple[Row, ...]
    lettering: str = ""
    """How its Vietnamese was written, where that is not Unicode."""

    def place(self, number: int) -> int | str:
        """Name a row: by its number, with the sheet's name in a workbook."""
        return f"{self.name}!{number}" if self.name else number

    @property
    def holds_targets(self) -> bool:
        """Whether this is a table of targets (it has years, not periods)."""
        return "year" in self.headings and "period" not in self.headings


def read_sheets(path: Path) -> tuple[list[Sheet], list[Finding]]:
    """Read every sheet that has the columns of figures or of targets, and name those that have others.

    Raises:
        RefusedError: the file is of no known kind or lettering, or no sheet has the columns needed.
    """
    ending = path.suffix.lower()
    lettering, tables = "", list[tuple[str, Iterable[list[str]]]]()
    if ending in {".xlsx", ".xlsm", ".xls", ".ods"}:
        tables += _workbook(path)
    elif ending in {".csv", ".txt", ".tsv"}:
        lettering, records = _csv(path)
        tables.append(("", records))
    else:
        raise RefusedError(
            text("Không nhập được tệp loại này.", "Files of this kind cannot be imported."),
            value=path.name,
            limit="CSV, XLSX, JSON",
            remedy=text("Lưu tệp thành CSV UTF-8 hoặc XLSX.", "Save the file as CSV in UTF-8, or as XLSX."),
        )
    found: list[Sheet] = []
    passed_over: list[Finding] = []
    for name, rows in tables:
        table = list(rows)
        if (sheet := _sheet(path.name, name, table, lettering)) is not None:
            found.append(sheet)
        elif any(any(cells) for cells in table):
            passed_over.append(_passed_over(name, table[0]))
    if not found:
        raise RefusedError(
            text("Không thấy các cột cần có ở dòng đầu.", "The first row does not name the columns needed."),
            value=path.name,
            limit=", ".join(FIGURES),
            remedy=_WANTED,
        )
    return found, passed_over


def _passed_over(name: str, first: list[str]) -> Finding:
    return Finding(
        severity="warning",
        code="sheet-passed-over",
        message=text(
            f"Trang tính “{name}” không được nhập: dòng đầu không có đủ các cột cần có.",
            f"The sheet “{name}” is not imported: its first row does not name the columns needed.",
        ),
        row=f"{name}!1",
        value="; ".join(filter(None, first))[:_LONGEST],
        limit=", ".join(FIGURES),
        remedy=_WANTED,
    )


def _sheet(file: str, name: str, table: list[list[str]], lettering: str) -> Sheet | None:
    if not table:
        return None
    if (old := old_letters(cell for cells in table for cell in cells)) is not None:
        lettering, convert = old
        table = [[cell if cell.isascii() else convert(cell) for cell in cells] for cells in table]
    first = table[0]
    columns = [_NAMES.get(fold(heading)) for heading in first]
    known = {column for column in columns if column is not None}
    if not (known >= set(FIGURES) or known >= set(TARGETS)):
        return None
    _refuse_twice(file, first, columns)
    rows: list[Row] = []
    for number, cells in enumerate(table[1:], start=2):
        if any(cells):
            named = {column: cell for column, cell in zip(columns, cells, strict=False) if column is not None}
            rows.append(Row(number, named))
    headings = {column: heading for column, heading in zip(columns, first, strict=True) if column is not None}
    return Sheet(file, name, headings, tuple(rows), "" if lettering.startswith("UTF") else lettering)


def _refuse_twice(file: str, first: list[str], columns: list[str | None]) -> None:
    """Two columns for one thing: which is meant is not ours to guess."""
    for column in filter(None, columns):
        named = [heading for heading, other in zip(first, columns, strict=True) if other == column]
        if len(named) > 1:
            both = ", ".join(f"“{heading}”" for heading in named)
            raise RefusedError(
                text(f"Các cột {both} cùng một nghĩa.", f"The columns {both} mean the same."),
                value=file,
                limit=column,
                remedy=text("Giữ lại một cột.", "Keep one of them."),
            )


def _csv(path: Path) -> tuple[str, Iterator[list[str]]]:
    content, lettering = decode(path.read_bytes())
    head = content[:4096].partition("\n")[0]
    delimiter = max(";,\t", key=head.count)
    return lettering, _records(content, delimiter, path.name)


def _records(content: str, delimiter: str, name: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(content, newline=""), delimiter=delimiter)
    try:
        for cells in reader:
            yield [unicodedata.normalize("NFC", cell.strip()) for cell in cells]
    except csv.Error as error:
        raise RefusedError(
            text(
                f"Tệp CSV hỏng ở dòng {reader.line_num}.",
                f"The CSV is broken at line {reader.line_num}: {error}.",
            ),
            value=name,
            remedy=text("Mở tệp, xem lại dòng này và lưu lại.", "Open the file, see to that line and save it again."),
        ) from error


def _workbook(path: Path) -> list[tuple[str, list[list[str]]]]:
    try:
        book = CalamineWorkbook.from_path(str(path))
        names: Iterable[str] = book.sheet_names
        return [(name, list(_cells(book, name))) for name in names]
    except Exception as error:
        # The library raises a family of its own per format; whichever it is, the file is not a workbook.
        raise RefusedError(
            text("Không mở được bảng tính.", "The workbook cannot be opened."),
            value=path.name,
            remedy=text("Mở bằng phần mềm bảng tính và lưu lại thành XLSX.", "Open it and save it as XLSX again."),
        ) from error


def _cells(book: CalamineWorkbook, name: str) -> Iterator[list[str]]:
    for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False):
        yield [_plain(cell) for cell in row]


def _plain(cell: object) -> str:
    """Write a typed cell as the text that a CSV would hold; whole floats without a fraction, dates as ISO days."""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float):
        return Typed(int(cell)) if cell.is_integer() else Typed(f"{cell:.15g}")
    if isinstance(cell, (datetime, date)):
        return cell.isoformat()[:10]
    return unicodedata.normalize("NFC", str(cell).strip())
