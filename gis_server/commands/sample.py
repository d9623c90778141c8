"""`gis-server sample load`: the generated sample."""

import typer

from gis_server.bars import bar
from gis_server.commands.shared import connecting

app = typer.Typer(help="The generated sample.", no_args_is_help=True)


@app.callback()
def sample() -> None:
    """The generated sample."""


@app.command("load")
def load() -> None:
    """Generate the sample and load it; GIS_DATABASE says into which database (`make demo` uses `demo`)."""
    from gis_server.demo.sample import load_sample  # noqa: PLC0415 - heavy

    with connecting() as connect, bar() as progress:
        with connect() as connection:
            url = connection.info.dsn
            password = connection.info.password
        load_sample(f"{url} password={password}" if password else url, progress)
