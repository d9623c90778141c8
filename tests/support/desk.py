"""A desk at which files of boundaries, crosswalks and figures are written and imported."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import geopandas as gpd
import psycopg
import pyogrio
import shapely
from typer.testing import CliRunner

from boundaries.intake.importing import import_units
from boundaries.succession.links import import_crosswalk
from gis_server.cli import app
from gis_server.families import movers
from layers.core.clock import FixedClock
from layers.core.report import Finding, Report
from layers.indicators.ingest import import_file

OLD, NEW = date(2020, 1, 1), date(2025, 7, 1)
MAPPING = {"code": "ma", "name": "ten", "parent": "cap_tren"}
Row = tuple[str, str, str, shapely.Geometry]


def cell(x: float, y: float = 0.0, width: float = 0.1, height: float = 0.1) -> shapely.Geometry:
    """Make a box on an invented coast; 0.1° are about 11 km."""
    return shapely.box(109 + x, 12 + y, 109 + x + width, 12 + y + height)


@dataclass
class Desk:
    """Imports files into a database of its own."""

    url: str
    folder: Path
    clock: FixedClock

    def connect(self) -> psycopg.Connection:
        """Open a connection."""
        return psycopg.connect(self.url)

    def write(self, rows: Sequence[Row], crs: str | None = "EPSG:4326", name: str = "xa.gpkg") -> Path:
        """Write rows as a file; its ending says in which format."""
        columns = {"ma": [r[0] for r in rows], "ten": [r[1] for r in rows], "cap_tren": [r[2] for r in rows]}
        frame: Any = gpd.GeoDataFrame(columns, geometry=[r[3] for r in rows], crs="EPSG:4326")
        frame = frame.set_crs(None, allow_override=True) if crs is None else frame.to_crs(crs)
        path = self.folder / name
        if path.suffix == ".parquet":
            frame.to_parquet(path)
        elif path.suffix == ".zip":
            inner = self.folder / "shp"
            inner.mkdir(exist_ok=True)
            pyogrio.write_dataframe(frame, inner / "xa.shp", encoding="UTF-8")
            with ZipFile(path, "w") as packed:
                for part in inner.iterdir():
                    packed.write(part, part.name)
        else:
            path.unlink(missing_ok=True)
            pyogrio.write_dataframe(frame, path)
        return path

    def take(self, path: Path, day: date = OLD, level: str = "commune", **more: Any) -> Report:
        """Import a file."""
        mapping = {k: v for k, v in MAPPING.items() if level != "province" or k != "parent"}
        options: dict[str, Any] = {"edition": day, "level": level, "mapping": mapping, "clock": self.clock, **more}
        return import_units(self.connect, path, **options)

    def communes(self, rows: Sequence[Row], day: date = OLD, **more: Any) -> Report:
        """Write communes and import them."""
        return self.take(self.write(rows), day, **more)

    def list_(self, rows: Sequence[str], heading: str = "old,new,relation", name: str = "chuyen-doi.csv") -> Path:
        """Write a crosswalk."""
        path = self.folder / name
        path.write_text("\n".join([heading, *rows, ""]), encoding="utf-8")
        return path

    def succeed(self, rows: Sequence[str], **more: Any) -> Report:
        """Write a crosswalk of the day `NEW` and import it."""
        options: dict[str, Any] = {"mapping": {}, "on": NEW, "clock": self.clock, "movers": movers(), **more}
        return import_crosswalk(self.connect, self.list_(rows), **options)

    def figures(self, path: Path) -> Report:
        """Import a catalogue, figures or targets."""
        return import_file(self.connect, path, clock=self.clock)

    def command(self, *words: str) -> tuple[int, str]:
        """Run `gis-server` on this database in English; return its status and what it printed."""
        environment = {"DATABASE_URL": self.url, "GIS_LANG": "en", "GIS_CLOCK_AT": self.clock.now().isoformat()}
        result = CliRunner().invoke(app, list(words), env=environment)
        return result.exit_code, result.output

    def ask(self, statement: str) -> list[tuple[Any, ...]]:
        """Ask the database."""
        with psycopg.connect(self.url) as connection:
            return connection.execute(statement.encode()).fetchall()

    def units(self) -> list[tuple[Any, ...]]:
        """Return code, from and to of all communes."""
        return self.ask(
            "select code, valid_from::text, valid_to::text from boundaries.unit where level = 'commune' order by 1, 2"
        )


def named(report: Report, code: str) -> list[Finding]:
    """Pick the findings of one kind."""
    return [finding for finding in report.findings if finding.code == code]
