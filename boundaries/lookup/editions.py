"""The editions of the boundaries: the days on which something changed."""

from collections.abc import Sequence
from datetime import date

from psycopg import Connection

from boundaries.edition import Edition
from layers.core.errors import NotFoundError
from layers.core.model import text


def editions(connection: Connection) -> list[Edition]:
    """Return all editions, the oldest first."""
    rows = connection.execute(
        "select effective, title_vi, title_en, legal_basis, note_vi, note_en from boundaries.edition order by effective"
    )
    return [
        Edition(effective=day, title=text(vi, en), legal_basis=basis, note=text(note_vi, note_en))
        for day, vi, en, basis, note_vi, note_en in rows
    ]


def edition_in_force(known: Sequence[Edition], day: date) -> Edition:
    """Return the edition in force on a local day; before the first one, the first.

    Raises:
        NotFoundError: nothing has been imported yet.
    """
    if not known:
        raise NotFoundError(
            text("Chưa có ranh giới nào.", "There are no boundaries yet."),
            remedy=text("Nhập bằng gis-server boundaries import.", "Import them with gis-server boundaries import."),
        )
    return next((edition for edition in reversed(known) if edition.effective <= day), known[0])
