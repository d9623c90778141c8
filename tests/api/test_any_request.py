"""Whatever is asked, the server answers or refuses with a problem; it never fails."""

import time
from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, given, settings

from tests.support.client import Client

ENDLESS = "/api/events"
KNOWN = {"layer": "archipelagos", "code": "giai-ngan-dau-tu-cong"}
"""Half of the requests name these, so that they come past the first door."""
EXAMPLES = 12
BUDGET_S = 40.0
"""After so long the remaining operations get one request each."""


def _ask(operation: Any, client: Client, examples: int) -> None:
    @settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=(HealthCheck.too_slow, HealthCheck.filter_too_much),
    )
    @given(case=operation.as_strategy())
    def one(case: Any) -> None:
        named: dict[str, object] = case.path_parameters or {}
        for name in KNOWN.keys() & named:
            if len(str(named[name])) % 2:
                named[name] = KNOWN[name]
        answer = client.request(**case.as_transport_kwargs(base_url=client.base))
        asked = f"{answer.request.method} {answer.request.url}: {answer.status_code} {answer.text[:300]}"
        assert answer.status_code < 500, asked
        if answer.status_code >= 400:
            assert answer.headers["content-type"] == "application/problem+json", asked
            assert set(answer.json()) >= {"type", "title", "status", "vi", "en"}, asked

    one()


def test_no_request_makes_the_server_fail(sample_server: str) -> None:
    """Generated from the server's own description, for each of its operations."""
    client = Client(sample_server)
    described: Any = schemathesis.openapi.from_dict(client.get("/api/openapi.json").json())
    operations: list[Any] = [found.ok() for found in described.get_all_operations()]
    begun = time.monotonic()
    tried: list[str] = []
    for operation in operations:
        if operation.path != ENDLESS:
            _ask(operation, client, EXAMPLES if time.monotonic() - begun < BUDGET_S else 1)
            tried.append(operation.path)
    assert {"/api/home", "/api/collections/{layer}/items", "/tiles/{layer}/live/{z}/{x}/{y}.mvt"} <= set(tried)
