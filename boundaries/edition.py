"""An edition: a set of boundaries and the day from which it is in force."""

from datetime import date

from layers.core.model import Model, Text


class Edition(Model):
    """A set of boundaries in force from a local day until the next edition."""

    effective: date
    title: Text
    legal_basis: str
    note: Text
