"""For operators."""

from typing import Literal

from gis_server.models.reply import Reply


class HealthReply(Reply):
    """The process is alive."""

    status: Literal["ok"]


class ReadyReply(Reply):
    """The database answers."""

    status: Literal["ready"]
