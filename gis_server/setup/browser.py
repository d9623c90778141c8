"""The browser of the tests, where the system has none as a package: Ubuntu's is only a door to a snap."""

import os
import subprocess
from pathlib import Path

from gis_server.setup import packages
from gis_server.setup.python import PYTHON, VENV
from gis_server.setup.terminal import StopError, pick, run, step

PLAYWRIGHT = str(VENV / "bin/playwright")
WHERE = """
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    print(playwright.chromium.executable_path)
"""


def prepare(log: Path) -> None:
    """Fetch the Chromium that Playwright brings, and as root the libraries it needs.

    Raises:
        StopError: it cannot be fetched.
    """
    if packages.has_browser() or _fetched():
        return
    with step("Trình duyệt Chromium (Playwright)", "Chromium (Playwright)"):
        try:
            run([PLAYWRIGHT, "install", "--no-shell", "chromium"], log)
        except StopError as stop:
            places = ", ".join(packages.BROWSERS)
            raise StopError(
                pick(f"{stop}\n  Hoặc tự cài một trình duyệt: {places}.", f"{stop}\n  Or install one of {places}.")
            ) from stop
        if os.geteuid() == 0:
            run([PLAYWRIGHT, "install-deps", "chromium"], log)


def _fetched() -> bool:
    asked = subprocess.run([str(PYTHON), "-c", WHERE], capture_output=True, text=True, check=False)
    return asked.returncode == 0 and Path(asked.stdout.strip()).exists()
