"""Nothing enters but as part of a batch.

The batch's row is committed first, as `running`, by a connection of its own that also holds an advisory lock for as
long as the work lives. The work is one transaction: it ends with the batch `applied` (`unchanged` where all was there
already), or leaves nothing behind and the batch `refused`. A process that dies leaves `running` without a lock, which
the next start of the server, or the next import, turns into `interrupted`.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from psycopg import Connection

from layers.core.clock import Clock
from layers.core.errors import GisError, RefusedError
from layers.core.model import text
from layers.core.report import Finding, Report

Connect = Callable[[], Connection]
LOCK_CLASS = 7301
"""First key of the advisory locks that say that a batch's process lives; the second is the batch's id."""


def hash_of(content: bytes | Path) -> str:
    """Return the SHA-256 of bytes or of a file, as hex."""
    if isinstance(content, bytes):
        return hashlib.sha256(content).hexdigest()
    with content.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@dataclass
class OpenBatch:
    """A batch at work. Write through `connection`: it is one transaction, committed when the block ends."""

    id: int
    kind: str
    source: str
    connection: Connection
    counts: dict[str, int] = field(default_factory=dict[str, int])
    findings: list[Finding] = field(default_factory=list[Finding])
    same_as: int | None = None
    """The batch that brought exactly this already: then there is nothing to write."""

    def refuse_errors(self) -> None:
        """Refuse the whole batch if any finding is an error.

        Raises:
            RefusedError: with the number of errors; the findings go into the batch's report.
        """
        errors = [finding for finding in self.findings if finding.severity == "error"]
        if errors:
            raise RefusedError(
                text(
                    f"Tệp {self.source} có {len(errors)} lỗi, không nhập dòng nào.",
                    f"File {self.source} has {len(errors)} errors; nothing was imported.",
                ),
                value=self.source,
                remedy=errors[0].remedy,
            )

    def report(self, verdict: str) -> Report:
        """Write what happened as a report."""
        return Report.model_validate(
            {
                "kind": self.kind,
                "source": self.source,
                "verdict": verdict,
                "counts": self.counts,
                "findings": tuple(self.findings),
                "batch": self.id if self.same_as is None else self.same_as,
            }
        )


@dataclass(frozen=True, slots=True)
class BatchSource:
    """Where a batch comes from: its kind, the file or stream, who sent it, and the hash of its content."""

    kind: str
    name: str
    content_hash: str
    sender: str = "command line"
    simulated: bool = False


@contextmanager
def batch(connect: Connect, source: BatchSource, clock: Clock) -> Iterator[OpenBatch]:
    """Open a batch; the body does the work through `OpenBatch.connection`.

    Raises:
        GisError: raised by the body (`refuse_errors`); the batch stays readable as refused, with its findings.
        Exception: anything else the body raised; the batch stays readable as interrupted, with the cause.
    """
    with connect() as keeper, connect() as worker:
        keeper.autocommit = True
        close_interrupted(keeper, clock)
        opened = OpenBatch(_open(keeper, source, clock), source.kind, source.name, worker)
        try:
            yield opened
            _close(worker, opened, "applied" if opened.same_as is None else "unchanged", clock)
            worker.commit()
        except GisError as error:
            _roll_back(worker)
            if not any(finding.severity == "error" for finding in opened.findings):
                opened.findings.append(refusal(error))
            _close(keeper, opened, "refused", clock)
            raise
        except BaseException as error:
            _roll_back(worker)
            opened.findings.append(_nothing_applied(error))
            opened.counts = {}
            # If the keeper's connection is gone too, the row stays running without its lock, and the next start
            # closes it; what must be told here is the first error, not this one.
            with suppress(psycopg.Error):
                _close(keeper, opened, "interrupted", clock)
            raise


def run_batch(connect: Connect, source: BatchSource, work: Callable[[OpenBatch], None], clock: Clock) -> Report:
    """Do the work as one batch and report: applied, unchanged, refused with its findings, or interrupted.

    `work` writes through the batch's connection, adds findings and counts, and calls `refuse_errors`.

    Raises:
        psycopg.OperationalError: the database did not answer at all, so that there is not even a batch.
    """
    kept: list[OpenBatch] = []
    try:
        with batch(connect, source, clock) as opened:
            kept.append(opened)
            work(opened)
    except GisError:
        if not kept:
            raise
        return kept[0].report("refused")
    except psycopg.Error:
        if not kept:
            raise
        return kept[0].report("interrupted")
    return kept[0].report("applied" if kept[0].same_as is None else "unchanged")


def unchanged(connection: Connection, kind: str, content_hash: str) -> int | None:
    """Return the batch that brought the same content, if it is the last applied one of this kind.

    Sending A, B, A is a legitimate return to A, whatever the files are called: only the last counts.
    """
    row = connection.execute(
        "select id, content_hash from store.batch where kind = %s and state = 'applied' order by id desc limit 1",
        (kind,),
    ).fetchone()
    return int(row[0]) if row is not None and row[1] == content_hash else None


def close_interrupted(connection: Connection, clock: Clock) -> list[int]:
    """Turn running batches whose process is gone into interrupted ones; return their ids. Commits."""
    closed: list[int] = []
    running = connection.execute("select id, findings from store.batch where state = 'running' order by id").fetchall()
    for key, findings in running:
        row = connection.execute("select pg_try_advisory_lock(%s, %s)", (LOCK_CLASS, int(key))).fetchone()
        if row is None or not row[0]:
            continue
        connection.execute(
            "update store.batch set state = 'interrupted', finished_at = %s, findings = %s"
            " where id = %s and state = 'running'",
            (clock.now(), json.dumps([*findings, _nothing_applied().model_dump(mode="json")]), key),
        )
        connection.execute("select pg_advisory_unlock(%s, %s)", (LOCK_CLASS, int(key)))
        closed.append(int(key))
    connection.commit()
    return closed


def _open(keeper: Connection, source: BatchSource, clock: Clock) -> int:
    # The lock is taken before the insert commits: nobody ever sees the row running without it.
    row = keeper.execute(
        "insert into store.batch (kind, source, sender, received_at, content_hash, state, simulated)"
        " values (%s, %s, %s, %s, %s, 'running', %s) returning id, pg_advisory_lock(%s, id::integer)",
        (source.kind, source.name, source.sender, clock.now(), source.content_hash, source.simulated, LOCK_CLASS),
    ).fetchone()
    if row is None:
        msg = "an insert with returning gave no row"
        raise RuntimeError(msg)
    return int(row[0])


def _close(connection: Connection, opened: OpenBatch, state: str, clock: Clock) -> None:
    connection.execute(
        "update store.batch set state = %s, finished_at = %s, counts = %s, findings = %s"
        " where id = %s and state = 'running'",
        (
            state,
            clock.now(),
            json.dumps(opened.counts),
            json.dumps([finding.model_dump(mode="json") for finding in opened.findings]),
            opened.id,
        ),
    )


def _roll_back(worker: Connection) -> None:
    """Undo the work; a connection that broke has undone it already."""
    with suppress(psycopg.Error):
        worker.rollback()


def refusal(error: GisError) -> Finding:
    """Turn an error about a whole file into the finding that refuses it."""
    return Finding(
        severity="error",
        code=error.slug,
        message=error.detail,
        value=error.value,
        limit=error.limit,
        remedy=error.remedy or error.detail,
    )


def _nothing_applied(error: BaseException | None = None) -> Finding:
    cause = "" if error is None else f"{type(error).__name__}: {error}".strip().splitlines()[0]
    return Finding(
        severity="error",
        code="interrupted",
        message=text(
            "Việc nhập bị ngắt giữa chừng; không dòng nào được ghi.", "The import was cut short; nothing was applied."
        ),
        value=cause or None,
        remedy=text(
            "Nhập lại tệp; nếu vẫn bị ngắt, gửi báo cáo này cho quản trị viên.",
            "Import the file again; if it is cut short once more, send this report to the administrator.",
        ),
    )
