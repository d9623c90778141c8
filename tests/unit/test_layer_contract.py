"""One declaration is enough: nothing else knows the family by name, and every query builder takes a scope."""

import inspect
import subprocess
from pathlib import Path

from layers.core import items
from layers.core.query import Query

ROOT = Path(__file__).resolve().parents[2]


def test_no_line_outside_the_family_knows_the_word_camera() -> None:
    """Tiles, server and page serve it by its declaration; its import and its sample are found, not listed."""
    rooms = ["tilegen", "gis_server", "frontend/src", "layers/core", "layers/store", "layers/registry.py"]
    command = ["git", "grep", "-iwl", "cameras", "--", *rooms]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stdout.split()
    assert [path for path in found if not path.startswith("gis_server/docs/")] == []


def test_every_query_builder_over_a_layer_takes_a_scope() -> None:
    """Nobody can forget to ask who is asking."""
    builders = [
        function
        for _, function in inspect.getmembers(items, inspect.isfunction)
        if inspect.signature(function).return_annotation is Query
    ]
    assert builders
    assert all("scope" in inspect.signature(function).parameters for function in builders)
