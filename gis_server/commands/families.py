"""One sub-command a family of layers that takes files in: `gis-server <family> import FILE`."""

from pathlib import Path

import typer

from gis_server.bars import bar
from gis_server.clock import clock_of
from gis_server.commands.shared import DryRun, File, connecting, finish
from gis_server.families import importer
from gis_server.settings import Settings
from layers.core.report import Report
from layers.family import Importer


def command(family: str) -> typer.Typer:
    """Make the sub-command of one family."""
    app = typer.Typer(help=f"Rows of the family {family}.", no_args_is_help=True)

    def describe() -> None:
        pass

    def import_file(file: File, *, dry_run: DryRun = False) -> None:
        finish(_run(importer(family), file, dry_run=dry_run))

    describe.__doc__ = f"Rows of the family {family}."
    import_file.__doc__ = f"Import a file of {family}: checked whole, then applied whole or refused whole."
    app.callback()(describe)
    app.command("import")(import_file)
    return app


def _run(take: Importer, file: Path, *, dry_run: bool) -> Report:
    with connecting() as connect, bar() as progress:
        return take(connect, file, dry_run=dry_run, clock=clock_of(Settings()), progress=progress)
