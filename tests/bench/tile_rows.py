"""From seconds and bytes to the rows of `.artifacts/bench/tiles.json`."""

import json
import statistics
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench.tile_peers import Peer
from tilegen.build import BuildReport
from tilegen.grid import Address

OUT = Path(__file__).resolve().parents[2] / ".artifacts/bench/tiles.json"
PLAIN_NAME = "plain ST_AsMVT"
WIRE = 100 * 1024
Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class Measured:
    """Seconds of each tile, round by round, and the bytes of each tile."""

    rounds: list[list[float]]
    sizes: dict[Address, int]

    @property
    def seconds(self) -> float:
        """The median of the rounds' sums."""
        return statistics.median(sum(spent) for spent in self.rounds)

    @property
    def p95_ms(self) -> float:
        """The 95th percentile over all tiles of all rounds, in milliseconds."""
        return statistics.quantiles([s for spent in self.rounds for s in spent], n=20)[-1] * 1000

    def size(self, zooms: range) -> int:
        """Return the bytes of these zooms."""
        return sum(size for at, size in self.sizes.items() if at.z in zooms)


def rows(
    ours: Measured,
    plain: Measured,
    packed: Measured,
    report: BuildReport,
    others: Sequence[tuple[Peer, Measured | None]],
) -> list[Row]:
    """Compare.

    Args:
        ours: our server.
        plain: the plain statement, its tiles as the database gives them.
        packed: the same and gzip level 6, whose bytes are compared.
        report: of the build.
        others: tile servers, None where one is not installed.
    """
    per_zoom = ", ".join(
        f"z{z} {ours.size(range(z, z + 1)) / max(packed.size(range(z, z + 1)), 1):.2f}" for z in range(5, 13)
    )
    walk = f"{len(ours.sizes)} tiles, median of {len(ours.rounds)} rounds"
    found = [
        _row(
            "walk z5-z12, summed time",
            ours.seconds,
            plain.seconds,
            3.0,
            "s",
            f"{walk}; p95 of a tile {ours.p95_ms:.2f} ms against {plain.p95_ms:.2f} ms",
        ),
        _row("walk z5-z12, summed time, peer gzipped", ours.seconds, packed.seconds, 3.0, "s", "the peer packs too"),
        _row("walk z5-z12, gzipped", ours.size(range(5, 13)), packed.size(range(5, 13)), 1.5, "bytes", per_zoom),
        _row("walk z5-z7, gzipped", ours.size(range(5, 8)), packed.size(range(5, 8)), 2.5, "bytes", ""),
        _alone("tiles built ahead", report.seconds, None, "s", _said(report)),
        _alone("largest tile", max(one.largest_bytes for one in report.sets), WIRE, "bytes", "all tilesets"),
    ]
    for peer, measured in others:
        if measured is None:
            row = _row("walk z5-z12, summed time", ours.seconds, None, 3.0, "s", f"not installed here: {peer.get}")
        else:
            sizes = [one.size(range(5, 13)) / 1e6 for one in (measured, ours)]
            note = f"p95 {measured.p95_ms:.2f} ms; {sizes[0]:.2f} MB on the wire, ours {sizes[1]:.2f}"
            row = _row("walk z5-z12, summed time", ours.seconds, measured.seconds, 3.0, "s", note)
        found.append(row | {"peer_name": peer.name})
    return found


def _said(report: BuildReport) -> str:
    return "; ".join(
        f"{one.layer}: {one.tiles} tiles, {one.gzipped_bytes / 1e6:.1f} MB, {one.seconds:.1f} s" for one in report.sets
    )


def _row(bar: str, ours: float, peer: float | None, least: float, unit: str, note: str) -> Row:
    return {
        "bar": bar,
        "ours": ours,
        "peer": peer,
        "peer_name": PLAIN_NAME,
        "ratio": None if peer is None else peer / ours,
        "target": {"op": ">=", "value": least, "of": "ratio"},
        "unit": unit,
        "note": note,
    }


def _alone(bar: str, ours: float, most: float | None, unit: str, note: str) -> Row:
    target = None if most is None else {"op": "<=", "value": most, "of": "ours"}
    blank: Row = {"peer": None, "peer_name": None, "ratio": None}
    return {"bar": bar, "ours": ours, **blank, "target": target, "unit": unit, "note": note}


def write(found: Sequence[Row]) -> None:
    """Print the table and keep it."""
    for row in found:
        ours, peer, ratio = (f"{row[key]:.3g}" if row[key] is not None else "-" for key in ("ours", "peer", "ratio"))
        against = f"{row['peer_name'] or ''}"
        sys.stdout.write(f"{row['bar']:42} {ours:>9} {peer:>9} {row['unit']:6} ×{ratio:6} {against}  {row['note']}\n")
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text(json.dumps(list(found), ensure_ascii=False, indent=1) + "\n")
