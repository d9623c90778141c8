"""What lies at a point."""

from gis_server.models.collections import LayerFailed
from gis_server.models.items import Feature
from gis_server.models.reply import Reply
from layers.core.model import Text


class LayerAt(Reply):
    """What one layer has there, the nearest first; `more` says that it was cut."""

    layer: str
    title: Text
    features: list[Feature]
    more: bool


class IdentifyReply(Reply):
    """What the layers have at a point; those without anything are left out, those that failed are named."""

    lon: float
    lat: float
    layers: list[LayerAt]
    failed: list[LayerFailed]
