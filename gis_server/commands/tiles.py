"""`gis-server tiles build`: the tiles of the units, built ahead."""

from collections.abc import Callable

import psycopg
import typer

from gis_server.bars import bar
from gis_server.clock import clock_of
from gis_server.commands.shared import connecting
from gis_server.say import say
from gis_server.settings import Settings
from layers.core.model import text

app = typer.Typer(help="Tiles built ahead.", no_args_is_help=True)


@app.callback()
def tiles() -> None:
    """Tiles built ahead."""


@app.command("build")
def build() -> None:
    """Build the tiles whose units have changed; all others are left as they are."""
    with connecting() as connect:
        build_tiles(connect)


def build_tiles(connect: Callable[[], psycopg.Connection]) -> None:
    """Build what is missing, with a bar, and say what was built; say nothing when nothing was."""
    from tilegen.build import build_editions  # noqa: PLC0415 - geometry libraries take a second to import

    with bar() as progress:
        report = build_editions(connect, progress=progress, clock=clock_of(Settings()))
    if report.built:
        count, seconds = sum(one.tiles for one in report.built), f"{report.seconds:.1f} s"
        say(text(f"Đã dựng {count} ô bản đồ trong {seconds}", f"Built {count} tiles in {seconds}"))
