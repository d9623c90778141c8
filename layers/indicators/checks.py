"""Every row of a file of figures is held against catalogue, units and calendar; what is wrong is named by its place."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from boundaries import fold
from layers.core.errors import GisError
from layers.core.model import Text, text
from layers.core.period import Period, parse_period
from layers.core.report import Finding
from layers.indicators.catalogue import Entry
from layers.indicators.ground import Ground, KnownUnit
from layers.indicators.numbers import Mark, decimal_mark_of, parse_number
from layers.indicators.reading import Row, Sheet

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
_MOST_FINDINGS = 200
"""A file that is wrong throughout is refused just as well by its first two hundred errors."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A checked row, ready to be written."""

    entry: Entry
    unit: KnownUnit
    agency: str
    breakdown: str
    period: Period
    value: float | None
    status: str
    note: str
    row: int


class Remarks:
    """Collects findings up to a number, and counts the rest."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._more = 0
        self.findings: list[Finding] = []

    def add(self, severity: str, code: str, row: Row, column: str, said: tuple[Text, Text]) -> None:
        """Note a remark about one cell."""
        if len(self.findings) >= _MOST_FINDINGS:
            self._more += 1
            return
        place: int | str = f"{self._sheet.name}!{row.number}" if self._sheet.name else row.number
        self.findings.append(
            Finding.model_validate(
                {
                    "severity": severity,
                    "code": code,
                    "message": said[0],
                    "row": place,
                    "column": self._sheet.headings.get(column, column),
                    "value": row.cells.get(column, ""),
                    "remedy": said[1],
                }
            )
        )

    def close(self) -> list[Finding]:
        """Return the findings, the uncounted ones as one line."""
        if self._more:
            more = text(f"… và {self._more} dòng nữa.", f"… and {self._more} rows more.")
            self.findings.append(Finding(severity="info", code="more", message=more))
            self._more = 0
        return self.findings


def check_sheet(sheet: Sheet, ground: Ground, today: date) -> tuple[list[Figure], list[Finding]]:
    """Check a sheet whole: figures that are sound, and all that is wrong or odd."""
    remarks = Remarks(sheet)
    marks = _marks(sheet)
    found: list[Figure] = []
    seen: dict[tuple[int, int, str, str, Period], int] = {}
    for row in sheet.rows:
        figure = _check_row(row, ground, today, marks, remarks)
        if figure is None:
            continue
        key = (figure.entry.id, figure.unit.id, figure.agency, figure.breakdown, figure.period)
        if (first := seen.setdefault(key, row.number)) != row.number:
            twice = text(f"Số liệu này đã có ở dòng {first}.", f"Row {first} gives this figure already.")
            remarks.add(
                "error", "duplicate", row, "unit", (twice, text("Bỏ một trong hai dòng.", "Drop one of the two."))
            )
            continue
        found.append(figure)
    findings = remarks.close()
    findings += _unlike_children(sheet, found, ground)
    return found, findings


def _marks(sheet: Sheet) -> dict[str, Mark | None]:
    """Tell the decimal mark per indicator: one sheet may hold several people's columns."""
    cells: dict[str, list[str]] = defaultdict(list)
    for row in sheet.rows:
        cells[row.cells.get("indicator", "")].append(row.cells.get("value", ""))
    return {code: decimal_mark_of(values) for code, values in cells.items()}


def _check_row(
    row: Row, ground: Ground, today: date, marks: Mapping[str, Mark | None], remarks: Remarks
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
    period = _period(row, entry, today, remarks)
    if period is None:
        return None
    unit = _unit(row, entry, period, ground, remarks)
    value = _value(row, entry, marks, remarks)
    agency = cells.get("agency", "")
    if agency and agency not in ground.agencies:
        said = text("Không có cơ quan này trong danh mục.", "The catalogue has no such agency.")
        remarks.add(
            "error", "unknown-agency", row, "agency", (said, text("Sửa mã cơ quan.", "Mend the agency's code."))
        )
        return None
    if unit is None or value is None:
        return None
    status, number = value
    return Figure(
        entry, unit, agency, cells.get("breakdown", ""), period, number, status, cells.get("note", ""), row.number
    )


def _period(row: Row, entry: Entry, today: date, remarks: Remarks) -> Period | None:
    try:
        period = parse_period(row.cells.get("period", ""))
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
        said = text("Kỳ ở tương lai.", "The period lies in the future.")
        remarks.add("error", "future", row, "period", (said, text("Sửa kỳ số liệu.", "Mend the period.")))
        return None
    return period


def _unit(row: Row, entry: Entry, period: Period, ground: Ground, remarks: Remarks) -> KnownUnit | None:
    name = row.cells.get("unit", "")
    unit = ground.find(name, period.last_day)
    remedy = text(
        "Dùng mã đơn vị có hiệu lực trong kỳ, hoặc mã@ngày.", "Use the code in force in that period, or code@date."
    )
    if unit is None:
        known = ground.by_code.get(name)
        said = (
            text("Không có đơn vị này.", "There is no such unit.")
            if known is None
            else text(
                f"Mã này chỉ có hiệu lực từ {known[-1].valid_from.isoformat()}, không có trong kỳ.",
                f"This code is in force from {known[-1].valid_from.isoformat()} only, not in the period.",
            )
        )
        remarks.add("error", "unknown-unit", row, "unit", (said, remedy))
        return None
    if not unit.lives_on(period.last_day):
        said = text("Đơn vị không tồn tại vào cuối kỳ.", "The unit did not exist at the end of the period.")
        remarks.add("error", "unit-not-in-force", row, "unit", (said, remedy))
        return None
    if unit.level not in entry.indicator.levels:
        levels = ", ".join(entry.indicator.levels)
        said = text(f"Chỉ số này chỉ có ở cấp: {levels}.", f"This indicator exists at these levels only: {levels}.")
        remarks.add("error", "level", row, "unit", (said, text("Bỏ dòng này.", "Drop this row.")))
        return None
    return unit


def _value(
    row: Row, entry: Entry, marks: Mapping[str, Mark | None], remarks: Remarks
) -> tuple[str, float | None] | None:
    status = STATUSES.get(fold(row.cells.get("status", "")))
    if status is None:
        said = text("Trạng thái không hiểu được.", "The status is not known.")
        words = text(
            "Viết: chính thức, tạm tính, không công bố, không áp dụng, rút lại.",
            "Write: final, provisional, withheld, not_applicable, retracted.",
        )
        remarks.add("error", "status", row, "status", (said, words))
        return None
    mark = marks.get(row.cells.get("indicator", ""))
    if mark is None and entry.indicator.decimals == 0:
        mark = ","  # a count has no decimals: what stands in 1.234 groups thousands
    try:
        number = parse_number(row.cells.get("value", ""), mark)
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
        said = text(
            f"Giá trị ngoài khoảng hợp lý {low} … {high}.", f"The value lies outside the plausible {low} … {high}."
        )
        remedy = text("Kiểm tra đơn vị tính và dấu thập phân.", "Check the unit of measure and the decimal mark.")
        remarks.add("error", "implausible", row, "value", (said, remedy))
        return None
    return status, number


def _unlike_children(sheet: Sheet, figures: Iterable[Figure], ground: Ground) -> list[Finding]:
    """Warn of a total that is not the sum of its children, where the file has them all."""
    values: dict[tuple[int, Period], dict[int, Figure]] = defaultdict(dict)
    for figure in figures:
        if figure.entry.indicator.over_units == "sum" and not figure.agency and not figure.breakdown:
            values[figure.entry.id, figure.period][figure.unit.id] = figure
    children: dict[date, dict[int, list[int]]] = {}
    found: list[Finding] = []
    for (_, period), by_unit in values.items():
        day = period.last_day
        if day not in children:
            children[day] = ground.children(day)
        for unit, figure in by_unit.items():
            below = children[day].get(unit, [])
            if figure.value is None or not below:
                continue
            parts = [by_unit[child].value for child in below if child in by_unit]
            known = [part for part in parts if part is not None]
            if len(known) < len(below):
                continue
            slack = (len(below) + 1) * 0.5 / figure.entry.indicator.scale
            if abs(sum(known) - figure.value) > slack:
                found.append(_unlike(sheet, figure, sum(known)))
    return found[:_MOST_FINDINGS]


def _unlike(sheet: Sheet, figure: Figure, total: float) -> Finding:
    return Finding(
        severity="warning",
        code="unlike-children",
        message=text(
            f"Tổng {figure.value:g} khác tổng các đơn vị trực thuộc {total:g} ({figure.entry.indicator.code}, {figure.period}).",
            f"The total {figure.value:g} differs from its children's sum {total:g} ({figure.entry.indicator.code}, {figure.period}).",
        ),
        row=figure.row,
        column=sheet.headings.get("value", "value"),
        value=f"{figure.value:g}",
        remedy=text("Số của đơn vị cấp trên được giữ; kiểm tra lại.", "The parent's own figure is kept; check it."),
    )
