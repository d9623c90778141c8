"""Colours of the design by the names of their tokens, for clients that do not have them."""

import re
from collections.abc import Mapping

TOKENS: Mapping[str, str] = {
    "accent": "#1f4fc4",
    "ink": "#1b2430",
    "sea-ink": "#456579",
    "land": "#f7f5f0",
    "border-province": "#5b6470",
    "stable": "#8a9099",
    "good": "#1b7f79",
    "bad": "#c4441c",
    "seq-1": "#d3eac1",
    "seq-2": "#8fd0bb",
    "seq-3": "#45b1c4",
    "seq-4": "#2b79b3",
    "seq-5": "#253a8e",
}
"""The light theme's colours, for clients without our tokens."""
QUALITATIVE = ("#2b79b3", "#b86a00", "#7a4a9c", "#1b7f79", "#c4441c", "#456579", "#8a5a12", "#5f605c")
"""For codes without a colour of their own, in the order of the code list."""
SEQUENTIAL = "seq"
"""Names the whole sequential scale, for a layer whose classes choose the shade."""
_HEX = re.compile(r"#[0-9a-fA-F]{6}")


def is_color(value: str) -> bool:
    """Say whether a value is a token of the design or `#rrggbb`."""
    return value in TOKENS or value == SEQUENTIAL or _HEX.fullmatch(value) is not None


def concrete(color: str) -> str:
    """Return `#rrggbb` of a token name or of a colour."""
    return color if color.startswith("#") else TOKENS.get(color, TOKENS["accent"])
