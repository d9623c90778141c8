"""Batches and the outbox, on a real database."""

from collections.abc import Callable

import psycopg
import pytest

from layers.core.clock import FixedClock
from layers.core.model import text
from layers.core.report import Finding
from layers.store.batch import OpenBatch, Source, batch, close_interrupted, run_batch, unchanged
from layers.store.copy import copy_rows
from layers.store.outbox import Position, changes, position, record

Connect = Callable[[], psycopg.Connection]


@pytest.fixture
def connect(database_url: str) -> Connect:
    return lambda: psycopg.connect(database_url)


def _state(connect: Connect, key: int) -> str:
    with connect() as connection:
        row = connection.execute("select state from store.batch where id = %s", (key,)).fetchone()
    assert row is not None
    return str(row[0])


def test_a_batch_that_ends_well_is_applied_with_its_rows(connect: Connect, clock: FixedClock) -> None:
    """Running while at work, applied with its rows when it ends."""
    with batch(connect, Source("t", "a.csv", "1"), clock) as opened:
        assert _state(connect, opened.id) == "running"
        copy_rows(opened.connection, "store.layer_def", ("id", "definition", "batch"), [("one", "{}", opened.id)])
    assert _state(connect, opened.id) == "applied"
    with connect() as connection:
        assert connection.execute("select count(*) from store.layer_def where id = 'one'").fetchone() == (1,)
        assert unchanged(connection, "t", "a.csv", "1") == opened.id
        assert unchanged(connection, "t", "a.csv", "2") is None


def test_a_refused_batch_leaves_its_report_and_no_row(connect: Connect, clock: FixedClock) -> None:
    """The report stays, the rows do not."""

    def work(opened: OpenBatch) -> None:
        copy_rows(opened.connection, "store.layer_def", ("id", "definition", "batch"), [("two", "{}", opened.id)])
        opened.findings.append(
            Finding(severity="error", code="bad", message=text("Sai", "Wrong"), row=3, column="value")
        )
        opened.refuse_errors()

    report = run_batch(connect, Source("t", "b.csv", "1"), work, clock)
    assert report.verdict == "refused"
    with connect() as connection:
        row = connection.execute("select state, findings from store.batch where id = %s", (report.batch,)).fetchone()
        assert row is not None
        assert row[0] == "refused"
        assert row[1][0]["row"] == 3
        assert connection.execute("select count(*) from store.layer_def where id = 'two'").fetchone() == (0,)


def test_a_batch_whose_process_died_is_closed_and_a_living_one_is_not(connect: Connect, clock: FixedClock) -> None:
    """A running row without a lock is a dead one."""
    with connect() as connection:
        row = connection.execute(
            "insert into store.batch (kind, source, sender, received_at, content_hash, state)"
            " values ('t', 'dead.csv', 'test', %s, '1', 'running') returning id",
            (clock.now(),),
        ).fetchone()
        assert row is not None
    with batch(connect, Source("t", "alive.csv", "1"), clock) as opened:
        with connect() as connection:
            assert close_interrupted(connection, clock) == [row[0]]
        assert _state(connect, opened.id) == "running"
    assert _state(connect, row[0]) == "interrupted"


def test_a_change_that_commits_late_is_not_lost(connect: Connect, clock: FixedClock) -> None:
    """What commits late is told late, and before what came after it."""
    with connect() as slow, connect() as fast, connect() as reader:
        reader.autocommit = True
        start = position(reader)
        record(slow, "slow", (108.0, 12.0, 109.0, 13.0), clock)
        record(fast, "fast", None, clock)
        fast.commit()
        # `fast` has the later id and is committed, but `slow` may still come before it: neither is told yet.
        assert changes(reader, start) == []
        slow.commit()
        told = changes(reader, start)
        assert [change.layer for change in told] == ["slow", "fast"]
        assert told[0].extent == (108.0, 12.0, 109.0, 13.0)
        assert position(reader, ("slow",)) == told[0].position
        assert Position.parse(str(told[1].position)) == told[1].position
        assert changes(reader, told[1].position) == []
