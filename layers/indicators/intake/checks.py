"""Every row of a file of figures is held against catalogue, units and calendar; what is wrong is named by its place."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from boundaries import fold
from layers.core.errors import GisError
from layers.core.model import Text, text
from layers.core.period import Period, parse_period
from layers.core.report import Finding
from layers.core.written import shown
from layers.indicators.catalogue import Entry
from layers.indicators.intake.ground import Ground, KnownUnit
from layers.indicators.intake.numbers import Mark, decimal_mark_of, parse_number
from layers.indicators.intake.reading import Row, Sheet, Typed

STATUSES: Mapping[str, str] = {
    "": "final",
    "final": "final",
    "chinh thuc": "final",
    "provisional": "provisional",
    "tam tinh": "provisional",
    "so bo": "provisional",
    "uoc tinh": "provisional",
    "withheld": "withheld",
    "khong cong bo": "withheld",
    "bao mat": "withheld",
    "not applicable": "not_applicable",
    "khong ap dung": "not_applicable",
    "retracted": "retracted",
    "rut lai": "retracted",
    "thu hoi": "retracted",
}
"""What a status cell may say, folded."""
VALUED = frozenset({"final", "provisional"})
MOST_FINDINGS = 200
"""A sheet that is wrong throughout is refused as well by its first two hundred errors; as many warnings are kept."""

_NOT_DRAWN = (
    text(
        "Đã lưu nhưng không lên bản đồ: bản đồ chỉ có số chung của cơ quan chủ trì.",
        "Stored, but not drawn: the map shows the owner agency's totals only.",
    ),
    text(
        "Nếu đây là số chung của cơ quan chủ trì thì để trống ô này.",
        "Leave this cell empty if the figure is the owner agency's total.",
    ),
)
_FRACTION = (
    text(
        "Số có phần thập phân, chỉ số thì không: bản đồ ghi số làm tròn.",
        "The figure has decimals, the indicator has none: the map writes it rounded.",
    ),
    text(
        "Kiểm tra dấu thập phân và dấu ngăn nghìn, hoặc decimals trong danh mục.",
        "Check the decimal mark and the thousands mark, or decimals in the catalogue.",
    ),
)

Key = tuple[int, int, str, str, Period]
"""Indicator, unit, agency, breakdown, period: there is one current figure of each."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A checked row, ready to be written; `sheet`, `row` and `column` are the cell it comes from."""

    entry: Entry
    unit: KnownUnit
    agency: str
    breakdown: str
    period: Period
    value: float | None
    status: str
    note: str
    sheet: str
    row: int
    column: str

    @property
    def key(self) -> Key:
        """What there is one current figure of."""
        return (self.entry.id, self.unit.id, self.agency, self.breakdown, self.period)


class Remarks:
    """Collects findings up to a number of each severity, and counts the rest."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._counts: Counter[str] = Counter()
        self._findings: list[Finding] = []

    def add(self, severity: str, code: str, row: Row, column: str, said: tuple[Text, Text]) -> None:
        """Note a remark about one cell."""
        self._counts[severity] += 1
        if self._counts[severity] > MOST_FINDINGS:
            return
        self._findings.append(
            Finding.model_validate(
                {
                    "severity": severity,
                    "code": code,
                    "message": said[0],
                    "row": self._sheet.place(row.number),
                    "column": self._sheet.headings.get(column, column),
                    "value": row.cells.get(column, ""),
                    "remedy": said[1],
                }
            )
        )

    def close(self) -> list[Finding]:
        """Return the findings, those beyond the limit as one line."""
        return [*self._findings, *beyond(sum(max(0, count - MOST_FINDINGS) for count in self._counts.values()))]


def beyond(count: int) -> list[Finding]:
    """Say how many rows there is something to be said of and is not; nothing for none."""
    if count == 0:
        return []
    said = text(f"… và {shown(count).vi} dòng nữa.", f"… and {shown(count).en} rows more.")
    return [Finding(severity="info", code="more", message=said)]


def check_sheet(
    sheet: Sheet, ground: Ground, today: date, seen: dict[Key, int | str]
) -> tuple[list[Figure], list[Finding]]:
    """Check a sheet whole: figures that are sound, and all that is wrong or odd.

    Args:
        sheet: the table.
        ground: what the rows are held against.
        today: the local day.
        seen: where the file's earlier sheets gave which figure; this sheet's places are added.
    """
    remarks = Remarks(sheet)
    marks = decimal_marks(sheet, ground)
    found: list[Figure] = []
    for row in sheet.rows:
        figure = _check_row(sheet, row, ground, today, marks.get(row.cells.get("indicator", "")), remarks)
        if figure is None:
            continue
        place = sheet.place(row.number)
        if (first := seen.setdefault(figure.key, place)) != place:
            twice = text(f"Số liệu này đã có ở dòng {first}.", f"Row {first} gives this figure already.")
            remarks.add(
                "error", "duplicate", row, "unit", (twice, text("Bỏ một trong hai dòng.", "Drop one of the two."))
            )
            continue
        found.append(figure)
    return found, remarks.close()


def decimal_marks(sheet: Sheet, ground: Ground) -> dict[str, Mark | None]:
    """Tell the decimal mark per indicator: one sheet may hold several people's columns."""
    cells: dict[str, list[str]] = defaultdict(list)
    for row in sheet.rows:
        if not isinstance(cell := row.cells.get("value", ""), Typed):
            cells[row.cells.get("indicator", "")].append(cell)
    counts = {code for code, entry in ground.indicators.items() if entry.indicator.decimals == 0}
    return {code: decimal_mark_of(values, count=code in counts) for code, values in cells.items()}


def read_value(row: Row, entry: Entry, mark: Mark | None) -> float | None:
    """Read the cell of the value; None for a blank.

    Raises:
        GisError: it is no number, or one with two readings.
    """
    cell = row.cells.get("value", "")
    if isinstance(cell, Typed):
        return float(cell)
    return parse_number(cell, mark, count=entry.indicator.decimals == 0)


@lru_cache(maxsize=1024)
def _status(cell: str) -> str | None:
    return STATUSES.get(fold(cell))


def _check_row(
    sheet: Sheet, row: Row, ground: Ground, today: date, mark: Mark | None, remarks: Remarks
) -> Figure | None:
    cells = row.cells
    entry = ground.indicators.get(cells.get("indicator", ""))
    if entry is None:
        said = text("Không có chỉ số này trong danh mục.", "The catalogue has no such indicator.")
        remarks.add(
            "error",
            "unknown-indicator",
            row,
            "indicator",
            (said, text("Sửa mã hoặc nhập danh mục trước.", "Mend the code, or import the catalogue first.")),
        )
        return None
    dated = _period(row, entry, today, remarks)
    if dated is None:
        return None
    period, last_day = dated
    unit = _unit(row, entry, last_day, ground, remarks)
    value = _value(row, entry, mark, remarks)
    agency = _agency(row, entry, ground, remarks)
    if unit is None or value is None or agency is None:
        return None
    status, number = value
    for column, other in (("agency", agency), ("breakdown", cells.get("breakdown", ""))):
        if other:
            remarks.add("warning", "not-drawn", row, column, _NOT_DRAWN)
    return Figure(
        entry=entry,
        unit=unit,
        agency=agency,
        breakdown=cells.get("breakdown", ""),
        period=period,
        value=number,
        status=status,
        note=cells.get("note", ""),
        sheet=sheet.name,
        row=row.number,
        column=sheet.headings.get("value", "value"),
    )


@lru_cache(maxsize=4096)
def _dated(code: str) -> tuple[Period, date]:
    """Read a period and work out its last day, once for the thousands of rows that share it."""
    period = parse_period(code)
    return period, period.last_day


def _period(row: Row, entry: Entry, today: date, remarks: Remarks) -> tuple[Period, date] | None:
    try:
        period, last_day = _dated(row.cells.get("period", ""))
    except GisError as error:
        remarks.add("error", "period", row, "period", (error.detail, error.remedy or error.detail))
        return None
    if period.frequency != entry.indicator.frequency:
        said = text("Kỳ không đúng tần suất của chỉ số.", "The period is not of the indicator's frequency.")
        example = {"day": "2024-06-15", "week": "2024-W23", "month": "2024-06", "quarter": "2024-Q2", "year": "2024"}
        shape = example[entry.indicator.frequency]
        remarks.add("error", "frequency", row, "period", (said, text(f"Viết dạng {shape}.", f"Write it as {shape}.")))
        return None
    if period.start > today:
        said = text("Kỳ chưa bắt đầu.", "The period has not begun.")
        remarks.add("error", "future", row, "period", (said, text("Sửa kỳ số liệu.", "Mend the period.")))
        return None
    ended = entry.indicator.last_period
    if ended is not None and last_day > _dated(ended)[1]:
        said = text(f"Chỉ số này chỉ có đến kỳ {ended}.", f"This indicator ended with {ended}.")
        remedy = text("Sửa kỳ, hoặc last_period trong danh mục.", "Mend the period, or last_period in the catalogue.")
        remarks.add("error", "ended", row, "period", (said, remedy))
        return None
    if last_day > today and entry.indicator.accumulation != "stock":
        said = text("Kỳ chưa kết thúc.", "The period has not ended.")
        remedy = text(
            "Số vẫn được nhập; ghi trạng thái tạm tính và gửi lại khi kỳ kết thúc.",
            "The figure is taken; mark it provisional and send it again when the period has ended.",
        )
        remarks.add("warning", "unfinished", row, "period", (said, remedy))
    return period, last_day


def _unit(row: Row, entry: Entry, last_day: date, ground: Ground, remarks: Remarks) -> KnownUnit | None:
    name = row.cells.get("unit", "")
    unit = ground.find(name, last_day)
    remedy = text(
        "Dùng mã đơn vị có hiệu lực trong kỳ, hoặc mã@ngày.", "Use the code in force in that period, or code@date."
    )
    if unit is None:
        known = ground.by_code.get(name)
        code = "unknown-unit" if known is None else "unit-not-in-force"
        said = text("Không có đơn vị này.", "There is no such unit.") if known is None else _lives(known)
        remarks.add("error", code, row, "unit", (said, remedy))
        return None
    if not unit.lives_on(last_day):
        remarks.add("error", "unit-not-in-force", row, "unit", (_lives((unit,)), remedy))
        return None
    if unit.level not in entry.indicator.levels:
        levels = ", ".join(entry.indicator.levels)
        said = text(f"Chỉ số này chỉ có ở cấp: {levels}.", f"This indicator exists at these levels only: {levels}.")
        remarks.add("error", "level", row, "unit", (said, text("Bỏ dòng này.", "Drop this row.")))
        return None
    return unit


def _lives(units: Iterable[KnownUnit]) -> Text:
    """Say when the units of a code live, which is not at the end of the period."""

    def day(when: date) -> str:
        return f"{when.day}/{when.month}/{when.year}"

    spans = [
        text(f"từ {day(unit.valid_from)}", f"from {day(unit.valid_from)}")
        if unit.valid_to is None
        else text(
            f"từ {day(unit.valid_from)} đến trước {day(unit.valid_to)}",
            f"from {day(unit.valid_from)} until {day(unit.valid_to)}",
        )
        for unit in sorted(units, key=lambda unit: unit.valid_from)
    ]
    return text(
        f"Đơn vị có hiệu lực {'; '.join(span.vi for span in spans)}, không có vào cuối kỳ.",
        f"The unit is in force {'; '.join(span.en for span in spans)}, not at the end of the period.",
    )


def _agency(row: Row, entry: Entry, ground: Ground, remarks: Remarks) -> str | None:
    """Return whose figure it is, nothing for the indicator's own agency's: that one is asked for without a name."""
    agency = row.cells.get("agency", "")
    if agency in ("", entry.indicator.agency):
        return ""
    if agency in ground.agencies:
        return agency
    said = text("Không có cơ quan này trong danh mục.", "The catalogue has no such agency.")
    remarks.add("error", "unknown-agency", row, "agency", (said, text("Sửa mã cơ quan.", "Mend the agency's code.")))
    return None


def _value(row: Row, entry: Entry, mark: Mark | None, remarks: Remarks) -> tuple[str, float | None] | None:
    status = _status(row.cells.get("status", ""))
    if status is None:
        said = text("Trạng thái không hiểu được.", "The status is not known.")
        words = text(
            "Viết: chính thức, tạm tính, không công bố, không áp dụng, rút lại.",
            "Write: final, provisional, withheld, not_applicable, retracted.",
        )
        remarks.add("error", "status", row, "status", (said, words))
        return None
    try:
        number = read_value(row, entry, mark)
    except GisError as error:
        remarks.add("error", error.slug, row, "value", (error.detail, error.remedy or error.detail))
        return None
    if (number is None) == (status in VALUED):
        said = (
            text("Thiếu giá trị.", "The value is missing.")
            if number is None
            else text("Trạng thái này không đi với giá trị.", "This status goes without a value.")
        )
        remedy = text("Điền giá trị, hoặc nêu lý do ở cột trạng thái.", "Give the value, or the reason as the status.")
        remarks.add("error", "value", row, "value", (said, remedy))
        return None
    low, high = entry.indicator.plausible
    if number is not None and ((low is not None and number < low) or (high is not None and number > high)):
        least, most = (text("…", "…") if edge is None else shown(edge) for edge in (low, high))
        said = text(
            f"Giá trị ngoài khoảng hợp lý, từ {least.vi} đến {most.vi}.",
            f"The value lies outside the plausible range from {least.en} to {most.en}.",
        )
        remedy = text("Kiểm tra đơn vị tính và dấu thập phân.", "Check the unit of measure and the decimal mark.")
        remarks.add("error", "implausible", row, "value", (said, remedy))
        return None
    if number is not None and _splits_a_count(entry, number):
        remarks.add("warning", "fraction", row, "value", _FRACTION)
    return status, number


def _splits_a_count(entry: Entry, number: float) -> bool:
    """Say whether a total without decimals is given some; a rate or an index may well be written rounded."""
    return entry.indicator.kind == "total" and entry.indicator.decimals == 0 and not number.is_integer()
