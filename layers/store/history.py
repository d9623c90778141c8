"""The batches that there were, each with the report that it ended with."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import Connection

from layers.core.errors import NotFoundError
from layers.core.model import text
from layers.core.report import Finding, Report


@dataclass(frozen=True, slots=True)
class Past:
    """A batch as it stands; `state` is running, or the verdict it ended with."""

    id: int
    kind: str
    source: str
    state: str
    received: datetime
    counts: dict[str, int]
    findings: tuple[Finding, ...]

    def report(self) -> Report:
        """Return the report as its import printed it; a batch at work has none yet.

        Raises:
            NotFoundError: the batch is running.
        """
        if self.state == "running":
            raise NotFoundError(
                text("Lô này đang được nhập.", "This batch is still being imported."),
                value=self.id,
                remedy=text("Xem lại khi nhập xong.", "Look again when it has ended."),
            )
        return Report.model_validate(
            {
                "kind": self.kind,
                "source": self.source,
                "verdict": self.state,
                "counts": self.counts,
                "findings": self.findings,
                "batch": self.id,
            }
        )


_PAST = "select id, kind, source, state, received_at, counts, findings from store.batch"


def latest(connection: Connection, count: int) -> list[Past]:
    """Return the last batches, the newest first."""
    return [_past(row) for row in connection.execute(f"{_PAST} order by id desc limit %s".encode(), (count,))]


def past(connection: Connection, key: int) -> Past:
    """Return one batch.

    Raises:
        NotFoundError: there is none of this number.
    """
    row = connection.execute(f"{_PAST} where id = %s".encode(), (key,)).fetchone()
    if row is None:
        raise NotFoundError(
            text("Không có lô này.", "There is no such batch."),
            value=key,
            remedy=text("Xem danh sách: gis-server batches.", "See the list: gis-server batches."),
        )
    return _past(row)


def _past(row: tuple[Any, ...]) -> Past:
    key, kind, source, state, received, counts, findings = row
    found = tuple(Finding.model_validate_json(json.dumps(finding)) for finding in findings)
    return Past(int(key), str(kind), str(source), str(state), received, dict(counts), found)
