"""The drawing board of the sample: a raster over an invented coast, its plane in kilometres, and fractal noise.

The plane is x east, y north, in km from 109° E 12.75° N, by one fixed scale for each axis: exact to go back and forth,
and near enough to the ground for drawing. Rows of the raster run from south to north.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from shapely.geometry import LineString, MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Bools = NDArray[np.bool_]
Shape = BaseGeometry

ORIGIN = (109.0, 12.75)
KM_PER_DEGREE = (108.575, 110.62)
WEST, SOUTH, EAST, NORTH = 104.4, 9.2, 110.2, 16.4
CELL_KM = 0.3


@dataclass(frozen=True, slots=True)
class Board:
    """The raster: centres of its columns and rows in km, and a source of fractal fields."""

    x: Floats
    y: Floats

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return len(self.y), len(self.x)

    def window(self, mask: "Bools", margin: int) -> tuple["Board", tuple[slice, slice]]:
        """Cut the board down to a mask and a margin of cells; with the slices that cut fields alike."""
        rows, columns = np.nonzero(mask.any(axis=1))[0], np.nonzero(mask.any(axis=0))[0]
        cut = (
            slice(max(int(rows[0]) - margin, 0), int(rows[-1]) + 1 + margin),
            slice(max(int(columns[0]) - margin, 0), int(columns[-1]) + 1 + margin),
        )
        return Board(self.x[cut[1]], self.y[cut[0]]), cut

    def column(self, x_km: Floats) -> Ints:
        """The columns that hold these x."""
        return np.clip(np.floor((x_km - self.x[0]) / CELL_KM + 0.5), 0, len(self.x) - 1).astype(np.int32)

    def row(self, y_km: Floats) -> Ints:
        """The rows that hold these y."""
        return np.clip(np.floor((y_km - self.y[0]) / CELL_KM + 0.5), 0, len(self.y) - 1).astype(np.int32)


def board() -> Board:
    """Lay out the raster of the whole sample."""
    low, high = to_km(np.array([[WEST, SOUTH], [EAST, NORTH]]))
    columns, rows = (int(n) // 60 * 60 for n in (high - low) / CELL_KM)
    x = np.arange(columns, dtype=np.float64) * CELL_KM
    y = np.arange(rows, dtype=np.float64) * CELL_KM
    return Board(x + float(low[0]), y + float(low[1]))


def line(points: Floats) -> LineString:
    """A line through points (n, 2)."""
    return LineString(points)


def polygon(points: Floats) -> Polygon:
    """A polygon within a ring of points (n, 2)."""
    return Polygon(points)


def multipolygon(parts: list[Shape]) -> Shape:
    """The parts as one; a single part stays as it is."""
    return parts[0] if len(parts) == 1 else MultiPolygon([p for p in parts if isinstance(p, Polygon)])


def to_km(degrees: Floats) -> Floats:
    """Turn longitude and latitude (…, 2) into km."""
    return (degrees - np.array(ORIGIN)) * np.array(KM_PER_DEGREE)


def to_degrees(km: Floats) -> Floats:
    """Turn km (…, 2) into longitude and latitude, rounded to 1e-7° (1 cm), so that shared vertices stay shared."""
    return np.round(km / np.array(KM_PER_DEGREE) + np.array(ORIGIN), 7)


def noise(at: Board, rng: np.random.Generator, *, longest_km: float, shortest_km: float, slope: float) -> Floats:
    """Draw a fractal field with standard deviation 1: white noise, its spectrum cut to a band of wavelengths.

    Args:
        at: the raster.
        rng: source of randomness.
        longest_km: wavelengths above are damped.
        shortest_km: wavelengths below are left out.
        slope: amplitude falls with frequency to this power; 1.5 is rolling, 1 is rough.
    """
    rows, columns = at.shape
    spectrum = np.fft.rfft2(rng.standard_normal((rows, columns), dtype=np.float32))
    fy = np.fft.fftfreq(rows, CELL_KM)[:, None]
    fx = np.fft.rfftfreq(columns, CELL_KM)[None, :]
    frequency = np.sqrt(fx * fx + fy * fy)
    gain = (frequency * frequency + longest_km**-2.0) ** (-slope / 2)
    gain *= np.exp(-((frequency * shortest_km) ** 2))
    gain[0, 0] = 0
    field = np.fft.irfft2(spectrum * gain, s=(rows, columns)).astype(np.float64)
    return field / field.std()
