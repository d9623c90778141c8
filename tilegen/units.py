"""The tiles of one edition and level: source-layers `units`, `lines` and `labels`, ready to send.

| source-layer | geometry | id | properties |
|---|---|---|---|
| `units` | polygon | unit | `n` full name, `c` code, `p` province, `d` parent where it is another |
| `lines` | line, each shared border once | parent divided | `l` level, `in` that parent, `f` former district |
| `labels` | point | unit | `n` full name, `a` rank by area (1: the largest) |

Coasts (`l` 1) and borders between provinces (2) are in the tiles of provinces only, with `a` and `b`, the provinces on
their two sides (a coast has no `b`); borders between districts or former districts (3) and communes (4) in the others.
"""

import gzip
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import shapely

from layers.core.levels import Level
from tilegen import mvt
from tilegen.borders import COAST, COMMUNE, DISTRICT, PROVINCE, Borders, borders
from tilegen.generalise import Generalised, generalise
from tilegen.grid import HALF_M, Address, Bounds, Geometries, Integers, cut, tile_m, tiles_over
from tilegen.labels import by_tile
from tilegen.source import Units

MINZOOM, MAXZOOM = 4, 12
ZOOMS = range(MINZOOM, MAXZOOM + 1)
EXTENT = {4: 1024, 5: 1024, 6: 1024, 7: 1024, 8: 1024, 9: 2048, 10: 2048, 11: 2048, 12: 2048}
"""Units along the side of a tile, per zoom: two to a pixel far out, four near, where MapLibre goes on enlarging."""
BUFFER_PX = 8.0
"""How far a tile reaches over its edge, in pixels of 512: half of the widest line drawn along a border."""
BORDERS_FROM = {COAST: MINZOOM, PROVINCE: MINZOOM, DISTRICT: 5, COMMUNE: 6}
"""From which zoom borders of a level are drawn: before, they lie a few pixels apart and say nothing."""
LINE_KEYS = ("l", "in", "f", "a", "b")


@dataclass(frozen=True, slots=True)
class _Pieces:
    """Features of one source-layer at one zoom: where each lies, and what it is a part of."""

    tiles: list[Address]
    numbers: Integers
    geometry: list[bytes]


def build_tiles(units: Units, zooms: range = ZOOMS) -> Iterator[tuple[Address, bytes]]:
    """Draw all tiles of the units, zoom by zoom from the nearest; each is gzipped and the same at every run."""
    for shapes in generalise(units.shapes, zooms):
        yield from _build_zoom(units, shapes)


def _build_zoom(units: Units, shapes: Generalised) -> Iterator[tuple[Address, bytes]]:
    limits = tuple(float(v) for v in shapely.total_bounds(shapes.shapes))
    bounds: Bounds = (limits[0], limits[1], limits[2], limits[3])
    extent = EXTENT[shapes.z]
    outlines = _drawn(borders(shapes.coverage, units.tiers, shapes.ring_drawn), units.level, shapes.z)
    keys, groups = _groups(outlines)
    areas = _polygons(shapes.shapes, bounds, shapes.z)
    edges = _lines(outlines.lines, groups, bounds, shapes.z)
    found: dict[Address, dict[str, list[mvt.Feature]]] = {}
    for at, number, body in zip(areas.tiles, areas.numbers.tolist(), areas.geometry, strict=True):
        if body:
            found.setdefault(at, {}).setdefault("units", []).append(_unit(units, number, body))
    for at, group, body in zip(edges.tiles, edges.numbers, edges.geometry, strict=True):
        if body:
            line = mvt.Feature(keys[int(group)].get("in", 0), mvt.LINE, body, keys[int(group)])
            found.setdefault(at, {}).setdefault("lines", []).append(line)
    for at, numbers in by_tile(units.labels, shapes.z).items():
        found.setdefault(at, {})["labels"] = [_label(units, n, at, extent) for n in numbers]
    for at, layers in sorted(found.items(), key=lambda pair: pair[0]):
        yield at, _pack(layers, extent)


def _pack(layers: Mapping[str, list[mvt.Feature]], extent: int) -> bytes:
    body = b"".join(mvt.layer(name, extent, layers.get(name, ())) for name in ("units", "lines", "labels"))
    return gzip.compress(body, 9, mtime=0)


def _polygons(shapes: Geometries, bounds: Bounds, z: int) -> _Pieces:
    tiles, pieces, numbers = _cut(shapes, np.arange(len(shapes)), bounds, z)
    frame = _frame(tiles, z)
    return _Pieces(tiles, numbers, mvt.polygons(pieces, np.arange(len(pieces)), len(pieces), frame))


def _lines(shapes: Geometries, groups: Integers, bounds: Bounds, z: int) -> _Pieces:
    """Join the lines of one group in one tile to one feature."""
    tiles, pieces, numbers = _cut(shapes, groups, bounds, z)
    if not tiles:
        return _Pieces([], numbers, [])
    flat = np.fromiter((at.y << 32 | at.x for at in tiles), dtype=np.int64, count=len(tiles))
    order = np.lexsort((numbers, flat))
    flat, numbers = flat[order], numbers[order]
    fresh = np.append(True, (flat[1:] != flat[:-1]) | (numbers[1:] != numbers[:-1]))
    feature = np.cumsum(fresh) - 1
    chosen: list[int] = order[fresh].tolist()
    firsts = [tiles[at] for at in chosen]
    return _Pieces(firsts, numbers[fresh], mvt.lines(pieces[order], feature, len(firsts), _frame(firsts, z)))


def _cut(shapes: Geometries, numbers: Integers, bounds: Bounds, z: int) -> tuple[list[Address], Geometries, Integers]:
    tiles: list[Address] = []
    pieces: list[Geometries] = []
    parts: list[Integers] = []
    for root in tiles_over(bounds, MINZOOM):
        for at, found, number in cut(shapes, numbers, root, z, BUFFER_PX):
            tiles.extend([at] * len(found))
            pieces.append(found)
            parts.append(number)
    if not tiles:
        return [], np.empty(0, dtype=object), np.empty(0, dtype=np.int64)
    return tiles, np.concatenate(pieces), np.concatenate(parts)


def _frame(tiles: list[Address], z: int) -> mvt.Frame:
    side = tile_m(z)
    west = np.fromiter((-HALF_M + at.x * side for at in tiles), dtype=np.float64, count=len(tiles))
    north = np.fromiter((HALF_M - at.y * side for at in tiles), dtype=np.float64, count=len(tiles))
    return mvt.Frame(west, north, EXTENT[z] / side)


def _drawn(outlines: Borders, level: Level, z: int) -> Borders:
    """Choose the borders that this tileset draws at this zoom."""
    shown = [border for border, zoom in BORDERS_FROM.items() if zoom <= z]
    outer = outlines.level <= PROVINCE
    return outlines.take(np.isin(outlines.level, shown) & (outer == (level == "province")))


def _groups(outlines: Borders) -> tuple[list[dict[str, int]], Integers]:
    """Number the distinct properties of the lines."""
    rows = np.column_stack((outlines.level, outlines.within, outlines.former, outlines.sides))
    if not len(rows):
        return [], np.empty(0, dtype=np.int64)
    distinct, groups = np.unique(rows, axis=0, return_inverse=True)
    named: list[list[int]] = distinct.tolist()
    keys = [{name: value for name, value in zip(LINE_KEYS, row, strict=True) if value} for row in named]
    return keys, groups.reshape(-1).astype(np.int64)


def _unit(units: Units, number: int, body: bytes) -> mvt.Feature:
    properties: dict[str, mvt.Value] = {"n": units.names[number], "c": units.codes[number]}
    province, parent = int(units.tiers.province[number]), int(units.tiers.parent[number])
    if province:
        properties["p"] = province
    if parent and parent != province:
        properties["d"] = parent
    return mvt.Feature(int(units.ids[number]), mvt.POLYGON, body, properties)


def _label(units: Units, number: int, at: Address, extent: int) -> mvt.Feature:
    side = tile_m(at.z)
    x, y = units.labels.points[number]
    place = mvt.point(
        round((float(x) + HALF_M - at.x * side) * extent / side),
        round((HALF_M - at.y * side - float(y)) * extent / side),
    )
    properties = {"n": units.names[number], "a": int(units.labels.rank[number])}
    return mvt.Feature(int(units.ids[number]), mvt.POINT, place, properties)
