"""What travels short, written out."""

from collections.abc import Mapping
from itertools import accumulate
from typing import Any


def ids_of(reply: Mapping[str, Any]) -> list[int]:
    """Return the units of a reply of values, a row each."""
    return list(accumulate(reply["id_steps"]))
