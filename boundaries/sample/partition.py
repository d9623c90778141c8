"""Who owns each cell of the land: provinces, then districts within them, then communes within those.

Provinces follow a drawn sketch; districts and communes are the cells nearest to seeds, in a plane bent by noise, so
that borders wander. A piece cut off by water joins the neighbour it touches most, an island the nearest commune.
"""

from collections.abc import Sequence

import numpy as np

from boundaries.sample.cells import nearest_of, pieces, widened
from boundaries.sample.coast import ISLAND_DISTRICT, Land, rasterize
from boundaries.sample.plane import Board, Bools, Floats, Ints, noise, polygon, to_km

NORTH_HOME, SOUTH_HOME, NORTH_LAND, WEST_LAND, SOUTH_LAND = 1, 2, 3, 4, 5
"""Marks of the provinces on the raster; 0 is sea."""

_HOME = (
    (109.7, 13.6), (109.33, 13.48), (109.18, 13.5), (109.0, 13.42), (108.87, 13.27), (108.68, 13.2), (108.56, 13.02),
    (108.66, 12.82), (108.52, 12.62), (108.48, 12.45), (108.58, 12.3), (108.6, 12.15), (108.78, 12.06),
    (108.85, 11.92), (109.0, 11.7), (109.9, 11.7), (109.9, 13.6),
)  # fmt: skip
_NORTH_HALF = (
    (109.9, 13.7), (108.3, 13.7), (108.3, 12.68), (108.62, 12.62), (108.85, 12.55), (109.02, 12.57), (109.17, 12.53),
    (109.25, 12.49), (109.5, 12.4), (109.9, 12.3),
)  # fmt: skip
_NORTH_LAND = (
    (103, 17.5), (103, 14.2), (106, 13.95), (107.2, 13.5), (107.9, 13.55), (108.4, 13.6), (109.0, 13.42),
    (109.7, 13.0), (111, 13.0), (111, 17.5),
)  # fmt: skip
_WEST_LAND = (
    (103, 14.2), (103, 11.7), (105, 11.75), (106.4, 11.6), (107.3, 11.95), (108.1, 12.1), (108.6, 12.15), (109, 12.4),
    (109, 13.42), (108.4, 13.6), (107.9, 13.55), (107.2, 13.5), (106, 13.95),
)  # fmt: skip

_WHOLE_ISLAND_CELLS = 260
"""Islands below 23 km² are not divided."""


def nearest(at: Board, mask: Bools, seeds: Floats, bend: tuple[Floats, Floats]) -> Ints:
    """Give each cell of the mask the number of its nearest seed, in the bent plane; −1 elsewhere."""
    rows, columns = np.nonzero(mask)
    here = np.stack([at.x[columns] + bend[0][mask], at.y[rows] + bend[1][mask]], axis=1)
    found = np.full(at.shape, -1, dtype=np.int32)
    found[rows, columns] = nearest_of(seeds, here)
    return found


def bends(at: Board, rng: np.random.Generator, amount_km: float, longest_km: float) -> tuple[Floats, Floats]:
    """Draw how far the plane is bent in x and y."""
    shortest = max(longest_km / 30, 0.9)
    x, y = (noise(at, rng, longest_km=longest_km, shortest_km=shortest, slope=1.9) for _ in range(2))
    return x * amount_km, y * amount_km


def provinces(at: Board, ground: Land, rng: np.random.Generator) -> Ints:
    """Mark every cell of the land with its province."""
    bend = bends(at, rng, 3.2, 40)
    grid_x, grid_y = at.x[None, :] + bend[0], at.y[:, None] + bend[1]
    marks = np.full(at.shape, SOUTH_LAND, dtype=np.int32)
    for drawn, mark in ((_WEST_LAND, WEST_LAND), (_NORTH_LAND, NORTH_LAND), (_HOME, SOUTH_HOME)):
        marks[_inside(at, drawn, grid_x, grid_y)] = mark
    north = _inside(at, _NORTH_HALF, grid_x, grid_y) & (marks == SOUTH_HOME)
    marks[north] = NORTH_HOME
    marks[~ground.land] = 0
    joined = join_pieces(marks, 0)
    centre_x, centre_y = to_km(np.array(ISLAND_DISTRICT[:2]))
    far = np.hypot(at.x[None, :] - centre_x, at.y[:, None] - centre_y) < ISLAND_DISTRICT[2]
    joined[far & ground.land] = NORTH_HOME
    return joined


def _inside(at: Board, drawn: Sequence[tuple[float, float]], grid_x: Floats, grid_y: Floats) -> Bools:
    straight = rasterize(at, polygon(to_km(np.array(drawn))))
    return straight[at.row(grid_y), at.column(grid_x)]


def join_pieces(marks: Ints, outside: int) -> Ints:
    """Let each mark keep its largest piece and its true islands; give other pieces to the neighbour they touch most."""
    marks = marks.copy()
    for _ in range(3):
        changed = False
        for mark in np.unique(marks):
            if mark == outside:
                continue
            changed |= _join_one(marks, int(mark), outside)
        if not changed:
            break
    return marks


def _join_one(marks: Ints, mark: int, outside: int) -> bool:
    rows, columns = np.nonzero(marks == mark)
    window = np.s_[max(rows.min() - 1, 0) : rows.max() + 2, max(columns.min() - 1, 0) : columns.max() + 2]
    view = marks[window]
    labels, count = pieces(view == mark)
    if count == 1:
        return False
    sizes = np.bincount(labels.ravel())
    sizes[0] = 0
    changed = False
    for piece in range(1, count + 1):
        if piece == sizes.argmax():
            continue
        ring = widened(labels == piece) & (labels != piece)
        around = view[ring]
        around = around[(around != outside) & (around != mark)]
        if around.size:
            view[labels == piece] = np.bincount(around).argmax()
            changed = True
    return changed


def settle(at: Board, mask: Bools, weight: Floats, count: int, rng: np.random.Generator) -> Floats:
    """Place seeds in a mask, closer where the weight is high, and even them out (Lloyd, weighted)."""
    rows, columns = np.nonzero(mask)
    here = np.stack([at.x[columns], at.y[rows]], axis=1)
    chance = weight[mask]
    seeds = here[rng.choice(len(here), size=count, replace=False, p=chance / chance.sum())]
    for _ in range(14):
        owner = nearest_of(seeds, here)
        total = np.bincount(owner, weights=chance, minlength=count)
        for axis in (0, 1):
            moved = np.bincount(owner, weights=chance * here[:, axis], minlength=count)
            seeds[:, axis] = np.where(total > 0, moved / np.maximum(total, 1e-12), seeds[:, axis])
    return seeds + rng.normal(0, 0.25, seeds.shape)


def divide(at: Board, mask: Bools, seeds: Floats, bend: tuple[Floats, Floats]) -> Ints:
    """Divide a mask among seeds: mainland by distance in the bent plane, each island whole to the one nearest.

    Returns:
        The number of the seed for each cell; −1 outside the mask.
    """
    found = nearest(at, mask, seeds, bend)
    labels, count = pieces(mask)
    sizes = np.bincount(labels.ravel(), minlength=count + 1)
    for piece in range(1, count + 1):
        if sizes[piece] < _WHOLE_ISLAND_CELLS:
            cells = labels == piece
            found[cells] = np.bincount(found[cells]).argmax()
    return join_pieces(found + 1, 0) - 1


def majority(marks: Ints, rounds: int = 2) -> Ints:
    """Smooth borders of the raster a little: a cell surrounded by one other mark on three sides takes that mark."""
    for _ in range(rounds):
        up, down = np.roll(marks, 1, 0), np.roll(marks, -1, 0)
        left, right = np.roll(marks, 1, 1), np.roll(marks, -1, 1)
        stack = np.stack([up, down, left, right])
        stack.sort(axis=0)
        low, high = (stack[0] == stack[1]) & (stack[1] == stack[2]), (stack[1] == stack[2]) & (stack[2] == stack[3])
        marks = np.where(low | high, stack[1], marks)
    return marks
