"""What an import found: every finding names row, column, value, limit and remedy, as far as it has them."""

from collections.abc import Iterable
from typing import Literal

from pydantic import Field as Constraint

from layers.core.model import Model, Text


class Finding(Model):
    """One remark of a check.

    `row` counts as the file's own reader does: 1 is the first row of data in a layer, or the first row of a sheet.
    """

    severity: Literal["error", "warning", "info"]
    code: str
    message: Text
    row: int | str | None = None
    column: str | None = None
    value: str | None = None
    limit: str | None = None
    remedy: Text | None = None
    place: tuple[float, float] | None = None
    """Longitude and latitude, where the finding is about a place."""
    area_m2: float | None = None


class Report(Model):
    """The outcome of one import. Errors refuse the file whole; warnings do not."""

    kind: str
    source: str
    verdict: Literal["applied", "refused", "unchanged", "dry-run", "interrupted"]
    counts: dict[str, int] = Constraint(default_factory=dict[str, int])
    findings: tuple[Finding, ...] = ()
    batch: int | None = None

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that refuse the file."""
        return tuple(f for f in self.findings if f.severity == "error")


def dry_verdict(findings: Iterable[Finding]) -> Literal["dry-run", "refused"]:
    """Say how a trial run ends: as refused when the real one would be."""
    return "refused" if any(finding.severity == "error" for finding in findings) else "dry-run"
