"""Fields of a layer and their code lists; a code list may be a tree."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Literal

from pydantic import Field as Constraint

from layers.core.model import Model, Text

Role = Literal["id", "name", "code", "value", "time", "category", "unit", "none"]
FieldType = Literal["string", "integer", "number", "boolean", "date", "datetime"]
Pattern = Literal["hatch", "cross", "dots", "dash"]
Code = str | int
"""A code has the type of its field: text, or a whole number."""
Identifier = Annotated[str, Constraint(pattern=r"^[a-z][a-z0-9_]*$")]
ACCESS_PATTERN = r"^[a-z][a-z0-9_-]*$"
AccessClass = Annotated[str, Constraint(pattern=ACCESS_PATTERN)]


class CodeItem(Model):
    """One entry of a code list.

    Attributes:
        parent: the code above it, where the list is a tree; legends, counts and filters roll up to it.
        color: a token name or `#rrggbb`; without one the design chooses.
        pattern: drawn over the colour.
        order: place in lists and legends; entries without one keep the order of declaration, behind those with one.
        locked: the colour is set by a regulation: no theme and no user may change it.
    """

    code: Code
    title: Text
    parent: Code | None = None
    color: str | None = None
    pattern: Pattern | None = None
    icon: str | None = None
    order: int | None = None
    locked: bool = False


class Field(Model):
    """A column that a user may read. `unit` is the unit of measure; `access` the class needed to see it."""

    name: Identifier
    type: FieldType
    title: Text
    role: Role = "none"
    unit: Text | None = None
    decimals: Annotated[int, Constraint(ge=0, le=10)] | None = None
    codes: tuple[CodeItem, ...] = ()
    access: AccessClass = "public"


def ordered(codes: tuple[CodeItem, ...]) -> tuple[CodeItem, ...]:
    """Return the entries as they are listed: each parent before its children, siblings by `order`."""
    children: dict[Code | None, list[CodeItem]] = {}
    for item in codes:
        children.setdefault(item.parent, []).append(item)

    def below(parent: Code | None) -> Iterator[CodeItem]:
        siblings = children.get(parent, [])
        for item in sorted(siblings, key=lambda item: (item.order is None, item.order or 0)):
            yield item
            yield from below(item.code)

    return tuple(below(None))


def with_descendants(codes: tuple[CodeItem, ...], code: Code) -> tuple[Code, ...]:
    """Return a code and all that lie below it in the tree; the code alone where it is no entry of the list."""
    found = [code]
    for at in found:
        found.extend(item.code for item in codes if item.parent == at and item.parent is not None)
    return tuple(found)


def faults_of(field: Field) -> Iterator[str]:
    """Say what is wrong with a field's code list."""
    if not field.codes:
        return
    wanted = {"string": str, "integer": int}.get(field.type)
    if wanted is None:
        yield f"field {field.name}: only fields of type string or integer have codes, not {field.type}"
        return
    known: dict[Code, CodeItem] = {}
    for item in field.codes:
        if type(item.code) is not wanted:
            yield f"field {field.name}: the code {item.code!r} is not of the field's type {field.type}"
        if item.code in known:
            yield f"field {field.name}: the code {item.code!r} stands twice"
        if item.locked and item.color is None:
            yield f"field {field.name}: the code {item.code!r} is locked but has no colour"
        known[item.code] = item
    for item in field.codes:
        if item.parent is not None and item.parent not in known:
            yield f"field {field.name}: the code {item.code!r} has the parent {item.parent!r}, which is not in the list"
        elif _circles(item, known):
            yield f"field {field.name}: the code {item.code!r} lies below itself"


def _circles(item: CodeItem, known: Mapping[Code, CodeItem]) -> bool:
    seen = {item.code}
    at = item.parent
    while at is not None and at in known:
        if at in seen:
            return True
        seen.add(at)
        at = known[at].parent
    return False
