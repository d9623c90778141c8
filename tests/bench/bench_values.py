"""The reply of an indicator's figures: bytes on the wire, and how long a warm server takes.

Each unit's figures walk by chance from month to month, with four significant digits; one in a hundred is missing, two
in a hundred are revised, the last two months are provisional. In the province they are carried across July 2025.

The peer is the same figures as GeoJSON features without geometry, gzipped alike: what a plain client would ask for.
"""

import csv
import gzip
import http.client
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import psycopg

from gis_server.database.migrate import migrate
from layers.core.period import Period
from tests.bench.bench_map import (
    CODE,
    DATA,
    LAST,
    commune_codes,
    load_province,
    load_units,
    take,
    write_catalogue,
)
from tests.bench.clusters import databases
from tests.support.replies import ids_of
from tests.support.server import serving

OUT = Path(__file__).resolve().parents[2] / ".artifacts/bench/values.json"
CLOCK = "2026-05-20T03:00:00+00:00"
MONTHS = 80
ASKED = 40
P95_MS = 100
KILO = 1000
SEED = 80
REFORM = date(2025, 7, 1)
OVERDUE, REVISED, PROVISIONAL_MONTHS = 0.01, 0.02, 2
PROVINCE = f"/api/indicators/{CODE}/values?edition=2020-01-01&level=commune"
COUNTRY = f"/api/indicators/{CODE}/values?level=commune"
Row = dict[str, object]


def walk(units: int) -> np.ndarray:
    """Return a rate of every unit and month, 10.00 to 99.99: each month is some points from the one before."""
    rng = np.random.default_rng(SEED)
    steps = rng.normal(0, 0.8, (units, MONTHS))
    return np.clip(rng.uniform(20, 90, (units, 1)) + steps.cumsum(axis=1), 10, 99.99)


def load_walk(url: str, codes: Sequence[str], periods: Sequence[Period], part: str) -> None:
    """Import a walk of these units for these periods, then the corrections."""
    values, rng = walk(len(codes)), np.random.default_rng(SEED + 1)
    chance = rng.random((len(codes), len(periods)))
    with tempfile.TemporaryDirectory(prefix="gis-bench-") as folder:
        for name in ("first", "revised"):
            path = Path(folder) / f"{part}-{name}.csv"
            with path.open("w", newline="") as file:
                writer = csv.writer(file)
                writer.writerow(["indicator", "unit", "period", "value", "status"])
                for i, code in enumerate(codes):
                    for j, period in enumerate(periods):
                        late = period > LAST.shift(-PROVISIONAL_MONTHS)
                        again = OVERDUE <= chance[i, j] < OVERDUE + REVISED and not late
                        if chance[i, j] < OVERDUE or (name == "revised" and not again):
                            continue
                        value = values[i, j] + (0.37 if name == "first" and again else 0)
                        status = "provisional" if late else "final"
                        writer.writerow([CODE, code, period.code, f"{min(value, 99.99):.2f}", status])
            take(url, path)


def months() -> list[Period]:
    """List the months up to the last one."""
    return [LAST.shift(k + 1 - MONTHS) for k in range(MONTHS)]


def load_sample_walk(url: str) -> None:
    """Load the sample, and a rate of its communes before and after they were merged, weighed by their people."""
    load_province(url)
    with tempfile.TemporaryDirectory(prefix="gis-bench-") as folder:
        weighed = {"decimals": 2, "over_units": "mean", "weight": "dan-so"}
        take(url, write_catalogue(Path(folder) / "catalogue.json", **weighed))
    query = (
        "select distinct u.code from boundaries.unit u join boundaries.unit_version v on v.unit = u.id"
        " join boundaries.unit p on p.id = v.province where u.level = 'commune' and p.code in ('97', '98')"
        " and u.valid_from <= %s and (u.valid_to is null or u.valid_to > %s) order by 1"
    )
    for part, day in (("before", date(2020, 1, 1)), ("after", REFORM)):
        with psycopg.connect(url) as connection:
            codes = [str(code) for (code,) in connection.execute(query, (day, day))]
        first = date(2020, 1, 1)
        kept = [at for at in months() if at.start >= first and (at.last_day < REFORM) == (part == "before")]
        load_walk(url, codes, kept, part)


def load_country_walk(url: str) -> None:
    """Load the real units, and a rate of every commune."""
    load_units(url)
    with tempfile.TemporaryDirectory(prefix="gis-bench-") as folder:
        take(url, write_catalogue(Path(folder) / "catalogue.json", decimals=2))
    load_walk(url, commune_codes(url), months(), "country")


def ask(base: str, path: str) -> tuple[bytes, float]:
    """Return the gzipped body and the milliseconds until it is whole."""
    address = urlsplit(base)
    with closing(http.client.HTTPConnection(str(address.hostname), address.port, timeout=120)) as connection:
        began = time.perf_counter()
        connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
        reply = connection.getresponse()
        body = reply.read()
        spent = (time.perf_counter() - began) * 1000
    if reply.status != http.client.OK:
        sys.exit(f"{path}: {reply.status} {body[:300]!r}")
    return body, spent


def features(body: bytes) -> int:
    """Return the gzipped bytes of the same figures, one object a figure."""
    reply: dict[str, Any] = json.loads(gzip.decompress(body))
    rows = [
        {"unit": unit, "period": period, "value": None if value is None else value / reply["scale"]}
        for unit, values in zip(ids_of(reply), reply["v"], strict=True)
        for period, value in zip(reply["periods"], values, strict=True)
    ]
    return len(gzip.compress(json.dumps(rows).encode(), 6))


def measure(base: str, name: str, path: str, limit_kb: int) -> Iterator[Row]:
    """Measure one reply: its size against plain rows, and p95 of a warm server."""
    body, first = ask(base, path)
    spent = sorted(ask(base, path)[1] for _ in range(ASKED))
    plain = features(body)
    p95 = statistics.quantiles(spent, n=20)[-1]
    yield {
        "bar": f"{name}: gzipped size",
        "ours": round(len(body) / KILO, 1),
        "peer": round(plain / KILO, 1),
        "peer_name": "one object a figure",
        "ratio": round(plain / len(body), 2),
        "target": {"op": "<=", "value": limit_kb, "of": "ours"},
        "unit": "kB",
        "note": "",
    }
    yield {
        "bar": f"{name}: p95 of {ASKED}",
        "ours": round(p95, 1),
        "peer": None,
        "peer_name": None,
        "ratio": None,
        "target": {"op": "<=", "value": P95_MS, "of": "ours"},
        "unit": "ms",
        "note": f"the first, not yet built reply took {first:.0f} ms",
    }


def main() -> None:
    """Measure the province of the sample and, with the real data beside the checkout, the whole country."""
    rows: list[Row] = []
    with databases() as cluster:
        with cluster.copy("template0") as url:
            migrate(url)
            load_sample_walk(url)
            with serving(url, home="97", clock_at=CLOCK) as base:
                rows += measure(base, "province, 130 communes × 77 months", PROVINCE, 30)
        if DATA.is_dir():
            with cluster.copy("template0") as url:
                migrate(url)
                load_country_walk(url)
                with serving(url, home="*", clock_at=CLOCK) as base:
                    one = f"{COUNTRY}&from=2026-04&to=2026-04"
                    rows += measure(base, "country, 3,321 communes, one period", one, 15)
                    rows += measure(base, f"country, 3,321 communes × {MONTHS} months", COUNTRY, 700)
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text(json.dumps(rows, indent=1), encoding="utf-8")
    for row in rows:
        sys.stdout.write(f"{row['bar']:55} {row['ours']:>8} {row['unit']}  peer {row['peer']}  {row['note']}\n")


if __name__ == "__main__":
    main()
