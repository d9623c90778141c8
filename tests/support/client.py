"""A client of a test's server."""

import requests

TIMEOUT_S = 20.0


class Client(requests.Session):
    """Asks one server, by paths. Each request takes a new connection, so that both web processes answer."""

    def __init__(self, base: str) -> None:
        super().__init__()
        self.base = base
        self.trust_env = False  # an address on loopback never goes through a proxy
        self.headers["Connection"] = "close"

    def request(self, method: str, url: str, **others: object) -> requests.Response:  # type: ignore[override]
        """Send one request."""
        whole = url if url.startswith("http") else f"{self.base}{url}"
        return super().request(method, whole, **{"timeout": TIMEOUT_S, **others})  # type: ignore[arg-type]
