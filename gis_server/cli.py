"""`gis-server`: the command line of an installation."""

import typer

from gis_server.commands import batches, boundaries, openapi, run, sample, succession, tiles
from gis_server.commands.families import command
from gis_server.families import families

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
for _family in families("ingest"):
    app.add_typer(command(_family), name=_family)

if __name__ == "__main__":
    app()
