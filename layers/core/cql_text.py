"""What the text of a filter may look like before the library reads it, and the form that filters had before CQL2."""

import re
from collections.abc import Mapping

from layers.core.cql_values import bad_filter
from layers.core.field import Field
from layers.core.model import text

MOST_LETTERS = 4000
MOST_DEPTH = 10
"""Brackets in brackets. The library takes twice the time for each more that fails, and falls off the stack at 1,000."""
MOST_SIGNS = 100
"""`not` and `-` one after another are nested as well."""
_QUOTED = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"\\]|\\.)*\"", re.DOTALL)
_PAIR = re.compile(r"\s*([a-z][a-z0-9_]*)\s*=\s*(?:'((?:[^']|'')*)'|([^'\s,]+))\s*(?:(?:,|\bAND\b)|$)", re.IGNORECASE)


def check_shape(value: str) -> None:
    """Refuse what the library should not be given.

    Raises:
        GisError: too long, nested too deep, brackets that do not close, or a letter that no database holds.
    """
    if len(value) > MOST_LETTERS:
        raise bad_filter(text("Bộ lọc quá dài.", "The filter is too long."), f"{len(value)}", MOST_LETTERS)
    if "\x00" in value or "\\u0000" in value:
        raise bad_filter(text("Bộ lọc có ký tự rỗng.", "The filter has a null character."), "\\0", "CQL2")
    bare = _QUOTED.sub("''", value)
    depth = deepest = 0
    for letter in bare:
        depth += (letter in "([{") - (letter in ")]}")
        deepest = max(deepest, depth)
        if depth < 0:
            break
    if deepest > MOST_DEPTH * (2 if bare.lstrip().startswith("{") else 1):
        raise bad_filter(text("Bộ lọc lồng quá sâu.", "The filter is nested too deep."), deepest, MOST_DEPTH)
    if depth != 0:
        raise bad_filter(text("Dấu ngoặc không khép.", "The brackets do not close."), value, "( )")
    signs = len(re.findall(r"\bnot\b|[-+~]", bare, re.IGNORECASE))
    if signs > MOST_SIGNS:
        raise bad_filter(text("Bộ lọc có quá nhiều dấu phủ định.", "The filter has too many signs."), signs, MOST_SIGNS)


def old_form(value: str, fields: Mapping[str, Field]) -> str | None:
    """Return as CQL2 what was written as `field=value` pairs with bare words or commas; None where it was not."""
    found: list[str] = []
    at = 0
    while at < len(value):
        if (pair := _PAIR.match(value, at)) is None:
            return None
        name, word = pair[1], pair[2].replace("''", "'") if pair[2] is not None else pair[3]
        field = fields.get(name.lower())
        bare = field is not None and field.type in {"integer", "number", "boolean"}
        quoted = word.replace("'", "''")
        found.append(f"{name} = {word}" if bare else f"{name} = '{quoted}'")
        at = pair.end()
    return " AND ".join(found) or None
