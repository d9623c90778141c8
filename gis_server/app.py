"""The only web application: settings, parts, routes, errors. Nothing else happens here."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from gis_server.clock import clock_of
from gis_server.events import Hub
from gis_server.headers import Headers
from gis_server.models.problems import completed, problem_schemas
from gis_server.pools import make_pools
from gis_server.problems import add_handlers
from gis_server.replies import Cache
from gis_server.routes import ROUTERS
from gis_server.settings import Settings
from gis_server.state import Registries, Server
from gis_server.static import DIST, Site
from layers.registry import code_registry

TITLE = "Bản đồ điều hành của tỉnh"
VERSION = "0.1.0"


def create_app(settings: Settings | None = None, *, dist: Path = DIST) -> FastAPI:
    """Make the application of one process.

    Args:
        settings: read from the environment when left out.
        dist: the folder of the built web application.

    Raises:
        ValueError: no database is named.
    """
    chosen = settings or Settings()
    if chosen.database_url is None:
        msg = "no DATABASE_URL: `gis-server up` starts the embedded database and names it"
        raise ValueError(msg)
    server = make_server(chosen, chosen.database_url)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        server.pools.open()
        server.hub.start(asyncio.get_running_loop())
        try:
            yield
        finally:
            await asyncio.to_thread(server.hub.stop)
            await asyncio.to_thread(server.pools.close)

    app = FastAPI(
        title=TITLE, version=VERSION, lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url="/api/openapi.json"
    )
    app.state.server = server
    app.state.site = Site(dist)
    for router in ROUTERS:
        app.include_router(router)
    add_handlers(app)
    app.add_middleware(Headers)
    app.openapi = lambda: _openapi(app)
    return app


def make_server(settings: Settings, url: str) -> Server:
    """Make the parts; nothing is connected yet."""
    return Server(
        settings=settings,
        clock=clock_of(settings),
        pools=make_pools(settings.reader_url or url, settings.reader_timeout_s),
        registries=Registries(code_registry(settings.layer_paths)),
        cache=Cache(),
        hub=Hub(url),
    )


def _openapi(app: FastAPI) -> dict[str, Any]:
    """Say how we refuse: 400 with a problem, where the framework would have said 422."""
    if app.openapi_schema is None:
        schema = get_openapi(title=app.title, version=app.version, routes=app.routes)
        schemas = schema["components"]["schemas"]
        for name in ("HTTPValidationError", "ValidationError"):
            schemas.pop(name, None)
        schema["components"]["schemas"] = dict(sorted((schemas | problem_schemas()).items()))
        for path in schema["paths"].values():
            for operation in path.values():
                operation["responses"] = completed(operation["responses"])
        app.openapi_schema = schema
    return app.openapi_schema
