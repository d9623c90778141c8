"""The doors, in the order in which they are tried; the web application's files come last.

A family whose replies the general abilities cannot give has a module of its name here, with a `router`: it is found.
"""

import pkgutil
from collections.abc import Iterator
from importlib import import_module

from fastapi import APIRouter

from gis_server.routes import collections, docs, events, home, ogc, operations, places, site, tiles, units
from layers.discovery import family_names


def _of_families() -> Iterator[APIRouter]:
    """Yield the doors of families.

    Raises:
        TypeError: a module of a family's name has no router.
    """
    rooms = {module.name for module in pkgutil.iter_modules(__path__)}
    for name in sorted(rooms & set(family_names())):
        found = getattr(import_module(f"{__name__}.{name}"), "router", None)
        if not isinstance(found, APIRouter):
            msg = f"{__name__}.{name} must have a router, not {type(found).__name__}"
            raise TypeError(msg)
        yield found


ROUTERS = (
    ogc.router,
    home.router,
    *_of_families(),
    collections.router,
    units.router,
    places.router,
    tiles.router,
    events.router,
    operations.router,
    docs.router,
    site.router,
)
