"""Places on the web's tile grid."""

import math


def tile_of(place: tuple[float, float], zoom: int) -> tuple[int, int]:
    """Return column and row of the tile that holds a longitude and latitude in degrees."""
    x = (place[0] + 180) / 360
    y = (1 - math.asinh(math.tan(math.radians(place[1]))) / math.pi) / 2
    return int(x * 2**zoom), int(y * 2**zoom)
