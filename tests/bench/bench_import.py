"""Imports with all their checks: the 3,321 real communes, and 100,000 figures. No peer: a person waits for them.

Each round imports into a fresh copy of a database, with the durability that the cluster has (a cluster of our own runs
with fsync, as a province's does).
"""

import csv
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import psycopg

from boundaries.intake.importing import import_units
from gis_server.database.migrate import migrate
from layers.core.clock import FixedClock
from layers.core.levels import Level
from layers.core.report import Report
from layers.indicators.ingest import import_file
from layers.indicators.sample.catalogue import catalogue
from tests.bench.clusters import databases
from tests.support.databases import Databases

DATA = Path(os.environ.get("GIS_REAL_DATA", Path(__file__).resolve().parents[3] / "shared/data")) / "boundaries_2025"
OUT = Path(__file__).resolve().parents[2] / ".artifacts/bench/import.json"
CLOCK = FixedClock(datetime(2026, 5, 20, 3, tzinfo=UTC))
REFORM, AMENDED = date(2025, 7, 1), date(2026, 4, 30)
ROUNDS = 3
FIGURES, PERIODS = 100_000, ("2025-08", "2025-09", "2025-10", "2025-11", "2025-12", "2026-01", "2026-02", "2026-03")
Row = dict[str, object]


def units(url: str, level: Level, edition: date) -> Report:
    """Import provinces or communes as they stand."""
    july = "full_name_gso_2025_07|full_name"
    mapping = {"code": "code", "name": july if edition == REFORM else "full_name"}
    if level == "commune":
        mapping["parent"] = "parent_code"
    path = DATA / f"{level}s_2025.parquet"
    return _applied(
        import_units(lambda: psycopg.connect(url), path, edition=edition, level=level, mapping=mapping, clock=CLOCK)
    )


def figures(url: str, path: Path) -> Report:
    """Import a catalogue or figures."""
    return _applied(import_file(lambda: psycopg.connect(url), path, clock=CLOCK, simulated=True))


def write_figures(url: str, path: Path) -> None:
    """Write a file of 100,000 counts: every commune, as many indicators and months as it takes."""
    with psycopg.connect(url) as connection:
        codes = [
            str(code) for (code,) in connection.execute("select code from boundaries.unit where level = 'commune'")
        ]
        known = connection.execute("select code from indicators.indicator order by code").fetchall()
    chosen = [str(code) for (code,) in known]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["indicator", "unit", "period", "value", "status", "note"])
        rows = ((i, unit, period) for i in chosen for period in PERIODS for unit in codes)
        for n, (indicator, unit, period) in zip(range(FIGURES), rows, strict=False):
            writer.writerow([indicator, unit, period, n * 7919 % 97, "", ""])


def write_catalogue(path: Path) -> None:
    """Write the sample's monthly counts of communes as a catalogue of their own."""
    whole = json.loads(json.dumps(catalogue()))
    fits = [
        entry
        for entry in whole["indicators"]
        if entry["frequency"] == "month" and entry["kind"] == "total" and "commune" in entry["levels"]
    ]
    content = {**whole, "indicators": fits, "outages": []}
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")


def rounds(lent: Databases, template: str, work: Callable[[str], Report]) -> tuple[list[float], Report]:
    """Do the same several times, each in a fresh copy; return the seconds and the last report."""
    spent: list[float] = []
    reports: list[Report] = []
    for _ in range(ROUNDS):
        with lent.copy(template) as url:
            began = time.perf_counter()
            reports.append(work(url))
            spent.append(time.perf_counter() - began)
    return spent, reports[-1]


def row(bar: str, measured: tuple[list[float], Report], most: float) -> Row:
    """Say how long it took."""
    spent, report = measured
    counted = ", ".join(f"{name} {count}" for name, count in report.counts.items())
    return {
        "bar": bar,
        "ours": statistics.median(spent),
        "peer": None,
        "peer_name": None,
        "ratio": None,
        "target": {"op": "<=", "value": most, "of": "ours"},
        "unit": "s",
        "note": f"median of {len(spent)} rounds ({min(spent):.1f}-{max(spent):.1f}); {counted}",
    }


def _applied(report: Report) -> Report:
    if report.verdict != "applied":
        sys.exit(f"{report.source}: {report.verdict}: {[f.message.en for f in report.errors[:5]]}")
    return report


def measure(lent: Databases, folder: Path) -> list[Row]:
    """Import into copies of a country without communes, and of one with them."""

    def with_provinces(url: str) -> None:
        migrate(url)
        units(url, "province", REFORM)

    def with_communes(url: str) -> None:
        with_provinces(url)
        units(url, "commune", REFORM)
        figures(url, folder / "danh-muc.json")
        write_figures(url, folder / "so-lieu.csv")

    write_catalogue(folder / "danh-muc.json")
    bare = lent.template("provinces", with_provinces)
    full = lent.template("communes", with_communes)
    return [
        row("3,321 communes, first edition", rounds(lent, bare, lambda url: units(url, "commune", REFORM)), 60),
        row("3,321 communes, next edition", rounds(lent, full, lambda url: units(url, "commune", AMENDED)), 60),
        row("100,000 figures", rounds(lent, full, lambda url: figures(url, folder / "so-lieu.csv")), 15),
    ]


def main() -> int:
    """Measure, print, write."""
    if not DATA.is_dir():
        sys.stdout.write(f"no real data in {DATA}\n")
        return 1
    with databases(fsync=True) as lent, tempfile.TemporaryDirectory(prefix="gis-bench-") as folder:
        found = measure(lent, Path(folder))
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text(json.dumps(found, ensure_ascii=False, indent=1), encoding="utf-8")
    for one in found:
        sys.stdout.write(f"{one['bar']:32} {one['ours']:6.1f} s  {one['note']}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
