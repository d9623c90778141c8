"""How the rows of a layer stand in a list, with what the declaration leaves to the roles of the fields."""

from layers.core.access import Scope
from layers.core.filters import visible_fields
from layers.core.layer import Layer, List


def listing(layer: Layer, scope: Scope) -> List:
    """Return title, subtitle, badge and order of the list, only of fields that the scope may read.

    Left out, the title is the name, else the code or the first text; the badge is the category or what chooses the
    colour; the subtitle is the code, or another text. Rows with a time are listed the latest first, others by title.
    """
    fields = visible_fields(layer, scope)
    names = [field.name for field in fields]
    given = layer.list
    title = _kept(given.title, names) or _first(layer, names, ("name", "code", "id"))
    if title is None:
        title = next((field.name for field in fields if field.type == "string"), names[0] if names else None)
    badge = _kept(given.badge, names) or _first(layer, names, ("category",)) or _kept(layer.style.by, names)
    badge = None if badge == title else badge
    subtitle = _kept(given.subtitle, names) or _first(
        layer, [name for name in names if name != title], ("code", "unit")
    )
    if subtitle is None:
        texts = [field.name for field in fields if field.type == "string" and not field.codes]
        subtitle = next((name for name in texts if name not in {title, badge}), None)
    sort = given.sort if given.sort is not None and given.sort.lstrip("+-") in names else None
    if sort is None:
        start = None if layer.time is None else _kept(layer.time.start, names)
        sort = title if start is None else f"-{start}"
    return List(title=title, subtitle=subtitle, badge=badge, sort=sort)


def _kept(name: str | None, names: list[str]) -> str | None:
    return name if name in names else None


def _first(layer: Layer, names: list[str], roles: tuple[str, ...]) -> str | None:
    return next(
        (field.name for role in roles for field in layer.fields if field.role == role and field.name in names), None
    )
