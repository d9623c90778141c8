"""A layer says that it is simulated when one of its rows was invented."""

from dataclasses import replace
from typing import Protocol

import psycopg
import pytest

from layers.core.clock import FixedClock
from layers.store.batch import BatchSource, run_batch
from layers.store.provenance import marked
from tests.support.towers import TOWER, TOWER_TABLE, import_tower


class Send(Protocol):
    """Imports one tower."""

    def __call__(self, code: str, *, simulated: bool) -> None:
        """Send it."""
        ...


@pytest.fixture
def send(database_url: str, clock: FixedClock) -> Send:
    """Lend a function that imports a tower."""
    with psycopg.connect(database_url) as connection:
        connection.execute(TOWER_TABLE)

    def sending(code: str, *, simulated: bool) -> None:
        place = (109.19, 12.26)
        name = f"Cầu {simulated}"
        import_tower(lambda: psycopg.connect(database_url), code, name, place, clock, simulated=simulated)

    return sending


def _is_simulated(database_url: str) -> bool:
    with psycopg.connect(database_url) as connection:
        return marked(connection, (TOWER,))[0].simulated


def test_one_invented_row_among_real_ones_is_enough_and_none_is_too_much(database_url: str, send: Send) -> None:
    """The rows themselves are asked: a real row that replaces the invented one takes the mark away."""
    send("P1", simulated=False)
    assert not _is_simulated(database_url)
    send("P2", simulated=True)
    send("P3", simulated=False)
    assert _is_simulated(database_url)
    send("P2", simulated=False)
    assert not _is_simulated(database_url)


def test_rows_that_name_no_batch_are_judged_by_the_newest_batch_of_the_family(
    database_url: str, clock: FixedClock
) -> None:
    """A layer declared over a relation of somebody else's."""
    source = TOWER.source.model_copy(update={"relation": "basemap.archipelago_point"})
    layer = TOWER.model_copy(update={"source": source, "family": "reefs"})
    invented = BatchSource("reefs", "reefs.csv", "0", simulated=True)
    for batch, expected in ((invented, True), (replace(invented, simulated=False), False)):
        run_batch(lambda: psycopg.connect(database_url), batch, lambda _: None, clock)
        with psycopg.connect(database_url) as connection:
            assert marked(connection, (layer,))[0].simulated == expected
