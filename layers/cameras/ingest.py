"""Cameras into the database: a file is checked whole, then applied in one batch or refused whole."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import h3
import shapely
from psycopg import Connection

from boundaries.projecting import to_mercator
from layers.cameras.reading import Camera, read
from layers.core.clock import Clock
from layers.core.model import text
from layers.core.report import Report
from layers.store.batch import BatchSource, Connect, OpenBatch, hash_of
from layers.store.copy import copy_rows
from layers.store.intake import Checked, already_in, take
from layers.store.outbox import record
from layers.store.progress import SILENT, Progress

_cells: Any = h3
"""The library, whose functions do not say what they return."""
KIND = LAYER = "cameras"
RESOLUTION = 12
COLUMNS = (
    *("code", "name", "kind", "owner", "place", "heading_deg", "view_deg", "reach_m", "installed_on"),
    *("geom", "geom_3857", "h3_12"),
)

_STAGE = """
create temporary table camera_in (
  code text, name text, kind text, owner text, place text, heading_deg double precision,
  view_deg double precision, reach_m double precision, installed_on date,
  geom geometry(Point, 4326), geom_3857 geometry(Point, 3857), h3_12 bigint
) on commit drop
"""
_APPLY = """
with written as (
  insert into cameras.camera as c
    (code, name, kind, owner, place, heading_deg, view_deg, reach_m, installed_on, geom, geom_3857, h3_12, batch)
  select code, name, kind, owner, place, heading_deg, view_deg, reach_m, installed_on, geom, geom_3857, h3_12, %s
  from camera_in
  on conflict (code) do update set
    name = excluded.name, kind = excluded.kind, owner = excluded.owner, place = excluded.place,
    heading_deg = excluded.heading_deg, view_deg = excluded.view_deg, reach_m = excluded.reach_m,
    installed_on = excluded.installed_on, geom = excluded.geom,
    geom_3857 = excluded.geom_3857, h3_12 = excluded.h3_12, batch = excluded.batch
  where (c.name, c.kind, c.owner, c.place, c.heading_deg, c.view_deg, c.reach_m, c.installed_on, c.h3_12)
    is distinct from (excluded.name, excluded.kind, excluded.owner, excluded.place, excluded.heading_deg,
      excluded.view_deg, excluded.reach_m, excluded.installed_on, excluded.h3_12)
    or not ST_Equals(c.geom, excluded.geom)
  returning c.geom, xmax = 0 as added
)
select count(*) filter (where added), count(*) filter (where not added),
       ST_XMin(ST_Extent(geom)), ST_YMin(ST_Extent(geom)), ST_XMax(ST_Extent(geom)), ST_YMax(ST_Extent(geom))
from written
"""
_MARGIN_DEG = 0.0001
"""About 10 m around what changed, so that the extent of one point is a polygon."""


def import_cameras(
    connect: Connect,
    path: Path,
    *,
    dry_run: bool = False,
    clock: Clock,
    progress: Progress = SILENT,
    simulated: bool = False,
) -> Report:
    """Import a file of cameras; those it names are written, those it does not name stay as they are.

    Args:
        connect: opens a connection of a role that may write.
        path: the CSV file; see `layers.cameras.reading` for its columns.
        dry_run: check and report, write nothing.
        clock: stamps the batch.
        progress: is told of rows.
        simulated: the rows are invented.

    Returns:
        The report; refused when the file has errors: then nothing was written, and the batch keeps the findings.
    """
    source = BatchSource(KIND, path.name, hash_of(path), simulated=simulated)
    if not dry_run and (same := already_in(connect, source)) is not None:
        return same

    def check(_: Connection) -> Checked[Sequence[Camera]]:
        cameras, findings = read(path.read_bytes())
        return Checked(cameras, {"rows": len(cameras) + len(findings), "added": 0, "changed": 0}, findings)

    def write(opened: OpenBatch, cameras: Sequence[Camera]) -> None:
        _write(opened, cameras, clock, progress)

    return take(connect, source, check, write, clock, dry_run=dry_run)


def _write(opened: OpenBatch, cameras: Sequence[Camera], clock: Clock, progress: Progress) -> None:
    progress.start(len(cameras), text("Ghi camera", "Writing cameras"))
    opened.connection.execute(_STAGE)
    copy_rows(opened.connection, "camera_in", COLUMNS, _rows(cameras) if cameras else ())
    row = opened.connection.execute(_APPLY, (opened.id,)).fetchone()
    progress.advance(len(cameras))
    if row is None or row[2] is None:
        return
    opened.counts.update(added=int(row[0]), changed=int(row[1]))
    west, south, east, north = (float(number) for number in row[2:])
    margin = _MARGIN_DEG
    record(opened.connection, LAYER, (west - margin, south - margin, east + margin, north + margin), clock)


def _rows(cameras: Sequence[Camera]) -> list[tuple[object, ...]]:
    points = shapely.set_srid(
        shapely.points([camera.lon for camera in cameras], [camera.lat for camera in cameras]), 4326
    )
    planar = shapely.set_srid(to_mercator(points), 3857)
    return [
        (
            camera.code,
            camera.name,
            camera.kind,
            camera.owner,
            camera.place,
            camera.heading_deg,
            camera.view_deg,
            camera.reach_m,
            camera.installed_on,
            shapely.to_wkb(point, hex=True, include_srid=True),
            shapely.to_wkb(flat, hex=True, include_srid=True),
            int(_cells.latlng_to_cell(camera.lat, camera.lon, RESOLUTION), 16),
        )
        for camera, point, flat in zip(cameras, points, planar, strict=True)
    ]
