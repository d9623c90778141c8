"""`gis-server batches`: what came in, and the whole report of each."""

from typing import Annotated

import typer

from gis_server.clock import clock_of
from gis_server.commands.shared import connecting
from gis_server.say import say, say_batches, say_report
from gis_server.settings import Settings
from layers.core.model import text
from layers.store.batch import close_interrupted
from layers.store.history import latest, past

app = typer.Typer(help="Batches: the files that came in, with their reports.")
LISTED = 20


@app.callback(invoke_without_command=True)
def batches(
    context: typer.Context,
    last: Annotated[int, typer.Option(min=1, help="How many to list, the newest first.")] = LISTED,
) -> None:
    """List the batches, the newest first; also those that were refused or interrupted."""
    if context.invoked_subcommand is not None:
        return
    with connecting() as connect, connect() as connection:
        close_interrupted(connection, clock_of(Settings()))
        found = latest(connection, last)
        if not found:
            say(text("Chưa nhập tệp nào.", "Nothing has been imported yet."))
        say_batches(found)


@app.command("show")
def show(number: Annotated[int, typer.Argument(help="The batch's number.")]) -> None:
    """Print the whole report of a batch, also of one that was refused or interrupted."""
    with connecting() as connect, connect() as connection:
        close_interrupted(connection, clock_of(Settings()))
        say_report(past(connection, number).report(), whole=True)
