"""What changed, in the order in which it became visible.

A writer records its change in the transaction that makes it, stamped with the transaction's id. A reader takes only
rows of transactions below `pg_snapshot_xmin`: every one of them has ended, so none can still commit behind the
reader's back. A plain sequence would lose the change of a slow transaction that took its number early.
"""

from dataclasses import dataclass
from typing import Self

from psycopg import Connection, sql

from layers.core.clock import Clock
from layers.core.errors import GisError
from layers.core.model import text

CHANNEL = "gis_changes"
"""NOTIFY on this channel only wakes readers; what they then read is the outbox."""

Bbox = tuple[float, float, float, float]
_SETTLED = "xid < pg_snapshot_xmin(pg_current_snapshot())"


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place in the outbox: all changes up to and including it are known."""

    xid: int = 0
    seq: int = 0

    def __str__(self) -> str:
        """Return the text that events and ETags carry."""
        return f"{self.xid}.{self.seq}"

    @classmethod
    def parse(cls, value: str) -> Self:
        """Read what `str` wrote.

        Raises:
            GisError: it is not two whole numbers with a point between.
        """
        xid, point, seq = value.partition(".")
        if not (point and xid.isascii() and xid.isdigit() and seq.isascii() and seq.isdigit()):
            raise GisError(
                text("Vị trí sự kiện không đọc được.", "The position of the event cannot be read."),
                value=value,
                remedy=text("Gửi lại mã sự kiện cuối đã nhận.", "Send the id of the last event received."),
            )
        return cls(int(xid), int(seq))


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a layer; `extent` is west, south, east, north in degrees, None for the whole layer."""

    layer: str
    extent: Bbox | None
    position: Position


def record(connection: Connection, layer: str, extent_4326: Bbox | None, clock: Clock) -> None:
    """Record a change in the current transaction; readers are woken when it commits."""
    if extent_4326 is None:
        box, corners = sql.SQL("null"), ()
    else:
        box, corners = sql.SQL("ST_MakeEnvelope(%s, %s, %s, %s, 4326)"), extent_4326
    connection.execute(
        sql.SQL("insert into store.outbox (layer, extent, at) values (%s, {}, %s)").format(box),
        (layer, *corners, clock.now()),
    )
    connection.execute("select pg_notify(%s, %s)", (CHANNEL, layer))


def position(connection: Connection, layers: tuple[str, ...] | None = None) -> Position:
    """Return the place of the last settled change of these layers (of any, for None); zero when there is none."""
    row = connection.execute(
        sql.SQL(
            "select xid::text::bigint, seq from store.outbox"
            " where (%(layers)s::text[] is null or layer = any(%(layers)s)) and {} order by xid desc, seq desc limit 1"
        ).format(sql.SQL(_SETTLED)),
        {"layers": None if layers is None else list(layers)},
    ).fetchone()
    return Position() if row is None else Position(int(row[0]), int(row[1]))


def oldest(connection: Connection) -> Position:
    """Return the place of the first change still kept; a reader that is behind it must start anew."""
    row = connection.execute("select xid::text::bigint, seq from store.outbox order by xid, seq limit 1").fetchone()
    return Position() if row is None else Position(int(row[0]), int(row[1]))


def changes(connection: Connection, after: Position, limit: int = 1000) -> list[Change]:
    """Return settled changes after a place, in the order in which they may be told."""
    rows = connection.execute(
        sql.SQL(
            "select layer, ST_XMin(extent), ST_YMin(extent), ST_XMax(extent), ST_YMax(extent), xid::text::bigint, seq"
            " from store.outbox where (xid, seq) > (%s::text::xid8, %s) and {} order by xid, seq limit %s"
        ).format(sql.SQL(_SETTLED)),
        (str(after.xid), after.seq, limit),
    )
    return [
        Change(
            layer=str(layer),
            extent=None if west is None else (float(west), float(south), float(east), float(north)),
            position=Position(int(xid), int(seq)),
        )
        for layer, west, south, east, north, xid, seq in rows
    ]
