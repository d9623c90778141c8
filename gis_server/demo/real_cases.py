"""What goes wrong with the simulated figures of the real home: late, missing, withheld, corrected, as in any province.

Everything here is invented and comes in marked as simulated; the units are chosen by their code, away from the ones
that people look at first.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple

from layers.core.period import Period
from layers.indicators.sample.cases import DEFAULT, INVESTMENT, LAST, UNREPORTED, Case

HOME = "56"
FORMER = ("56", "58")
ISLANDS = frozenset({"22736", "576"})
"""Trường Sa, as a special zone and as the district it was: the census of 2009 has no communes of it."""
WITHHELD = ISLANDS | {"22432"}
NOT_APPLICABLE = frozenset({"22900"})
OVERDUE = frozenset({"22624", "22648"})
STALE = frozenset({"22657", "22786", "22828"})
PROVISIONAL = frozenset({"22333", "22366", "22390", "22402"})
REVISED = frozenset({"22702"})
LATE = frozenset({"22708"})
NOTES = {"22651": "Hai dự án đường liên xã chờ bàn giao mặt bằng", "22897": "Nhà thầu chậm nghiệm thu, đã đôn đốc"}
NOT_YET = frozenset("147")
"""Births of the last month are not due yet; the communes whose code ends so have sent none."""
CASES: dict[str, Case] = {
    "overdue": Case(DEFAULT, "22624", LAST, "o"),
    "stale": Case(DEFAULT, "22657", LAST, "k"),
    "not-due": Case("tre-sinh", "22411", LAST, "d"),
    "not-applicable": Case(DEFAULT, "22900", LAST, "n"),
    "withheld": Case(DEFAULT, "22736", LAST, "w"),
    "did-not-exist": Case("hai-long", "22651", "2023", "x", edition="2025-07-01"),
    "source-down": Case("bao-phu-bhyt", "22657", "2026-Q1", "s"),
    "provisional": Case(DEFAULT, "22366", LAST, "p"),
    "revised": Case(DEFAULT, "22702", LAST, "r"),
    "late": Case(DEFAULT, "22708", LAST, "."),
    "carried": Case("tai-nan-giao-thong", "22651", "2024-06", "c", edition="2025-07-01"),
    "estimated": Case(DEFAULT, "22651", LAST, "e", edition="2009-04-01"),
    "summed": Case("tai-nan-giao-thong", HOME, LAST, "u"),
    "grouping": Case("tai-nan-giao-thong", "585", LAST, "g"),
}
"""One address for every blank reason and every mark, as the sample has them."""
COLUMNS = ("indicator", "unit", "period", "value", "status", "note")
_MONTHLY_FROM = date(2025, 1, 1)
_HISTORY = (datetime(2025, 1, 3, 2, 30, tzinfo=UTC), "so-lieu-2020-2024.csv")
_CORRECTED = (datetime(2026, 5, 12, 7, 40, tzinfo=UTC), "dinh-chinh-2026-05.csv")
_TOO_LATE = (datetime(2026, 5, 18, 1, 55, tzinfo=UTC), "nop-muon-2026-05.csv")
_PLANNED = datetime(2026, 4, 6, 3, 0, tzinfo=UTC)
_OUTAGE_AGENCY, _OUTAGE_PERIOD = "bhxh", "2026-Q1"


class Row(NamedTuple):
    """One line of a file of figures."""

    indicator: str
    unit: str
    period: Period
    value: str
    status: str = "final"
    note: str = ""

    def cells(self) -> tuple[str, ...]:
        """Return the cells in the order of `COLUMNS`."""
        return (self.indicator, self.unit, self.period.code, self.value, self.status, self.note)


@dataclass(frozen=True, slots=True)
class Sent:
    """A file to import; `received` is None for what is no simulation and came when it is loaded."""

    path: Path
    received: datetime | None = None

    @property
    def simulated(self) -> bool:
        """Say whether the batch is to be marked."""
        return self.received is not None


def deliveries(rows: Iterable[Row], outage: frozenset[str]) -> dict[tuple[datetime, str], list[Row]]:
    """Sort rows into the files that bring them, by when these were received and their names.

    Args:
        rows: all figures as they should be, one for each unit and period.
        outage: the indicators of the agency whose source is down.

    Returns:
        The files in the order of receipt; what was never sent is in none.
    """
    found: dict[tuple[datetime, str], list[Row]] = {}
    for row in rows:
        if _never_sent(row, outage):
            continue
        for key, line in _sendings(_marked(row)):
            found.setdefault(key, []).append(line)
    return dict(sorted(found.items()))


def island_rows(codes: Iterable[str], periods: Iterable[Period], reform: date) -> Iterator[Row]:
    """Let Trường Sa say that what is counted on the main land does not apply to it; investment is withheld there."""
    whole = tuple(periods)
    for code in codes:
        for period in whole:
            unit = "22736" if period.last_day >= reform else "576"
            yield Row(code, unit, period, "", "withheld" if code in INVESTMENT else "not_applicable")


def targets(codes: Iterable[str], years: range, reform: date) -> Iterator[tuple[str, ...]]:
    """Give every unit that has investment 95 % of its plan for the year, and the province its shares to reach."""
    known = tuple(code for code in codes if code not in WITHHELD | NOT_APPLICABLE)
    for year in years:
        decision = f"QĐ {2900 + (year * 37) % 400}/QĐ-UBND, 15/12/{year - 1}"
        for code in known:
            yield (DEFAULT, code, str(year), "95", decision)
        for province in (HOME,) if year >= reform.year else FORMER:
            yield ("ho-so-dung-han", province, str(year), f"{92 + 0.8 * (year - 2020):.1f}", decision)


def planned_at() -> datetime:
    """Return when the targets came."""
    return _PLANNED


def _never_sent(row: Row, outage: frozenset[str]) -> bool:
    code, unit, period = row.indicator, row.unit, row.period.code
    if code in INVESTMENT:
        late = unit in STALE and period == LAST
        return late or period in UNREPORTED or (unit in OVERDUE and period.startswith(LAST[:4]))
    if code == "tre-sinh" and period == LAST:
        return unit[-1] in NOT_YET
    return code in outage and period == _OUTAGE_PERIOD


def _marked(row: Row) -> Row:
    if row.indicator not in INVESTMENT:
        return row
    if row.unit in WITHHELD:
        return row._replace(value="", status="withheld")
    if row.unit in NOT_APPLICABLE:
        return row._replace(value="", status="not_applicable", note="Không có dự án giao riêng")
    if row.period.code != LAST:
        return row
    status = "provisional" if row.unit in PROVISIONAL else row.status
    note = NOTES.get(row.unit, "") if row.indicator == DEFAULT else ""
    return row._replace(status=status, note=note)


def _sendings(row: Row) -> Iterator[tuple[tuple[datetime, str], Row]]:
    last = row.indicator in INVESTMENT and row.period.code == LAST
    yield (_TOO_LATE if last and row.unit in LATE else _when(row.period)), row
    if last and row.unit in REVISED and row.indicator != "ke-hoach-von":
        whole, _, part = row.value.partition(".")
        more = f"{float(row.value) * 1.1:.{len(part)}f}" if whole else row.value
        yield _CORRECTED, row._replace(value=more, note="Đính chính sau đối chiếu với Kho bạc")


def _when(period: Period) -> tuple[datetime, str]:
    """A month's figures come on the fourth of the next, at four in the afternoon; what is older came at once."""
    if period.end < _MONTHLY_FROM:
        return _HISTORY
    received = datetime(period.end.year, period.end.month, 4, 9, 5, tzinfo=UTC)
    name = f"bao-cao-{period.end.isoformat()[:7]}"
    return received, f"{name}.xlsx" if name.endswith("2026-05") else f"{name}.csv"
