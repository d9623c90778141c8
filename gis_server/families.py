"""What a family of layers offers beside its layers: an import, a sample. Found by the names of its files, not listed.

- `layers/<family>/ingest.py`: one public function `import_…(connect, path, *, dry_run, clock, progress, simulated)`
  that returns a `Report`;
- `layers/<family>/moving.py`: `move_units(connection, pairs, clock)`, for a family whose rows name units: what becomes
  of them when two identities turn out to be one unit (`boundaries.succession.identity`);
- `layers/<family>/sample`: `write_files(folder)`, the files of the generated sample in the order in which they are
  to be imported, each with its `path` and the instant `received` at which the sample says that it came;
- `layers/<family>/legend.py`: `legend(connection, layer, asked, now, scope)`, where more than a code list decides the
  colours.
"""

import inspect
import pkgutil
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

import layers
from layers.core.legend import Legend
from layers.core.report import Report


class Sent(Protocol):
    """A file of the sample."""

    @property
    def path(self) -> Path:
        """Where it was written."""
        ...

    @property
    def received(self) -> datetime:
        """When it came, in UTC."""
        ...


def families(room: str) -> Iterator[str]:
    """Name the families that have this room (`ingest`, `sample`). Nothing of theirs is imported."""
    for module in pkgutil.iter_modules(layers.__path__):
        if module.ispkg and find_spec(f"layers.{module.name}.{room}") is not None:
            yield module.name


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


def legend_maker(family: str) -> Callable[..., Legend] | None:
    """Return the function by which a family writes the legends of its layers; None where the general one does."""
    if family not in families("legend"):
        return None
    module: Any = import_module(f"layers.{family}.legend")
    found: Callable[..., Legend] = module.legend
    return found


def movers() -> list[Callable[..., dict[str, int]]]:
    """Return what the families do when two identities turn out to be one unit."""
    modules: list[Any] = [import_module(f"layers.{family}.moving") for family in families("moving")]
    return [module.move_units for module in modules]


def sample_files(family: str, folder: Path) -> Sequence[Sent]:
    """Write a family's part of the sample into a folder; return its files in the order of their import."""
    module: Any = import_module(f"layers.{family}.sample")
    found: Sequence[Sent] = module.write_files(folder)
    return found
