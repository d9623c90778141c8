"""From the raster to one coverage: borders become lines once, shared by both neighbours, then are made fractal."""

from typing import cast

import numpy as np
import shapely
from numpy.typing import NDArray

from boundaries.sample.plane import CELL_KM, Board, Bools, Floats, Ints, Shape, line, multipolygon

Lines = NDArray[np.object_]


def faces(at: Board, marks: Ints, rng: np.random.Generator, *, fine: Bools) -> dict[int, Shape]:
    """Turn a raster of marks (0 = sea) into polygons in km that form one valid coverage.

    Args:
        at: the raster.
        marks: who owns each cell.
        rng: source of the displacement.
        fine: cells of the region drawn in full detail; borders elsewhere are drawn coarsely.

    Returns:
        A polygon or multipolygon for each mark.
    """
    lines, sides = _borders(at, marks)
    middle = shapely.get_coordinates(shapely.centroid(lines))
    close = fine[at.row(middle[:, 1]), at.column(middle[:, 0])]
    coast = sides[:, 0] == 0
    drawn = np.array([_smooth(given, 3 if c else 7) for given, c in zip(lines, coast, strict=True)], dtype=object)
    drawn[~close] = shapely.simplify(drawn[~close], 0.6)
    rough = np.where(coast, 0.22, 0.17)
    shortest = np.where(close, 0.16, 0.9)
    seeds = rng.integers(0, 2**32, size=len(lines))
    final = np.array(
        [_fractal(given, r, int(s), m) for given, r, s, m in zip(drawn, rough, seeds, shortest, strict=True)],
        dtype=object,
    )
    for _ in range(12):
        bad = _crossing(final)
        if not bad.any():
            break
        rough[bad] *= 0.5
        for i in np.nonzero(bad)[0]:
            final[i] = (
                _fractal(drawn[i], float(rough[i]), int(seeds[i]), float(shortest[i])) if rough[i] > 0.02 else lines[i]
            )
    return _polygons(at, marks, final)


def _borders(at: Board, marks: Ints) -> tuple[Lines, Ints]:
    """Trace the edges between unlike cells, merged into lines from junction to junction."""
    half = CELL_KM / 2
    found: list[tuple[Floats, Ints]] = []
    rows, columns = np.nonzero(marks[:, 1:] != marks[:, :-1])
    x, y = at.x[columns] + half, at.y[rows]
    ends = np.stack([np.stack([x, y - half], 1), np.stack([x, y + half], 1)], 1)
    found.append((ends, np.stack([marks[rows, columns], marks[rows, columns + 1]], 1)))
    rows, columns = np.nonzero(marks[1:, :] != marks[:-1, :])
    x, y = at.x[columns], at.y[rows] + half
    ends = np.stack([np.stack([x - half, y], 1), np.stack([x + half, y], 1)], 1)
    found.append((ends, np.stack([marks[rows, columns], marks[rows + 1, columns]], 1)))
    segments = shapely.linestrings(np.round(np.concatenate([f[0] for f in found]), 6))
    pairs = np.sort(np.concatenate([f[1] for f in found]), axis=1)
    keys, group = np.unique(pairs, axis=0, return_inverse=True)
    order = np.argsort(group.ravel(), kind="stable")
    cuts = np.searchsorted(group.ravel()[order], np.arange(len(keys) + 1))
    lines: list[Shape] = []
    sides: list[Ints] = []
    for k, key in enumerate(keys):
        own = cast("Lines", segments)[order[cuts[k] : cuts[k + 1]]]
        parts = shapely.get_parts(shapely.line_merge(shapely.multilinestrings(list(own))))
        lines.extend(parts)
        sides.extend([key] * len(parts))
    return np.array(lines, dtype=object), np.array(sides)


def _smooth(given: Shape, window: int) -> Shape:
    """Take the stairs out of a line: moving averages, ends held, then every second vertex."""
    points = shapely.get_coordinates(given)
    closed = bool((points[0] == points[-1]).all())
    if len(points) < 6:
        return given
    for width in (window, 5, 3):
        points = _average(points, min(width, (len(points) - 2) | 1), closed=closed)
    step = 2 if len(points) > 12 else 1
    kept = np.arange(0, len(points), step)
    if kept[-1] != len(points) - 1:
        kept[-1] = len(points) - 1
    return line(points[kept])


def _average(points: Floats, width: int, *, closed: bool) -> Floats:
    half = width // 2
    if closed:
        ring = points[:-1]
        padded = np.concatenate([ring[-half:], ring, ring[:half]]) if len(ring) > half else ring
        if len(ring) <= half:
            return points
        mean = np.stack([np.convolve(padded[:, a], np.ones(width) / width, "valid") for a in (0, 1)], 1)
        return np.concatenate([mean, mean[:1]])
    first = 2 * points[0] - points[half:0:-1]
    last = 2 * points[-1] - points[-2 : -2 - half : -1]
    padded = np.concatenate([first, points, last])
    mean = np.stack([np.convolve(padded[:, a], np.ones(width) / width, "valid") for a in (0, 1)], 1)
    mean[0], mean[-1] = points[0], points[-1]
    return mean


def _fractal(given: Shape, roughness: float, seed: int, shortest_km: float) -> Shape:
    """Displace midpoints across the line, by a share of each piece's length, until none is longer than asked."""
    if roughness <= 0:
        return given
    rng = np.random.default_rng(seed)
    points = shapely.get_coordinates(given)
    for _ in range(3):
        step = np.diff(points, axis=0)
        length = np.hypot(step[:, 0], step[:, 1])
        split = length > shortest_km
        if not split.any():
            break
        across = np.stack([-step[:, 1], step[:, 0]], 1) * rng.normal(0, roughness, len(step)).clip(-0.45, 0.45)[:, None]
        middle = (points[:-1] + points[1:]) / 2 + across
        where = np.nonzero(split)[0]
        points = np.insert(points, where + 1, middle[where], axis=0)
    return line(points)


def _crossing(lines: Lines) -> Bools:
    """Mark lines that cross themselves, or touch another one elsewhere than at an end of both."""
    bad = ~shapely.is_simple(lines)
    tree = shapely.STRtree(lines)
    one, two = tree.query(lines, predicate="intersects")
    one, two = one[one < two], two[one < two]
    shared = shapely.intersection(lines[one], lines[two])
    ends = shapely.intersection(shapely.boundary(lines[one]), shapely.boundary(lines[two]))
    wrong = ~shapely.equals(shared, ends)
    bad[one[wrong]] = True
    bad[two[wrong]] = True
    return bad


def _polygons(at: Board, marks: Ints, lines: Lines) -> dict[int, Shape]:
    pieces = shapely.get_parts(shapely.polygonize(list(lines)))
    inside = shapely.get_coordinates(shapely.point_on_surface(pieces))
    owner = marks[at.row(inside[:, 1]), at.column(inside[:, 0])]
    found: dict[int, Shape] = {}
    for mark in np.unique(owner):
        if mark == 0:
            continue
        own = pieces[owner == mark]
        found[int(mark)] = multipolygon(list(own))
    return found
