"""`gis-server boundaries import`: a province's own boundaries."""

from typing import Annotated, Literal

import typer

from gis_server.bars import bar
from gis_server.clock import clock_of
from gis_server.commands.shared import DryRun, File, Mapping, connecting, finish, read_day, read_mapping
from gis_server.commands.tiles import build_tiles
from gis_server.settings import Settings
from layers.core.model import Text

app = typer.Typer(help="Administrative units.", no_args_is_help=True)


@app.callback()
def boundaries() -> None:
    """Administrative units."""


@app.command("import")
def import_file(
    file: File,
    edition: Annotated[str, typer.Option(help="The day from which these boundaries are in force, e.g. 2025-07-01.")],
    level: Annotated[Literal["province", "district", "commune"], typer.Option(help="What the rows are.")],
    mapping: Mapping,
    *,
    layer: Annotated[str, typer.Option(help="Which layer of the file, if it has several.")] = "",
    within: Annotated[str, typer.Option(help="Take only units of these provinces: 56,58")] = "",
    amend: Annotated[bool, typer.Option("--amend", help="Only what is listed changes; all else stays.")] = False,
    dry_run: DryRun = False,
    title: Annotated[str, typer.Option(help="The edition's name on the map.")] = "",
    note: Annotated[str, typer.Option(help="Shown beside the edition, e.g. 'ranh giới thay thế 2009'.")] = "",
    legal_basis: Annotated[str, typer.Option(help="The resolution that set these boundaries.")] = "",
) -> None:
    """Import units from GeoPackage, zipped Shapefile, GeoJSON, FlatGeobuf or GeoParquet, in any coordinate system."""
    from boundaries.intake.importing import import_units  # noqa: PLC0415 - geopandas takes a second to import

    with connecting() as connect:
        with bar() as progress:
            report = import_units(
                connect,
                file,
                edition=read_day(edition),
                level=level,
                mapping=read_mapping(mapping),
                layer=layer,
                within=tuple(code.strip() for code in within.split(",") if code.strip()),
                amend=amend,
                dry_run=dry_run,
                title=Text(vi=title, en=title) if title else None,
                note=Text(vi=note, en=note) if note else None,
                legal_basis=legal_basis,
                clock=clock_of(Settings()),
                progress=progress,
            )
        if report.verdict == "applied":
            build_tiles(connect)
    finish(report)
