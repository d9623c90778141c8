"""`gis-server up` and `gis-server migrate`."""

import os
from typing import Annotated

import psycopg
import typer

from gis_server import processes
from gis_server.commands.shared import bar, connecting, explained
from gis_server.say import say
from gis_server.settings import Settings
from layers.core.model import text

DEMO = {"GIS_DATABASE": "demo", "GIS_HOME": "97", "GIS_CLOCK_AT": "2026-05-20T10:00:00+07:00"}
"""The sample has a database, a home and a day of its own, so that it never mixes with a province's own data."""


def up(
    *,
    demo: Annotated[bool, typer.Option("--demo", help="Serve the sample; it is generated at the first start.")] = False,
) -> None:
    """Serve the map until Ctrl-C: database, migrations, web processes."""
    if demo:
        for name, value in DEMO.items():
            os.environ.setdefault(name, value)
    with explained():
        processes.up(Settings(), fill=_fill_with_sample if demo else None)


def migrate() -> None:
    """Bring the database to the newest shape."""
    with connecting():
        say(text("Cơ sở dữ liệu đã ở phiên bản mới nhất.", "The database has the newest shape."))


def _fill_with_sample(url: str) -> None:
    """Load the sample into a database without units; one that was interrupted left none."""
    from gis_server.sample import load_sample  # noqa: PLC0415 - heavy, and only needed at the first start

    with psycopg.connect(url) as connection:
        filled = connection.execute("select exists (select from boundaries.unit)").fetchone()
    if filled == (True,):
        return
    say(text("Sinh dữ liệu mô phỏng (lần đầu)", "Generating the sample (first start only)"))
    with bar() as progress:
        load_sample(url, progress)
