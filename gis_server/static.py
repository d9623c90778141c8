"""The built web application: hashed files for ever, the page itself asked about each time, compressed ahead."""

import base64
import hashlib
import mimetypes
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from fastapi import Request
from starlette.responses import Response

from gis_server.headers import policy
from gis_server.replies import IMMUTABLE, REVALIDATE, Body, Encoding, respond, tag
from layers.core.errors import NotFoundError, UnavailableError
from layers.core.model import text

DIST = Path(__file__).resolve().parents[1] / "frontend" / "dist"
HASHED = "assets"
"""The folder whose files carry their hash in the name."""
_INLINE = re.compile(rb"<script>(.*?)</script>", re.DOTALL)
"""The page's own first lines: they run by their hash, any other inline script does not."""
_BESIDE: dict[Encoding, str] = {"br": ".br", "gzip": ".gz"}
_TYPES = {
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".woff2": "font/woff2",
    ".webmanifest": "application/manifest+json",
}


@dataclass(frozen=True, slots=True)
class Site:
    """A folder of built files."""

    folder: Path = DIST

    def page(self, request: Request) -> Response:
        """Answer with the one page.

        Raises:
            UnavailableError: the web application was not built.
        """
        if not (self.folder / "index.html").is_file():
            raise UnavailableError(
                text("Giao diện web chưa được dựng.", "The web application has not been built."),
                remedy=text(
                    "Chạy make demo, hoặc npm run build trong frontend.", "Run make demo, or npm run build in frontend."
                ),
            )
        inline = _INLINE.findall((self.folder / "index.html").read_bytes())
        hashes = [base64.b64encode(hashlib.sha256(script).digest()).decode() for script in inline]
        return self.file(request, "index.html", {"Content-Security-Policy": policy(hashes)})

    def file(self, request: Request, name: str, headers: Mapping[str, str] | None = None) -> Response:
        """Answer with one file of the folder.

        Raises:
            NotFoundError: no such file inside the folder, or a hidden one.
        """
        path = self._inside(name)
        if path is None:
            raise NotFoundError(text("Không có tệp này.", "There is no such file."), value=name)
        forms: dict[Encoding, bytes] = {"identity": path.read_bytes()}
        for encoding, ending in _BESIDE.items():
            beside = path.with_name(path.name + ending)
            if beside.is_file():
                forms[encoding] = beside.read_bytes()
        kind = _TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        found = Body(kind, forms, tag(forms["identity"]))
        return respond(request, found, IMMUTABLE if name.startswith(f"{HASHED}/") else REVALIDATE, headers)

    def _inside(self, name: str) -> Path | None:
        if "\x00" in name or any(part.startswith(".") for part in name.split("/")):
            return None
        path = (self.folder / name).resolve()
        return path if path.is_relative_to(self.folder.resolve()) and path.is_file() else None


def site_of(request: Request) -> Site:
    """Return the built application that this process serves."""
    found: Site = request.app.state.site
    return found
