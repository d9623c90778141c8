"""The browser that tests and benchmarks drive: the system's Chromium, or the one that Playwright brings."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gis_server.setup.packages import BROWSERS

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Playwright

OFF = (
    # What Playwright itself switches off, that the page is concerned by: of two such flags only the last one counts.
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable",
    "LensOverlay",
    "MediaRouter",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "OptimizationHints",
    "NetworkTimeServiceQuerying",
    "AimEnabled",
    "PreconnectToSearch",
    # Pages of the address bar, which nobody sees here: each new context would load them, in 0.2 s or more.
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    "OmniboxAimPopup",
    "WebUIOmniboxFullPopup",
    "WebUIOmniboxSimplification",
    "AiModeOmniboxEntryPoint",
    "PreloadTopChromeWebUI",
)
"""What Chromium does not do here."""

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
    f"--disable-features={','.join(OFF)}",
]
"""WebGL drawn in software, and nothing asked of any other host."""

RATIO = float(os.environ.get("GIS_TEST_RATIO", "0.5"))
"""Pixels of the screen to a pixel of CSS. The page is laid out as on any screen, and its map drawn in software at a
quarter of the work; `GIS_TEST_RATIO=1` leaves pictures as sharp as a user's."""


def lend(browser: "Browser", size: tuple[int, int], *, ratio: float = RATIO, **more: Any) -> "BrowserContext":
    """Open a browser of its own: nothing cached, in Vietnamese, in a time zone that is not Viet Nam's."""
    about: dict[str, Any] = {"locale": "vi-VN", "timezone_id": "Asia/Tokyo", **more}
    viewport: Any = {"width": size[0], "height": size[1]}
    return browser.new_context(viewport=viewport, device_scale_factor=ratio, **about)


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
