"""The doors, in the order in which they are tried; the web application's files come last."""

from gis_server.routes import collections, docs, events, home, indicators, ogc, operations, places, site, tiles, units

ROUTERS = (
    ogc.router,
    home.router,
    indicators.router,
    collections.router,
    units.router,
    places.router,
    tiles.router,
    events.router,
    operations.router,
    docs.router,
    site.router,
)
