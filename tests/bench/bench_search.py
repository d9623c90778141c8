"""The search box over HTTP, as it is typed, over the 3,321 real communes, the 34 provinces and home's former units.

Every query is asked once, so that none comes from the server's cache: names letter by letter from the second one on,
without marks, in the other case, misspelt, and codes. The peer is the plain trigram statement with its GIN index, on
one warm connection: no HTTP, no ranking by closeness, no successors.
"""

import http.client
import json
import os
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote, urlsplit

import psycopg

from boundaries import fold
from gis_server.database.migrate import migrate
from gis_server.demo.real import NOW, load_real
from tests.bench.clusters import databases
from tests.support.server import serving

ROOT = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("GIS_REAL_DATA", ROOT.parent / "shared/data"))
OUT = ROOT / ".artifacts/bench/search.json"
NAMES = 150
WARM_UP = 100
TARGET_MS = 50
PLAIN = (
    "select id, full_name, code, focus_box from boundaries.unit_version where search_key %% %(key)s"
    " or search_key like '%%' || %(key)s || '%%' order by similarity(search_key, %(key)s) desc, id limit 10"
)
Asker = Callable[[str], object]


@contextmanager
def database() -> Iterator[str]:
    """Lend a scratch database with the real units."""
    with databases() as lent, lent.copy("template0") as url:
        migrate(url)
        load_real(url, DATA)
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("analyze boundaries.unit_version")
        yield url


def queries(url: str) -> list[str]:
    """List what people type, each once, in an order that is the same every time."""
    with psycopg.connect(url) as connection:
        rows = connection.execute("select name, full_name, code from boundaries.unit_version order by id").fetchall()
    dice = random.Random(56)  # noqa: S311 - a choice of names, the same every time
    typed: dict[str, None] = dict.fromkeys(("dien an", "Diên Hoà", "22693"))
    for name, full_name, code in dice.sample(rows, NAMES):
        plain = fold(str(name))
        typed |= dict.fromkeys(plain[:end] for end in range(2, len(plain) + 1))
        misspelt = "".join(dice.sample(plain, len(plain)))
        typed |= dict.fromkeys((str(full_name), str(name).upper(), str(code), str(code)[:4], misspelt))
    return dice.sample(list(typed), len(typed))


def timed(ask: Asker, typed: Sequence[str]) -> list[float]:
    """Return the milliseconds of each query."""
    spent: list[float] = []
    for words in typed:
        began = time.perf_counter()
        ask(words)
        spent.append((time.perf_counter() - began) * 1000)
    return spent


@contextmanager
def asking(base: str) -> Iterator[Asker]:
    """Ask a server on one kept connection."""
    parts = urlsplit(base)
    with closing(http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)) as client:

        def ask(words: str) -> None:
            client.request("GET", f"/api/units/search?q={quote(words)}", headers={"Accept-Encoding": "gzip"})
            reply = client.getresponse()
            if (body := reply.read()) and reply.status != http.HTTPStatus.OK:
                sys.exit(f"{words}: {reply.status} {body[:200]!r}")

        yield ask


def warm(ask: Asker, typed: Sequence[str]) -> None:
    """Warm a server by other queries than those measured."""
    timed(ask, [f"{words} " for words in typed[:WARM_UP]])


def ours(url: str, typed: Sequence[str]) -> list[float]:
    """Ask our two web processes."""
    with serving(url, home="56", clock_at=NOW.isoformat()) as base, asking(base) as ask:
        warm(ask, typed)
        return timed(ask, typed)


def plain(url: str, typed: Sequence[str]) -> list[float]:
    """Ask the plain statement on one warm connection."""
    with psycopg.connect(url, autocommit=True) as connection:

        def ask(words: str) -> None:
            connection.execute(PLAIN, {"key": fold(words)}).fetchall()

        timed(ask, typed[:WARM_UP])
        return timed(ask, typed)


def p95(spent: Sequence[float]) -> float:
    """Return the 95th percentile."""
    return statistics.quantiles(spent, n=20)[-1]


def row(bar: str, mine: float, peer: float, note: str, target: float | None) -> dict[str, object]:
    """Write one comparison in milliseconds."""
    return {
        "bar": bar,
        "ours": round(mine, 2),
        "peer": round(peer, 2),
        "peer_name": "plain trigram statement, no HTTP",
        "ratio": round(peer / mine, 3),
        "target": None if target is None else {"op": "<=", "value": target, "of": "ours"},
        "unit": "ms",
        "note": note,
    }


def main() -> None:
    """Measure, print the table, keep it."""
    if not DATA.is_dir():
        sys.exit(f"the real data is not in {DATA}; GIS_REAL_DATA names its folder")
    with database() as url:
        typed = queries(url)
        mine, peer = ours(url, typed), plain(url, typed)
    note = f"{len(typed)} queries, each once, over HTTP"
    found = [
        row("search p95", p95(mine), p95(peer), note, TARGET_MS),
        row("search median", statistics.median(mine), statistics.median(peer), note, None),
        row("search slowest", max(mine), max(peer), f"ours: {typed[mine.index(max(mine))]!r}", None),
    ]
    for each in found:
        sys.stdout.write(f"{each['bar']:16} {each['ours']:>8} {each['peer']:>8} ms  {each['note']}\n")
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n")


if __name__ == "__main__":
    main()
