"""What the page needs first: home, its editions with their tiles, the layers to switch on, the archipelagos."""

from datetime import datetime

from psycopg import Connection

from boundaries.lookup.home import Home, home
from gis_server.state import Server
from layers.basemap.archipelagos import ARCHIPELAGOS
from layers.core.access import Scope
from layers.store.outbox import position
from layers.store.provenance import marked

BENEATH = ("basemap", "indicators")
"""Families that are the map itself, not a layer to switch on over it."""

_DEFAULT = "select code from indicators.indicator order by code <> %s, position limit 1"
_SIMULATED = "select exists (select from store.batch where simulated and state = 'applied')"


def opening(connection: Connection, server: Server, now: datetime, scope: Scope) -> dict[str, object]:
    """Write the reply of /api/home.

    Raises:
        NotFoundError: no boundaries have been imported, or none of the home's code.
    """
    found = home(connection, server.settings.home)
    visible = server.registries.current(connection).visible(scope)
    layers = marked(connection, [layer for layer in visible if layer.family not in BENEATH])
    first = connection.execute(_DEFAULT, [server.settings.default_indicator]).fetchone()
    simulated = connection.execute(_SIMULATED).fetchone()
    return {
        "home": {"code": found.code, "name": found.name},
        "now": now,
        "simulated": simulated is not None and bool(simulated[0]),
        "product": server.settings.product,
        "default_indicator": None if first is None else first[0],
        "editions": _editions(connection, found),
        "layers": [
            {
                "id": layer.id,
                "title": layer.title,
                "rail": layer.rail,
                "icon": layer.icon,
                "geometry": layer.geometry,
                "simulated": layer.simulated,
            }
            for layer in layers
        ],
        "archipelagos": [group.model_dump() for group in ARCHIPELAGOS],
        "outline": _outline(connection),
        "position": str(position(connection)),
    }


def _editions(connection: Connection, found: Home) -> list[dict[str, object]]:
    sets = {
        (day, str(layer).removeprefix("units-")): {"version": version, "minzoom": low, "maxzoom": high}
        for layer, day, version, low, high in connection.execute(
            "select layer, edition, version, minzoom, maxzoom from tilegen.tileset"
        )
    }
    return [
        {
            "date": each.edition.effective,
            "title": each.edition.title,
            "legal_basis": each.edition.legal_basis,
            "note": each.edition.note,
            "roots": each.roots,
            "fit": each.fit,
            "levels": each.levels,
            "tiles": {
                level: sets[each.edition.effective, level]
                for level in each.levels
                if (each.edition.effective, level) in sets
            },
        }
        for each in found.editions
    ]


def _outline(connection: Connection) -> str:
    row = connection.execute("select etag from tilegen.blob order by key limit 1").fetchone()
    return "/api/outline" if row is None else f"/api/outline?v={str(row[0]).strip('W/').strip(chr(34))[:12]}"
