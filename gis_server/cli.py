"""`gis-server`: the command line of an installation."""

import typer

from gis_server.commands import batches, boundaries, layers, openapi, run, sample, succession, tiles
from gis_server.commands.families import command
from gis_server.families import with_importer

app = typer.Typer(
    name="gis-server",
    help="A province on the map: serve it, and bring its own data in.",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
)
app.command("up")(run.up)
app.command("migrate")(run.migrate)
app.command("openapi")(openapi.openapi)
app.add_typer(boundaries.app, name="boundaries")
app.add_typer(succession.app, name="succession")
app.add_typer(batches.app, name="batches")
app.add_typer(sample.app, name="sample")
app.add_typer(tiles.app, name="tiles")
app.command("layers")(layers.layers)
for _family in with_importer():
    app.add_typer(command(_family), name=_family)

if __name__ == "__main__":
    app()
