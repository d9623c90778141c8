"""Many files loaded one after the other into one database; a load that was cut short goes on where it stopped."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import psycopg

from layers.core.clock import Clock
from layers.core.errors import RefusedError
from layers.core.model import text
from layers.core.report import Report
from layers.store.batch import BatchSource, Connect, hash_of, run_batch
from layers.store.progress import Progress, Whole

Step = Callable[[Connect, Progress], Report]
"""One import, given what opens connections and what is told of its steps."""
Steps = Iterable[tuple[Path, Step]]
"""Files in their order, each with the import that it is for. A file may come twice, for two editions."""


def mark(name: str, content: str) -> BatchSource:
    """Name an empty batch that is applied last: when it is in, all is."""
    return BatchSource(name, name, hash_of(content.encode()), simulated=True)


def is_complete(connection: psycopg.Connection, last: BatchSource) -> bool:
    """Say whether the whole load is in."""
    found = connection.execute(
        "select exists (select from store.batch where kind = %s and simulated and state = 'applied')", [last.kind]
    ).fetchone()
    return found == (True,)


def load(url: str, steps: Steps, whole: Whole) -> Iterator[Report]:
    """Import what is not in yet; yield the reports of what was imported now.

    Raises:
        RefusedError: a file was refused or interrupted.
    """
    passed: Counter[tuple[str, str]] = Counter()
    with psycopg.connect(url) as connection:
        rows = connection.execute("select source, content_hash from store.batch where state = 'applied'").fetchall()
    there = Counter((str(source), str(digest)) for source, digest in rows)
    for path, run in steps:
        key = (path.name, hash_of(path))
        passed[key] += 1
        if passed[key] > there[key]:
            yield _sound(run(lambda: psycopg.connect(url), whole.file(path.name)))
        whole.done()


def complete(url: str, last: BatchSource, clock: Clock) -> None:
    """Note that all is in."""
    with psycopg.connect(url) as connection:
        done = is_complete(connection, last)
    if not done:
        run_batch(lambda: psycopg.connect(url), last, lambda _: None, clock)


def _sound(report: Report) -> Report:
    if report.verdict in {"refused", "interrupted"}:
        raise RefusedError(
            text(f"Tệp {report.source} bị từ chối.", f"The file {report.source} was refused."),
            value=[f.message.en for f in report.errors[:5]],
        )
    return report
