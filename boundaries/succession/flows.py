"""Land that went from old units to new ones, measured by laying shapes over one another in an equal-area plane."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
import shapely

MIN_SHARE = 0.005
"""An overlay below this share of both units is digitising noise; it goes to `unassigned`."""
MIN_PROVINCE_SHARE = 0.02
WHOLE_PROVINCE = 0.98
"""Provinces were merged whole; what an overlay calls 99 % is the digitising of two publishers."""
_PROVINCE_TOLERANCE_M = 200.0
_geos: Any = shapely
"""The same without its half-stated types: arrays in, arrays out."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A unit on one side of the change, with its shape in an equal-area plane (m²)."""

    unit: int
    code: str
    level: str
    parent: int | None
    province: int
    shape: Any
    area: float


@dataclass(frozen=True, slots=True)
class Flow:
    """Land that went from an old unit to a new one, and the share of the old one's people where it is stated."""

    old: int
    new: int
    relation: Literal["whole", "partial"]
    method: Literal["official", "area"]
    share_old: float
    share_new: float
    share_old_population: float | None = None


def stated(before: Piece, after: Piece, share: float) -> Flow:
    """Make the flow that an official list states: the whole unit, or this share of it."""
    relation = "whole" if share >= 1 else "partial"
    return Flow(before.unit, after.unit, relation, "official", share, min(1.0, share * before.area / after.area))


def measured(before: Piece, after: Piece) -> Flow | None:
    """Measure what of the old unit lies in the new one; None when they do not meet."""
    shared = float(_geos.area(_geos.intersection(before.shape, after.shape)))
    if shared <= 0:
        return None
    one, other = min(1.0, shared / before.area), min(1.0, shared / after.area)
    return Flow(before.unit, after.unit, "partial", "area", one, other)


def overlaid(old: Sequence[Piece], new: Iterable[Piece]) -> list[Flow]:
    """Lay communes over communes; slivers below `MIN_SHARE` of both are noise."""
    after = [piece for piece in new if piece.level == "commune"]
    if not old or not after:
        return []
    shapes: Any = np.array([piece.shape for piece in after], dtype=object)
    own: Any = np.array([piece.shape for piece in old], dtype=object)
    flows: list[Flow] = []
    for i, j, area in _meetings(own, shapes):
        share_old, share_new = area / old[i].area, area / after[j].area
        if max(share_old, share_new) >= MIN_SHARE:
            one, other = min(1.0, share_old), min(1.0, share_new)
            flows.append(Flow(old[i].unit, after[j].unit, "partial", "area", one, other))
    return flows


def bounded(flows: Iterable[Flow]) -> list[Flow]:
    """Let no unit give away more than itself, nor hold more: shapes that overlap would count their land twice."""
    once = {(flow.old, flow.new): flow for flow in flows}
    given: dict[int, float] = defaultdict(float)
    held: dict[int, float] = defaultdict(float)
    for flow in once.values():
        given[flow.old] += flow.share_old
        held[flow.new] += flow.share_new
    return [
        replace(
            flow,
            share_old=flow.share_old / max(1.0, given[flow.old]),
            share_new=flow.share_new / max(1.0, held[flow.new]),
        )
        for flow in once.values()
    ]


def provinces(old: Iterable[Piece], new: Iterable[Piece], communes: Iterable[Flow]) -> list[Flow]:
    """Add up the flows of communes to their provinces; provinces without communes are laid over one another."""
    before = {piece.unit: piece for piece in old}
    after = {piece.unit: piece for piece in new}
    land: dict[tuple[int, int], float] = defaultdict(float)
    total: dict[int, float] = defaultdict(float)
    for flow in communes:
        a, b = before.get(flow.old), after.get(flow.new)
        if a is None or b is None or b.province not in after or a.province not in before:
            continue
        land[a.province, b.province] += flow.share_old * a.area
        total[a.province] += flow.share_old * a.area
    shares = {(one, other): area / total[one] for (one, other), area in land.items()}
    rest = [piece for piece in before.values() if piece.level == "province" and piece.unit not in total]
    shares |= _laid(rest, [piece for piece in after.values() if piece.level == "province"])
    return [_province(before[one], after[other], share) for (one, other), share in shares.items()]


def _laid(old: Sequence[Piece], new: Sequence[Piece]) -> dict[tuple[int, int], float]:
    """Lay thinned shapes over one another: of a province's hundred thousand vertices, 200 m do not tell."""
    if not old or not new:
        return {}
    own, other = _thin(old), _thin(new)
    total = [float(area) for area in _geos.area(own)]
    return {
        (old[i].unit, new[j].unit): area / total[i]
        for i, j, area in _meetings(own, other)
        if area / total[i] >= MIN_PROVINCE_SHARE
    }


def _meetings(own: Any, other: Any) -> Iterator[tuple[int, int, float]]:
    """Yield all pairs that meet, with the area that they share."""
    pairs: Any = _geos.STRtree(other).query(own, predicate="intersects")
    shared: Any = _geos.area(_geos.intersection(own[pairs[0]], other[pairs[1]]))
    yield from zip(pairs[0].tolist(), pairs[1].tolist(), shared.tolist(), strict=True)


def _thin(pieces: Sequence[Piece]) -> Any:
    shapes: Any = np.array([piece.shape for piece in pieces], dtype=object)
    return _geos.make_valid(_geos.simplify(shapes, _PROVINCE_TOLERANCE_M))


def _province(before: Piece, after: Piece, share: float) -> Flow:
    if share >= WHOLE_PROVINCE:
        return stated(before, after, 1.0)
    share_new = min(1.0, share * before.area / after.area)
    return Flow(before.unit, after.unit, "partial", "area", min(1.0, share), share_new)
