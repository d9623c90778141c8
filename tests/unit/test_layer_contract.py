"""One declaration is enough: nothing else knows the family by name, and every query builder takes a scope."""

import inspect
import re
from pathlib import Path

from layers.core import items
from layers.core.query import Query

ROOT = Path(__file__).resolve().parents[2]
WRITTEN = {".py", ".ts", ".svelte", ".html", ".css"}


def test_no_line_outside_the_family_knows_the_word_camera() -> None:
    """Tiles, server and page serve it by its declaration; its import and its sample are found, not listed."""
    rooms = ["tilegen", "gis_server", "frontend/src", "layers/core", "layers/store"]
    files = [path for room in rooms for path in (ROOT / room).rglob("*") if path.suffix in WRITTEN]
    files.append(ROOT / "layers/registry.py")
    told = [path for path in files if re.search(r"\bcameras\b", path.read_text(), re.IGNORECASE)]
    assert len(files) > len(told) == 0, told


def test_every_query_builder_over_a_layer_takes_a_scope() -> None:
    """Nobody can forget to ask who is asking."""
    builders = [
        function
        for _, function in inspect.getmembers(items, inspect.isfunction)
        if inspect.signature(function).return_annotation is Query
    ]
    assert builders
    assert all("scope" in inspect.signature(function).parameters for function in builders)
