"""The map is given the same scenes as before the page was taken apart, at the addresses of `tests/golden/scenes.json`.

The file holds for each address a hash of the scene's JSON, and a summary that says what differs. After a change that is
meant, GIS_BLESS=1 on this file alone writes it anew; read the diff.
"""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.chromium import lend
from tests.support.databases import exclusive
from tests.support.pages import DESKTOP, PHONE, WAIT_MS, rest
from tests.support.scenes import drawn, read_scene
from tests.support.waiting import until

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

GOLDEN = Path(__file__).resolve().parents[1] / "golden/scenes.json"
ON_PHONE = "phone "
SMALL = (900, 700)
"""What the map is given does not depend on its size, and a small one is drawn sooner."""
SETTLED_S = 30
GIVEN = "() => document.querySelector('[data-ready=true]') !== null && window.__gis?.scene !== undefined"
Kept = dict[str, dict[str, Any]]


def _kept() -> Kept:
    kept: Kept = json.loads(GOLDEN.read_text(encoding="utf-8"))
    return kept


@pytest.fixture(scope="module")
def cached(browser: "Browser") -> Iterator["Page"]:
    """Lend one page whose cache keeps the scripts; each address is opened anew in it."""
    context = lend(browser, DESKTOP)
    yield context.new_page()
    context.close()


def _open(page: "Page", server: str, address: str) -> None:
    width, height = PHONE if address.startswith(ON_PHONE) else SMALL
    page.set_viewport_size({"width": width, "height": height})
    page.goto(server + address.removeprefix(ON_PHONE))
    page.wait_for_function(GIVEN, timeout=WAIT_MS)


@pytest.mark.parametrize("address", _kept())
def test_the_map_is_given_the_scene_that_it_was_given(cached: "Page", sample_server: str, address: str) -> None:
    _open(cached, sample_server, address)
    if os.environ.get("GIS_BLESS"):
        _bless(cached, sample_server, address)
    kept = _kept()[address]

    def same() -> bool:
        scene = read_scene(cached, sample_server)
        return scene is not None and drawn(scene).hash == kept["hash"]

    if not until(same, SETTLED_S):
        scene = read_scene(cached, sample_server)
        assert scene is not None
        found = drawn(scene)
        assert found.summary == kept["summary"]
        assert found.hash == kept["hash"], "what differs is not in the summary: compare the scenes themselves"


def _bless(page: "Page", server: str, address: str) -> None:
    rest(page)
    scene = read_scene(page, server)
    assert scene is not None
    found = drawn(scene)
    with exclusive(GOLDEN):
        kept = _kept() | {address: {"hash": found.hash, "summary": found.summary}}
        lines = ",\n".join(f"{json.dumps(at)}: {json.dumps(one, ensure_ascii=False)}" for at, one in kept.items())
        GOLDEN.write_text(f"{{\n{lines}\n}}\n", encoding="utf-8")
