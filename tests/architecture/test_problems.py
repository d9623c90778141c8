"""Every problem's `type` leads to a paragraph of the manual that says what it means and what to do."""

import pkgutil
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

import boundaries
import gis_server
import layers
import tilegen
from gis_server import problems
from gis_server.manual import Manual
from layers.core.errors import GisError

DOCS = Path(__file__).resolve().parents[2] / "gis_server/docs"
OWN = {problems.PARAMETER, problems.VALUE, problems.UNFORESEEN, problems.HTTP}


def _kinds(kind: type[GisError]) -> Iterator[type[GisError]]:
    yield kind
    for narrower in kind.__subclasses__():
        yield from _kinds(narrower)


def _slugs() -> set[str]:
    """Those of all errors that any room declares."""
    for room in (layers, boundaries, tilegen, gis_server):
        for module in pkgutil.walk_packages(room.__path__, f"{room.__name__}."):
            if not re.search(r"\.(alembic|migrations|bootstrap)\b", module.name):
                import_module(module.name)
    return OWN | {kind.slug for kind in _kinds(GisError) if kind.__module__.split(".")[0] != "tests"}


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_slug_has_its_paragraph_and_every_paragraph_its_slug(language: str) -> None:
    """A new kind of error is documented on the day it is declared."""
    page = (DOCS / f"problems.{language}.md").read_text(encoding="utf-8")
    headings = re.findall(r"^## (.+)$", page, re.MULTILINE)
    assert sorted(headings) == sorted(_slugs())


def test_the_page_has_an_anchor_for_each_slug() -> None:
    """The link of a problem does not end at the top of the page."""
    page = Manual().page("problems", "vi")
    assert [slug for slug in _slugs() if f'id="{slug}"' not in page] == []
