"""The browser that tests and benchmarks drive: the system's Chromium, or the one that Playwright brings."""

from pathlib import Path
from typing import TYPE_CHECKING

from gis_server.setup.packages import BROWSERS

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Playwright

FLAGS = [
    "--no-sandbox",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-dev-shm-usage",
]
"""WebGL drawn in software, and nothing asked of any other host."""


def launch(playwright: "Playwright") -> "Browser":
    """Start the browser.

    Raises:
        FileNotFoundError: there is none.
    """
    places = (*BROWSERS, playwright.chromium.executable_path)
    found = next((path for path in places if Path(path).exists()), None)
    if found is None:
        msg = f"no Chromium; looked at {', '.join(places)}. `make test` gets one"
        raise FileNotFoundError(msg)
    return playwright.chromium.launch(executable_path=found, args=FLAGS)
