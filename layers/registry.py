"""Every layer there is: an immutable snapshot over code, files and rows.

A layer means the same wherever it is declared:

- `FAMILY` in `layers/<family>/family.py`: layers as declared and layers made of rows;
- installed plug-ins: an entry point of the group `gis_platform.families` that loads such an object;
- `GIS_LAYER_PATH`: files, or folders of files: `.py` with `LAYERS` or `FAMILY`, `.json` with one layer or several;
- rows of `store.layer_def`.

What is wrong in code is an error that names all of it. What is wrong in a file or row is set aside with its reason,
and nothing else suffers from it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import cast

import psycopg
from psycopg import Connection
from pydantic import Field, ValidationError

from layers.core.access import Scope
from layers.core.errors import NotFoundError
from layers.core.field import ACCESS_PATTERN
from layers.core.layer import Computed, Layer, Verb, offers
from layers.core.model import Model, Text, text
from layers.discovery import (
    LayerDeclarationError,
    files,
    installed,
    plug_in_layers,
    read_file,
    read_layer,
    reasons,
    unfit,
    why,
)
from layers.family import Family, LegendMaker, Maker
from layers.store.relations import Rooms, faults_in

__all__ = ["LayerDeclarationError", "Registry", "SetAside", "check", "code_registry", "full_registry", "installed"]

OPEN = "public"
"""The access class of what everybody may know."""
ACCESS_CLASS = re.compile(ACCESS_PATTERN)
OF_PACKAGES = ("importer", "sample", "move_units")
"""What commands ask of a family before any file of `GIS_LAYER_PATH` is read."""
OF_ROWS = "layers"
"""The outbox's name for a change of declarations in rows."""


class SetAside(Model):
    """A declaration that is not served, where it stands, and why.

    Attributes:
        access: the class that it declares, if that much can be read: whoever may not see the layer is not told of it.
    """

    id: str
    origin: str
    reason: Text
    access: str = Field(OPEN, exclude=True)


@dataclass(frozen=True, slots=True)
class Registry:
    """Layers by id, with the place where each was declared; their families; what was set aside.

    Attributes:
        layers: by id.
        origins: where each was declared.
        families: by id.
        given: ids of the layers declared in files and rows: whatever is wrong with them hurts nobody else.
        set_aside: declarations that are not served.
    """

    layers: Mapping[str, Layer] = field(default_factory=lambda: MappingProxyType({}))
    origins: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    families: Mapping[str, Family] = field(default_factory=lambda: MappingProxyType({}))
    given: frozenset[str] = frozenset()
    set_aside: tuple[SetAside, ...] = ()

    def register(self, declared: Iterable[Layer], origin: str) -> "Registry":
        """Return a new registry that holds these layers of the code as well; a file's layer of the same id gives way.

        Raises:
            LayerDeclarationError: an id is declared twice in code; both places are named.
        """
        registry = self
        for layer in declared:
            if layer.id in registry.given:
                registry = registry.without(layer.id, _twice(layer.id, registry.origins[layer.id], origin).detail)
            elif layer.id in registry.layers:
                raise _twice(layer.id, registry.origins[layer.id], origin)
            registry = registry.plus(layer, origin)
        return registry

    def admit(self, layer: Layer, origin: str) -> "Registry":
        """Return a new registry that holds this layer of a file or row as well, or has set it aside."""
        reason = None
        if layer.id in self.layers:
            reason = _twice(layer.id, self.origins[layer.id], origin).detail
        elif fault := self.unmade(layer):
            reason = fault
        if reason is not None:
            return self.aside(layer.id, origin, reason, layer.access)
        return replace(self.plus(layer, origin), given=self.given | {layer.id})

    def plus(self, layer: Layer, origin: str) -> "Registry":
        """Return a new registry with this layer, whatever had its id before."""
        return replace(
            self,
            layers=MappingProxyType({**self.layers, layer.id: layer}),
            origins=MappingProxyType({**self.origins, layer.id: origin}),
        )

    def aside(self, key: str, origin: str, reason: Text, access: str = OPEN) -> "Registry":
        """Return a new registry that has set this declaration aside."""
        one = SetAside(id=key, origin=origin, reason=reason, access=access)
        return replace(self, set_aside=(*self.set_aside, one))

    def without(self, key: str, reason: Text) -> "Registry":
        """Return a new registry in which a layer is set aside."""
        kept = MappingProxyType({other: layer for other, layer in self.layers.items() if other != key})
        fewer = replace(self, layers=kept, given=self.given - {key})
        return fewer.aside(key, self.origins[key], reason, self.layers[key].access)

    def visible(self, scope: Scope) -> tuple[Layer, ...]:
        """Return the layers that this scope may see, in the order of their ids."""
        return tuple(self.layers[key] for key in sorted(self.layers) if scope.allows(self.layers[key].access))

    def aside_for(self, scope: Scope) -> tuple[SetAside, ...]:
        """Return what was set aside, as far as this scope may be told of it."""
        return tuple(one for one in self.set_aside if scope.allows(one.access))

    def layer(self, key: str, scope: Scope) -> Layer:
        """Return one layer.

        Raises:
            NotFoundError: none of this id, or none that this scope may see: the two answers are the same. One that
                was set aside says why.
        """
        found = self.layers.get(key)
        if found is None or not scope.allows(found.access):
            aside = next((one for one in self.aside_for(scope) if one.id == key), None) if found is None else None
            raise NotFoundError(
                text("Không có lớp này.", "There is no such layer.") if aside is None else aside.reason,
                value=key,
                remedy=text("Xem danh sách ở /api/collections.", "See the list at /api/collections."),
            )
        return found

    def maker(self, layer: Layer) -> Maker | None:
        """Return what answers the verbs of a layer without a table; None of one with a table."""
        family = self.families.get(layer.family)
        if family is None or not isinstance(layer.source, Computed):
            return None
        return family.makers.get(layer.source.maker)

    def offers(self, layer: Layer) -> tuple[Verb, ...]:
        """Return the general abilities that this layer has."""
        maker = self.maker(layer)
        return offers(layer) if maker is None else maker.offers()

    def legend_maker(self, layer: Layer) -> LegendMaker | None:
        """Return the function by which a family writes the legends of its layers; None where the general one does."""
        family = self.families.get(layer.family)
        return None if family is None else family.legend

    @property
    def outbox(self) -> tuple[str, ...]:
        """The names in the outbox that mean that the rows behind the registry have changed."""
        return (OF_ROWS, *(name for family in self.families.values() for name in family.outbox))

    def unmade(self, layer: Layer) -> Text | None:
        """Say that a layer's source names a maker that its family lacks; None when all is well."""
        if not isinstance(layer.source, Computed) or self.maker(layer) is not None:
            return None
        family = self.families.get(layer.family)
        known = "-" if family is None else ", ".join(family.makers) or "-"
        name = layer.source.maker
        return text(
            f"Họ {layer.family} không có bộ tạo “{name}”; có: {known}.",
            f"The family {layer.family} has no maker “{name}”; it has: {known}.",
        )


def code_registry(paths: Iterable[Path] = ()) -> Registry:
    """Read what needs no database: families, plug-ins, files of `GIS_LAYER_PATH`.

    Raises:
        LayerDeclarationError: faults in code, all of them; or a path that is not there.
    """
    registry = Registry(families=MappingProxyType(dict(installed())))
    faults: list[str] = []
    of_code = [(f"layers.{family.id}", family.layers) for family in registry.families.values()]
    for origin, declared in [*of_code, *plug_in_layers()]:
        for layer in declared:
            try:
                registry = registry.register((layer,), origin)
            except LayerDeclarationError as error:
                faults.append(error.detail.en)
    faults += [f"{key}: {fault.en}" for key, layer in registry.layers.items() if (fault := registry.unmade(layer))]
    if faults:
        raise unfit(faults)
    for path in files(paths):
        registry = _with_file(registry, path)
    return registry


def full_registry(connection: Connection, base: Registry) -> Registry:
    """Add the layers made of rows to those of the code, and set aside what does not fit the database.

    What a family cannot make, and a layer whose table is not as declared, is set aside too, wherever it was declared:
    a table that was dropped since the start takes only its own layer away.
    """
    registry = base
    for family in base.families.values():
        registry = _with_made(connection, registry, family)
    for key, definition in connection.execute("select id, definition from store.layer_def order by id").fetchall():
        origin = f"store.layer_def {key}"
        try:
            registry = registry.admit(read_layer(definition, origin), origin)
        except LayerDeclarationError as error:
            registry = registry.aside(str(key), origin, why(error), _access_in(definition))
    for key, fault in _unfit(connection, registry):
        registry = registry.without(key, fault)
    return registry


def check(connection: Connection, base: Registry) -> None:
    """Hold what the code declares against a migrated database.

    Raises:
        LayerDeclarationError: faults of layers declared in code, all of them.
    """
    registry = full_registry(connection, base)
    faults = [
        f"{one.origin}: {one.reason.en}" for one in registry.set_aside if one.id in base.layers.keys() - base.given
    ]
    if faults:
        raise unfit(faults)


def _unfit(connection: Connection, registry: Registry) -> Iterator[tuple[str, Text]]:
    schemas = {family.id: family.schema for family in registry.families.values() if family.schema is not None}
    rooms = Rooms(schemas, registry.given)
    for key, faults in faults_in(connection, registry.layers.values(), rooms).items():
        yield key, text("; ".join(fault.vi for fault in faults), "; ".join(fault.en for fault in faults))


def _with_file(registry: Registry, path: Path) -> Registry:
    try:
        family, definitions = read_file(path)
    except LayerDeclarationError as error:
        return registry.aside(path.stem, path.name, why(error))
    if family is not None:
        if (reason := _too_much(registry, family)) is not None:
            return registry.aside(path.stem, path.name, reason)
        registry = replace(registry, families=MappingProxyType({**registry.families, family.id: family}))
        definitions = [*family.layers, *definitions]
    for number, definition in enumerate(definitions):
        try:
            registry = registry.admit(read_layer(definition, path.name), path.name)
        except LayerDeclarationError as error:
            key = _id_in(definition, f"{path.stem}-{number + 1}")
            registry = registry.aside(key, path.name, why(error), _access_in(definition))
    return registry


def _too_much(registry: Registry, family: Family) -> Text | None:
    """Say why a file may not bring this family; None when it may."""
    if family.id in registry.families:
        return text(f"Họ “{family.id}” đã có.", f"There is a family “{family.id}” already.")
    named = [name for name in OF_PACKAGES if getattr(family, name) is not None]
    if not named:
        return None
    words = ", ".join(named)
    return text(
        f"Họ “{family.id}” khai {words}: chỉ gói mở rộng mang theo được; hãy bỏ đi hoặc đóng gói (/docs/add-a-layer).",
        f"The family “{family.id}” says {words}: only a plug-in can bring that; leave it out or make a plug-in"
        " (/docs/add-a-layer).",
    )


def _with_made(connection: Connection, registry: Registry, family: Family) -> Registry:
    origin = f"layers.{family.id}"
    if family.made is None:
        return registry
    try:
        with connection.transaction():
            return registry.register(family.made(connection), origin)
    except LayerDeclarationError as error:
        reason = why(error)
    except ValidationError as error:
        found = reasons(error)
        reason = text(f"Khai báo từ dòng dữ liệu sai: {found.vi}", f"Bad declaration of rows: {found.en}")
    except psycopg.ProgrammingError as error:
        said = str(error).splitlines()[0]
        reason = text(f"Không đọc được bảng: {said}", f"The tables cannot be read: {said}")
    return registry.aside(family.id, origin, reason)


def _id_in(definition: object, otherwise: str) -> str:
    return _word_in(definition, "id", otherwise)


def _access_in(definition: object) -> str:
    """Return the class that a faulty declaration was to have; one that is no class closes nothing."""
    declared = _word_in(definition, "access", OPEN)
    return declared if ACCESS_CLASS.match(declared) else OPEN


def _word_in(definition: object, word: str, otherwise: str) -> str:
    found = cast("dict[str, object]", definition).get(word) if isinstance(definition, dict) else None
    return found if isinstance(found, str) else otherwise


def _twice(key: str, first: str, second: str) -> LayerDeclarationError:
    return LayerDeclarationError(
        text(
            f"Lớp “{key}” được khai báo hai lần: {first} và {second}.",
            f"Layer “{key}” is declared twice: {first} and {second}.",
        ),
        value=key,
        remedy=text("Đổi mã của một trong hai lớp.", "Give one of the two another id."),
    )
