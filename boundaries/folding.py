"""Folding: what is left of a Vietnamese name when it is only looked up.

`fold` makes "Xã Diên Hoà", "xa dien hoa" and "XÃ  DIÊN HÒA" one; `spelling_key` only forgives what is no renaming:
where the tone mark stands, capitals, blanks and the shape of apostrophes and dashes.
"""

import re
import unicodedata

_APOSTROPHES = str.maketrans("", "", "'`´ʹʼʽˈ‘’‛′＇")
_DASHES = re.compile(r"[\s\-‐‑‒–—―−_.,;:/()]+")
_D = str.maketrans({"đ": "d", "Đ": "d", "ð": "d", "Ð": "d"})
_FIRST = _D | _APOSTROPHES
"""What decomposing would turn into something else: the acute accent that stands alone becomes a blank and a mark."""
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_SYLLABLES = re.compile(r"[^\W\d_]+")


def fold(text: str) -> str:
    """Return the text in lower case without diacritics, apostrophes, dashes and double blanks; đ is d.

    Where the tone mark stands (Hòa, Hoà) and how the text is composed cannot matter. Folding twice changes nothing.
    """
    bare = "".join(c for c in unicodedata.normalize("NFKD", text.translate(_FIRST)) if not unicodedata.combining(c))
    lower = unicodedata.normalize("NFKD", bare.casefold()).translate(_D).translate(_APOSTROPHES)
    lower = "".join(c for c in lower if not unicodedata.combining(c))
    return _DASHES.sub(" ", lower).strip()


def spelling_key(text: str) -> str:
    """Return a key that is equal for two spellings of the same name, and only for these.

    Each syllable's tone mark is moved to its end, so "Hòa" and "Hoà" agree while "Hòa" and "Hoá" do not.
    """
    lower = unicodedata.normalize("NFC", text).casefold().translate(_APOSTROPHES)
    return _DASHES.sub(" ", _SYLLABLES.sub(_tone_last, lower)).strip()


def same_spelling(one: str, other: str) -> bool:
    """Say whether two names differ at most in tone placement, capitals, blanks, apostrophes or dashes."""
    return spelling_key(one) == spelling_key(other)


def _tone_last(syllable: re.Match[str]) -> str:
    parts = unicodedata.normalize("NFD", syllable.group())
    tones = "".join(sorted(c for c in parts if c in _TONES))
    return "".join(c for c in parts if c not in _TONES) + tones
