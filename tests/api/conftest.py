"""Two web processes on an empty, migrated database with two layers declared in temporary files: wells, and a tower."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, cast

import h3 as untyped_h3
import psycopg
import pytest

from layers.core.clock import FixedClock
from tests.support.client import Client
from tests.support.server import serving
from tests.support.towers import TOWER_TABLE, TOWERS, import_tower
from tests.support.wells import TABLE, WELLS

h3 = cast("Any", untyped_h3)


@pytest.fixture(scope="module")
def served(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """Lend a client of the server."""
    clock = FixedClock(datetime(2026, 5, 20, 3, tzinfo=UTC))
    folder = tmp_path_factory.mktemp("layers")
    (folder / "wells.py").write_text(WELLS, encoding="utf-8")
    (folder / "towers.json").write_text(TOWERS, encoding="utf-8")
    with psycopg.connect(database_url) as connection:
        connection.execute(TABLE)
        connection.execute(TOWER_TABLE)
        for key, lon, lat in connection.execute("select id, ST_X(geom), ST_Y(geom) from public.well").fetchall():
            cell = h3.str_to_int(h3.latlng_to_cell(lat, lon, 12))
            connection.execute("update public.well set h3_12 = %s where id = %s", [cell, key])
    import_tower(lambda: psycopg.connect(database_url), "C1", "Cầu Xóm Bóng", (109.19, 12.26), clock)
    with serving(database_url, home="*", clock_at=clock.now().isoformat(), GIS_LAYER_PATH=str(folder)) as base:
        yield Client(base)
