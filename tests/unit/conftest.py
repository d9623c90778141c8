"""What several unit tests share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from layers.core.clock import FixedClock
from tests.support.databases import Databases
from tests.support.desk import Desk, Row, cell


@pytest.fixture
def desk(cluster: Databases, migrated_template: str, tmp_path: Path, clock: FixedClock) -> Iterator[Desk]:
    """Lend an empty database with one province in it."""
    with cluster.copy(migrated_template) as url:
        lent = Desk(url, tmp_path, clock)
        province: Row = ("97", "Tỉnh Hải Sơn", "", cell(0, 0, 1, 1))
        lent.take(lent.write([province], name="tinh.gpkg"), level="province")
        yield lent
