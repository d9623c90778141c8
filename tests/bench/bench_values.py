"""The reply of an indicator's figures: bytes on the wire, and how long a warm server takes.

The peer is the same figures as GeoJSON features without geometry, gzipped alike: what a plain client would ask for.
"""

import gzip
import http.client
import json
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from gis_server.database.migrate import migrate
from tests.bench.bench_map import CODE, DATA, databases, load_country, load_province
from tests.support.server import serving

OUT = Path(__file__).resolve().parents[2] / ".artifacts/bench/values.json"
CLOCK = "2026-05-20T03:00:00+00:00"
MONTHS = 80
ASKED = 40
P95_MS = 100
KILO = 1000
PROVINCE = "/api/indicators/giai-ngan-dau-tu-cong/values?edition=2020-01-01&level=commune"
COUNTRY = f"/api/indicators/{CODE}/values?level=commune"
Row = dict[str, object]


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
        for unit, values in zip(reply["ids"], reply["v"], strict=True)
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
            load_province(url)
            with serving(url, home="97", clock_at=CLOCK) as base:
                rows += measure(base, "province, 130 communes × 77 months", PROVINCE, 30)
        if DATA.is_dir():
            with cluster.copy("template0") as url:
                migrate(url)
                load_country(url, MONTHS)
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
