"""Families are folders that are found: no general room knows one of them by name."""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import EntryPoint, EntryPoints
from pathlib import Path

import pytest

from gis_server.routes import ROUTERS
from layers import discovery
from layers.core.model import text
from layers.discovery import LayerDeclarationError, family_names, installed
from layers.family import Family
from layers.registry import code_registry

ROOT = Path(__file__).resolve().parents[2]
ROOMS = (
    *("tilegen", "layers/core", "layers/store", "layers/files", "layers/work", "layers/registry.py"),
    *("layers/family.py", "layers/discovery.py", "gis_server"),
    *("frontend/src/shell", "frontend/src/map", "frontend/src/lib"),
)
"""What serves every family; a folder that is not there yet has nothing to say."""
WRITTEN = {".py", ".ts", ".svelte", ".html", ".css"}
GENERATED = {"frontend/src/lib/api/schema.gen.ts"}
"""Written from the served description, which names every route."""


def _own_rooms() -> Iterator[str]:
    """Yield where a family's name may stand: the demo, the manual, its routes and the models of its replies."""
    yield from ("gis_server/demo/", "gis_server/docs/")
    for family in family_names():
        for room in ("routes", "models"):
            yield from (f"gis_server/{room}/{family}.py", f"gis_server/{room}/{family}/")


@cache
def _general() -> tuple[tuple[str, str], ...]:
    """Read every file of the general rooms once: its path and its words."""
    own = tuple(_own_rooms())
    found: list[tuple[str, str]] = []
    for room in ROOMS:
        start = ROOT / room
        paths = [start] if start.is_file() else sorted(start.rglob("*"))
        for path in paths:
            name = path.relative_to(ROOT).as_posix()
            if path.suffix in WRITTEN and not name.startswith(own) and name not in GENERATED:
                found.append((name, path.read_text(encoding="utf-8")))
    return tuple(found)


def _words(family: str) -> set[str]:
    """Return the family's id and its layers' ids; the layers of the ground are words of any map."""
    declared = installed()[family]
    return {family} if declared.panel == "ground" else {family, *(layer.id for layer in declared.layers)}


@pytest.mark.parametrize("family", family_names())
def test_no_general_room_knows_a_family_by_name(family: str) -> None:
    """Not even in a comment: what is said of one family there is wrong for the next."""
    named = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, sorted(_words(family))))})(?![\w-])", re.IGNORECASE)
    told = [
        f"{name}:{number} {line.strip()[:80]}"
        for name, content in _general()
        if named.search(content)
        for number, line in enumerate(content.splitlines(), 1)
        if named.search(line)
    ]
    assert told == []


def test_every_family_says_what_it_is_in_one_object() -> None:
    """Under its folder's name; its layers are of it."""
    for name, family in installed().items():
        assert isinstance(family, Family)
        assert {layer.family for layer in family.layers} <= {name}


def test_the_import_contract_lists_every_family() -> None:
    """So that no family reaches another by its modules."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (one_way,) = [c for c in settings["tool"]["importlinter"]["contracts"] if c["name"] == "Imports run one way"]
    listed = {part.strip(" ()") for row in one_way["layers"] for part in row.split("|")}
    assert {f"layers.{name}" for name in family_names()} <= listed


def test_the_routes_of_a_family_are_found() -> None:
    """By the name of their module."""
    tags = {str(tag) for router in ROUTERS for tag in router.tags}
    rooms = {path.stem for path in (ROOT / "gis_server/routes").iterdir() if path.name != "__init__.py"}
    assert set(family_names()) & rooms <= tags


PLUGIN = """
from layers.core.layer import Layer
from layers.family import Family
FAMILY = Family(id="springs", layers=())
NOTHING = "no family"
"""


@pytest.fixture
def plug_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Lend the folder of an installed plug-in, with migrations of its own."""
    folder = tmp_path / "springs_plugin"
    (folder / "migrations").mkdir(parents=True)
    (folder / "__init__.py").write_text(PLUGIN, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    return folder


def _install(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    point = EntryPoint("springs", f"springs_plugin:{name}", discovery.PLUGINS)

    def points(group: str) -> EntryPoints:
        return EntryPoints([point] if group == discovery.PLUGINS else [])

    monkeypatch.setattr(discovery, "entry_points", points)


def test_a_plug_in_brings_a_family_with_its_migrations(plug_in: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same object as a folder's."""
    _install(monkeypatch, "FAMILY")
    assert "springs" in code_registry().families
    assert discovery.plug_in_migrations() == [plug_in / "migrations"]


def test_a_plug_in_that_brings_something_else_is_refused_by_name(
    plug_in: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Loud, because it is code."""
    assert plug_in.is_dir()
    _install(monkeypatch, "NOTHING")
    with pytest.raises(LayerDeclarationError) as caught:
        installed()
    assert "springs_plugin:NOTHING" in str(caught.value.value)
    assert caught.value.title == text("Khai báo lớp không hợp lệ", "Bad declaration of a layer")
