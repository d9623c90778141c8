"""What a filter says of a row, as data: fields and values are checked, nothing is text of SQL."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from layers.core.field import Field

MOST_TERMS = 200
"""Conditions and listed values of one filter."""
Operator = Literal["=", "<>", "<", "<=", ">", ">="]
Letters = Literal["exact", "lower", "folded"]
"""How text is compared: as it is, without regard to case, or to case and diacritics."""
Value = str | int | float | bool | date | datetime
"""A bare `date` asked of a field of instants means the whole local day."""


@dataclass(frozen=True, slots=True)
class Compare:
    """A field against one value; `=` on a code of a tree takes what lies below it, `<>` leaves it out."""

    field: Field
    op: Operator
    value: Value
    letters: Letters = "exact"


@dataclass(frozen=True, slots=True)
class Within:
    """A field is one of these values, or below one of them."""

    field: Field
    values: tuple[Value, ...]
    letters: Letters = "exact"


@dataclass(frozen=True, slots=True)
class Between:
    """A field lies between two values, both included."""

    field: Field
    low: Value
    high: Value


@dataclass(frozen=True, slots=True)
class Like:
    """Text matches a pattern: `%` is any text, `_` one letter, a backslash takes the next letter as it is."""

    field: Field
    pattern: str
    letters: Letters


@dataclass(frozen=True, slots=True)
class Empty:
    """A field is null."""

    field: Field


@dataclass(frozen=True, slots=True)
class Place:
    """The row's geometry touches this one: GeoJSON of EPSG:4326."""

    geojson: str


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite; null stays null, as in SQL."""

    part: "Predicate"


@dataclass(frozen=True, slots=True)
class Group:
    """All of these, or any of these."""

    op: Literal["and", "or"]
    parts: tuple["Predicate", ...]


Predicate = Compare | Within | Between | Like | Empty | Place | Not | Group
