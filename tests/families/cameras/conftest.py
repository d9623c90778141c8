"""Two web processes on an empty, migrated database with one camera."""

from collections.abc import Iterator
from datetime import UTC, datetime

import psycopg
import pytest

from layers.cameras.ingest import import_cameras
from layers.core.clock import FixedClock
from tests.support.client import Client
from tests.support.server import serving

CAMERAS = (
    "code,name,kind,owner,place,heading,lon,lat,view_deg,reach_m\n"
    "C1,Cầu Xóm Bóng,traffic,Công an A,Cầu,90,109.19,12.26,70,80\n"
)


@pytest.fixture(scope="module")
def served(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """Lend a client of the server."""
    clock = FixedClock(datetime(2026, 5, 20, 3, tzinfo=UTC))
    cameras = tmp_path_factory.mktemp("files") / "cameras.csv"
    cameras.write_text(CAMERAS, encoding="utf-8")
    import_cameras(lambda: psycopg.connect(database_url), cameras, clock=clock)
    with serving(database_url, home="*", clock_at=clock.now().isoformat()) as base:
        yield Client(base)
