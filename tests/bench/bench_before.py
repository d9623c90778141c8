"""Speed: the commit before (GIS_BENCH_BEFORE) against this one, in turns on one machine, on one sample, at one hour.

Every bar is a ratio of medians: this commit may take 1.10 times what the one before took. The first coloured unit is
measured against a bare page of MapLibre over the same tiles too.
"""

import statistics
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from functools import partial

from playwright.sync_api import Browser, sync_playwright

from tests.bench import bench_search, bench_tiles
from tests.bench.bare import bare_page, tiles_of
from tests.bench.bench_map import Row, Step, opened, opening, steps, weigh, write
from tests.bench.bench_values import ask
from tests.bench.sides import ROOT, WANTED, Pair, commit_before, served
from tests.support.chromium import launch
from tilegen.grid import Address, metres, tiles_over

OUT = ROOT / ".artifacts/bench/before.json"
OPENINGS, STEP_TURNS, VALUES, TILE_TURNS, SEARCH_PARTS = 7, 2, 300, 10, 12
MOST, MOST_SCRIPTS, MOST_BARE = 1.10, 1.05, 1.5
ZOOMS = range(6, 11)
BEFORE, BARE = "the commit before", "MapLibre alone, one fill layer over the same tiles, from memory"
FIRST, FIRST_BARE, SCRIPTS = "first coloured unit", "first coloured unit, bare page", "scripts until then, gzipped"
STEPPED = {"slider step, values": "/?lv=commune&p=2024-06", "slider step, trend": "/?lv=commune&p=2024-06&m=trend"}
REPLY, TILES, SEARCH = "values reply, warm", "unit tile, warm", "search"
VALUES_PATH = "/api/indicators/giai-ngan-dau-tu-cong/values"
CENTRE = "() => [window.__gis.map.getCenter().toArray(), window.__gis.map.getZoom()]"
Both = tuple[list[float], list[float]]
"""The figures of the commit before, and of this one."""


def against(bar: str, ours: float | None, peer: float | None, most: float, unit: str, note: str = "") -> Row:
    """One median against its peer's; `ratio` is how many times better ours is."""
    ratio = None if ours is None or peer is None else peer / ours
    said = "" if ours is None or peer is None else f"{ours / peer:.3f} of the peer's, {most:.2f} allowed"
    return {
        "bar": bar,
        "ours": ours,
        "peer": peer,
        "peer_name": BARE if bar == FIRST_BARE else BEFORE,
        "ratio": ratio,
        "target": {"op": ">=", "value": round(1 / most, 4), "of": "ratio"},
        "unit": unit,
        "note": "; ".join(filter(None, (said, note))),
    }


def medians(bar: str, found: Both, unit: str, note: str, most: float = MOST) -> Row:
    """Compare two lists of figures."""
    before, now = map(statistics.median, found)
    spread = f"from {min(found[1]):.4g} to {max(found[1]):.4g}, before from {min(found[0]):.4g} to {max(found[0]):.4g}"
    return against(bar, now, before, most, unit, f"medians of {len(found[1])}, {note}; {spread}")


def in_turns(measure: Sequence[Callable[[int], Sequence[float]]], turns: int) -> list[list[float]]:
    """Measure each in turn, so many times, the order reversed every other time; what else runs here hits all alike."""
    found: list[list[float]] = [[] for _ in measure]
    for turn in range(turns):
        order = range(len(measure)) if turn % 2 == 0 else reversed(range(len(measure)))
        for at in order:
            found[at] += measure[at](turn)
    return found


def openings(browser: Browser, pair: Pair) -> list[Row]:
    """Open the page with an empty cache: the first coloured unit, and the scripts until then."""
    with opened(browser, f"{pair.now}/") as page:
        center, zoom = page.evaluate(CENTRE)
    scripts: tuple[set[str], set[str]] = (set(), set())
    with bare_page(pair.now, center, zoom) as bare:
        for base, seen in zip(pair.both, scripts, strict=True):
            opening(browser, f"{base}/", seen)
        opening(browser, f"{bare}/")

        def once(base: str, _turn: int) -> list[float]:
            return [opening(browser, f"{base}/")]

        before, now, least = in_turns([partial(once, base) for base in (*pair.both, bare)], OPENINGS)
    sizes = [weigh(seen) for seen in scripts]
    empty = "empty cache, warm server"
    return [
        medians(FIRST, (before, now), "s", empty),
        medians(FIRST_BARE, (least, now), "s", empty, MOST_BARE),
        against(SCRIPTS, sum(sizes[1].values()), sum(sizes[0].values()), MOST_SCRIPTS, "bytes", f"now {sizes[1]}"),
    ]


def slider(browser: Browser, pair: Pair, bar: str) -> Row:
    """Step through the periods."""

    def once(base: str, _turn: int) -> list[float]:
        return [_cost(step) for step in steps(browser, base + STEPPED[bar])]

    before, now = in_turns([partial(once, base) for base in pair.both], STEP_TURNS)
    return medians(bar, (before, now), "ms", "of the main thread's own time")


def _cost(step: Step) -> float:
    return step.input_ms + step.frame_ms


def values(pair: Pair) -> Row:
    """Ask for the figures of the page's first indicator."""
    for base in pair.both:
        for _ in range(4):  # two processes, each with what it keeps
            ask(base, VALUES_PATH)

    def once(base: str, _turn: int) -> list[float]:
        return [ask(base, VALUES_PATH)[1]]

    before, now = in_turns([partial(once, base) for base in pair.both], VALUES)
    return medians(REPLY, (before, now), "ms", "each on a connection of its own")


def tiles(pair: Pair) -> Row:
    """Walk over all tiles of today's communes, each side under its own version."""
    wanted = _over(tiles_of(pair.now)["fit"])
    with ExitStack() as stack:
        walks: list[Callable[[int], list[float]]] = []
        for base in pair.both:
            template = tiles_of(base)["tiles"]

            def path(at: Address, pattern: str = template) -> str:
                return pattern.format(z=at.z, x=at.x, y=at.y)

            asking = stack.enter_context(bench_tiles.asking(base, path))
            bench_tiles.timed(asking, wanted)
            walks.append(partial(_walk, asking, wanted))
        before, now = in_turns(walks, TILE_TURNS)
    return medians(TILES, (before, now), "ms", f"{TILE_TURNS} walks over {len(wanted)} tiles on a kept connection")


def _walk(asking: bench_tiles.Asker, wanted: Sequence[Address], _turn: int) -> list[float]:
    return [seconds * 1000 for seconds in bench_tiles.timed(asking, wanted)]


def _over(fit: Sequence[float]) -> list[Address]:
    west, south, east, north = fit
    box = (*metres(west, south), *metres(east, north))
    return [at for z in ZOOMS for at in tiles_over(box, z)]


def search(pair: Pair) -> Row:
    """Type names and codes, each once a side, so that nothing kept answers."""
    typed = bench_search.queries(pair.database)
    with ExitStack() as stack:
        asked: list[Callable[[int], list[float]]] = []
        for base in pair.both:
            asking = stack.enter_context(bench_search.asking(base))
            bench_search.warm(asking, typed)
            asked.append(partial(_type, asking, typed))
        before, now = in_turns(asked, SEARCH_PARTS)
    return medians(SEARCH, (before, now), "ms", "queries, each once")


def _type(asking: bench_search.Asker, typed: Sequence[str], turn: int) -> list[float]:
    return bench_search.timed(asking, typed[turn::SEARCH_PARTS])


def blank() -> list[Row]:
    """Return every row without a figure, with the way to get it."""
    bars = {FIRST: "s", FIRST_BARE: "s", SCRIPTS: "bytes"} | dict.fromkeys((*STEPPED, REPLY, TILES, SEARCH), "ms")
    most = {FIRST_BARE: MOST_BARE, SCRIPTS: MOST_SCRIPTS}
    return [against(bar, None, None, most.get(bar, MOST), unit, WANTED) for bar, unit in bars.items()]


def measure(browser: Browser, pair: Pair) -> list[Row]:
    """Measure everything."""
    return [
        *openings(browser, pair),
        *(slider(browser, pair, bar) for bar in STEPPED),
        values(pair),
        tiles(pair),
        search(pair),
    ]


def main() -> int:
    """Measure, print, keep."""
    before = commit_before()
    if before is None:
        write(blank(), OUT)
        return 0
    with served(before) as pair, sync_playwright() as playwright:
        browser = launch(playwright)
        found = measure(browser, pair)
        browser.close()
    write(found, OUT)
    return 0


if __name__ == "__main__":
    sys.exit(main())
