"""Spans of time: what was asked for, and which part of its time a layer shows while nothing is asked."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from layers.core.clock import LOCAL, local_day
from layers.core.errors import GisError
from layers.core.layer import TimeAxis
from layers.core.model import text
from layers.core.period import FREQUENCIES, Period, parse_period, period_of

OPEN = ("", "..")
ALL = "../.."
"""How the whole of time is written."""
MOMENT = timedelta(microseconds=1)
"""The database's finest step: the end of a day is this much before the next."""
_ROLLING = re.compile(r"P(?:(\d{1,5})D|T(\d{1,6})H)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Span:
    """A span of time, both ends included; None is open.

    Attributes:
        first, last: instants.
        period: set where the span was written as one code of a week, month, quarter or year; rows with periods then
            match it exactly. A day is no such code: asked of figures, it means the periods that hold the day.
        rolling: it was written back from the present, and moves with it.
    """

    first: datetime | None
    last: datetime | None
    period: Period | None = None
    rolling: bool = False


@dataclass(frozen=True, slots=True)
class Drawn:
    """Which part of its time a layer shows.

    Attributes:
        span: None where the layer has no time, or nothing in it.
        asked: as it was asked, or as the layer's own default is written.
        default: nothing was asked.
    """

    span: Span | None
    asked: str
    default: bool


@dataclass(frozen=True, slots=True)
class Latest:
    """The start of the latest row, a day or an instant, with the end and the period's code where it has them."""

    start: date
    end: date | None = None
    code: str | None = None


def parse_span(value: str, now: datetime | None = None) -> Span:
    """Read an instant, a local day, a period code, or `from/to` of these (OGC API Features 7.15.4), `..` is open.

    `P1D/..` and `PT6H/..` begin so long before the present `now` and have no end; `P1D/2024-06-15` ends there.

    Raises:
        GisError: not readable, the end lies before the start, or rolling where there is no present.
    """
    start, slash, end = value.partition("/")
    if not slash:
        first, last = _ends(start, value)
        return Span(first, last, _period(start))
    if (found := _ROLLING.fullmatch(start)) is not None:
        return _rolling(timedelta(days=int(found[1] or 0), hours=int(found[2] or 0)), end, value, now)
    first = None if start in OPEN else _ends(start, value)[0]
    last = None if end in OPEN else _ends(end, value)[1]
    if first is not None and last is not None and first > last:
        raise GisError(
            text("Khoảng thời gian kết thúc trước khi bắt đầu.", "The span of time ends before it begins."),
            value=value,
            limit=f"{start} ≤ {end}",
            remedy=text(f"Đổi chỗ hai đầu: {end}/{start}.", f"Swap the two ends: {end}/{start}."),
        )
    return Span(first, last)


def _rolling(length: timedelta, end: str, whole: str, now: datetime | None) -> Span:
    last = None if end in OPEN else _ends(end, whole)[1]
    until = now if last is None else last
    if until is None:
        raise _bad_span(whole)
    try:
        return Span(until - length, last, rolling=last is None)
    except OverflowError:
        raise _bad_span(whole) from None


def _period(part: str) -> Period | None:
    if "T" in part.upper():
        return None
    period = parse_period(part)
    return None if period.frequency == "day" else period


def _ends(part: str, whole: str) -> tuple[datetime, datetime]:
    try:
        if "T" in part.upper():
            instant = datetime.fromisoformat(part.upper())
            instant = instant if instant.tzinfo is not None else instant.replace(tzinfo=LOCAL)
            # Instants at the calendar's own ends have no day in another time zone.
            return instant, instant.astimezone(LOCAL)
        period = parse_period(part)
        return midnight(period.start), midnight(period.end) - MOMENT
    except (GisError, ValueError, OverflowError):
        raise _bad_span(whole) from None


def midnight(day: date) -> datetime:
    """Return when a local day begins."""
    return datetime.combine(day, time(), LOCAL)


def day_span(day: date) -> Span:
    """Return one local day."""
    return Span(midnight(day), midnight(day) + timedelta(days=1) - MOMENT)


def _bad_span(value: str) -> GisError:
    return GisError(
        text("Thời gian không đọc được.", "The time cannot be read."),
        value=value,
        remedy=text(
            "Viết 2024-06-15, 2024-06, 2024-06-15T08:00:00Z, khoảng từ/đến như 2024-01-01/2024-06-30,"
            " hoặc P7D/.. (7 ngày gần đây).",
            "Write 2024-06-15, 2024-06, 2024-06-15T08:00:00Z, a range from/to such as 2024-01-01/2024-06-30,"
            " or P7D/.. (the last 7 days).",
        ),
    )


def drawn(axis: TimeAxis | None, asked: str | None, now: datetime, latest: Latest | None = None) -> Drawn | None:
    """Decide which part of a layer's time is shown: what was asked, else the layer's own default.

    This is the one place for it: tiles, legend and identify all show the same rows.

    Args:
        axis: the layer's; None for a layer without time, which shows all and says nothing.
        asked: `datetime` as it was asked.
        now: the present.
        latest: the latest row up to now, wanted where `needs_latest` says so; None where there is none.

    Raises:
        GisError: `asked` cannot be read.
    """
    if axis is None:
        if asked is not None:
            parse_span(asked, now)
        return None
    if asked is not None:
        return Drawn(parse_span(asked, now), asked, default=False)
    window = axis.window
    if window == "all":
        return Drawn(None, ALL, default=True)
    if window == "now":
        return _now(axis, now)
    if window == "latest":
        return _latest(axis, latest)
    rolling = f"{window}/.."
    return Drawn(parse_span(rolling, now), rolling, default=True)


def needs_latest(axis: TimeAxis | None, asked: str | None) -> bool:
    """Say whether `drawn` wants to know the latest row."""
    return axis is not None and asked is None and axis.window == "latest"


def _now(axis: TimeAxis, now: datetime) -> Drawn:
    today = local_day(now)
    if axis.kind == "instant" and axis.end is not None:
        return Drawn(Span(now, now), now.isoformat(timespec="minutes").replace("+00:00", "Z"), default=True)
    return Drawn(day_span(today), today.isoformat(), default=True)


def _latest(axis: TimeAxis, latest: Latest | None) -> Drawn:
    if latest is None:
        return Drawn(None, ALL, default=True)
    day = local_day(latest.start) if isinstance(latest.start, datetime) else latest.start
    code = day.isoformat()
    if axis.kind == "period":
        code = _named(day, latest) or code
    return Drawn(parse_span(code), code, default=True)


def _named(day: date, latest: Latest) -> str | None:
    """Name the period of the latest row, where its columns name one."""
    if latest.code is not None:
        try:
            return parse_period(latest.code).code
        except GisError:
            return None
    if latest.end is None:
        return None
    periods = (period_of(day, frequency) for frequency in FREQUENCIES)
    return next((period.code for period in periods if (period.start, period.end) == (day, latest.end)), None)
