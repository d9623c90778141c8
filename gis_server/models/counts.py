"""Rows counted by the values of a field."""

from gis_server.models.reply import Reply


class CountRow(Reply):
    """One value: `count` is of rows with exactly it, `total` with what lies below it in the code tree."""

    code: str | int | float | bool
    count: int
    total: int


class CountsReply(Reply):
    """Every code in the order of its list, or the commonest values; `other` are the rest, `missing` have none."""

    by: str
    rows: list[CountRow]
    other: int
    missing: int
    numberMatched: int  # noqa: N815 - as the items say it
