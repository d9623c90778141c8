"""Administrative units in time: editions, identities, succession, import, search."""

from boundaries.folding import fold

__all__ = ["fold"]
