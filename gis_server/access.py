"""Who is asking: the one door that a login will replace."""

from typing import Annotated

from fastapi import Depends, Request

from gis_server.state import Server
from layers.core.access import PUBLIC, Scope


def scope(_request: Request) -> Scope:
    """Return what the asker may see: the public scope, until there is a login."""
    return PUBLIC


def server(request: Request) -> Server:
    """Return the parts of this process."""
    found: Server = request.app.state.server
    return found


Asker = Annotated[Scope, Depends(scope)]
Here = Annotated[Server, Depends(server)]
