"""What is loaded when: nothing heavy and nothing of another family before the first coloured unit."""

import json
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, TypedDict
from urllib.parse import urlsplit

import pytest

from gis_server.static import DIST
from tests.support.client import Client
from tests.support.pages import WAIT_MS

if TYPE_CHECKING:
    from playwright.sync_api import Page

HEAVY = re.compile(r"(^|/)node_modules/(@deck\.gl|@luma\.gl|@loaders\.gl|@math\.gl|h3-js|echarts|zrender)/")
FAMILY = re.compile(r"^src/families/([^/]+)/(.+)$")
DECLARATION = "workspace.ts"
"""What the shell knows of a family before it is opened."""
COLOURED = "() => window.__gis?.metrics.firstColouredUnit > 0"
OPENED = "indicators"


class Chunk(TypedDict):
    """One script of the build, as `frontend/build/plugins.ts` writes it."""

    entry: bool
    modules: list[str]
    imports: list[str]
    later: list[str]


Build = dict[str, Chunk]


@pytest.fixture(scope="module")
def build() -> Build:
    """Read what each script of the build holds."""
    listed = DIST / ".chunks.json"
    assert listed.is_file(), f"{listed.name} is missing in the build; run npm run build in frontend"
    found: Build = json.loads(listed.read_text(encoding="utf-8"))
    return found


def _together(build: Build, name: str) -> Iterator[str]:
    """List a script and all that its static imports bring."""
    seen: set[str] = set()
    waiting = [name]
    while waiting:
        at = waiting.pop()
        if at not in seen:
            seen.add(at)
            waiting += build[at]["imports"]
            yield at


def _modules(build: Build, scripts: Iterable[str]) -> set[str]:
    return {module for script in scripts for module in build[script]["modules"]}


def _of_families(modules: Iterable[str]) -> dict[str, list[str]]:
    """Sort the modules of families by family, without their declarations."""
    found: dict[str, list[str]] = {}
    for module in sorted(modules):
        at = FAMILY.match(module)
        if at is not None and at[2] != DECLARATION:
            found.setdefault(at[1], []).append(module)
    return found


def test_the_entry_holds_no_family_and_nothing_heavy(build: Build) -> None:
    entries = [name for name, chunk in build.items() if chunk["entry"]]
    assert entries
    modules = _modules(build, (script for name in entries for script in _together(build, name)))
    assert "src/main.ts" in modules
    assert _of_families(modules) == {}
    assert [module for module in modules if HEAVY.search(module)] == []


def test_until_a_unit_is_coloured_only_the_opened_family_is_loaded(
    page: "Page", sample_server: str, build: Build
) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(urlsplit(request.url).path.removeprefix("/")))
    page.goto(f"{sample_server}/")
    page.wait_for_function(COLOURED, timeout=WAIT_MS)
    modules = _modules(build, {path for path in asked if path in build})
    assert any(module.startswith("src/map/") for module in modules)
    assert set(_of_families(modules)) <= {OPENED}
    assert [module for module in modules if HEAVY.search(module)] == []


def test_the_list_of_scripts_is_not_served(sample_server: str) -> None:
    with Client(sample_server) as client:
        assert client.get("/.chunks.json").status_code == 404
