"""The page's types of the replies are those of the models; `make bless` writes them anew."""

import os
import subprocess

from gis_server.setup import web


def test_the_types_of_the_page_are_the_newest() -> None:
    """Written from the description that `gis-server openapi` gives, without a server."""
    script = "api" if os.environ.get("GIS_BLESS") else "api:check"
    made = subprocess.run(
        web.npm("run", "--silent", script),
        cwd=web.FRONTEND,
        env=web.node_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, f"{made.stdout}{made.stderr}\nWrite them anew with `make bless`."
