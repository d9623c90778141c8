"""`gis-server succession import`: which old unit became which new one."""

from typing import Annotated

import typer

from gis_server.bars import bar
from gis_server.clock import clock_of
from gis_server.commands.shared import (
    DryRun,
    File,
    Mapping,
    connecting,
    finish,
    read_day,
    read_drops,
    read_mapping,
)
from gis_server.commands.tiles import build_tiles
from gis_server.families import movers
from gis_server.settings import Settings

app = typer.Typer(help="What became of former units.", no_args_is_help=True)


@app.callback()
def succession() -> None:
    """What became of former units."""


@app.command("import")
def import_file(
    file: File,
    mapping: Mapping,
    *,
    on: Annotated[str, typer.Option(help="The day of the change.")] = "2025-07-01",
    drop: Annotated[
        list[str] | None,
        typer.Option(
            help="Leave out rows where COLUMN=VALUE; may be repeated, also for one column: any of the values."
        ),
    ] = None,
    dry_run: DryRun = False,
) -> None:
    """Import a crosswalk (CSV, also gzipped): old code, new code, whole or partial."""
    from boundaries.succession.links import import_crosswalk  # noqa: PLC0415 - heavy

    with connecting() as connect:
        with bar() as progress:
            report = import_crosswalk(
                connect,
                file,
                mapping=read_mapping(mapping),
                drop=read_drops(drop or ()),
                on=read_day(on),
                movers=movers(),
                dry_run=dry_run,
                clock=clock_of(Settings()),
                progress=progress,
            )
        if report.verdict == "applied":
            # Tiles carry the units' identities and their former districts.
            build_tiles(connect)
    finish(report)
