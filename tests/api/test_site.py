"""The page and its files: every workspace's path gives the one page, what is no file of the build stays unknown."""

import re
import urllib.error
from email.message import Message
from urllib.request import ProxyHandler, build_opener

import pytest

from tests.support.server import get


def _ask(url: str) -> tuple[int, Message, bytes]:
    opener = build_opener(ProxyHandler({}))
    try:
        with opener.open(url, timeout=30) as reply:
            return reply.status, reply.headers, reply.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


@pytest.mark.parametrize("path", ["/", "/map", "/map?i=a&t=2026-04", "/layer/anything", "/wall/centre"])
def test_a_path_of_a_workspace_gives_the_one_page_with_its_policy(sample_server: str, path: str) -> None:
    status, headers, content = _ask(sample_server + path)
    assert status == 200
    assert content == get(f"{sample_server}/")
    assert headers["Content-Type"].startswith("text/html")
    assert "'sha256-" in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("path", ["/maps", "/map/x", "/layer", "/layer/a/b", "/wall", "/nothing", "/assets/none.js"])
def test_any_other_path_is_unknown(sample_server: str, path: str) -> None:
    status, headers, _ = _ask(sample_server + path)
    assert status == 404
    assert headers["Content-Type"] == "application/problem+json"


def test_hashed_files_are_kept_for_ever(sample_server: str) -> None:
    names = re.findall(rb'src="(/assets/index-[^"]+\.js)"', get(f"{sample_server}/map"))
    assert len(names) == 1
    status, headers, _ = _ask(sample_server + names[0].decode())
    assert status == 200
    assert "immutable" in headers["Cache-Control"]
