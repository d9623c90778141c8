"""The list of a layer of 300,000 rows: from a leap of its scroll bar to the right rows on the screen.

The peer is the database alone: the same rows of the same order, by one statement.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from playwright.sync_api import Page, sync_playwright

from gis_server.database.migrate import migrate
from gis_server.demo.sample import load_sample
from tests.bench.bench_map import NOW, Row, write
from tests.bench.clusters import databases
from tests.support.chromium import launch
from tests.support.databases import Databases
from tests.support.server import serving
from tests.support.visits import LAYERS, TABLES, VISITS
from tests.support.workspace import open_layer, shows

OUT = Path(__file__).resolve().parents[2] / ".artifacts/bench/list.json"
MIDDLE, ROW_PX, LEAPS, SHIFT = 150_000, 56, 15, 1_000
MOST_MS = 200
LEAP = """([top, index, title]) => new Promise((done) => {
  const box = document.querySelector('[data-testid=layer-list]');
  const began = performance.now();
  const look = () => {
    const row = box.querySelector(`[data-index='${index}'][data-id] .title`);
    if (row?.textContent.trim() === title) done(performance.now() - began);
    else requestAnimationFrame(look);
  };
  box.scrollTop = top;
  requestAnimationFrame(look);
})"""
PEER = "select id, name, kind, state, height, at, ST_AsGeoJSON(geom) from visit order by name, id limit 60 offset %s"


@contextmanager
def served(lent: Databases) -> Iterator[tuple[str, str]]:
    """Serve the sample with the long layer; lends the base URL and the database's."""
    with lent.copy("template0") as url, tempfile.TemporaryDirectory(prefix="gis-bench-") as folder:
        migrate(url)
        load_sample(url)
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(TABLES)
            connection.execute("vacuum analyze visit")
        file = Path(folder) / "visits.py"
        file.write_text(LAYERS)
        with serving(url, home="97", clock_at=NOW.isoformat(), GIS_LAYER_PATH=str(file)) as base:
            yield base, url


def leap(page: Page, index: int) -> float:
    """Scroll to a row; return milliseconds until it is there by its name."""
    return float(page.evaluate(LEAP, [index * ROW_PX, index, f"Lượt {index + 1:06}"]))


def leaps(page: Page) -> tuple[list[float], list[float]]:
    """Go to the middle and back, each time to rows that were not there before; back is the top, which is kept."""
    there: list[float] = []
    back: list[float] = []
    for turn in range(LEAPS):
        there.append(leap(page, MIDDLE + turn * SHIFT))
        back.append(leap(page, 0))
    return there, back


def asked(url: str) -> list[float]:
    """Ask the database for the same rows; milliseconds."""
    found: list[float] = []
    with psycopg.connect(url) as connection:
        for turn in range(LEAPS):
            began = time.perf_counter()
            connection.execute(PEER, (MIDDLE + turn * SHIFT,)).fetchall()
            found.append((time.perf_counter() - began) * 1000)
    return found


def judged(bar: str, found: list[float], peer: float) -> Row:
    """Say the median against what a leap may take."""
    middle = statistics.median(found)
    note = f"median of {len(found)}, from {min(found):.0f} to {max(found):.0f} ms; {VISITS:,} rows, 1366×768"
    return {
        "bar": bar,
        "ours": middle,
        "peer": peer,
        "peer_name": "one statement with the same order and offset",
        "ratio": peer / middle,
        "target": {"op": "<=", "value": MOST_MS, "of": "ours"},
        "unit": "ms",
        "note": note,
    }


def main() -> None:
    """Measure the leaps."""
    with databases() as lent, served(lent) as (base, url), sync_playwright() as playwright:
        browser = launch(playwright)
        page = browser.new_page()
        open_layer(page, base, "visits", c="109.05,12.05,12")
        shows(page, VISITS)
        leap(page, SHIFT)
        there, back = leaps(page)
        browser.close()
        peer = statistics.median(asked(url))
    write([judged("leap to row 150,000", there, peer), judged("and back to the top", back, peer)], OUT)


if __name__ == "__main__":
    sys.exit(main())
