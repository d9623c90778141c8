"""Every layer there is: an immutable snapshot over code and rows, loud on duplicates.

A layer is found in four places and means the same in each:

- `layers/<family>/layer.py`: `LAYERS`, a tuple of layers, and/or `layers(connection)`, for layers made of rows;
- installed plug-ins: an entry point of the group `gis_platform.layers` that loads such a module or such a tuple;
- `GIS_LAYER_PATH`: files, or folders of files: `.py` with `LAYERS`, or `.json` with one layer or a list of them;
- rows of `store.layer_def`.
"""

import hashlib
import importlib
import importlib.util
import json
import pkgutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib.metadata import entry_points
from pathlib import Path
from types import MappingProxyType
from typing import Any, cast

from psycopg import Connection
from pydantic import ValidationError

import layers
from layers.core.access import Scope
from layers.core.errors import GisError, NotFoundError
from layers.core.layer import Layer
from layers.core.model import text

PLUGINS = "gis_platform.layers"
OUTBOX_LAYERS = ("layers", "indicators")
"""Changes of these layer ids in the outbox mean that the rows behind a registry have changed."""


class LayerDeclarationError(GisError):
    """A declaration that cannot be read, or an id declared twice."""

    status = 500
    slug = "layer-declaration"
    title = text("Khai báo lớp không hợp lệ", "Bad declaration of a layer")


@dataclass(frozen=True, slots=True)
class Registry:
    """Layers by id, with the place where each was declared."""

    layers: Mapping[str, Layer] = field(default_factory=lambda: MappingProxyType({}))
    origins: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def register(self, declared: Iterable[Layer], origin: str) -> "Registry":
        """Return a new registry that holds these layers as well.

        Raises:
            LayerDeclarationError: an id is declared twice; both places are named.
        """
        found, origins = dict(self.layers), dict(self.origins)
        for layer in declared:
            if layer.id in found:
                raise LayerDeclarationError(
                    text(
                        f"Lớp “{layer.id}” được khai báo hai lần: {origins[layer.id]} và {origin}.",
                        f"Layer “{layer.id}” is declared twice: {origins[layer.id]} and {origin}.",
                    ),
                    value=layer.id,
                    remedy=text("Đổi mã của một trong hai lớp.", "Give one of the two another id."),
                )
            found[layer.id], origins[layer.id] = layer, origin
        return Registry(MappingProxyType(found), MappingProxyType(origins))

    def visible(self, scope: Scope) -> tuple[Layer, ...]:
        """Return the layers that this scope may see, in the order of their ids."""
        return tuple(self.layers[key] for key in sorted(self.layers) if scope.allows(self.layers[key].access))

    def layer(self, key: str, scope: Scope) -> Layer:
        """Return one layer.

        Raises:
            NotFoundError: none of this id, or none that this scope may see: the two answers are the same.
        """
        found = self.layers.get(key)
        if found is None or not scope.allows(found.access):
            raise NotFoundError(
                text("Không có lớp này.", "There is no such layer."),
                value=key,
                remedy=text("Xem danh sách ở /api/collections.", "See the list at /api/collections."),
            )
        return found


def code_registry(paths: Iterable[Path] = ()) -> Registry:
    """Read what needs no database: families, plug-ins, files of `GIS_LAYER_PATH`."""
    registry = Registry()
    for module in _families():
        registry = registry.register(getattr(module, "LAYERS", ()), module.__name__)
    for point in entry_points(group=PLUGINS):
        loaded = point.load()
        registry = registry.register(getattr(loaded, "LAYERS", loaded), f"plug-in {point.name}")
    for path in _files(paths):
        registry = registry.register(_read(path), path.name)
    return registry


def full_registry(connection: Connection, base: Registry) -> Registry:
    """Add the layers made of rows to those of the code."""
    registry = base
    for module in _families():
        if (made := getattr(module, "layers", None)) is not None:
            registry = registry.register(made(connection), f"{module.__name__}.layers()")
    for key, definition in connection.execute("select id, definition from store.layer_def order by id"):
        registry = registry.register((_layer(definition, f"store.layer_def {key}"),), f"store.layer_def {key}")
    return registry


def _families() -> Iterator[Any]:
    for found in sorted(pkgutil.iter_modules(layers.__path__), key=lambda module: module.name):
        name = f"layers.{found.name}.layer"
        # layers.core.layer is the contract itself, not a family's declaration.
        if found.ispkg and found.name != "core" and importlib.util.find_spec(name) is not None:
            yield importlib.import_module(name)


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(child for child in path.iterdir() if child.suffix in {".py", ".json"})
        elif path.is_file():
            yield path
        else:
            raise LayerDeclarationError(
                text("Không có tệp khai báo lớp này.", "There is no such file of layers."),
                value=path,
                remedy=text("Sửa GIS_LAYER_PATH.", "Mend GIS_LAYER_PATH."),
            )


def _read(path: Path) -> tuple[Layer, ...]:
    if path.suffix == ".py":
        name = f"gis_layer_{hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:12]}"
        spec = importlib.util.spec_from_file_location(name, path)
        if spec is None or spec.loader is None:
            raise _unreadable(path.name, "not a Python module")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return tuple(getattr(module, "LAYERS", ()))
    try:
        found: object = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, OSError) as error:
        raise _unreadable(path.name, str(error)) from error
    items = cast("list[object]", found) if isinstance(found, list) else [found]
    return tuple(_layer(item, path.name) for item in items)


def _layer(definition: object, origin: str) -> Layer:
    try:
        return Layer.model_validate_json(json.dumps(definition))
    except ValidationError as error:
        reasons = "; ".join(f"{'.'.join(str(p) for p in e['loc'])}: {e['msg']}" for e in error.errors())
        raise _unreadable(origin, reasons) from error


def _unreadable(origin: str, reason: str) -> LayerDeclarationError:
    return LayerDeclarationError(
        text(f"Khai báo lớp trong {origin} không đọc được.", f"The declaration of a layer in {origin} cannot be read."),
        value=reason,
        remedy=text("Xem “Thêm một lớp” ở /docs.", "See “Adding a layer” at /docs."),
    )
