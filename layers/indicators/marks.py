"""What one letter says of a figure, or of its absence; and which letter wins where several meet.

Marks: `.` ordinary, `p` provisional, `r` revised, `c` carried by rule ("quy đổi"), `e` carried by area ("ước tính"),
`g` an approximate grouping ("gần đúng"), `u` made of the children. Blanks: `o` overdue, `k` overdue with an older
figure to show, `d` not due, `n` not applicable, `w` withheld, `x` did not exist, `s` source down; `?` (never sent out)
is a figure expected and not there, before it is asked whether it is due.
"""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

Marks = NDArray[np.str_]
CARRIED = "egc"
_MARKS = "egcpur."
"""The one that says most first: that a figure is estimated or converted counts for more than that its source was
provisional, that more than that it was made of the children, and that more than that a part of it was corrected.
"""
_BLANKS = "x?wn"
"""The worst first: what never was, what is still awaited, what is kept back, what does not apply."""
_ORDER = _BLANKS + _MARKS


def joined(marks: Marks, axis: int) -> Marks:
    """Return one letter for all along an axis: the worst blank if there is any, else the mark that says most."""
    shape = tuple(size for k, size in enumerate(marks.shape) if k != axis)
    result = np.full(shape, ".", dtype="<U1")
    for letter in reversed(_ORDER[:-1]):
        found = marks == letter
        if found.any():
            result[found.any(axis=axis)] = letter
    return result


def strongest(marks: Iterable[str]) -> str:
    """Return the mark that says most; `.` of none."""
    return min(marks, key=_MARKS.index, default=".")


def is_one_of(marks: Marks, letters: str) -> NDArray[np.bool_]:
    """Say which cells have one of these letters."""
    return np.isin(marks, list(letters))
