"""The levels of administrative units: the same words in files, addresses, tiles and figures."""

from typing import Literal

Level = Literal["province", "district", "commune"]
LEVELS: tuple[Level, ...] = ("province", "district", "commune")
