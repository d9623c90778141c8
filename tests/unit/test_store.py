"""Batches and the outbox, on a real database."""

import time
from collections.abc import Callable

import psycopg
import pytest

from layers.core.clock import FixedClock
from layers.core.errors import NotFoundError
from layers.core.model import text
from layers.core.report import Finding
from layers.store.batch import BatchSource, OpenBatch, batch, close_interrupted, run_batch, unchanged
from layers.store.copy import copy_rows
from layers.store.outbox import Change, Position, changes, position, record

Connect = Callable[[], psycopg.Connection]


@pytest.fixture
def connect(database_url: str) -> Connect:
    return lambda: psycopg.connect(database_url)


def _state(connect: Connect, key: int) -> str:
    with connect() as connection:
        row = connection.execute("select state from store.batch where id = %s", (key,)).fetchone()
    assert row is not None
    return str(row[0])


def _dead(connect: Connect, clock: FixedClock) -> int:
    with connect() as connection:
        row = connection.execute(
            "insert into store.batch (kind, source, sender, received_at, content_hash, state)"
            " values ('t', 'dead.csv', 'test', %s, '1', 'running') returning id",
            (clock.now(),),
        ).fetchone()
    assert row is not None
    return int(row[0])


def test_a_batch_that_ends_well_is_applied_with_its_rows(connect: Connect, clock: FixedClock) -> None:
    """Running while at work, applied with its rows when it ends."""
    with batch(connect, BatchSource("t", "a.csv", "1"), clock) as opened:
        assert _state(connect, opened.id) == "running"
        copy_rows(opened.connection, "store.layer_def", ("id", "definition", "batch"), [("one", "{}", opened.id)])
    assert _state(connect, opened.id) == "applied"
    with connect() as connection:
        assert connection.execute("select count(*) from store.layer_def where id = 'one'").fetchone() == (1,)
        assert unchanged(connection, "t", "1") == opened.id
        assert unchanged(connection, "t", "2") is None


def test_a_refused_batch_leaves_its_report_and_no_row(connect: Connect, clock: FixedClock) -> None:
    """The report stays, the rows do not."""

    def work(opened: OpenBatch) -> None:
        copy_rows(opened.connection, "store.layer_def", ("id", "definition", "batch"), [("two", "{}", opened.id)])
        opened.findings.append(
            Finding(severity="error", code="bad", message=text("Sai", "Wrong"), row=3, column="value")
        )
        opened.refuse_errors()

    report = run_batch(connect, BatchSource("t", "b.csv", "1"), work, clock)
    assert report.verdict == "refused"
    with connect() as connection:
        row = connection.execute("select state, findings from store.batch where id = %s", (report.batch,)).fetchone()
        assert row is not None
        assert row[0] == "refused"
        assert row[1][0]["row"] == 3
        assert connection.execute("select count(*) from store.layer_def where id = 'two'").fetchone() == (0,)


def test_a_batch_whose_process_died_is_closed_and_a_living_one_is_not(connect: Connect, clock: FixedClock) -> None:
    """A running row without a lock is a dead one."""
    with batch(connect, BatchSource("t", "alive.csv", "1"), clock) as opened:
        dead = _dead(connect, clock)
        with connect() as connection:
            assert close_interrupted(connection, clock) == [dead]
        assert _state(connect, opened.id) == "running"
    assert _state(connect, dead) == "interrupted"


def test_the_next_import_closes_what_died_before(connect: Connect, clock: FixedClock) -> None:
    """Nobody needs to start the server anew for that."""
    dead = _dead(connect, clock)
    with batch(connect, BatchSource("t", "next.csv", "1"), clock):
        assert _state(connect, dead) == "interrupted"


def test_a_fault_of_the_database_is_reported_as_interrupted(connect: Connect, clock: FixedClock) -> None:
    """No row stays, and the report says what the database said."""

    def work(opened: OpenBatch) -> None:
        opened.connection.execute("insert into store.layer_def (id, definition) values ('fault', '{}')")
        opened.connection.execute("select 1 / 0")

    report = run_batch(connect, BatchSource("t", "fault.csv", "1"), work, clock)
    assert report.verdict == "interrupted"
    assert report.errors[0].value == "DivisionByZero: division by zero"
    assert report.errors[0].remedy is not None
    assert report.batch is not None
    assert _state(connect, report.batch) == "interrupted"
    with connect() as connection:
        assert connection.execute("select count(*) from store.layer_def where id = 'fault'").fetchone() == (0,)


def test_a_worker_whose_connection_is_cut_leaves_an_interrupted_batch(connect: Connect, clock: FixedClock) -> None:
    """The administrator ends the session in the middle of the work."""

    def work(opened: OpenBatch) -> None:
        with connect() as other:
            other.execute("select pg_terminate_backend(%s)", (opened.connection.info.backend_pid,))
        opened.connection.execute("select 1")

    report = run_batch(connect, BatchSource("t", "cut.csv", "1"), work, clock)
    assert report.verdict == "interrupted"
    assert report.batch is not None
    assert _state(connect, report.batch) == "interrupted"


def test_a_refusal_without_findings_still_says_why(connect: Connect, clock: FixedClock) -> None:
    """The error itself becomes the finding."""

    def work(opened: OpenBatch) -> None:
        raise NotFoundError(text("Không có.", "There is none."), value=str(opened.id), remedy=text("Sửa.", "Mend."))

    report = run_batch(connect, BatchSource("t", "none.csv", "1"), work, clock)
    assert report.verdict == "refused"
    assert [finding.code for finding in report.errors] == ["not-found"]


def _settled(reader: psycopg.Connection, start: Position) -> list[Change]:
    """Wait for the other tests' transactions: what is settled is settled for all databases of the cluster at once."""
    for _ in range(300):
        if told := changes(reader, start):
            return told
        time.sleep(0.1)
    return []


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
        told = _settled(reader, start)
        assert [change.layer for change in told] == ["slow", "fast"]
        assert told[0].extent == (108.0, 12.0, 109.0, 13.0)
        assert position(reader, ("slow",)) == told[0].position
        assert Position.parse(str(told[1].position)) == told[1].position
        assert changes(reader, told[1].position) == []
