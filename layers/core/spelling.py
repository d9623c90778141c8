"""How words are looked up in a column: folded as `boundaries.fold` folds what was typed, on the side of the database.

Folding a text of 28 letters costs PostgreSQL 17 µs, a regular expression over the text as it stands about 1 µs. So a
row is folded only when the expression for every spelling of the words (`spellings`) has let it through.
"""

import unicodedata
from collections import defaultdict
from functools import cache

_DROPPED = "\u0300-\u036f'’"
_DASHES = r"[\s\-–—_.,;:/()]"
FOLD = (
    "btrim(regexp_replace(replace(regexp_replace(normalize(lower({}::text), NFD), "
    + "'[{}]', '', 'g'), 'đ', 'd'), '{}+', ' ', 'g'))".format(_DROPPED.replace("'", "''"), _DASHES)
)
"""Lower case without diacritics and apostrophes, đ as d, dashes as blanks: as `boundaries.fold` folds the words."""

_SKIPPED = f"[{_DROPPED}]*"
"""What folding drops, as it may stand after every letter."""
_PLAIN_BELOW = 0x0900
"""From here on letters come apart into several when they are folded: words that have one are not spelled out."""
_SPELLED_BELOW = 0x2200
"""No letter above folds to one of those below `_PLAIN_BELOW`."""
_LONGEST = 60
"""So many letters are spelled out at most, because PostgreSQL reads each expression first: 5 ms for 200 letters."""


def spellings(folded: str) -> str:
    """Return a regular expression of PostgreSQL that matches every text which, folded, holds these folded words.

    It may match others too: what it lets through is to be folded and held against the words.
    """
    if any(ord(letter) >= _PLAIN_BELOW for letter in folded):
        return ""
    return _SKIPPED.join(_spelled(letter) for letter in folded[:_LONGEST])


def _spelled(letter: str) -> str:
    if letter == " ":
        return f"(?:{_SKIPPED}{_DASHES})+"
    if letters := _letters().get(letter):
        return f"[{letters}]"
    return f"\\{letter}" if letter.isascii() and letter.isprintable() else letter


@cache
def _letters() -> dict[str, str]:
    """Return for each letter and digit all that fold to it, itself included."""
    found: defaultdict[str, str] = defaultdict(str)
    for letter in map(chr, range(_SPELLED_BELOW)):
        apart = unicodedata.normalize("NFD", letter.lower())
        bare = "".join(part for part in apart if not "\u0300" <= part <= "\u036f").replace("đ", "d")
        if len(bare) == 1 and bare.isalnum():
            found[bare] += letter
    return dict(found)
