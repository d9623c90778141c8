"""For operators."""

from typing import Literal

from gis_server.models.collections import SetAside
from gis_server.models.reply import Reply


class HealthReply(Reply):
    """The process is alive."""

    status: Literal["ok"]


class LayersReady(Reply):
    """How many layers are served, and the declarations that are not."""

    served: int
    set_aside: list[SetAside]


class ReadyReply(Reply):
    """The database answers."""

    status: Literal["ready"]
    layers: LayersReady
