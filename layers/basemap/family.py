"""The ground as a family: what is the map itself, and the archipelagos that the page shows beside the mainland."""

from collections.abc import Mapping

from psycopg import Connection

from layers.basemap.archipelagos import ARCHIPELAGOS
from layers.basemap.layer import LAYERS
from layers.family import Family


def _opening(_: Connection, _settings: Mapping[str, str]) -> Mapping[str, object]:
    return {"archipelagos": [group.model_dump() for group in ARCHIPELAGOS]}


FAMILY = Family(id="basemap", schema="basemap", layers=LAYERS, opening=_opening, panel="ground")
