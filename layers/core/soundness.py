"""Whether a declaration fits together: references, types, zooms, colours. Pure: no table is asked for its columns."""

from collections.abc import Iterator

from layers.core.colors import is_color
from layers.core.field import faults_of
from layers.core.layer import Layer, Table

_ADDITIVE = ("integer", "number")
_RANKED = ("integer", "number", "date", "datetime")
_TIMES = {"instant": ("datetime",), "day": ("date",), "period": ("date",)}


def faults(layer: Layer) -> Iterator[str]:
    """Say all that is wrong with a declaration, each in one sentence that names the value."""
    names = [field.name for field in layer.fields]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        yield f"a field is declared twice: {twice}"
    for field in layer.fields:
        yield from faults_of(field)
    if unknown := sorted(_referred(layer) - set(names)):
        yield f"no field named {unknown}; fields are {names}"
        return
    yield from _places(layer)
    yield from _types(layer)
    yield from _colors(layer)
    yield from _open(layer)
    if layer.tiles.minzoom > layer.tiles.maxzoom:
        yield f"tiles: minzoom {layer.tiles.minzoom} lies above maxzoom {layer.tiles.maxzoom}"


def _referred(layer: Layer) -> set[str]:
    found: set[str | None] = {*layer.filters, *layer.search, layer.style.by, layer.tiles.thin_by}
    found |= {layer.list.title, layer.list.subtitle, layer.list.badge}
    found.add(None if layer.list.sort is None else layer.list.sort.lstrip("+-"))
    if layer.view is not None:
        found |= {layer.view.heading, layer.view.view_deg, layer.view.reach_m}
    if layer.hexes is not None:
        found |= {*layer.hexes.dimensions, *layer.hexes.measures}
    return {name for name in found if name is not None}


def _places(layer: Layer) -> Iterator[str]:
    source = layer.source
    if not isinstance(source, Table):
        if layer.hexes is not None:
            yield "hexagons need a table with an h3 column"
        return
    if (layer.geometry is None) != (source.geometry is None):
        yield f"geometry is {layer.geometry} but the source's geometry column is {source.geometry}"
    if source.geometry is None and source.geometry_3857 is not None:
        yield f"a register has no geometry_3857: {source.geometry_3857}"
    if layer.hexes is not None and source.h3 is None:
        yield "hexagons need a source that names its h3 column"
    if layer.view is not None and layer.geometry != "point":
        yield f"a field of view needs points, not {layer.geometry}"


def _types(layer: Layer) -> Iterator[str]:
    wanted: list[tuple[str, str | None, tuple[str, ...]]] = [("tiles.thin_by", layer.tiles.thin_by, _RANKED)]
    if layer.hexes is not None:
        wanted += [("hexes.measures", name, _ADDITIVE) for name in layer.hexes.measures]
    if layer.view is not None:
        wanted += [
            (f"view.{part}", getattr(layer.view, part), _ADDITIVE) for part in ("heading", "view_deg", "reach_m")
        ]
    if layer.time is not None:
        # The columns of the axis need not be fields; where they are, the types must agree.
        wanted += [(f"time.{part}", getattr(layer.time, part), _TIMES[layer.time.kind]) for part in ("start", "end")]
    for place, name, types in wanted:
        field = None if name is None else layer.field(name)
        if field is not None and field.type not in types:
            yield f"{place}: field {name} is of type {field.type}, not {' or '.join(types)}"


def _open(layer: Layer) -> Iterator[str]:
    """What everybody sees drawn may not hang on what only some may read."""
    for place, name in (("style.by", layer.style.by), ("tiles.thin_by", layer.tiles.thin_by)):
        field = None if name is None else layer.field(name)
        if field is not None and field.access not in {"public", layer.access}:
            yield f"{place}: field {name} is of the access class {field.access}, the layer of {layer.access}"


def _colors(layer: Layer) -> Iterator[str]:
    if not is_color(layer.style.color):
        yield f"style.color: {layer.style.color} is neither a token of the design nor #rrggbb"
    for field in layer.fields:
        for item in field.codes:
            if item.color is not None and not is_color(item.color):
                where = f"field {field.name}, code {item.code!r}"
                yield f"{where}: the colour {item.color} is neither a token nor #rrggbb"
