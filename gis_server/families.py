"""What the families of this installation offer beside their layers: an import, a sample, moving of units.

Each says it in its `FAMILY` (`layers.family.Family`); nothing is listed here.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TypeVar

from layers.family import Family, Importer, Sent, UnitMover
from layers.registry import installed

Part = TypeVar("Part")


@cache
def known() -> Mapping[str, Family]:
    """Return the families of the checkout and of plug-ins, by their ids."""
    return installed()


def with_importer() -> list[str]:
    """Name the families that take files in."""
    return [family.id for family in known().values() if family.importer is not None]


def with_sample() -> list[str]:
    """Name the families that are part of the sample."""
    return [family.id for family in known().values() if family.sample is not None]


def importer(family: str) -> Importer:
    """Return what takes a file of a family in.

    Raises:
        TypeError: the family takes none.
    """
    return _needed(known()[family].importer, family, "importer")


def sample_files(family: str, folder: Path) -> Sequence[Sent]:
    """Write a family's part of the sample into a folder; return its files in the order of their import.

    Raises:
        TypeError: the family has no sample.
    """
    make: Callable[[Path], Sequence[Sent]] = _needed(known()[family].sample, family, "sample")
    return make(folder)


def movers() -> list[UnitMover]:
    """Return what the families do when two identities turn out to be one unit."""
    return [family.move_units for family in known().values() if family.move_units is not None]


def _needed(part: Part | None, family: str, name: str) -> Part:
    if part is None:
        msg = f"the family {family} has no {name}: see its FAMILY"
        raise TypeError(msg)
    return part
