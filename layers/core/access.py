"""Who may see what."""

import hashlib
from functools import lru_cache

from layers.core.model import Model


class Scope(Model):
    """What the asker may see. Every query builder and every route takes one.

    Attributes:
        name: for logs; two scopes of one name may differ.
        classes: the access classes of layers, fields and rows that are open.
        person: who asks; None until somebody has said so.
        units: ids of the units whose rows are open, in layers that restrict rows by unit; None opens all.
        agencies: codes of the agencies whose rows are open, in layers that restrict rows by agency; None opens all.
    """

    name: str
    classes: frozenset[str]
    person: str | None = None
    units: frozenset[int] | None = None
    agencies: frozenset[str] | None = None

    def allows(self, access: str) -> bool:
        """Say whether layers, fields or rows of this access class are visible."""
        return access in self.classes

    @property
    def key(self) -> str:
        """The hash of the whole scope: caches and ETags know it by this, never by its name."""
        return _key(self.classes, self.person, self.units, self.agencies)


@lru_cache(maxsize=4096)
def _key(
    classes: frozenset[str], person: str | None, units: frozenset[int] | None, agencies: frozenset[str] | None
) -> str:
    parts = (
        sorted(classes),
        person,
        None if units is None else sorted(units),
        None if agencies is None else sorted(agencies),
    )
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


PUBLIC = Scope(name="public", classes=frozenset({"public"}))
"""The only scope until there is a login."""
