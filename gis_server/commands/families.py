"""One sub-command a family of layers that takes files in: found, not listed.

A family offers `layers/<family>/ingest.py` with one public function `import_…(connect, path, *, dry_run, clock,
progress) -> Report`; it then has `gis-server <family> import FILE`.
"""

import inspect
import pkgutil
from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import typer

import layers
from gis_server.clock import clock_of
from gis_server.commands.shared import DryRun, File, bar, connecting, finish
from gis_server.settings import Settings
from layers.core.report import Report


def families() -> Iterator[str]:
    """Name the families that take files in. Nothing is imported: an empty command line must start at once."""
    for module in pkgutil.iter_modules(layers.__path__):
        if module.ispkg and find_spec(f"layers.{module.name}.ingest") is not None:
            yield module.name


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


def importer(family: str) -> Callable[..., Report]:
    """Return the function by which a family takes a file in.

    Raises:
        TypeError: its `ingest.py` offers none, or several.
    """
    module = import_module(f"layers.{family}.ingest")
    found = [
        function
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if name.startswith("import_") and function.__module__ == module.__name__
    ]
    if len(found) != 1:
        msg = f"layers.{family}.ingest must offer one function import_…; found {[f.__name__ for f in found]}"
        raise TypeError(msg)
    return found[0]


def _run(take: Callable[..., Report], file: Path, *, dry_run: bool) -> Report:
    with connecting() as connect, bar() as progress:
        return take(connect, file, dry_run=dry_run, clock=clock_of(Settings()), progress=progress)
