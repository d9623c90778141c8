"""Every setting is documented, and the document says nothing else."""

import os
from pathlib import Path

import pytest
from pydantic import ValidationError
from pydantic_core import PydanticUndefined

from gis_server.settings import Settings

DOCUMENT = Path(__file__).resolve().parents[2] / "gis_server/docs/settings.md"
HEAD = """# Settings

Every setting is an environment variable. This page is written by `make bless` from `gis_server/settings.py`.

| Variable | Default | Meaning |
|---|---|---|
"""


def _default(value: object) -> str:
    if value is None or value is PydanticUndefined or value == "":
        return "—"
    return f"`{value}`"


def _row(name: str) -> str:
    field = Settings.model_fields[name]
    variable = "DATABASE_URL" if name == "database_url" else f"GIS_{name.upper()}"
    return f"| `{variable}` | {_default(field.default)} | {field.description} |"


def _document() -> str:
    return HEAD + "\n".join(_row(name) for name in Settings.model_fields) + "\n"


def test_every_setting_has_its_sentence() -> None:
    """A setting without a description is one that nobody can use."""
    silent = [name for name, field in Settings.model_fields.items() if not field.description]
    assert silent == []


def test_the_page_of_settings_is_the_newest() -> None:
    """`make bless` writes it anew."""
    if os.environ.get("GIS_BLESS"):
        DOCUMENT.write_text(_document())
    assert DOCUMENT.read_text() == _document()


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::", "localhost", "example.org"])  # noqa: S104 - refused
def test_no_address_but_loopback_is_accepted(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """There is no login yet."""
    monkeypatch.setenv("GIS_HOST", host)
    with pytest.raises(ValidationError, match="loopback"):
        Settings()


def test_a_standing_clock_needs_an_offset(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bare time would mean something else on every machine."""
    monkeypatch.setenv("GIS_CLOCK_AT", "2026-05-20T10:00:00")
    with pytest.raises(ValidationError, match="offset"):
        Settings()
