"""Two web processes on an empty, migrated database with two layers declared in temporary files: wells, and a tower."""

from collections.abc import Iterator
from datetime import UTC, datetime

import psycopg
import pytest

from layers.core.clock import FixedClock
from tests.support.client import Client
from tests.support.databases import Databases
from tests.support.drawn import DRAWN, make_drawn
from tests.support.server import serving
from tests.support.towers import TOWER_TABLE, TOWERS, import_tower
from tests.support.wells import add_wells

NOW = datetime(2026, 5, 20, 3, tzinfo=UTC)


@pytest.fixture(scope="module")
def served(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """Lend a client of the server."""
    clock = FixedClock(NOW)
    folder = tmp_path_factory.mktemp("layers")
    add_wells(database_url, folder)
    (folder / "towers.json").write_text(TOWERS, encoding="utf-8")
    with psycopg.connect(database_url) as connection:
        connection.execute(TOWER_TABLE)
    import_tower(lambda: psycopg.connect(database_url), "C1", "Cầu Xóm Bóng", (109.19, 12.26), clock)
    with serving(database_url, home="*", clock_at=clock.now().isoformat(), GIS_LAYER_PATH=str(folder)) as base:
        yield Client(base)


@pytest.fixture(scope="module")
def whole(cluster: Databases, sample_template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """Lend a client of a server with everything: the sample, and layers declared in files."""
    with cluster.copy(sample_template) as url:
        folder = tmp_path_factory.mktemp("layers")
        add_wells(url, folder)
        (folder / "drawn.py").write_text(DRAWN, encoding="utf-8")
        make_drawn(url)
        with serving(url, home="97", clock_at=NOW.isoformat(), GIS_LAYER_PATH=str(folder)) as base:
            yield Client(base)
