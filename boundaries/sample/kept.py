"""The sample's country, handed from one process to the next: made once, then read from a file with the same content."""

import fcntl
import hashlib
import json
import os
import platform
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, cast

import shapely

from boundaries.sample.country import Country, Heir, Unit, make_country

FOLDER = "GIS_SAMPLE_FOLDER"
"""The environment variable that names the folder; without it every process makes the country itself."""
_LIBRARIES = ("numpy", "scipy", "shapely")


@lru_cache(maxsize=1)
def country() -> Country:
    """Return the country of the sample; always the same. Takes some seconds where nothing keeps it."""
    folder = os.environ.get(FOLDER)
    return make_country() if folder is None else kept(Path(folder), make_country)


def kept(folder: Path, make: Callable[[], Country]) -> Country:
    """Read the country that this code makes from a folder; if it is not there yet, make it and leave it there.

    Of several processes that ask at once one makes it and the others wait.

    Args:
        folder: made if it is missing.
        make: makes the country; asked only if the folder does not hold it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"country-{_made_by()}.json"
    with (folder / "country.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if file.exists():
            return parse(file.read_text(encoding="utf-8"))
        made = make()
        beside = file.with_suffix(".part")  # an interrupted writer leaves no half file under the name that is read
        beside.write_text(written(made), encoding="utf-8")
        beside.replace(file)
        return made


def written(made: Country) -> str:
    """Write a country as JSON: shapes as WKB in hexadecimal digits, numbers so that they are read back to the bit."""
    return json.dumps(
        {
            "units": {day.isoformat(): [_unit_row(unit) for unit in units] for day, units in made.units.items()},
            "heirs": [[heir.old, heir.new, heir.relation, heir.share] for heir in made.heirs],
            "special": dict(made.special),
        },
        ensure_ascii=False,
    )


def parse(content: str) -> Country:
    """Read what `written` wrote."""
    read: dict[str, Any] = json.loads(content)
    return Country(
        units={date.fromisoformat(day): tuple(_unit(*row) for row in rows) for day, rows in read["units"].items()},
        heirs=tuple(Heir(*row) for row in read["heirs"]),
        special=read["special"],
    )


def _unit_row(unit: Unit) -> list[str | int | None]:
    shape = shapely.to_wkb(unit.shape, hex=True)
    return [unit.code, unit.name, unit.kind, unit.level, unit.parent, shape, unit.people, unit.terrain]


def _unit(*row: Any) -> Unit:
    code, name, kind, level, parent, wkb, people, terrain = row
    return Unit(code, name, kind, level, parent, cast("Any", shapely).from_wkb(wkb), people, terrain)


def _made_by() -> str:
    """Hash what the content depends on: this package's code, the libraries, Python and the machine's arithmetic."""
    code = hashlib.sha256()
    for file in sorted(Path(__file__).parent.glob("*.py")):
        code.update(file.read_bytes())
    libraries = [f"{name} {version(name)}" for name in _LIBRARIES]
    for word in (*libraries, shapely.geos_version_string, platform.python_version(), platform.machine()):
        code.update(word.encode())
    return code.hexdigest()[:16]
