"""Rows counted along their time."""

from datetime import datetime

from pydantic import Field

from gis_server.models.reply import Reply


class DensityReply(Reply):
    """Counts between edges, one edge more than counts; by code where a field was named.

    `step` is an ISO 8601 duration. `total` and `undated` add up to the rows found. Without a time: no edges.
    """

    start: datetime | None = Field(alias="from")
    end: datetime | None = Field(alias="to")
    step: str | None
    edges: list[datetime]
    count: list[int] | dict[str, list[int]]
    total: int
    undated: int
