"""Names of units: the kind ("Xã", "Phường", "TP."…) taken off the name, and the level that a kind belongs to."""

import re
from dataclasses import dataclass

from boundaries.folding import fold
from layers.core.levels import Level

KINDS: dict[str, tuple[Level, ...]] = {
    "tỉnh": ("province",),
    "thành phố": ("province", "district"),
    "quận": ("district",),
    "huyện": ("district",),
    "thị xã": ("district",),
    "xã": ("commune",),
    "phường": ("commune",),
    "thị trấn": ("commune",),
    "đặc khu": ("commune",),
}
"""Every kind in lower case, with the levels at which it exists."""

ENGLISH_KINDS: dict[tuple[str, Level], str] = {
    ("tỉnh", "province"): "Province",
    ("thành phố", "province"): "City",
    ("thành phố", "district"): "City",
    ("quận", "district"): "Urban District",
    ("huyện", "district"): "District",
    ("thị xã", "district"): "Town",
    ("xã", "commune"): "Commune",
    ("phường", "commune"): "Ward",
    ("thị trấn", "commune"): "Township",
    ("đặc khu", "commune"): "Special Zone",
}

_SHORT = {"tp": "thành phố", "tx": "thị xã", "tt": "thị trấn", "p": "phường", "q": "quận", "h": "huyện", "x": "xã"}
_FOLDED = {fold(kind): kind for kind in KINDS}
_WORDS = re.compile(r"\s+")
_ABBREVIATED = re.compile(r"^(tp|tx|tt|p|q|h|x)\.\s*(.+)$", re.IGNORECASE | re.DOTALL)
_TP = re.compile(r"^(tp)\s+(.+)$", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class UnitName:
    """A name without its kind, the kind in lower case (None when the text shows none), and both together."""

    name: str
    kind: str | None
    full_name: str


def parse_name(text: str, kind: str | None = None) -> UnitName:
    """Split "Xã Diên An" into its kind and name; blanks are tidied, the spelling of the name is kept.

    Args:
        text: the name with or without its kind, in any case; "TP. Huế" and "Tp Huế" are understood.
        kind: the kind, when another column states it; it wins over what the text shows.
    """
    tidy = " ".join(text.split())
    found, name = _take_kind(tidy)
    stated = known_kind(kind)
    if stated is not None and found != stated:
        found, name = stated, tidy
    if found is None:
        return UnitName(tidy, None, tidy)
    return UnitName(name, found, f"{found[0].upper()}{found[1:]} {name}")


def known_kind(text: str | None) -> str | None:
    """Return the kind in its canonical lower-case spelling, or None when the word is no kind of unit."""
    if text is None:
        return None
    folded = fold(text)
    return _FOLDED.get(folded) or _SHORT.get(folded)


def _take_kind(text: str) -> tuple[str | None, str]:
    words = _WORDS.split(text)
    for count in (2, 1):
        if len(words) > count and (kind := _FOLDED.get(fold(" ".join(words[:count])))) is not None:
            return kind, " ".join(words[count:])
    found = _ABBREVIATED.match(text) or _TP.match(text)
    if found is not None:
        return _SHORT[found.group(1).lower()], found.group(2)
    return None, text
