"""Where the units of a level overlap, and where they leave land to none: told with place and area, never refused."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from boundaries.projecting import Geometries, area_m2
from layers.core.model import Text, text
from layers.core.report import Finding
from layers.core.written import area, shown

MIN_REPORTED_M2 = 1000.0
"""Overlaps and closed gaps below this are noise of digitising; they are counted, not named."""
OPEN_WIDTH_M = 60.0
"""Between two units, a strip of no unit up to this width is a gap even where it is open to the outside."""
MIN_OPEN_M2 = 5000.0
"""Every mouth of a brook is a notch between two communes; only strips from half a hectare on are told."""
_METRES_PER_DEGREE = 110_000.0
"""Of latitude; a degree of longitude is 1 to 7 per cent shorter in Vietnam, which "narrow" does not mind."""
_TOUCH_DEG = 1e-7
"""One centimetre: what a computed ring may be off the shapes that it was made of."""
_NAMED = 3
"""So many units around a gap are named; further ones are counted."""
_geos: Any = shapely
"""The same without its half-stated types: arrays in, arrays out."""
_MEND_SOURCE = text(
    "Không chặn việc nhập; sửa dần trong dữ liệu gốc.", "It does not stop the import; mend the source by and by."
)
_MEND_GAP = text(
    "Không chặn việc nhập. Thiếu một đơn vị hay vẽ lệch ranh thì sửa dữ liệu gốc; mặt nước không thuộc đơn vị nào thì"
    " để nguyên.",
    "It does not stop the import. Mend the source if a unit is missing or a border is off; water that belongs to no"
    " unit may stay.",
)
_STILL_THERE = text(
    "Không chặn việc nhập. Đơn vị không có trong tệp vẫn còn hiệu lực: nếu nó đã nhập vào đơn vị khác thì nhập đủ các"
    " đơn vị của tỉnh, không dùng --amend; nếu chỉ lệch ranh thì sửa dữ liệu gốc.",
    "It does not stop the import. The unit that is not in the file stays in force: if it was merged away, import all"
    " units of the province, without --amend; if only the border is off, mend the source.",
)


@dataclass(frozen=True, slots=True)
class Around:
    """Units that stay in force beside those of a file: what each is called, and shapes in EPSG:4326."""

    labels: tuple[str, ...]
    shapes: Geometries


NOBODY = Around((), np.empty(0, dtype=object))


@dataclass(frozen=True, slots=True)
class _Sheet:
    """All shapes of a level, none empty, and what each is called; the first `own` are the file's."""

    shapes: Geometries
    labels: tuple[str, ...]
    own: int


def check_coverage(labels: Sequence[str], shapes: Geometries, around: Around = NOBODY) -> list[Finding]:
    """Report overlaps and gaps of a file's units, also with those around them.

    Args:
        labels: what each unit of the file is called.
        shapes: of the file, valid, in EPSG:4326; empty ones are passed over.
        around: units that stay in force; what they have among themselves is not told.
    """
    there = ~shapely.is_empty(shapes)
    own = tuple(label for label, keep in zip(labels, there, strict=True) if keep)
    sheet = _Sheet(np.concatenate([shapes[there], around.shapes]), (*own, *around.labels), len(own))
    if not own:
        return []
    touched = _touched(sheet.shapes)
    land = _union(sheet.shapes, touched)
    holes = _holes(land)
    return [*_overlaps(sheet, np.flatnonzero(touched)), *_closed(sheet, holes), *_open(sheet, land, holes)]


def _touched(shapes: Geometries) -> Any:
    """Say of each shape whether it may overlap another: an edge does not match, or a corner lies inside another."""
    touched = ~shapely.is_empty(shapely.coverage_invalid_edges(shapes))
    # GEOS is silent about a shape that lies in another and shares no edge with it.
    corners, shape = shapely.get_coordinates(shapes, return_index=True)
    first = np.searchsorted(shape, np.arange(len(shapes)))
    inside, holder = shapely.STRtree(shapes).query(shapely.points(corners[first]), predicate="within")
    touched[inside] = touched[holder] = True
    return touched


def _union(shapes: Geometries, touched: Any) -> Any:
    """Unite shapes: those whose edges match at once, which is ten times faster, then those that have a bad edge."""
    clean = shapely.coverage_union_all(shapes[~touched])
    return shapely.union_all([clean, *shapes[touched]]) if touched.any() else clean


def _overlaps(sheet: _Sheet, touched: Any) -> list[Finding]:
    tree = shapely.STRtree(sheet.shapes[touched])
    one, other = tree.query(sheet.shapes[touched], predicate="intersects")
    one, other = touched[one], touched[other]
    pair = (one < other) & (one < sheet.own)
    one, other = one[pair], other[pair]
    shared: Geometries = np.asarray(shapely.intersection(sheet.shapes[one], sheet.shapes[other]), dtype=object)
    areas = area_m2(shared)

    def said(i: int) -> Text:
        a, b = sheet.labels[int(one[i])], sheet.labels[int(other[i])]
        size = area(areas[i])
        if other[i] < sheet.own:
            return text(f"{a} và {b} chồng nhau {size.vi}.", f"{a} and {b} overlap by {size.en}.")
        return text(
            f"{a} chồng lên {b}, đơn vị còn hiệu lực mà tệp không có, {size.vi}.",
            f"{a} overlaps {b}, which stays in force and is not in the file, by {size.en}.",
        )

    def remedy(i: int) -> Text:
        return _MEND_SOURCE if other[i] < sheet.own else _STILL_THERE

    found = _named("overlap", areas, shared, said, remedy)
    return [*found, *_small("overlap", areas, text("chỗ chồng nhau nhỏ", "small overlaps"))]


def _holes(land: Any) -> Geometries:
    """Return the holes of the land as polygons, without the land that lies inside them."""
    parts = shapely.get_parts(land)
    rings, part = shapely.get_rings(parts, return_index=True)
    # The first ring of each part is its outline; the others are holes.
    inner = np.concatenate(([False], part[1:] == part[:-1]))
    holes: Geometries = np.atleast_1d(np.asarray(shapely.polygons(rings[inner]), dtype=object))
    hole, island = shapely.STRtree(parts).query(holes, predicate="contains")
    for i in np.unique(hole):
        holes[i] = shapely.difference(holes[i], shapely.union_all(parts[island[hole == i]]))
    return holes


def _closed(sheet: _Sheet, holes: Geometries) -> list[Finding]:
    beside = _beside(sheet, holes)
    kept = [i for i, units in enumerate(beside) if units and units[0] < sheet.own]
    beside = [beside[i] for i in kept]
    holes = holes[kept]
    areas = area_m2(holes)

    def said(i: int) -> Text:
        size, units = area(areas[i]), _listed(sheet, beside[i])
        if len(beside[i]) == 1:
            return text(f"Lỗ hở {size.vi} trong {units.vi}.", f"A hole of {size.en} in {units.en}.")
        return text(f"Khoảng hở {size.vi} giữa {units.vi}.", f"A gap of {size.en} between {units.en}.")

    found = _named("gap", areas, holes, said, lambda _: _MEND_GAP)
    return [*found, *_small("gap", areas, text("khoảng hở nhỏ", "small gaps"))]


def _open(sheet: _Sheet, land: Any, holes: Geometries) -> list[Finding]:
    strips = _strips(sheet, land)
    strips = strips[area_m2(strips) >= MIN_OPEN_M2]
    closed = shapely.STRtree(holes).query(shapely.point_on_surface(strips), predicate="within")[0]
    beside = _beside(sheet, strips)
    kept = [i for i, units in enumerate(beside) if len(units) > 1 and units[0] < sheet.own and i not in closed]
    strips, beside = strips[kept], [beside[i] for i in kept]
    areas = area_m2(strips)
    widths = 2 * areas / np.maximum(shapely.length(strips) * _METRES_PER_DEGREE, 1.0)

    def said(i: int) -> Text:
        size, wide, units = area(areas[i]), shown(widths[i], 0), _listed(sheet, beside[i])
        return text(
            f"Dải hở {size.vi}, rộng khoảng {wide.vi} m, giữa {units.vi}.",
            f"An open strip of {size.en}, about {wide.en} m wide, between {units.en}.",
        )

    return _named("gap", areas, strips, said, lambda _: _MEND_GAP)


def _strips(sheet: _Sheet, land: Any) -> Geometries:
    """Return what closing by `OPEN_WIDTH_M` fills along the outline of the land, near two units or more.

    GEOS's own search (`gap_width`) passes over edges shorter than the width, so over all that is digitised finely.
    """
    width = OPEN_WIDTH_M / _METRES_PER_DEGREE
    points, ring = _geos.get_coordinates(_geos.get_exterior_ring(_geos.get_parts(land)), return_index=True)
    follows = ring[1:] == ring[:-1]
    edges = _geos.linestrings(np.stack([points[:-1], points[1:]], axis=1)[follows])
    # Asked from the units, of which GEOS prepares each once: thirty times faster than asked from the edges.
    edge = _geos.STRtree(edges).query(sheet.shapes, predicate="dwithin", distance=width)[1]
    near = edges[np.bincount(edge, minlength=len(edges)) > 1]
    zones = _geos.get_parts(_geos.union_all(_geos.buffer(near, width, quad_segs=1, cap_style="square")))
    boxes = _geos.bounds(zones).reshape(-1, 4) + np.array([-width, -width, width, width])
    zone, unit = _geos.STRtree(sheet.shapes).query(_geos.box(*boxes.T))
    clipped = np.array(
        [_geos.clip_by_rect(sheet.shapes[j], *boxes[i]) for i, j in zip(zone, unit, strict=True)], dtype=object
    )
    ground: Geometries = np.array([_geos.union_all(clipped[zone == i]) for i in range(len(zones))], dtype=object)
    filled = _geos.buffer(_geos.buffer(ground, width / 2, quad_segs=2), -width / 2, quad_segs=2)
    return _geos.get_parts(_geos.difference(filled, ground))


def _beside(sheet: _Sheet, places: Geometries) -> list[list[int]]:
    """Return the units that each place touches, the file's first."""
    place, unit = shapely.STRtree(sheet.shapes).query(places, predicate="dwithin", distance=_TOUCH_DEG)
    return [sorted(int(j) for j in unit[place == i]) for i in range(len(places))]


def _listed(sheet: _Sheet, units: Sequence[int]) -> Text:
    names = [sheet.labels[i] for i in units[:_NAMED]]
    if more := len(units) - len(names):
        first, count = ", ".join(names), shown(more)
        return text(f"{first} và {count.vi} đơn vị khác", f"{first} and {count.en} other{'s' if more > 1 else ''}")
    if len(names) == 1:
        return text(names[0], names[0])
    first = ", ".join(names[:-1])
    return text(f"{first} và {names[-1]}", f"{first} and {names[-1]}")


def _named(
    code: str, areas: Any, places: Geometries, said: Callable[[int], Text], remedy: Callable[[int], Text]
) -> list[Finding]:
    """Name the large ones, the largest first."""
    findings: list[Finding] = []
    for i in np.argsort(-areas):
        if areas[i] < MIN_REPORTED_M2:
            break
        at: Any = shapely.point_on_surface(places[i])
        findings.append(
            Finding(
                severity="warning",
                code=code,
                message=said(int(i)),
                place=(round(float(at.x), 5), round(float(at.y), 5)),
                area_m2=float(areas[i]),
                remedy=remedy(int(i)),
            )
        )
    return findings


def _small(code: str, areas: Any, called: Text) -> list[Finding]:
    """Count those that are not named."""
    rest = int(((areas < MIN_REPORTED_M2) & (areas > 0)).sum())
    if not rest:
        return []
    limit, count = area(MIN_REPORTED_M2), shown(rest)
    message = text(f"{count.vi} {called.vi} dưới {limit.vi}.", f"{count.en} {called.en} under {limit.en}.")
    return [Finding(severity="info", code=f"{code}-small", message=message)]
