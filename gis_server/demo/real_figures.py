"""Figures for the real units: the population that the census of 2009 counted, and simulated ones beside it."""

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, cast

import geopandas as gpd
import numpy as np
import xlsxwriter
from psycopg import Connection

from gis_server.demo.real_cases import COLUMNS, HOME, Row, Sent, deliveries, island_rows, planned_at, targets
from layers.indicators.sample.catalogue import OUTAGE_AGENCY, catalogue
from layers.indicators.sample.ground import Floats, Ground, Tier
from layers.indicators.sample.series import make_series, of_tier
from layers.indicators.sample.specs import SPECS, Spec

SIMULATED = (
    "giai-ngan-dau-tu-cong",
    "von-giai-ngan",
    "ke-hoach-von",
    "thu-ngan-sach",
    "grdp",
    "tai-nan-giao-thong",
    "viec-lam-moi",
    "viec-lam-moi-rong",
    "bao-phu-bhyt",
    "ho-so-dung-han",
    "hai-long",
    "luot-khach",
    "tre-sinh",
)
POPULATION = "dan-so-2009"
SEED = 56
_UNCOUNTED = "576"
"""The district of Trường Sa, of which the file of the census has no communes: without saying so no sum is whole."""
_DEFINED = datetime(2025, 1, 2, 2, 0, tzinfo=UTC)
_SHEET = "Tháng 4-2026"

_POPULATION: dict[str, Any] = {
    "code": POPULATION,
    "group": "dan-so",
    "name": {"vi": "Dân số 2009", "en": "Population in 2009"},
    "measure": {"vi": "Tổng điều tra 1/4/2009", "en": "Census of 1 April 2009"},
    "unit": {"vi": "người", "en": "people"},
    "decimals": 0,
    "polarity": "neutral",
    "tolerance": 1,
    "kind": "total",
    "accumulation": "stock",
    "over_units": "sum",
    "over_periods": "last",
    "levels": ["province", "district", "commune"],
    "frequency": "year",
    "last_period": "2009",
    "agency": "thong-ke",
    "officer": {"vi": "", "en": ""},
    "source": {
        "vi": "Tổng điều tra dân số và nhà ở 2009, theo xã",
        "en": "Population and housing census of 2009, by commune",
    },
    "plausible": [0, 200_000],
}


def write_population(folder: Path, data: Path) -> list[Sent]:
    """Write the catalogue's entry and the figures of the census for the communes of home's two former provinces."""
    definition = folder / "danh-muc-dan-so-2009.json"
    content = {
        "agencies": [{"code": "thong-ke", "name": {"vi": "Thống kê tỉnh", "en": "Provincial Statistics Office"}}],
        "groups": [{"code": "dan-so", "name": {"vi": "Dân số", "en": "Population"}}],
        "indicators": [_POPULATION],
    }
    definition.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
    figures = folder / "dan-so-2009.csv"
    rows = [(POPULATION, code, "2009", str(people), "final", "") for code, people in census(data).items()]
    rows.append((POPULATION, _UNCOUNTED, "2009", "", "not_applicable", "Tệp điều tra 2009 không có huyện Trường Sa"))
    _write(figures, COLUMNS, rows)
    return [Sent(definition), Sent(figures)]


def census(data: Path) -> dict[str, int]:
    """Return the population of 2009 by commune of Khánh Hòa and Ninh Thuận, under the code of the old edition."""
    frame: Any = gpd.read_parquet(
        data / "boundaries_2024/communes_2009_census.parquet",
        columns=["code_2025_03", "census_code", "province_code", "population_2009", "geometry"],
    )
    frame = frame[frame["province_code"].isin(["56", "58"]) & frame["population_2009"].notna()]
    rows = zip(frame["code_2025_03"].fillna(""), frame["census_code"], frame["population_2009"], strict=True)
    return {str(code) or f"2009-{number}": int(people) for code, number, people in rows}


def write_simulated(connection: Connection, folder: Path, data: Path, *, reform: date) -> list[Sent]:
    """Write simulated figures for home's units in both editions, by the sample's own generator.

    They come as a province's do: history at once, then month by month, some late, some corrected, some never.
    """
    at = real_ground(connection, census(data), reform)
    definition, plan = folder / "danh-muc-mo-phong.json", folder / "muc-tieu-mo-phong.csv"
    definition.write_text(json.dumps(_catalogue(), ensure_ascii=False, indent=1), encoding="utf-8")
    sent = [Sent(definition, _DEFINED)]
    outage = frozenset(spec.code for spec in SPECS if spec.agency == OUTAGE_AGENCY)
    for (received, name), rows in deliveries(_rows(at, reform), outage).items():
        path = folder / name
        if path.suffix == ".xlsx":
            _write_book(path, rows)
        else:
            _write(path, COLUMNS, (row.cells() for row in rows))
        sent.append(Sent(path, received))
    _write(plan, ("indicator", "unit", "year", "value", "decision"), _targets(at, reform))
    return [*sent, Sent(plan, planned_at())]


def _catalogue() -> dict[str, object]:
    whole = cast("dict[str, list[dict[str, Any]]]", catalogue())
    kept = [entry for entry in whole["indicators"] if entry["code"] in SIMULATED]
    for entry in kept:
        # The sample's own population is not among the simulated; that of the census weighs a mean for former districts.
        entry["weight"] = None if entry["weight"] is None else POPULATION
    groups = {entry["group"] for entry in kept}
    return {
        "agencies": whole["agencies"],
        "groups": [group for group in whole["groups"] if group["code"] in groups],
        "indicators": kept,
        "outages": whole["outages"],
    }


def _rows(at: Ground, reform: date) -> Iterator[Row]:
    for spec in SPECS:
        if spec.code not in SIMULATED:
            continue
        series = make_series(spec, at, SEED)
        for after in (False, True):
            columns = [i for i, p in enumerate(series.periods) if (p.last_day >= reform) == after]
            periods = [series.periods[i] for i in columns]
            for tier in _tiers(at, spec, after=after):
                values = of_tier(spec, series, tier)[:, columns]
                for code, line in zip(tier.codes, values, strict=True):
                    for period, value in zip(periods, line, strict=True):
                        yield Row(spec.code, code, period, f"{value:.{spec.decimals}f}")
        if "commune" in spec.levels:
            yield from island_rows((spec.code,), series.periods, reform)


def _targets(at: Ground, reform: date) -> Iterator[tuple[str, ...]]:
    old = (*at.old_communes.codes, *at.old_districts.codes, *at.old_provinces.codes)
    yield from targets(old, range(2020, reform.year), reform)
    yield from targets((*at.new.codes, *at.new_province.codes), range(reform.year, 2027), reform)


def _tiers(at: Ground, spec: Spec, *, after: bool) -> tuple[Tier, ...]:
    """Say who reports an indicator; what adds up is reported by communes alone."""
    if "commune" not in spec.levels:
        return (at.new_province,) if after else (at.old_provinces,)
    if after:
        return (at.new, at.new_province) if spec.own else (at.new,)
    return (at.old_communes, at.old_districts, at.old_provinces) if spec.own else (at.old_communes,)


def real_ground(connection: Connection, people: dict[str, int], reform: date) -> Ground:
    """Take home's communes before the reform as the places for which figures are made.

    Units without any of their land (the districts and special zones at sea) send nothing.
    """
    rows = connection.execute(
        "select v.unit, v.code, v.kind, v.parent, v.province, ST_X(v.label_point), ST_Y(v.label_point), v.area_km2"
        " from boundaries.unit_version v where v.level = 'commune' and v.valid_from < %(day)s"
        " and (v.valid_to is null or v.valid_to >= %(day)s) order by v.code",
        {"day": reform},
    ).fetchall()
    number = {int(row[0]): i for i, row in enumerate(rows)}
    count = np.array([float(people.get(str(row[1]), 0)) + 1 for row in rows])
    crowd = np.log10(count / np.array([max(float(row[7]), 0.05) for row in rows]))
    atoms = Tier(tuple(str(r[1]) for r in rows), tuple(str(r[2]) for r in rows), np.eye(len(rows)))
    return Ground(
        people=count,
        place=np.array([[float(row[5]), float(row[6])] for row in rows]),
        city=np.clip((crowd - 1.6) / 1.7, 0, 1),
        old=atoms,
        old_communes=atoms,
        old_districts=_holders(connection, [int(row[3]) for row in rows]),
        old_provinces=_holders(connection, [int(row[4]) for row in rows]),
        new=_heirs(connection, number, reform),
        new_province=Tier((HOME,), ("tỉnh",), np.ones((1, len(rows)))),
    )


def _holders(connection: Connection, holder: Sequence[int]) -> Tier:
    units = sorted(set(holder))
    codes = dict(connection.execute("select id, code from boundaries.unit where id = any(%s)", (units,)).fetchall())
    weights = np.array([[float(unit == one) for one in holder] for unit in units])
    return Tier(tuple(str(codes[unit]) for unit in units), ("",) * len(units), weights)


def _heirs(connection: Connection, number: dict[int, int], reform: date) -> Tier:
    """Let the communes of today hold what came to them: their shares of the old ones, or themselves if they went on."""
    rows = connection.execute(
        "select v.unit, v.code, v.kind, s.old_unit, s.share_old from boundaries.unit_version v"
        " left join boundaries.succession s on s.new_unit = v.unit"
        " where v.level = 'commune' and v.valid_from <= %(day)s and (v.valid_to is null or v.valid_to > %(day)s)"
        " and (s.old_unit = any(%(old)s) or v.unit = any(%(old)s)) order by v.code",
        {"day": reform, "old": list(number)},
    ).fetchall()
    units = {int(row[0]): (str(row[1]), str(row[2])) for row in rows}
    place = {unit: i for i, unit in enumerate(units)}
    weights: Floats = np.zeros((len(units), len(number)))
    for unit, _, _, old, share in rows:
        if unit in number:
            weights[place[unit], number[unit]] = 1.0
        if old in number:
            weights[place[unit], number[old]] += float(share)
    # Land that is known to have gone nowhere else stays with the heirs that are known.
    weights /= np.maximum(weights.sum(axis=0), 1e-9)
    return Tier(tuple(code for code, _ in units.values()), tuple(kind for _, kind in units.values()), weights)


def _write(path: Path, head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(head)
        writer.writerows(rows)


def _write_book(path: Path, rows: Iterable[Row]) -> None:
    """Write a workbook as offices send it: figures as numbers, on a sheet with a name."""
    with xlsxwriter.Workbook(str(path)) as book:
        book.set_properties({"created": datetime(2026, 5, 4, tzinfo=UTC).replace(tzinfo=None)})
        sheet = book.add_worksheet(_SHEET)
        sheet.write_row(0, 0, COLUMNS)
        for number, row in enumerate(rows, 1):
            indicator, unit, period, value, status, note = row.cells()
            sheet.write_row(number, 0, (indicator, unit, period))
            if value:
                sheet.write_number(number, 3, float(value))
            sheet.write_row(number, 4, (status, note))
