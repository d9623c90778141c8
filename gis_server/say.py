"""Speak to whoever sits at the terminal: Vietnamese when the locale says so, English otherwise."""

import os
from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape

from layers.core.clock import LOCAL
from layers.core.errors import GisError
from layers.core.model import Text, text
from layers.core.report import Finding, Report
from layers.core.written import day, place, shown
from layers.store.history import Past

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
_STATE = {
    "running": Text(vi="đang nhập", en="running"),
    "applied": Text(vi="đã nhận", en="applied"),
    "refused": Text(vi="bị từ chối", en="refused"),
    "unchanged": Text(vi="không có gì mới", en="nothing new"),
    "interrupted": Text(vi="bị ngắt", en="interrupted"),
}
ON_SCREEN = 40
"""So many findings fit a screen or two; a batch keeps them all."""


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
    if error.value is not None:
        console.print(f"  {pick(text('giá trị', 'value'))}: {escape(error.value)}")
    _say_limit(error.limit)
    if error.remedy is not None:
        console.print(f"  → {escape(pick(error.remedy))}")


def say_report(report: Report, *, whole: bool = False) -> None:
    """Print an import's report: one line a finding with row, column, value and remedy, then counts and verdict.

    Errors come first; of what lies somewhere, the largest first. More than `ON_SCREEN` findings are cut unless `whole`;
    a report that no batch keeps is never cut.
    """
    findings = sorted(report.findings, key=_rank)
    kept = findings if whole or report.batch is None else findings[:ON_SCREEN]
    for finding in kept:
        _say_finding(finding)
    if more := len(findings) - len(kept):
        count, show = shown(more), f"gis-server batches show {report.batch}"
        say(text(f"… và {count.vi} dòng nữa. Xem cả báo cáo: {show}", f"… and {count.en} more. The whole: {show}"))
    counts = ", ".join(f"{name} {pick(shown(count))}" for name, count in report.counts.items())
    color, verdict = _VERDICT[report.verdict]
    batch = "" if report.batch is None else pick(text(f" · lô {report.batch}", f" · batch {report.batch}"))
    listed = f": {escape(counts)}" if counts else ""
    console.print(f"[{color}]{escape(report.source)}: {pick(verdict)}[/]{batch}{listed}")


def say_batches(batches: Sequence[Past]) -> None:
    """Print one line a batch: number, when it came, what became of it, the file."""
    states = {one.id: pick(_STATE[one.state]) for one in batches}
    width = max(map(len, states.values()), default=0)
    for one in batches:
        local = one.received.astimezone(LOCAL)
        when = f"{pick(day(local.date()))} {local:%H:%M}"
        color = "yellow" if one.state == "running" else _VERDICT[one.state][0]
        console.print(f"{one.id:>6}  {when:>16}  [{color}]{states[one.id]:<{width}}[/]  {escape(one.source)}")


def _rank(finding: Finding) -> tuple[int, bool, float]:
    return list(_SEVERITY).index(finding.severity), finding.area_m2 is not None, -(finding.area_m2 or 0.0)


def _say_finding(finding: Finding) -> None:
    row, column = pick(text("dòng", "row")), pick(text("cột", "column"))
    color, severity = _SEVERITY[finding.severity]
    places = ((row, finding.row), (column, finding.column))
    where = "".join(f" · {label} {found}" for label, found in places if found is not None)
    if finding.place is not None:
        at = place(*finding.place)
        where += pick(text(f" · tại {at.vi}", f" · at {at.en}"))
    value = "" if finding.value is None else f" [bold]{escape(finding.value)}[/]"
    console.print(f"[{color}]{pick(severity)}[/]{escape(where)}:{value} {escape(pick(finding.message))}")
    _say_limit(finding.limit)
    if finding.remedy is not None:
        console.print(f"  → {escape(pick(finding.remedy))}")


def _say_limit(limit: str | None) -> None:
    if limit is not None:
        console.print(f"  {pick(text('giới hạn', 'limit'))}: {escape(limit)}")
