"""The fixtures that all tests share.

One PostgreSQL cluster a session (shared by xdist's workers), one migrated template, one copy of it a module.
`GIS_TEST_CLUSTER` names a cluster that is there already (the URL of a role that may create databases).
"""

import os
import shutil
import tempfile
import time
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest

from boundaries.sample import kept
from gis_server.database.migrate import migrate
from layers.core.clock import FixedClock
from layers.store.progress import SILENT
from tests.support.chromium import RATIO, launch, lend
from tests.support.databases import Databases
from tests.support.drawn import DRAWN, make_drawn
from tests.support.server import serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

NOW = datetime(2026, 5, 20, 3, 0, tzinfo=UTC)
SAMPLE_CLOCK = NOW.isoformat()
REAL_DATA = Path(os.environ.get("GIS_REAL_DATA", Path(__file__).resolve().parents[2] / "shared/data"))
SESSION = pytest.StashKey[str]()


def pytest_configure(config: pytest.Config) -> None:
    """Name the run once, so that its workers meet in one folder; live in another time zone than the users."""
    os.environ["TZ"] = os.environ.get("GIS_TEST_TZ", "America/St_Johns")  # half hours behind UTC: nobody's round number
    time.tzset()
    worker = getattr(config, "workerinput", None)
    config.stash[SESSION] = str(worker["testrunuid"])[:10] if worker is not None else uuid.uuid4().hex[:10]
    os.environ[kept.FOLDER] = str(_folder(config.stash[SESSION]) / "sample")  # made once, by the first that asks
    if worker is None and hasattr(config.option, "testrunuid"):
        config.option.testrunuid = config.stash[SESSION]  # xdist hands it to its workers


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave nothing behind: the last process of the run drops its databases in a cluster that was given."""
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
    folder.mkdir(exist_ok=True)
    folder.chmod(0o755)  # the user of PostgreSQL passes through
    given = os.environ.get("GIS_TEST_CLUSTER")
    if given is not None:
        yield Databases(given, session, folder)
        return
    from gis_server.database.embedded import EmbeddedCluster  # noqa: PLC0415 - not needed with a given cluster

    embedded = EmbeddedCluster(folder / "cluster", fsync=False, temporary=True)
    try:
        yield Databases(embedded.start(), session, folder, ours=True)
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


@pytest.fixture(scope="session")
def sample_template(cluster: Databases) -> str:
    """Name the template that holds the sample, loaded through the same imports as a province's own files."""

    def fill(url: str) -> None:
        from gis_server.demo.sample import load_sample  # noqa: PLC0415 - heavy, and most tests need no sample
        from tilegen.build import build_editions  # noqa: PLC0415

        migrate(url)
        load_sample(url, SILENT)
        build_editions(lambda: psycopg.connect(url), clock=FixedClock(NOW))

    return cluster.template("sample", fill)


@pytest.fixture(scope="module")
def sample_url(cluster: Databases, sample_template: str) -> Iterator[str]:
    """Lend the module a fresh database with the sample in it."""
    with cluster.copy(sample_template) as url:
        yield url


@pytest.fixture(scope="session")
def drawn_layers(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Name the file that declares lookouts, dykes and polders: layers to switch on, whatever families are installed."""
    file = tmp_path_factory.mktemp("layers") / "drawn.py"
    file.write_text(DRAWN, encoding="utf-8")
    return str(file)


@pytest.fixture(scope="session")
def sample_server(cluster: Databases, sample_template: str, drawn_layers: str) -> Iterator[str]:
    """Lend the base URL of a server of two processes on the sample. Tests that write take a server of their own."""
    with cluster.copy(sample_template) as url:
        make_drawn(url)
        with serving(url, home="97", clock_at=SAMPLE_CLOCK, GIS_LAYER_PATH=drawn_layers) as base:
            yield base


@pytest.fixture(scope="session")
def real_template(cluster: Databases) -> str:
    """Name the template that holds the real provinces and communes, with Khánh Hòa's former editions.

    Without the data beside the checkout the test is skipped; in CI it fails instead.
    """
    if not REAL_DATA.is_dir():
        if os.environ.get("CI") == "true":
            pytest.fail(f"CI needs the real data in {REAL_DATA}")
        pytest.skip("the real data is not beside this checkout")

    def fill(url: str) -> None:
        from gis_server.demo.real import load_real  # noqa: PLC0415 - heavy, and few tests need it
        from tilegen.build import build_editions  # noqa: PLC0415

        migrate(url)
        load_real(url, REAL_DATA, SILENT)
        build_editions(lambda: psycopg.connect(url), clock=FixedClock(NOW))

    return cluster.template("real", fill)


@pytest.fixture(scope="module")
def real_url(cluster: Databases, real_template: str) -> Iterator[str]:
    """Lend the module a fresh database with the real units in it."""
    with cluster.copy(real_template) as url:
        yield url


@pytest.fixture(scope="session")
def real_server(cluster: Databases, real_template: str, drawn_layers: str) -> Iterator[str]:
    """Lend the base URL of a server of two processes on Khánh Hòa (home 56)."""
    with cluster.copy(real_template) as url:
        make_drawn(url)
        with serving(url, home="56", clock_at=SAMPLE_CLOCK, GIS_LAYER_PATH=drawn_layers) as base:
            yield base


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    """Lend one Chromium to all tests of a worker."""
    from playwright.sync_api import expect, sync_playwright  # noqa: PLC0415 - not every machine has it

    expect.set_options(timeout=30_000)  # a map drawn in software leaves a busy machine little time for the page
    with sync_playwright() as playwright:
        started = launch(playwright)
        yield started
        started.close()


@pytest.fixture
def page(browser: "Browser", request: pytest.FixtureRequest) -> Iterator["Page"]:
    """Lend a page of its own, 1920×1080, empty cache; as sharp as a user's where the test is marked so."""
    sharp = request.node.get_closest_marker("sharp") is not None
    context = lend(browser, (1920, 1080), ratio=1 if sharp else RATIO)
    yield context.new_page()
    context.close()


@pytest.fixture
def clock() -> FixedClock:
    """Stand still on 20 May 2026, ten in the morning in Viet Nam."""
    return FixedClock(NOW)
