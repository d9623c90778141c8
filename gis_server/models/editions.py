"""The editions of the boundaries."""

from datetime import date

from gis_server.models.reply import Reply
from layers.core.model import Text


class Edition(Reply):
    """A set of boundaries, in force from its date until the next one's."""

    date: date
    title: Text
    legal_basis: str
    note: Text
    in_force: bool


class EditionsReply(Reply):
    """All editions, the oldest first."""

    editions: list[Edition]
