"""A file checked whole, then tried or applied as one batch.

The batch stands before the check begins: a process that dies while checking leaves a report as well.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from psycopg import Connection

from layers.core.clock import Clock
from layers.core.report import Finding, Report, dry_verdict
from layers.store.batch import BatchSource, Connect, OpenBatch, run_batch, unchanged

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Checked(Generic[Found]):
    """What a check found in a file: what is to be written, what was counted, and what is to be said of it."""

    found: Found
    counts: dict[str, int]
    findings: Sequence[Finding]
    same_as: int | None = None
    """The batch that brought exactly this already."""


def already_in(connect: Connect, source: BatchSource) -> Report | None:
    """Report that the last file of this kind brought this very content; None when it did not."""
    with connect() as connection:
        last = unchanged(connection, source.kind, source.content_hash)
    return None if last is None else Report(kind=source.kind, source=source.name, verdict="unchanged", batch=last)


def tried(source: BatchSource, counts: dict[str, int], findings: Sequence[Finding]) -> Report:
    """Report a dry run: refused when the real one would be."""
    return Report(
        kind=source.kind, source=source.name, verdict=dry_verdict(findings), counts=counts, findings=tuple(findings)
    )


def take(
    connect: Connect,
    source: BatchSource,
    check: Callable[[Connection], Checked[Found]],
    write: Callable[[OpenBatch, Found], None],
    clock: Clock,
    *,
    dry_run: bool,
) -> Report:
    """Check a file and write it as one batch; with an error among the findings the batch is refused instead.

    Args:
        connect: opens a connection of a role that may write.
        source: where the file comes from.
        check: reads what the file is held against; writes nothing.
        write: does the work through the batch's connection; it may add to counts and findings, and then calls
            `refuse_errors` itself.
        clock: stamps the batch.
        dry_run: check and report, write nothing.
    """
    if dry_run:
        with connect() as connection:
            checked = check(connection)
        return tried(source, checked.counts, checked.findings)

    def work(opened: OpenBatch) -> None:
        checked = check(opened.connection)
        opened.counts.update(checked.counts)
        opened.findings.extend(checked.findings)
        opened.refuse_errors()
        opened.same_as = checked.same_as
        if checked.same_as is None:
            write(opened, checked.found)

    return run_batch(connect, source, work, clock)
