"""How a layer is drawn, said to a client that knows nothing of us: a MapLibre style fragment and a legend."""

import math
from collections.abc import Mapping, Sequence

from layers.core.access import Scope
from layers.core.colors import QUALITATIVE, TOKENS, concrete
from layers.core.counts import Counts
from layers.core.errors import not_offered
from layers.core.field import Code, Field, ordered
from layers.core.layer import CodeItem, Layer, offers
from layers.core.model import Model, Text, text

OTHER = text("Loại khác", "Other")


class LegendRow(Model):
    """One row of a legend.

    Attributes:
        count: the number of features drawn so; None where it was not counted.
        low, high: of a class of figures: low ≤ figure < high, in the unit of measure; None where it is open.
        judgement: whether what the row stands for is good, bad or neither.
        icon, parent: of a code, the name of its picture and the code above it.
        within: its features are counted in other rows as well.
    """

    key: str
    title: Text
    color: str
    pattern: str | None = None
    icon: str | None = None
    parent: str | None = None
    glyph: str | None = None
    count: int | None = None
    low: float | None = None
    high: float | None = None
    judgement: str | None = None
    within: bool = False


def code_colors(layer: Layer) -> tuple[tuple[CodeItem, str], ...]:
    """Return every code of the field that chooses the colour, as listed, with its colour; empty without a code list.

    In a tree a code without a colour of its own has that of the code above it.
    """
    field = layer.field(layer.style.by) if layer.style.by is not None else None
    return () if field is None else colors_of(field)


def colors_of(field: Field) -> tuple[tuple[CodeItem, str], ...]:
    """Return the codes of a field as they are listed, with their colours."""
    colors: dict[Code | None, str] = {}
    tops = 0
    # By declaration, so that a colour stays with its code when the order of the list changes.
    for item in field.codes:
        if item.color is not None:
            colors[item.code] = concrete(item.color)
        elif item.parent is None:
            colors[item.code] = QUALITATIVE[tops % len(QUALITATIVE)]
        tops += item.parent is None
    listed = ordered(field.codes)
    for item in listed:  # a parent stands before its children
        colors.setdefault(item.code, colors.get(item.parent, TOKENS["stable"]))
    return tuple((item, colors[item.code]) for item in listed)


def open_style(layer: Layer, scope: Scope) -> Layer:
    """Return the layer drawn in one colour where the field that chooses the colour is closed to the scope."""
    field = None if layer.style.by is None else layer.field(layer.style.by)
    if field is None or scope.allows(field.access):
        return layer
    return layer.model_copy(update={"style": layer.style.model_copy(update={"by": None})})


def colors_by_code(field: Field) -> dict[Code, str]:
    """Return the colour of each code of a field."""
    return {item.code: color for item, color in colors_of(field)}


def legend(layer: Layer, counted: Counts | int) -> tuple[LegendRow, ...]:
    """Write the legend from counts by the colouring field, or from one number: rows of zero stay.

    A code that has others below it counts them in; theirs are then counted within.
    """
    if isinstance(counted, int):
        color = concrete(layer.style.color)
        return (LegendRow(key=layer.id, title=layer.title, color=color, glyph=layer.style.icon, count=counted),)
    known = {row.code: row for row in counted.rows}
    rows = [
        LegendRow(
            key=str(item.code),
            title=item.title,
            color=color,
            pattern=item.pattern,
            glyph=item.icon,
            icon=item.icon,
            parent=None if item.parent is None else str(item.parent),
            count=known[item.code].total,
            within=item.parent is not None,
        )
        for item, color in code_colors(layer)
    ]
    if rest := counted.other + counted.missing:
        rows.append(LegendRow(key="other", title=OTHER, color=TOKENS["stable"], count=rest))
    return tuple(rows)


def style(
    layer: Layer, source: Mapping[str, object], rows: Sequence[LegendRow] = (), only: Mapping[str, str] | None = None
) -> dict[str, object]:
    """Write a complete MapLibre style (version 8) of one vector source; the source layer is named by the layer's id.

    Args:
        layer: the declaration.
        source: the `sources` entry, with absolute tile addresses.
        rows: of a legend with classes of figures, whose colours they then are.
        only: values of fields: rows of others are not drawn.

    Raises:
        NotOfferedError: the rows have no place.
    """
    conditions = [["==", ["get", name], value] for name, value in (only or {}).items()]
    common = {"source": layer.id, "source-layer": layer.id} | ({"filter": ["all", *conditions]} if conditions else {})
    return {
        "version": 8,
        "name": layer.title.vi,
        "metadata": {"gis:layer": layer.id, "gis:licence": layer.licence.vi},
        "sources": {layer.id: dict(source)},
        "layers": [{**common, **part} for part in _parts(layer, rows)],
    }


def _parts(layer: Layer, rows: Sequence[LegendRow]) -> list[Mapping[str, object]]:
    color = _color(layer, rows)
    match layer.geometry:
        case None:
            raise not_offered(layer.id, "style", offers(layer))
        case "point":
            paint = {
                "circle-color": color,
                "circle-radius": 5,
                "circle-stroke-color": "#ffffff",
                "circle-stroke-width": 1.5,
            }
            return [{"id": layer.id, "type": "circle", "paint": paint}]
        case "line":
            return [{"id": layer.id, "type": "line", "paint": {"line-color": color, "line-width": 1.5}}]
        case "polygon":
            edge = {
                "id": f"{layer.id}-edge",
                "type": "line",
                "paint": {"line-color": TOKENS["border-province"], "line-width": 1},
            }
            if layer.style.kind == "line":
                return [edge]
            return [{"id": layer.id, "type": "fill", "paint": {"fill-color": color, "fill-opacity": 0.8}}, edge]


def _color(layer: Layer, rows: Sequence[LegendRow]) -> object:
    colors = code_colors(layer)
    if colors and layer.style.by is not None:
        pairs = [part for item, color in colors for part in (item.code, color)]
        return ["match", ["get", layer.style.by], *pairs, TOKENS["stable"]]
    # A pattern is a blank's, and what counts in other rows has their colour.
    classes = [row for row in rows if row.pattern is None and not row.within]
    if classes and layer.style.by is not None:
        known = ["has", layer.style.by]
        shades: list[object] = []
        for row in sorted(classes, key=lambda row: math.inf if row.high is None else row.high):
            # Comparisons, because older QGIS reads neither `step` nor `!`.
            below = [] if row.high is None else [["<", ["get", layer.style.by], row.high]]
            shades += [["all", known, *below], row.color]
        return ["case", *shades, TOKENS["land"]]
    return concrete(layer.style.color)
