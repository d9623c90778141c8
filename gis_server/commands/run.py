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
from gis_server.watching import Code
from layers.core.errors import GisError
from layers.core.model import text

DEMO = {"GIS_DATABASE": "demo", "GIS_HOME": "97", "GIS_CLOCK_AT": "2026-05-20T10:00:00+07:00"}
"""The sample has a database, a home and a day of its own, whatever is set, so that it never mixes with a province's."""
DEMO_REAL = {**DEMO, "GIS_DATABASE": "real", "GIS_HOME": "56"}
REAL_DATA = Path(os.environ.get("GIS_REAL_DATA", Path(__file__).resolve().parents[3] / "shared/data"))


def up(
    *,
    demo: Annotated[bool, typer.Option("--demo", help="Serve the sample; it is generated at the first start.")] = False,
    demo_real: Annotated[
        bool, typer.Option("--demo-real", help="Serve Khánh Hòa from the real data beside the checkout.")
    ] = False,
    reload: Annotated[
        bool, typer.Option("--reload", help="Start the web processes anew when code changes: for work on the code.")
    ] = False,
) -> None:
    """Serve the map until Ctrl-C: database, migrations, tiles, web processes."""
    os.environ.update(DEMO if demo else DEMO_REAL if demo_real else {})
    fill = _fill_with_sample if demo else _fill_with_real if demo_real else None
    with explained():
        follow = Code() if reload else None
        processes.up(Settings(), prepare_data=lambda url: _prepare_data(url, fill), follow=follow)


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
    from gis_server.demo.real import load_real, real_is_complete  # noqa: PLC0415 - heavy

    with psycopg.connect(url) as connection:
        if real_is_complete(connection):
            return
    say(text("Nạp dữ liệu thật (lần đầu)", "Loading the real data (first start only)"))
    with bar() as progress:
        load_real(url, REAL_DATA, progress)


def _fill_with_sample(url: str) -> None:
    """Load the sample until it is whole; what an interrupted load brought in is left as it is.

    Raises:
        GisError: what is there is no sample; it stays as it is.
    """
    from gis_server.demo.sample import holds_own_data, load_sample, sample_is_complete  # noqa: PLC0415 - heavy

    with psycopg.connect(url) as connection:
        if sample_is_complete(connection):
            return
        if holds_own_data(connection):
            raise GisError(
                text("Cơ sở dữ liệu này có số liệu của tỉnh.", "This database holds a province's own data."),
                value=connection.info.dbname,
                remedy=text("Bỏ DATABASE_URL khi chạy dữ liệu mô phỏng.", "Leave DATABASE_URL out for the sample."),
            )
    say(text("Sinh dữ liệu mô phỏng (lần đầu)", "Generating the sample (first start only)"))
    with bar() as progress:
        load_sample(url, progress)
