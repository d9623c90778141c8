"""The fixtures that all tests share.

One PostgreSQL cluster a session (shared by xdist's workers), one migrated template, one copy of it a module.
`GIS_TEST_CLUSTER` names a cluster that is there already (the URL of a role that may create databases).
"""

import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from gis_server.database.migrate import migrate
from layers.core.clock import FixedClock
from tests.support.databases import Databases

SESSION = pytest.StashKey[str]()


def pytest_configure(config: pytest.Config) -> None:
    """Name the run once, so that its workers meet in one folder."""
    worker = getattr(config, "workerinput", None)
    if worker is not None:
        config.stash[SESSION] = str(worker["testrunuid"])[:10]
        return
    config.stash[SESSION] = uuid.uuid4().hex[:10]
    if hasattr(config.option, "testrunuid"):
        config.option.testrunuid = config.stash[SESSION]  # xdist hands it to its workers


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave nothing behind in a cluster that was given: the last process of the run drops its databases."""
    if hasattr(config, "workerinput") or SESSION not in config.stash:
        return
    folder = _folder(config.stash[SESSION])
    given = os.environ.get("GIS_TEST_CLUSTER")
    if given is not None and folder.exists():
        Databases(given, config.stash[SESSION], folder).drop_all()
        shutil.rmtree(folder, ignore_errors=True)


def _folder(session: str) -> Path:
    return Path(tempfile.gettempdir()) / f"gis-test-{session}"


@pytest.fixture(scope="session")
def cluster(request: pytest.FixtureRequest) -> Iterator[Databases]:
    """Lend the session's cluster; ask `.template(...)` and `.copy(...)` of it, or use `database_url`."""
    session = request.config.stash[SESSION]
    folder = _folder(session)
    folder.mkdir(mode=0o755, exist_ok=True)
    given = os.environ.get("GIS_TEST_CLUSTER")
    if given is not None:
        yield Databases(given, session, folder)
        return
    from gis_server.database.embedded import EmbeddedCluster  # noqa: PLC0415 - not needed with a given cluster

    embedded = EmbeddedCluster(folder / "cluster", fsync=False, temporary=True)
    try:
        yield Databases(embedded.start(), session, folder)
    finally:
        embedded.stop()


@pytest.fixture(scope="session")
def migrated_template(cluster: Databases) -> str:
    """Name the template that holds the newest, empty shape."""
    return cluster.template("migrated", migrate)


@pytest.fixture(scope="module")
def database_url(cluster: Databases, migrated_template: str) -> Iterator[str]:
    """Lend the module a fresh, migrated, empty database."""
    with cluster.copy(migrated_template) as url:
        yield url


@pytest.fixture
def connection(database_url: str) -> Iterator[psycopg.Connection]:
    """Lend a connection whose work is rolled back after the test."""
    with psycopg.connect(database_url) as lent:
        yield lent
        lent.rollback()


@pytest.fixture
def clock() -> FixedClock:
    """Stand still on 20 May 2026, ten in the morning in Viet Nam."""
    return FixedClock(datetime(2026, 5, 20, 3, 0, tzinfo=UTC))
