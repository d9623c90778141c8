"""`gis-server up` and `gis-server migrate`."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import psycopg
import typer

from gis_server import processes
from gis_server.bars import bar
from gis_server.commands.shared import connecting, explained
from gis_server.commands.tiles import build_tiles
from gis_server.say import say
from gis_server.settings import Settings
from layers.core.model import text

DEMO = {"GIS_DATABASE": "demo", "GIS_HOME": "97", "GIS_CLOCK_AT": "2026-05-20T10:00:00+07:00"}
"""The sample has a database, a home and a day of its own, so that it never mixes with a province's own data."""
DEMO_REAL = {**DEMO, "GIS_DATABASE": "real", "GIS_HOME": "56"}
REAL_DATA = Path(os.environ.get("GIS_REAL_DATA", Path(__file__).resolve().parents[3] / "shared/data"))


def up(
    *,
    demo: Annotated[bool, typer.Option("--demo", help="Serve the sample; it is generated at the first start.")] = False,
    demo_real: Annotated[
        bool, typer.Option("--demo-real", help="Serve Khánh Hòa from the real data beside the checkout.")
    ] = False,
) -> None:
    """Serve the map until Ctrl-C: database, migrations, tiles, web processes."""
    for name, value in (DEMO if demo else DEMO_REAL if demo_real else {}).items():
        os.environ.setdefault(name, value)
    fill = _fill_with_sample if demo else _fill_with_real if demo_real else None
    with explained():
        processes.up(Settings(), prepare_data=lambda url: _prepare_data(url, fill))


def migrate() -> None:
    """Bring the database to the newest shape."""
    with connecting():
        say(text("Cơ sở dữ liệu đã ở phiên bản mới nhất.", "The database has the newest shape."))


def _prepare_data(url: str, fill: Callable[[str], None] | None) -> None:
    if fill is not None:
        fill(url)
    build_tiles(lambda: psycopg.connect(url))


def _fill_with_real(url: str) -> None:
    """Load the real provinces and communes until all is in; what an interrupted load brought in is left as it is."""
    from gis_server.real import load_real, real_is_complete  # noqa: PLC0415 - heavy

    with psycopg.connect(url) as connection:
        if real_is_complete(connection):
            return
    say(text("Nạp dữ liệu thật (lần đầu)", "Loading the real data (first start only)"))
    with bar() as progress:
        load_real(url, REAL_DATA, progress)


def _fill_with_sample(url: str) -> None:
    """Load the sample until it is whole; what an interrupted load brought in is left as it is."""
    from gis_server.sample import load_sample, sample_is_complete  # noqa: PLC0415 - heavy

    with psycopg.connect(url) as connection:
        if sample_is_complete(connection):
            return
    say(text("Sinh dữ liệu mô phỏng (lần đầu)", "Generating the sample (first start only)"))
    with bar() as progress:
        load_sample(url, progress)
