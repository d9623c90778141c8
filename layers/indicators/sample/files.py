"""The sample's figures as files: catalogue, targets, one of history, then one a month, late ones, corrections."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from boundaries.sample import REFORM
from layers.core.period import Period
from layers.indicators.sample.cases import DEFAULT, INVESTMENT, LAST, NOT_APPLICABLE, UNREPORTED, WITHHELD, chosen
from layers.indicators.sample.catalogue import OUTAGE_AGENCY, catalogue
from layers.indicators.sample.ground import ISLAND_ZONE_FROM, Ground, ground
from layers.indicators.sample.series import make_series, of_tier
from layers.indicators.sample.specs import SPECS, Spec

Frame = Any
"""A table or column of pandas, which says only in part what its own functions return."""
SEED = 97
COLUMNS = ["indicator", "unit", "period", "value", "status", "note"]
_FIRST_MONTH = date(2025, 1, 1)
"""From this month on files came month by month; earlier figures were entered at once from the books."""
_SENT_DAY, _SENT_HOUR_UTC = 4, 9
_NOTES = (
    "Hai dự án đường liên xã chờ bàn giao mặt bằng",
    "Đang điều chỉnh thiết kế trường học, dự kiến giải ngân từ quý II",
    "Nhà thầu chậm nghiệm thu, đã đôn đốc",
    "Vốn bổ sung giao cuối tháng 3",
)
_CORRECTION = "Đính chính sau đối chiếu với Kho bạc"


@dataclass(frozen=True, slots=True)
class FigureFile:
    """A file and the instant at which the sample says it was received."""

    path: Path
    received: datetime


def write_files(folder: Path) -> tuple[FigureFile, ...]:
    """Write catalogue, targets and figures, in the order in which they are to be imported."""
    folder.mkdir(parents=True, exist_ok=True)
    started = datetime(2025, 1, 2, 2, 0, tzinfo=UTC)
    definitions = folder / "danh-muc.json"
    definitions.write_text(json.dumps(catalogue(), ensure_ascii=False, indent=1), encoding="utf-8")
    rows = figures()
    found = [FigureFile(definitions, started)]
    for received, name, part in _deliveries(rows):
        _write(folder / name, part)
        found.append(FigureFile(folder / name, received))
    plans = folder / "muc-tieu.csv"
    targets(rows).to_csv(plans, index=False, lineterminator="\n")
    found.append(FigureFile(plans, datetime(2026, 4, 6, 3, 0, tzinfo=UTC)))
    return tuple(sorted(found, key=lambda f: f.received))


def figures() -> Frame:
    """All figures of the first sending, marks and gaps included; `sent` is the month in which a row is sent."""
    at = ground()
    rows = pd.concat([part for spec in SPECS for part in _indicator_rows(spec, at)], ignore_index=True)
    return _with_gaps(rows)


def _indicator_rows(spec: Spec, at: Ground) -> Iterator[Frame]:
    series = make_series(spec, at, SEED)
    for after in (False, True):
        columns = [i for i, p in enumerate(series.periods) if (p.last_day >= REFORM) == after]
        if not columns:
            continue
        periods = [series.periods[i] for i in columns]
        for tier in at.tiers(periods[0].last_day, spec.levels, own=spec.own):
            yield _table(spec, tier.codes, periods, of_tier(spec, series, tier)[:, columns])


def _table(spec: Spec, codes: tuple[str, ...], periods: list[Period], values: np.ndarray) -> Frame:
    count = len(periods)
    return pd.DataFrame(
        {
            "indicator": spec.code,
            "unit": np.repeat(np.array(codes), count),
            "period": np.tile(np.array([p.code for p in periods]), len(codes)),
            "value": np.char.mod(f"%.{spec.decimals}f", values).ravel(),
            "status": "final",
            "note": "",
            "sent": np.tile(np.array([_sent_month(p) for p in periods]), len(codes)),
        }
    )


def _sent_month(period: Period) -> str:
    return "" if period.end < _FIRST_MONTH else period.end.isoformat()[:7]


def _with_gaps(rows: Frame) -> Frame:
    """Take away what was never sent, and mark what is withheld, not applicable or provisional."""
    pick = chosen()
    invest, last = rows["indicator"].isin(list(INVESTMENT)), rows["period"] == LAST
    unit, period = rows["unit"], rows["period"]
    outage = {s.code for s in SPECS if s.agency == OUTAGE_AGENCY}
    gone = invest & period.isin(list(UNREPORTED))
    gone |= invest & last & unit.isin(list(pick.stale))
    gone |= invest & period.str.startswith("2026") & unit.isin(list(pick.overdue))
    gone |= rows["indicator"].isin(list(outage)) & (period == "2026-Q1")
    birth = (rows["indicator"] == "tre-sinh") & last
    gone |= birth & (unit.isin(list(pick.stale)) | (unit.str[-1].isin(list("147"))))
    chance = np.random.default_rng([SEED, 1]).random(len(rows))
    gone |= (rows["indicator"] == "phan-anh-1022") & (chance < 0.006)
    rows = rows[~gone].copy()
    invest, last, unit = rows["indicator"].isin(list(INVESTMENT)), rows["period"] == LAST, rows["unit"]
    _blank(rows, invest & unit.isin(list(WITHHELD)), "withheld", "")
    _blank(rows, invest & unit.isin(list(NOT_APPLICABLE)), "not_applicable", "Không có dự án giao riêng")
    wards = rows["indicator"].eq("tieu-chi-ntm") & unit.isin(list(_wards()))
    _blank(rows, wards, "not_applicable", "Phường không xét tiêu chí nông thôn mới")
    rows.loc[invest & last & unit.isin(list(pick.provisional)), "status"] = "provisional"
    rows.loc[(rows["indicator"] == "luot-khach") & last, "status"] = "provisional"
    for code, note in zip(pick.explained, _NOTES, strict=True):
        rows.loc[(rows["indicator"] == DEFAULT) & last & (unit == code), "note"] = note
    return rows


def _blank(rows: Frame, where: Frame, status: str, note: str) -> None:
    rows.loc[where, ["value", "status", "note"]] = ["", status, note]


def _wards() -> set[str]:
    at = ground()
    pairs = [pair for tier in (at.old, at.new) for pair in zip(tier.codes, tier.kinds, strict=True)]
    towns = {"phường", "thị trấn"}
    both = {code for code, kind in pairs if kind in towns}
    return both - {code for code, kind in pairs if kind not in towns} | {ISLAND_ZONE_FROM}


def _deliveries(rows: Frame) -> Iterator[tuple[datetime, str, Frame]]:
    """Split into files: history at once, then month by month, then late ones and corrections."""
    pick = chosen()
    invest, last = rows["indicator"].isin(list(INVESTMENT)), rows["period"] == LAST
    late = invest & last & rows["unit"].isin(list(pick.late))
    first = rows[~late]
    for month in sorted(first["sent"].unique()):
        part = first[first["sent"] == month]
        if month == "":
            yield datetime(2025, 1, 3, 2, 30, tzinfo=UTC), "so-lieu-2020-2024.csv", part
            continue
        year, number = int(month[:4]), int(month[5:])
        received = datetime(year, number, _SENT_DAY, _SENT_HOUR_UTC, 5, tzinfo=UTC)
        suffix = "xlsx" if month == "2026-05" else "csv"
        yield received, f"bao-cao-{month}.{suffix}", part
    births = (rows["indicator"] == "tre-sinh") & (rows["period"] == "2024-06") & rows["unit"].isin(["90004", "90007"])
    yield datetime(2025, 3, 14, 3, 20, tzinfo=UTC), "dinh-chinh-2025-03.csv", _corrected(rows[births], 1.0)
    wrong = invest & last & rows["unit"].isin(list(pick.revised)) & (rows["indicator"] != "ke-hoach-von")
    yield datetime(2026, 5, 12, 7, 40, tzinfo=UTC), "dinh-chinh-2026-05.csv", _corrected(rows[wrong], None)
    yield datetime(2026, 5, 18, 1, 55, tzinfo=UTC), "nop-muon-2026-05.csv", rows[late]


def _corrected(rows: Frame, add: float | None) -> Frame:
    """Change the figures: by so much, or up by a tenth (both the rate and its numerator)."""
    decimals = {s.code: s.decimals for s in SPECS}
    values = [float(v) * 1.1 if add is None else float(v) + add for v in rows["value"]]
    shown = [f"{v:.{decimals[str(code)]}f}" for v, code in zip(values, rows["indicator"], strict=True)]
    return rows.assign(value=shown, note=_CORRECTION)


def _write(path: Path, rows: Frame) -> None:
    if path.suffix == ".csv":
        rows[COLUMNS].to_csv(path, index=False, lineterminator="\n")
        return
    created = {"created": datetime(2026, 5, 4, tzinfo=UTC).replace(tzinfo=None)}
    pandas: Any = pd
    with pandas.ExcelWriter(path, engine="xlsxwriter") as book:
        book.book.set_properties(created)
        numbers = pandas.to_numeric(rows["value"], errors="coerce")
        rows.assign(value=numbers)[COLUMNS].to_excel(book, sheet_name="Tháng 4-2026", index=False)


def targets(rows: Frame) -> Frame:
    """Targets a year: 95 % of the plan for all, fewer accidents than the year before, and shares to reach."""
    at = ground()
    found: list[tuple[str, str, int, str, str]] = []
    for year in range(2020, 2027):
        new = year >= REFORM.year
        decision = f"QĐ {2900 + (year * 37) % 400}/QĐ-UBND, 15/12/{year - 1}"
        tiers = (at.new, at.new_province) if new else (at.old, at.old_districts, at.old_provinces)
        codes = [c for t in tiers for c in t.codes if c not in WITHHELD | NOT_APPLICABLE]
        found.extend((DEFAULT, c, year, "95", decision) for c in codes)
        provinces = tiers[-1].codes
        for code, start, step in (
            ("ho-so-dung-han", 92, 0.8),
            ("bao-phu-bhyt", 89, 0.9),
            ("ty-le-ho-ngheo", 4.5, -0.4),
        ):
            found.extend((code, c, year, f"{start + step * (year - 2020):.1f}", decision) for c in provinces)
    totals = rows[(rows["indicator"] == "thu-ngan-sach") & rows["period"].str.endswith("-12") & (rows["value"] != "")]
    for unit, period, value in zip(totals["unit"], totals["period"], totals["value"], strict=True):
        year = int(str(period)[:4]) + 1
        if year != REFORM.year and str(unit) not in WITHHELD:
            found.append(
                (
                    "thu-ngan-sach",
                    str(unit),
                    year,
                    f"{float(value) * 1.08:.2f}",
                    f"NQ {year - 1990}/NQ-HĐND, 10/12/{year - 1}",
                )
            )
    return pd.DataFrame(found, columns=["indicator", "unit", "year", "value", "decision"])
