"""Who may see what."""

from layers.core.model import Model


class Scope(Model):
    """What the asker may see: the access classes open to them. Every query builder and every route takes one."""

    name: str
    classes: frozenset[str]

    def allows(self, access: str) -> bool:
        """Say whether rows or fields of this access class are visible."""
        return access in self.classes


PUBLIC = Scope(name="public", classes=frozenset({"public"}))
"""The only scope until there is a login."""
