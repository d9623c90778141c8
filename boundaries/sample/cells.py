"""What the sample asks of scipy, with types: pieces, distances and neighbours on a raster."""

from typing import Any, cast

import numpy as np
from scipy import ndimage, spatial

from boundaries.sample.plane import CELL_KM, Bools, Floats, Ints

_image: Any = ndimage
_spatial: Any = spatial


def pieces(mask: Bools) -> tuple[Ints, int]:
    """Number the connected pieces of a mask from 1; cells that touch at a corner only are apart."""
    labels, count = _image.label(mask)
    return cast("Ints", labels), int(count)


def distance_km(mask: Bools) -> Floats:
    """Distance of each cell of the mask from the nearest cell outside it; 0 outside."""
    return np.asarray(_image.distance_transform_edt(mask), dtype=np.float64) * CELL_KM


def widened(mask: Bools, cells: int = 1) -> Bools:
    """The mask and all cells within so many steps of it."""
    return np.asarray(_image.binary_dilation(mask, iterations=cells), dtype=np.bool_)


def nearest_of(seeds: Floats, points: Floats) -> Ints:
    """The number of the nearest seed for each point; both are (n, 2) in km."""
    return np.asarray(_spatial.cKDTree(seeds).query(points)[1], dtype=np.int32)


def sums(values: Floats, labels: Ints, index: Ints) -> Floats:
    """Sum of the values over the cells of each label in the index."""
    return np.asarray(_image.sum(values, labels, index), dtype=np.float64)
