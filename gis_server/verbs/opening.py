"""What the page needs first: home, its editions with their tiles, the layers to switch on, what families add."""

from contextlib import suppress
from datetime import datetime

import psycopg
from psycopg import Connection

from boundaries.lookup.home import Home, home
from gis_server.state import Server
from layers.core.access import Scope
from layers.core.layer import Layer
from layers.registry import Registry
from layers.store.outbox import position
from layers.store.provenance import asked

TOLD = ("home", "product", "default_indicator")
"""The settings that families are told when they add to the reply."""
_SIMULATED = "select exists (select from store.batch where simulated and state = 'applied')"


def opening(connection: Connection, server: Server, now: datetime, scope: Scope) -> dict[str, object]:
    """Write the reply of /api/home.

    Raises:
        NotFoundError: no boundaries have been imported, or none of the home's code.
    """
    found = home(connection, server.settings.home)
    registry = server.registries.current(connection)
    each = asked(connection, [layer for layer in registry.visible(scope) if _is_laid_over(registry, layer)])
    if each.failed:
        server.registries.doubt()
    simulated = connection.execute(_SIMULATED).fetchone()
    return {
        "home": {"code": found.code, "name": found.name},
        "now": now,
        "simulated": simulated is not None and bool(simulated[0]),
        "product": server.settings.product,
        "editions": _editions(connection, found),
        "layers": [
            {
                "id": layer.id,
                "title": layer.title,
                "rail": layer.rail,
                "icon": layer.icon,
                "geometry": layer.geometry,
                "simulated": layer.simulated,
                "time": None if layer.time is None else layer.time.kind,
                "known": layer.known is not None,
                "workspace": True,
            }
            for _, layer in each.found
        ],
        "failed": each.failed,
        **_of_families(connection, server, registry),
        "outline": _outline(connection),
        "position": str(position(connection)),
    }


def _is_laid_over(registry: Registry, layer: Layer) -> bool:
    """Say whether a layer is switched on over the map: not the map itself, nor shown by a workspace of its family."""
    family = registry.families.get(layer.family)
    return family is None or family.panel is None


def _of_families(connection: Connection, server: Server, registry: Registry) -> dict[str, object]:
    """Gather what the families add; a family whose tables cannot be read adds nothing."""
    told = {name: str(getattr(server.settings, name)) for name in TOLD}
    found: dict[str, object] = {"default_indicator": None, "archipelagos": []}
    for family in registry.families.values():
        if family.opening is not None:
            with suppress(psycopg.ProgrammingError), connection.transaction():
                found |= family.opening(connection, told)
    return found


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
