"""Two web processes on an empty, migrated database with one layer declared in a temporary file, and some cameras."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, cast

import h3 as untyped_h3
import psycopg
import pytest

from layers.cameras.ingest import import_cameras
from layers.core.clock import FixedClock
from tests.support.client import Client
from tests.support.server import serving
from tests.support.wells import TABLE, WELLS

h3 = cast("Any", untyped_h3)
CAMERAS = "code,name,kind,owner,place,heading,lon,lat\nC1,Cầu Xóm Bóng,traffic,Công an A,Cầu,90,109.19,12.26\n"


@pytest.fixture(scope="module")
def served(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """Lend a client of the server."""
    clock = FixedClock(datetime(2026, 5, 20, 3, tzinfo=UTC))
    folder = tmp_path_factory.mktemp("layers")
    (folder / "wells.py").write_text(WELLS, encoding="utf-8")
    with psycopg.connect(database_url) as connection:
        connection.execute(TABLE)
        for key, lon, lat in connection.execute("select id, ST_X(geom), ST_Y(geom) from public.well").fetchall():
            cell = h3.str_to_int(h3.latlng_to_cell(lat, lon, 12))
            connection.execute("update public.well set h3_12 = %s where id = %s", [cell, key])
    cameras = folder / "cameras.csv"
    cameras.write_text(CAMERAS, encoding="utf-8")
    import_cameras(lambda: psycopg.connect(database_url), cameras, clock=clock)
    declared = str(folder / "wells.py")
    with serving(database_url, home="*", clock_at=clock.now().isoformat(), GIS_LAYER_PATH=declared) as base:
        yield Client(base)
