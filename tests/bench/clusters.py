"""Where the benchmarks measure: the cluster that `GIS_TEST_CLUSTER` names, or one of their own."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gis_server.database.embedded import EmbeddedCluster
from tests.support.databases import Databases


@contextmanager
def databases(*, fsync: bool = False) -> Iterator[Databases]:
    """Lend databases that are gone afterwards.

    Args:
        fsync: a cluster of our own keeps its promises to the disk, as a province's does.
    """
    with tempfile.TemporaryDirectory(prefix="gis-bench-") as folder:
        Path(folder).chmod(0o755)
        given = os.environ.get("GIS_TEST_CLUSTER")
        embedded = None if given else EmbeddedCluster(Path(folder) / "cluster", fsync=fsync, temporary=True)
        lent = Databases(given or (embedded.start() if embedded else ""), f"bench{os.getpid()}", Path(folder))
        try:
            yield lent
        finally:
            lent.drop_all()
            if embedded:
                embedded.stop()
