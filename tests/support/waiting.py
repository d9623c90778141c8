"""Wait for what another process does."""

import time
from collections.abc import Callable

LOOK_S = 0.02


def until(done: Callable[[], bool], seconds: float = 30) -> bool:
    """Look until it holds, for so many seconds at most, and say whether it did.

    What the last look saw is the answer: a second look could see something else already.
    """
    deadline = time.monotonic() + seconds
    while not (held := done()) and time.monotonic() < deadline:
        time.sleep(LOOK_S)
    return held
