"""Where families and layers are found: the folders of `layers/`, plug-ins, files of `GIS_LAYER_PATH`."""

import hashlib
import importlib
import importlib.util
import json
import pkgutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.metadata import entry_points
from pathlib import Path
from types import ModuleType
from typing import Any, cast

from pydantic import ValidationError

import layers
from layers.core.errors import GisError
from layers.core.layer import Layer
from layers.core.model import Text, text
from layers.core.refusals import refusal
from layers.family import Family

NO_FAMILIES = frozenset({"core", "store", "files", "work"})
"""Folders of `layers/` that all families stand on."""
PLUGINS = "gis_platform.families"
LAYER_PLUGINS = "gis_platform.layers"
"""The older group: a tuple of layers, or a module with `LAYERS`."""


class LayerDeclarationError(GisError):
    """A declaration that cannot be read, does not fit the database, or an id declared twice."""

    status = 500
    slug = "layer-declaration"
    title = text("Khai báo lớp không hợp lệ", "Bad declaration of a layer")


def family_names() -> list[str]:
    """Name the folders of families. Nothing of theirs is imported."""
    return sorted(
        found.name for found in pkgutil.iter_modules(layers.__path__) if found.ispkg and found.name not in NO_FAMILIES
    )


def installed() -> Mapping[str, Family]:
    """Return the families of the folders and of plug-ins by their ids.

    Raises:
        LayerDeclarationError: all that is no family, bears another name than its folder, or an id that is taken.
    """
    found: dict[str, Family] = {}
    faults: list[str] = []
    for origin, family in _families(faults):
        if family.id in found:
            faults.append(f"{origin}: the family {family.id} is declared twice")
        else:
            found[family.id] = family
    if faults:
        raise unfit(faults)
    return found


def plug_in_layers() -> Iterator[tuple[str, tuple[Layer, ...]]]:
    """Yield the layers of plug-ins of the older group, with their origin."""
    for point in entry_points(group=LAYER_PLUGINS):
        loaded = point.load()
        yield f"plug-in {point.name}", tuple(getattr(loaded, "LAYERS", loaded))


def plug_in_migrations() -> list[Path]:
    """Return the folders `migrations` that stand beside the modules of plug-ins."""
    specs = [importlib.util.find_spec(point.module) for point in entry_points(group=PLUGINS)]
    folders = [Path(spec.origin).parent / "migrations" for spec in specs if spec is not None and spec.origin]
    return [folder for folder in folders if folder.is_dir()]


def files(paths: Iterable[Path]) -> Iterator[Path]:
    """Yield the files that declare layers.

    Raises:
        LayerDeclarationError: a path that is not there: the setting is wrong, not a declaration.
    """
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


def read_file(path: Path) -> tuple[Family | None, list[object]]:
    """Read a file of declarations: its family, if it has one, and its layers, not yet checked.

    Raises:
        LayerDeclarationError: it is no JSON, or no Python that runs to its end and names its layers.
    """
    if path.suffix == ".py":
        module = _run(path)
        family = getattr(module, "FAMILY", None)
        if family is not None and not isinstance(family, Family):
            kind = type(family).__name__
            raise unreadable(path.name, text(f"FAMILY là {kind}, không phải Family", f"FAMILY is {kind}, not Family"))
        declared = getattr(module, "LAYERS", None if family is None else ())
        if declared is None:
            raise unreadable(path.name, text("không có LAYERS hay FAMILY", "it has neither LAYERS nor FAMILY"))
        if not isinstance(declared, (tuple, list)):
            kind = type(declared).__name__
            raise unreadable(path.name, text(f"LAYERS là {kind}, không phải tuple", f"LAYERS is {kind}, not a tuple"))
        return family, list(cast("Sequence[object]", declared))
    try:
        found: object = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, OSError) as error:
        raise unreadable(path.name, text(f"không phải JSON: “{error}”", f"it is no JSON: “{error}”")) from error
    return None, cast("list[object]", found) if isinstance(found, list) else [found]


def read_layer(definition: object, origin: str) -> Layer:
    """Read one layer out of JSON.

    Raises:
        LayerDeclarationError: every word that is wrong is named.
    """
    if isinstance(definition, Layer):
        return definition
    try:
        return Layer.model_validate_json(json.dumps(definition, default=repr))
    except ValidationError as error:
        raise unreadable(origin, reasons(error)) from error


def reasons(error: ValidationError) -> Text:
    """Write what is wrong in one line: every path, value and what is allowed."""
    found = [refusal(cast("Mapping[str, Any]", one)) for one in error.errors()]
    return text("; ".join(one.vi for one in found), "; ".join(one.en for one in found))


def why(error: LayerDeclarationError) -> Text:
    """Write the sentence of an error together with its value."""
    tail = "" if error.value is None else f" {error.value}"
    return text(f"{error.detail.vi}{tail}", f"{error.detail.en}{tail}")


def unreadable(origin: str, reason: Text) -> LayerDeclarationError:
    """Return the error of one declaration."""
    return LayerDeclarationError(
        text(
            f"Khai báo lớp trong {origin} không đọc được: {reason.vi}.",
            f"The declaration of a layer in {origin} cannot be read: {reason.en}.",
        ),
        remedy=text("Xem “Thêm một lớp” ở /docs.", "See “Adding a layer” at /docs."),
    )


def unfit(faults: Iterable[str]) -> LayerDeclarationError:
    """Return the error of declarations in code: it names all faults at once."""
    return LayerDeclarationError(
        text("Khai báo trong mã có lỗi.", "Declarations in code have faults."),
        value="; ".join(faults),
        remedy=text("Sửa family.py hoặc gỡ gói mở rộng.", "Mend family.py, or remove the plug-in."),
    )


def _families(faults: list[str]) -> Iterator[tuple[str, Family]]:
    for name in family_names():
        origin = f"layers.{name}.family"
        try:
            found: Any = getattr(importlib.import_module(origin), "FAMILY", None)
        except (ImportError, ValueError) as error:
            faults.append(f"{origin}: {error}")
            continue
        if not isinstance(found, Family):
            faults.append(f"{origin}: FAMILY must be a Family of layers.family, not {type(found).__name__}")
        elif found.id != name:
            faults.append(f"{origin}: FAMILY.id is {found.id}, not the folder's name {name}")
        else:
            yield origin, found
    for point in entry_points(group=PLUGINS):
        loaded: Any = point.load()
        if isinstance(loaded, Family):
            yield f"plug-in {point.name}", loaded
        else:
            faults.append(f"plug-in {point.name}: {point.value} must be a Family, not {type(loaded).__name__}")


def _run(path: Path) -> ModuleType:
    name = f"gis_layer_{hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:12]}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise unreadable(path.name, text("không phải mô-đun Python", "not a Python module"))
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except ValidationError as error:
        raise unreadable(path.name, reasons(error)) from error
    except Exception as error:  # whatever a stranger's file does wrong, it hurts nobody else
        said = f"“{type(error).__name__}: {error}”"
        raise unreadable(path.name, text(said, said)) from error
    return module
