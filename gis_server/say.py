"""Speak to whoever sits at the terminal: Vietnamese when the locale says so, English otherwise."""

import os

from rich.console import Console
from rich.markup import escape

from layers.core.errors import GisError
from layers.core.model import Text
from layers.core.report import Report

console = Console(highlight=False, soft_wrap=True)
_SEVERITY = {
    "error": ("red", Text(vi="lỗi", en="error")),
    "warning": ("yellow", Text(vi="cảnh báo", en="warning")),
    "info": ("cyan", Text(vi="ghi chú", en="note")),
}
_VERDICT = {
    "applied": ("green", Text(vi="đã nhận", en="applied")),
    "refused": ("red", Text(vi="bị từ chối, không có gì thay đổi", en="refused, nothing was changed")),
    "unchanged": ("cyan", Text(vi="không có gì mới", en="nothing new")),
    "dry-run": ("cyan", Text(vi="chạy thử, không có gì thay đổi", en="dry run, nothing was changed")),
    "interrupted": ("red", Text(vi="bị ngắt, không có gì thay đổi", en="interrupted, nothing was changed")),
}


def vietnamese() -> bool:
    """Say whether the user reads Vietnamese: GIS_LANG, or the locale."""
    for name in ("GIS_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name)
        if value:
            return value.lower().startswith("vi")
    return False


def pick(said: Text) -> str:
    """Return the sentence in the user's language."""
    return said.vi if vietnamese() else said.en


def say(said: Text, style: str = "") -> None:
    """Print one line."""
    console.print(escape(pick(said)), style=style or None)


def say_error(error: GisError) -> None:
    """Print what was wrong, the value, the limit and the remedy."""
    console.print(f"[red]{escape(pick(error.title))}:[/] {escape(pick(error.detail))}")
    labels = ("giá trị", "giới hạn") if vietnamese() else ("value", "limit")
    for label, value in zip(labels, (error.value, error.limit), strict=True):
        if value is not None:
            console.print(f"  {label}: {escape(value)}")
    if error.remedy is not None:
        console.print(f"  → {escape(pick(error.remedy))}")


def say_report(report: Report) -> None:
    """Print an import's report: one line a finding with row, column, value and remedy, then counts and verdict."""
    row, column = ("dòng", "cột") if vietnamese() else ("row", "column")
    for finding in report.findings:
        color, severity = _SEVERITY[finding.severity]
        places = ((row, finding.row), (column, finding.column))
        where = "".join(f" · {label} {place}" for label, place in places if place is not None)
        value = "" if finding.value is None else f" [bold]{escape(finding.value)}[/]"
        console.print(f"[{color}]{pick(severity)}[/]{escape(where)}:{value} {escape(pick(finding.message))}")
        if finding.remedy is not None:
            console.print(f"  → {escape(pick(finding.remedy))}")
    counts = ", ".join(f"{name} {count}" for name, count in report.counts.items())
    color, verdict = _VERDICT[report.verdict]
    batch = "" if report.batch is None else (f" · lô {report.batch}" if vietnamese() else f" · batch {report.batch}")
    listed = f": {escape(counts)}" if counts else ""
    console.print(f"[{color}]{escape(report.source)}: {pick(verdict)}[/]{batch}{listed}")
