"""The map page in a real browser: the first coloured unit, the scripts until then, and a step of the slider.

The page opens with an empty cache on a warm server; the browser draws WebGL in software. A step is the JavaScript from
the input event to the end of the frame that draws it, in the main thread's own time.
"""

import csv
import gzip
import json
import os
import re
import statistics
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import psycopg
from playwright.sync_api import Browser, Page, sync_playwright

from boundaries.intake.importing import import_units
from gis_server.database.migrate import migrate
from gis_server.demo.sample import load_sample
from layers.core.clock import FixedClock
from layers.core.period import Period
from layers.core.report import Report
from layers.indicators.ingest import import_file
from tests.bench.clusters import databases
from tests.support.chromium import launch
from tests.support.databases import Databases
from tests.support.server import get, serving
from tilegen.build import build_editions

DATA = Path(os.environ.get("GIS_REAL_DATA", Path(__file__).resolve().parents[3] / "shared/data")) / "boundaries_2025"
OUT = Path(__file__).resolve().parents[2] / ".artifacts/bench/map.json"
NOW = datetime(2026, 5, 20, 3, tzinfo=UTC)
LAST = Period("month", date(2026, 4, 1))
CLOCK = FixedClock(NOW)
EDITION = date(2019, 1, 1)
"""Said to be older than it is, so that the figures have units to stand for."""
OPENINGS, WARM, STEPS, MONTHS = 5, 12, 36, 12
FIRST_S, SCRIPT_BYTES, PROVINCE_MS, COUNTRY_MS = 2.5, 600_000, 16, 50
CODE = "ty-le-thu"
FRAME, DRAWN = "FireAnimationFrame", "step-drawn"
COLOURED = "() => window.__gis?.metrics.firstColouredUnit > 0"
STILL = "() => document.querySelectorAll('.map-overlay .names .name').length > 0"
WAIT_MS = 120_000
Row = dict[str, object]
Task = dict[str, Any]
"""One task of the browser's trace; `tdur` is the thread's own time in microseconds."""


@dataclass(frozen=True, slots=True)
class Step:
    """What one step of the slider cost: handling the input, and the frame after it."""

    units: int
    input_ms: float
    frame_ms: float


def load_province(url: str) -> None:
    """Load the sample: 130 communes before July 2025, 60 after."""
    load_sample(url)


def load_country(url: str) -> None:
    """Load the real units and one simple indicator of every commune, twelve months up to April 2026."""
    load_units(url)
    with tempfile.TemporaryDirectory(prefix="gis-bench-") as folder:
        for file in _figures(url, Path(folder)):
            take(url, file)


def load_units(url: str) -> None:
    """Load the real provinces and communes."""
    files: list[tuple[Any, dict[str, str]]] = [("province", {}), ("commune", {"parent": "parent_code"})]
    for level, parent in files:
        _sound(
            import_units(
                lambda: psycopg.connect(url),
                DATA / f"{level}s_2025.parquet",
                edition=EDITION,
                level=level,
                mapping={"code": "code", "name": "full_name", **parent},
                clock=CLOCK,
            )
        )


def take(url: str, file: Path) -> None:
    """Import a catalogue or figures; a refused file ends the benchmark."""
    _sound(import_file(lambda: psycopg.connect(url), file, clock=CLOCK, simulated=True))


def _sound(report: Report) -> None:
    if report.verdict == "refused":
        sys.exit(f"{report.source} was refused: {[finding.message.en for finding in report.errors[:3]]}")


def commune_codes(url: str) -> list[str]:
    """List the codes of all communes."""
    with psycopg.connect(url) as connection:
        rows = connection.execute("select code from boundaries.unit_version where level = 'commune' order by code")
        return [str(code) for (code,) in rows]


def write_catalogue(path: Path, **changes: object) -> Path:
    """Write the catalogue of the one indicator."""
    texts = {name: {"vi": "Tỷ lệ thu", "en": "Collection rate"} for name in ("name", "measure", "source")}
    indicator = {
        **texts,
        "code": CODE,
        "group": "thu",
        "unit": {"vi": "%", "en": "%"},
        "decimals": 1,
        "polarity": "up_good",
        "tolerance": 1.5,
        "tolerance_kind": "absolute",
        "kind": "rate",
        "accumulation": "stock",
        "over_units": "none",
        "over_periods": "last",
        "levels": ["commune"],
        "frequency": "month",
        "deadline_days": 10,
        "agency": "so",
        "officer": {"vi": "Cán bộ đầu mối A", "en": "Focal officer A"},
        "plausible": [0, 100],
        **changes,
    }
    content = {
        "agencies": [{"code": "so", "name": {"vi": "Sở", "en": "Department"}}],
        "groups": [{"code": "thu", "name": {"vi": "Thu", "en": "Revenue"}}],
        "indicators": [indicator],
    }
    path.write_text(json.dumps(content, ensure_ascii=False))
    return path


def _figures(url: str, folder: Path) -> Iterator[Path]:
    yield write_catalogue(folder / "catalogue.json")
    figures = folder / "figures.csv"
    with figures.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["indicator", "unit", "period", "value"])
        for at, code in enumerate(commune_codes(url)):
            for month in range(MONTHS):
                # Most of the country changes class at every step: the worst case.
                value = (at * 37 + month * 211) % 900 / 10 + 5
                writer.writerow([CODE, code, LAST.shift(month + 1 - MONTHS).code, f"{value:.1f}"])
    yield figures


@contextmanager
def served(lent: Databases, home: str) -> Iterator[str]:
    """Serve the sample, or the whole country."""
    with lent.copy("template0") as url:
        migrate(url)
        (load_country if home == "*" else load_province)(url)
        build_editions(lambda: psycopg.connect(url), clock=CLOCK)
        with serving(url, home=home, clock_at=NOW.isoformat()) as base:
            yield base


@contextmanager
def opened(browser: Browser, address: str, scripts: set[str] | None = None) -> Iterator[Page]:
    """Open the page with an empty cache, and wait until a unit is coloured."""
    context = browser.new_context(viewport={"width": 1920, "height": 1080}, locale="vi-VN")
    page = context.new_page()
    if scripts is not None:
        page.on("request", lambda request: scripts.add(request.url) if request.url.endswith(".js") else None)
    page.goto(address)
    page.wait_for_function(COLOURED, timeout=WAIT_MS)
    yield page
    context.close()


def opening(browser: Browser, address: str, scripts: set[str] | None = None) -> float:
    """Return seconds from the start of the navigation to the first coloured unit."""
    with opened(browser, address, scripts) as page:
        return float(page.evaluate("window.__gis.metrics.firstColouredUnit")) / 1000


def first_coloured(browser: Browser, base: str) -> tuple[list[float], set[str]]:
    """Return the seconds of each opening but the first, and the scripts asked for."""
    scripts: set[str] = set()
    seconds = [opening(browser, f"{base}/", scripts) for _ in range(OPENINGS + 1)]
    return seconds[1:], scripts


def weigh(scripts: Iterable[str]) -> dict[str, int]:
    """Return the gzipped bytes of each script by its name."""
    return {re.sub(r".*/", "", url): len(gzip.compress(get(url), 9)) for url in scripts}


def steps(browser: Browser, address: str) -> list[Step]:
    """Press the arrow key through the periods; return what each step cost the page's main thread.

    The browser's trace gives each task's own processor time, so that neither the software that draws GL here on the
    same two cores nor whatever else the machine does is counted; what MapLibre spends on calling GL is.
    """
    with opened(browser, address) as page:
        page.wait_for_function(STILL, timeout=WAIT_MS)
        page.wait_for_timeout(4000)
        page.evaluate("window.__gis.metrics.steps.length = 0")
        for step in range(WARM):
            _press(page, step)
        with traced(browser) as events:
            for step in range(WARM, WARM + STEPS):
                _press(page, step)
        units: list[int] = page.evaluate("window.__gis.metrics.steps.map((step) => step.units)")
    found = [Step(changed, *cost) for changed, cost in zip(units[WARM:], _costs(events), strict=True)]
    return [step for step in found if step.units]


def _costs(events: Sequence[Task]) -> list[tuple[float, float]]:
    """Return milliseconds of the input and of its frame, for each key that was pressed."""
    order = sorted(events, key=lambda event: event["ts"])
    costs: list[tuple[float, float]] = []
    for at, key in enumerate(order):
        if not _is_key(key):
            continue
        drawn = next(e["ts"] for e in order[at:] if e["name"] == DRAWN)
        frame = sum(e["tdur"] for e in order[at:] if e["name"] == FRAME and e["ts"] < drawn)
        costs.append((key["tdur"] / 1000, frame / 1000))
    return costs


def _press(page: Page, step: int) -> None:
    # Six there, six back.
    page.keyboard.press("ArrowLeft" if step % 12 < 6 else "ArrowRight")
    page.wait_for_function(f"() => window.__gis.metrics.steps.length > {step}", timeout=WAIT_MS)
    page.wait_for_timeout(300)


@contextmanager
def traced(browser: Browser) -> Iterator[list[Task]]:
    """Trace the browser; in the end the list holds the keys, frames and marks of the page's main thread."""
    events: list[Task] = []
    ended: list[Task] = []

    def collect(part: Task) -> None:
        events.extend(part["value"])

    def end(said: Task) -> None:
        ended.append(said)

    session = browser.new_browser_cdp_session()
    session.on("Tracing.dataCollected", collect)
    session.on("Tracing.tracingComplete", end)
    session.send("Tracing.start", {"traceConfig": {"includedCategories": ["devtools.timeline", "blink.user_timing"]}})
    yield events
    session.send("Tracing.end")
    while not ended:
        session.send("Browser.getVersion")  # lets the trace's own messages in
    session.detach()
    threads = {(e["pid"], e["tid"]) for e in events if _is_key(e)}
    wanted = {FRAME, DRAWN}
    events[:] = [e for e in events if (e["pid"], e["tid"]) in threads and (_is_key(e) or e["name"] in wanted)]


def _is_key(event: Task) -> bool:
    return event["name"] == "EventDispatch" and bool(event["args"]["data"]["type"] == "keydown")


def step_row(bar: str, found: Sequence[Step], most: float, note: str) -> Row:
    """Judge the median step that changed anything; say the worst and what it is made of."""
    total = [step.input_ms + step.frame_ms for step in found]
    p95 = statistics.quantiles(total, n=20)[-1]
    said = (
        f"{note}; median of {len(total)}, p95 {p95:.1f} ms; units set {statistics.median(s.units for s in found):.0f};"
        f" input {statistics.median(s.input_ms for s in found):.1f},"
        f" frame {statistics.median(s.frame_ms for s in found):.1f} ms of the main thread's own time"
    )
    return row(bar, statistics.median(total), most, "ms", said)


def row(bar: str, ours: float | None, most: float, unit: str, note: str) -> Row:
    """One figure against its bar; there is no peer."""
    target = {"op": "<=", "value": most, "of": "ours"}
    blank: Row = {"peer": None, "peer_name": None, "ratio": None}
    return {"bar": bar, "ours": ours, **blank, "target": target, "unit": unit, "note": note}


def province(browser: Browser, base: str) -> list[Row]:
    """Measure the page of a province."""
    seconds, scripts = first_coloured(browser, base)
    sizes = weigh(scripts)
    spread = f"median of {len(seconds)}, from {min(seconds):.2f} to {max(seconds):.2f} s; empty cache, warm server"
    return [
        row("first coloured unit", statistics.median(seconds), FIRST_S, "s", spread),
        row("scripts until then, gzipped", sum(sizes.values()), SCRIPT_BYTES, "bytes", json.dumps(sizes)),
        step_row(
            "slider step, 130 units",
            steps(browser, f"{base}/?lv=commune&p=2024-06"),
            PROVINCE_MS,
            "values",
        ),
        step_row(
            "slider step, 130 units, trend",
            steps(browser, f"{base}/?lv=commune&p=2024-06&m=trend"),
            PROVINCE_MS,
            "glyphs too",
        ),
    ]


def write(found: Sequence[Row], out: Path = OUT) -> None:
    """Print the table and keep it."""
    for one in found:
        ours = "-" if one["ours"] is None else f"{one['ours']:.4g}"
        target: Any = one["target"]
        bound = f"{'≥' if target['op'] == '>=' else '≤'} {target['value']:<8}"
        peer = "" if one["peer"] is None else f"against {one['peer']:.4g}, ×{one['ratio']:.3f} "
        sys.stdout.write(f"{one['bar']:36} {ours:>9} {one['unit']:6} {peer}{bound} {one['note']}\n")
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(list(found), ensure_ascii=False, indent=1) + "\n")


def main() -> None:
    """Measure the sample's province and, where the real data is at hand, the whole country."""
    with databases() as lent, sync_playwright() as playwright:
        browser = launch(playwright)
        with served(lent, "97") as base:
            found = province(browser, base)
        bar = "slider step, 3,321 units"
        if DATA.is_dir():
            with served(lent, "*") as base:
                taken = steps(browser, f"{base}/?lv=commune&i={CODE}")
            found.append(step_row(bar, taken, COUNTRY_MS, "the whole country, most units change class"))
        else:
            found.append(row(bar, None, COUNTRY_MS, "ms", f"needs the real communes in {DATA}"))
        browser.close()
    write(found)


if __name__ == "__main__":
    main()
