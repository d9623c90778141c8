"""Bytes to the client: ETag and 304, compression, a cache that survives the database, one query however many ask."""

import gzip
import hashlib
import json
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Literal, cast

import brotli
from starlette.requests import Request
from starlette.responses import Response

Encoding = Literal["identity", "gzip", "br"]
JSON = "application/json"
GEOJSON = "application/geo+json"
ARROW = "application/vnd.apache.arrow.stream"
REVALIDATE = "no-cache"
IMMUTABLE = "public, max-age=31536000, immutable"
LARGE = 200_000
"""Bodies above this many bytes are compressed with less effort, so that nobody waits."""
WORTH_IT = 500
"""Bodies below this many bytes are not compressed."""
KEPT_BYTES = 96 * 1024 * 1024
"""How much one process keeps in its cache."""


@dataclass(slots=True)
class Body:
    """A body in the encodings it exists in; the others are made when first asked for."""

    media_type: str
    forms: dict[Encoding, bytes]
    etag: str
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    until: datetime | None = None
    """The instant from which on it may read otherwise though no row changed; None where it does not depend on time."""

    def form(self, encoding: Encoding) -> bytes:
        """Return the bytes in this encoding."""
        if encoding not in self.forms:
            plain = gzip.decompress(self.forms["gzip"]) if "identity" not in self.forms else self.forms["identity"]
            self.forms[encoding] = _encode(plain, encoding)
        return self.forms[encoding]

    def size(self) -> int:
        """Return the bytes held in memory."""
        return sum(len(form) for form in self.forms.values())


def body(
    content: bytes, media_type: str, headers: Mapping[str, str] | None = None, until: datetime | None = None
) -> Body:
    """Wrap plain bytes; the ETag is that of the content, so that both workers give the same."""
    return Body(media_type, {"identity": content}, tag(content), headers or {}, until)


def json_body(
    value: object, media_type: str = JSON, headers: Mapping[str, str] | None = None, until: datetime | None = None
) -> Body:
    """Write a value as compact JSON; dates as ISO 8601, numeric as numbers."""
    content = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=plain, allow_nan=False)
    return body(content.encode(), media_type, headers, until)


def joined(whole: Body, name: str, part: Body) -> Body:
    """Return a JSON object with one member more; it holds until the first of the two does not."""
    content = b"".join((whole.form("identity")[:-1], b',"', name.encode(), b'":', part.form("identity"), b"}"))
    ends = [one.until for one in (whole, part) if one.until is not None]
    return body(content, JSON, until=min(ends, default=None))


def plain(value: object) -> object:
    """Turn what the database gives into what JSON has."""
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    if (dump := getattr(value, "model_dump", None)) is not None:
        return dump(mode="json")
    return str(value)


def tag(content: bytes) -> str:
    """Return a weak ETag (RFC 9110 8.8.3): one for all encodings of the same content."""
    return f'W/"{hashlib.sha256(content).hexdigest()[:20]}"'


def respond(
    request: Request, found: Body, cache_control: str = REVALIDATE, headers: Mapping[str, str] | None = None
) -> Response:
    """Answer with a body in the best encoding that the client takes, or with 304."""
    common = {
        "ETag": found.etag,
        "Cache-Control": cache_control,
        "Vary": "Accept-Encoding",
        **found.headers,
        **(headers or {}),
    }
    if has(request, found.etag):
        return Response(status_code=304, headers=common)
    encoding = _choose(request.headers.get("accept-encoding", ""), found)
    if encoding != "identity":
        common["Content-Encoding"] = encoding
    return Response(found.form(encoding), 200, common, found.media_type)


def unchanged(etag: str, cache_control: str = REVALIDATE) -> Response:
    """Answer 304 without having made the body: what it would be made of is what the client has."""
    headers = {"ETag": etag, "Cache-Control": cache_control, "Vary": "Accept-Encoding"}
    return Response(status_code=304, headers=headers)


def has(request: Request, etag: str) -> bool:
    """Say whether the client has the body of this ETag (RFC 9110 13.1.2)."""
    if (asked := request.headers.get("if-none-match")) is None:
        return False
    bare = etag.removeprefix("W/")
    return any(part.strip() == "*" or part.strip().removeprefix("W/") == bare for part in asked.split(","))


def wants_arrow(request: Request) -> bool:
    """Say whether the client names Arrow among what it accepts."""
    return ARROW in request.headers.get("accept", "")


def _choose(accepted: str, found: Body) -> Encoding:
    if found.media_type.startswith(("image/png", "font/woff2")):
        return "identity"
    if "identity" in found.forms and len(found.forms["identity"]) < WORTH_IT:
        return "identity"
    taken = {
        name.strip() for name, _, weight in (p.partition(";") for p in accepted.lower().split(",")) if not _zero(weight)
    }
    # A tile stored gzipped is not unpacked for the sake of brotli.
    if "br" in taken and not ("gzip" in found.forms and "identity" not in found.forms and "gzip" in taken):
        return "br"
    return "gzip" if "gzip" in taken else "identity"


def _zero(weight: str) -> bool:
    return weight.replace(" ", "") in {"q=0", "q=0.0", "q=0.00", "q=0.000"}


def _encode(content: bytes, encoding: Encoding) -> bytes:
    match encoding:
        case "identity":
            return content
        case "gzip":
            return gzip.compress(content, 6, mtime=0)
        case "br":
            return cast("bytes", brotli.compress(content, quality=5 if len(content) > LARGE else 9))


@dataclass(frozen=True, slots=True)
class Kept:
    """A body and the state of the rows (positions in the outbox) that it was made of."""

    state: Hashable
    body: Body

    def holds(self, state: Hashable, now: datetime) -> bool:
        """Say whether it still reads as one made now of rows in this state."""
        return self.state == state and (self.body.until is None or now < self.body.until)


class Cache:
    """The latest bodies by key, the least recently used dropped first; safe between threads."""

    def __init__(self, limit_bytes: int = KEPT_BYTES) -> None:
        self._limit = limit_bytes
        self._kept: OrderedDict[Hashable, Kept] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()
        self._making: dict[Hashable, threading.Lock] = {}

    def get(self, key: Hashable) -> Kept | None:
        """Return what is kept, in whatever state it was made."""
        with self._lock:
            if (kept := self._kept.get(key)) is not None:
                self._kept.move_to_end(key)
            return kept

    def make(self, key: Hashable, state: Hashable, now: datetime, build: Callable[[], Body]) -> Body:
        """Return the body of this state and instant; of many who ask at once, one builds and the others wait."""
        if (kept := self.get(key)) is not None and kept.holds(state, now):
            return kept.body
        with self._lock:
            making = self._making.setdefault(key, threading.Lock())
        with making:
            if (kept := self.get(key)) is not None and kept.holds(state, now):
                return kept.body
            try:
                made = build()
            finally:
                with self._lock:
                    self._making.pop(key, None)
            self._keep(key, Kept(state, made))
            return made

    def _keep(self, key: Hashable, kept: Kept) -> None:
        # Twice the plain size: the compressed forms come later.
        weight = 2 * kept.body.size()
        if weight > self._limit // 4:
            return
        with self._lock:
            if (old := self._kept.pop(key, None)) is not None:
                self._size -= 2 * len(next(iter(old.body.forms.values())))
            self._kept[key] = kept
            self._size += 2 * len(next(iter(kept.body.forms.values())))
            while self._size > self._limit and len(self._kept) > 1:
                _, dropped = self._kept.popitem(last=False)
                self._size -= 2 * len(next(iter(dropped.body.forms.values())))
