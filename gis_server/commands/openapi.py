"""`gis-server openapi`: the description of the HTTP interface, without a database or a server."""

import json
from pathlib import Path
from typing import Annotated

import typer

from gis_server.app import create_app
from gis_server.settings import Settings

NOWHERE = "postgresql:///nowhere"
"""The application wants an address, but connects only when it is served."""
Target = Annotated[Path | None, typer.Argument(dir_okay=False, help="The file to write; standard output without it.")]


def openapi(file: Target = None) -> None:
    """Write the OpenAPI document that the server gives at /api/openapi.json."""
    app = create_app(Settings(database_url=NOWHERE, layer_path=""))
    written = json.dumps(app.openapi(), ensure_ascii=False, indent=1) + "\n"
    if file is None:
        typer.echo(written, nl=False)
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(written, encoding="utf-8")
