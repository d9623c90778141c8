"""What README and manual say is there: links lead somewhere, commands exist, addresses show what they promise."""

import re
import shlex
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, cast
from urllib.parse import parse_qs, urlsplit

import pytest
import typer

from boundaries.sample import OLD, REFORM, country
from gis_server.cli import app
from gis_server.families import with_importer
from gis_server.manual import Manual
from layers.core.period import parse_period
from layers.core.tables import Language
from layers.indicators.sample import cases

if TYPE_CHECKING:
    import click

ROOT = Path(__file__).resolve().parents[2]
MANUAL = sorted((ROOT / "gis_server/docs").glob("*.md"))
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *MANUAL]
EXAMPLES = set(re.findall(r"`layers/(\w+)/", (ROOT / "gis_server/docs/add-a-layer.en.md").read_text(encoding="utf-8")))
"""The family that “Adding a layer” makes, and its model, which an installation may do without: any other answers."""
LEVELS = ("province", "district", "commune")

_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_HREF = re.compile(r'href="([^"]+)"')
_CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)
_COMMAND = re.compile(r"(?<![-/\w])(?:\.venv/bin/)?gis-server[ \t]+([^\n`#]+)")
_HOUSE = {language: ROOT / f"gis_server/docs/architecture.{language}.md" for language in ("vi", "en")}
_DEFINED = re.compile(r"`([\w./-]+\.(?:py|ts|css|toml))(?:: (\w+))?`")
_ADDRESS = re.compile(r"http://127\.0\.0\.1:8000/\?\S+")


def _prose(page: Path) -> str:
    return _CODE.sub("", page.read_text(encoding="utf-8"))


def _commands(page: Path) -> Iterator[str]:
    for code in _CODE.findall(page.read_text(encoding="utf-8")):
        yield from _COMMAND.findall(code.replace("\\\n", " "))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    links = [
        link for link in _LINK.findall(_prose(page)) if not urlsplit(link).scheme and not link.startswith(("#", "/"))
    ]
    missing = [link for link in links if not (page.parent / link.partition("#")[0]).is_file()]
    assert missing == []


@pytest.mark.parametrize("page", MANUAL, ids=lambda page: page.name)
def test_every_page_but_the_generated_one_is_in_both_languages(page: Path) -> None:
    if page.name != "settings.md":
        name, language = page.stem.split(".")
        other = {"vi": "en", "en": "vi"}[language]
        assert page.with_name(f"{name}.{other}.md") in MANUAL


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_link_of_the_served_manual_leads_to_a_page(language: Language) -> None:
    manual = Manual()
    pages = manual.pages(language)
    for name in pages:
        hrefs = [str(href) for href in _HREF.findall(manual.page(name, language))]
        for link in hrefs:
            if link.startswith(("#", "?", "http")):
                continue
            path = urlsplit(link).path
            assert path in {"/", "/docs"} or path.removeprefix("/docs/") in pages, f"{name}: {link}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_quoted_exists_with_its_options(page: Path) -> None:
    for quoted in _commands(page):
        _walk(shlex.split(quoted), quoted)


def _walk(words: list[str], quoted: str) -> None:
    root = cast("click.Command", typer.main.get_command(app))
    command = root
    for word in words:
        below: dict[str, click.Command] = getattr(command, "commands", {})
        if word.startswith("-"):
            known = {option for parameter in command.params for option in parameter.opts}
            assert word.partition("=")[0] in known | {"--help"}, quoted
        elif below:
            name = with_importer()[0] if word in EXAMPLES and word not in below else word
            assert name in below, quoted
            command = below[name]
    alone = getattr(command, "invoke_without_command", False) or not getattr(command, "commands", {})
    assert alone, f"{quoted}: names no command"


def test_the_readme_has_one_address_for_every_blank_reason_and_every_mark() -> None:
    shown = [_case(address) for address in _addresses()]
    assert len(shown) == len(set(shown))
    wanted = {(case.indicator, case.period, case.unit, case.edition) for case in cases().values()}
    assert set(shown) == wanted


def test_the_units_of_these_addresses_are_there_on_their_day() -> None:
    made = country()
    codes = {day: {unit.code for level in LEVELS for unit in made.level(day, level)} for day in (OLD, REFORM)}
    for address in _addresses():
        asked = parse_qs(urlsplit(address).query)
        code, _, born = asked["u"][0].partition("@")
        drawn = date.fromisoformat(asked["e"][0]) if "e" in asked else parse_period(asked["p"][0]).last_day
        assert code in codes[date.fromisoformat(born)], address
        assert date.fromisoformat(born) <= drawn, address


def _addresses() -> list[str]:
    return _ADDRESS.findall((ROOT / "README.md").read_text(encoding="utf-8"))


def _case(address: str) -> tuple[str, str, str, str | None]:
    asked = parse_qs(urlsplit(address).query, strict_parsing=True)
    assert set(asked) <= {"i", "p", "u", "e", "lv"}, address
    return asked["i"][0], asked["p"][0], asked["u"][0].partition("@")[0], asked.get("e", [None])[0]


def test_the_map_of_the_house_names_files_and_things_that_are_there() -> None:
    """A path from the root, or the bare name of a file of the page; after the colon what is defined in it."""
    wrong = [f"{path}: {noun}" for path, noun in _named(_HOUSE["en"]) if not _is_there(path, noun)]
    assert wrong == []


def test_the_map_of_the_house_says_the_same_in_both_languages() -> None:
    """The same headings in number, the same rows, the same names in the same order."""
    vi, en = (page.read_text(encoding="utf-8") for page in (_HOUSE["vi"], _HOUSE["en"]))
    for pattern in (r"^#+ ", r"^\|", r"^\d\. ", r"^- "):
        counts = [len(re.findall(pattern, text, re.MULTILINE)) for text in (vi, en)]
        assert counts[0] == counts[1], pattern
    assert sorted(_named(_HOUSE["vi"])) == sorted(_named(_HOUSE["en"]))


def _named(page: Path) -> list[tuple[str, str]]:
    return _DEFINED.findall(page.read_text(encoding="utf-8"))


def _is_there(path: str, noun: str) -> bool:
    rooms = ("frontend/src", "layers", "boundaries")
    files = [ROOT / path, *(found for room in rooms if "/" not in path for found in (ROOT / room).rglob(path))]
    defining = re.compile(rf"^\s*(?:export )?(?:def|class|function) {noun}\b", re.MULTILINE)
    return any(file.is_file() and (not noun or defining.search(file.read_text(encoding="utf-8"))) for file in files)
