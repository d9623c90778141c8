"""The browser that tests and benchmarks drive: the system's Chromium or its shell, or the one that Playwright brings."""

from pathlib import Path
from typing import TYPE_CHECKING

from gis_server.setup.packages import BROWSERS, SHELL

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


def launch(playwright: "Playwright", *, window: bool = False) -> "Browser":
    """Start the browser: without a window the shell of Chromium, which has none, where it is installed.

    Args:
        playwright: that drives it.
        window: the browser as people have it, whose window is drawn by the same two processors: for benchmarks.

    Raises:
        FileNotFoundError: there is none.
    """
    installed = (*BROWSERS, SHELL) if window else (SHELL, *BROWSERS)
    places = (*installed, playwright.chromium.executable_path)
    found = next((path for path in places if Path(path).exists()), None)
    if found is None:
        msg = f"no Chromium; looked at {', '.join(places)}. `make test` gets one"
        raise FileNotFoundError(msg)
    return playwright.chromium.launch(executable_path=found, args=FLAGS)
