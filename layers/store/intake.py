"""A file that was read and checked whole: tried, or applied as one batch."""

from collections.abc import Callable, Sequence

from layers.core.clock import Clock
from layers.core.report import Finding, Report, dry_verdict
from layers.store.batch import Connect, OpenBatch, Source, run_batch, unchanged


def already_in(connect: Connect, source: Source) -> Report | None:
    """Report that the last file of this kind and name brought this very content; None when it did not."""
    with connect() as connection:
        last = unchanged(connection, source.kind, source.name, source.content_hash)
    return None if last is None else Report(kind=source.kind, source=source.name, verdict="unchanged", batch=last)


def tried(source: Source, counts: dict[str, int], findings: Sequence[Finding]) -> Report:
    """Report a dry run: refused when the real one would be."""
    return Report(
        kind=source.kind, source=source.name, verdict=dry_verdict(findings), counts=counts, findings=tuple(findings)
    )


def apply(
    connect: Connect,
    source: Source,
    counts: dict[str, int],
    findings: Sequence[Finding],
    write: Callable[[OpenBatch], None],
    clock: Clock,
) -> Report:
    """Write as one batch what a check found sound; with an error among the findings the batch is refused instead.

    Args:
        connect: opens a connection of a role that may write.
        source: where the file comes from.
        counts: what was read; `write` may add to them.
        findings: of the check; `write` may add to them, and then calls `refuse_errors` itself.
        write: does the work through the batch's connection.
        clock: stamps the batch.
    """

    def work(opened: OpenBatch) -> None:
        opened.counts.update(counts)
        opened.findings.extend(findings)
        opened.refuse_errors()
        write(opened)

    return run_batch(connect, source, work, clock)
