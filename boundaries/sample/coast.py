"""The land of the sample: a hand-drawn coast, made fractal by noise, with capes, bays, a lagoon and islands."""

from dataclasses import dataclass

import numpy as np
import shapely

from boundaries.sample.cells import distance_km, pieces
from boundaries.sample.plane import Board, Bools, Floats, Shape, noise, polygon, to_km

# Degrees, from the north along the east coast, round the far south and back along the land border in the west.
_MAINLAND = (
    (106.3, 16.9), (106.9, 16.6), (107.5, 16.2), (108.15, 15.75), (108.65, 15.05), (108.88, 14.5), (109.02, 14.05),
    (109.2, 13.82), (109.17, 13.66), (109.3, 13.58), (109.42, 13.52), (109.46, 13.4), (109.5, 13.3), (109.6, 13.2),
    (109.585, 13.08), (109.53, 13.04), (109.5, 13.13), (109.43, 13.2), (109.4, 13.29), (109.31, 13.32),
    (109.22, 13.27), (109.17, 13.17), (109.2, 13.08), (109.27, 13.05), (109.31, 13.1), (109.36, 13.02),
    (109.42, 12.93), (109.37, 12.88), (109.28, 12.9), (109.24, 12.83), (109.23, 12.75), (109.21, 12.68),
    (109.27, 12.63), (109.35, 12.6), (109.33, 12.54), (109.27, 12.52), (109.275, 12.42), (109.295, 12.33),
    (109.33, 12.25), (109.34, 12.17), (109.28, 12.15), (109.25, 12.19), (109.17, 12.16), (109.12, 12.09),
    (109.13, 12.02), (109.05, 11.95), (108.93, 11.93), (108.8, 11.8), (108.73, 11.66), (108.55, 11.5),
    (108.35, 11.42), (108.15, 11.18), (107.85, 10.98), (107.5, 10.8), (107.2, 10.5), (106.8, 10.45), (106.6, 10.05),
    (106.2, 9.7), (105.6, 9.35), (105.0, 9.5), (104.8, 10.1), (105.1, 10.7), (104.9, 11.3), (105.3, 12.0),
    (105.1, 12.7), (104.8, 13.3), (105.2, 14.1), (105.0, 14.8), (105.5, 15.4), (105.3, 16.0), (105.8, 16.6),
)  # fmt: skip
_LAGOONS = (
    ((109.14, 12.47), (109.2, 12.48), (109.21, 12.4), (109.22, 12.31), (109.26, 12.24), (109.255, 12.17),
    (109.22, 12.18), (109.17, 12.27), (109.13, 12.3), (109.12, 12.38)), ((109.02, 13.95), (109.08, 13.97),
    (109.1, 13.86), (109.06, 13.84)),
)  # fmt: skip
# Longitude, latitude, half axes in km, turn in degrees.
_ISLANDS = (
    (109.345, 12.735, 5.2, 2.6, 20), (109.39, 12.68, 1.5, 1.0, 80), (109.3, 12.69, 1.2, 0.7, 0),
    (109.43, 12.78, 1.0, 0.6, 45), (109.42, 13.08, 3.4, 1.7, 120), (109.36, 13.17, 2.3, 1.3, 60),
    (109.29, 13.2, 1.1, 0.7, 0), (109.48, 12.98, 1.0, 0.6, 30), (109.37, 12.45, 1.3, 0.8, 100),
    (109.36, 12.2, 0.9, 0.6, 10), (109.25, 12.06, 1.1, 0.7, 150), (109.19, 12.42, 0.9, 0.6, 90),
    (109.62, 12.52, 3.9, 2.2, 140), (109.7, 12.58, 1.6, 1.0, 20), (109.56, 12.45, 1.3, 0.8, 80),
    (109.68, 12.44, 1.0, 0.7, 0), (109.28, 13.72, 1.6, 0.9, 60), (109.2, 14.2, 1.2, 0.8, 0),
    (108.9, 11.7, 1.3, 0.8, 40), (108.3, 10.6, 4.2, 2.4, 70), (109.1, 15.3, 3.1, 2.0, 0),
)  # fmt: skip
ISLAND_DISTRICT = (109.63, 12.51, 11.0)
"""Longitude, latitude and radius in km of the islands that are a district of their own."""
_CALM = (109.22, 12.34, 17.0)
"""Longitude, latitude and radius in km of the lagoon, whose sand bar the noise must not wash away."""
_ROUGHNESS_KM = 2.3
_SMALLEST_ISLAND_CELLS = 4


@dataclass(frozen=True, slots=True)
class Land:
    """Land and sea, the height that shapes borders, and the distance from the sea in km."""

    land: Bools
    height: Floats
    inland_km: Floats


def make_land(at: Board, rng: np.random.Generator) -> Land:
    """Draw land and sea, and hills that rise from the coast to the west."""
    sketch = _sketch(at)
    rough = noise(at, rng, longest_km=18, shortest_km=0.9, slope=1.6)
    wildness = 1 + 0.45 * np.clip(noise(at, rng, longest_km=60, shortest_km=15, slope=2), -1.6, 1.6)
    (calm_x, calm_y), reach_km = to_km(np.array(_CALM[:2])), _CALM[2]
    far = np.hypot(at.x[None, :] - calm_x, at.y[:, None] - calm_y) / reach_km
    wildness *= 1 - 0.7 * np.exp(-(far**4))
    near = np.exp(-((np.maximum(np.abs(sketch) - 2, 0) / 6) ** 2))
    land = sketch + _ROUGHNESS_KM * rough * wildness * near > 0
    land = _tidy(land)
    land[[0, -1], :] = land[:, [0, -1]] = False
    inland = distance_km(land)
    hills = noise(at, rng, longest_km=45, shortest_km=2.5, slope=1.9)
    height = np.clip(inland / 45, 0, 1) * 1.2 + 0.55 * hills * np.clip(inland / 12, 0, 1)
    return Land(land, height, inland)


def _sketch(at: Board) -> Floats:
    """Signed distance in km from the hand-drawn coast: positive on land."""
    mainland = polygon(to_km(np.array(_MAINLAND)))
    for lagoon in _LAGOONS:
        mainland = shapely.difference(mainland, polygon(to_km(np.array(lagoon))))
    inside = rasterize(at, mainland)
    signed = distance_km(inside) - distance_km(~inside)
    for longitude, latitude, long_km, short_km, turn in _ISLANDS:
        cx, cy = to_km(np.array([longitude, latitude]))
        angle = np.deg2rad(turn)
        dx, dy = at.x[None, :] - cx, at.y[:, None] - cy
        u, v = dx * np.cos(angle) + dy * np.sin(angle), dy * np.cos(angle) - dx * np.sin(angle)
        radius = np.sqrt((u / long_km) ** 2 + (v / short_km) ** 2)
        signed = np.maximum(signed, (1 - radius) * short_km)
    return signed


def rasterize(at: Board, area: Shape) -> Bools:
    """Mark the cells whose centre lies in a polygon (km)."""
    shapely.prepare(area)
    west, south, east, north = shapely.bounds(area)
    inside = np.zeros(at.shape, dtype=np.bool_)
    columns = (at.x >= west) & (at.x <= east)
    rows = (at.y >= south) & (at.y <= north)
    grid_x, grid_y = np.meshgrid(at.x[columns], at.y[rows])
    inside[np.ix_(rows, columns)] = shapely.contains_xy(area, grid_x, grid_y)
    return inside


def _tidy(land: Bools) -> Bools:
    """Drop specks of land, fill ponds, and open cells that touch only at a corner."""
    for wanted in (False, True):
        mask = land if wanted else ~land
        labels, count = pieces(mask)
        sizes = np.bincount(labels.ravel(), minlength=count + 1)
        limit = _SMALLEST_ISLAND_CELLS if wanted else 60
        small = sizes < limit
        small[0] = False
        land = np.where(small[labels], not wanted, land)
    return land
