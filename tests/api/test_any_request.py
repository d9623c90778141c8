"""Whatever is asked, the server answers as it describes, or refuses with a problem as it describes; it never fails."""

import time
import zlib
from collections import Counter
from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.specs.openapi import checks as untyped_checks

from tests.support.client import Client

checks: Any = untyped_checks
HELD = [
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]
ENDLESS = "/api/events"
KNOWN: dict[str, tuple[object, ...]] = {
    "layer": ("archipelagos", "wells", "units-commune", "indicator-giai-ngan-dau-tu-cong"),
    "code": ("giai-ngan-dau-tu-cong",),
    "uid": ("97",),
    "key": (1,),
    "z": (8,),
    "x": (205,),
    "col": (205,),
    "y": (118,),
    "row": (118,),
    "period": ("2025",),
    "by": ("kind", "use"),
}
"""Most requests name these, so that they come past the first door."""
FREE = {"bbox", "datetime", "filter", "from", "to", "within", "unit", "by", "period", "layers", "on", "edition"}
"""Parameters whose words the description cannot tell: half of the requests leave out those that may be."""
EXAMPLES = 12
BUDGET_S = 30.0
"""After so long the remaining operations get one request each."""


def _steer(case: Any, required: set[str]) -> None:
    """Give three of four requests what is known, and every second one no words that were only guessed.

    Which ones follows from the request itself, so that one that failed is the same when it is tried again.
    """
    place: dict[str, object] = case.path_parameters or {}
    query: dict[str, object] = case.query or {}
    turn = zlib.crc32(repr((sorted(place.items()), sorted(query.items()))).encode(errors="replace"))
    if turn % 4:
        for given_here in (place, query):
            for name in KNOWN.keys() & given_here:
                choice = KNOWN[name]
                given_here[name] = choice[turn // 8 % len(choice)]
    if turn // 4 % 2:
        for name in FREE & query.keys() - required:
            del query[name]


def _ask(operation: Any, client: Client, examples: int) -> Counter[int]:
    statuses: Counter[int] = Counter()
    held: set[tuple[int, str | None]] = set()
    required = {one.name for one in operation.query if one.is_required}

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
        _steer(case, required)
        answer = client.request(**case.as_transport_kwargs(base_url=client.base))
        asked = f"{answer.request.method} {answer.request.url}: {answer.status_code} {answer.text[:300]}"
        assert answer.status_code < 500, asked
        if answer.status_code >= 400:
            assert answer.headers["content-type"] == "application/problem+json", asked
        same = (answer.status_code, answer.headers.get("etag"))
        if same[1] is None or same not in held:  # an outline is large, and the same however it is asked for
            case.validate_response(answer, checks=HELD)
        held.add(same)
        statuses[answer.status_code] += 1

    one()
    return statuses


def test_no_request_makes_the_server_fail(whole: Client) -> None:
    """Generated from the server's own description, for each of its operations."""
    described: Any = schemathesis.openapi.from_dict(whole.get("/api/openapi.json").json())
    operations: list[Any] = [found.ok() for found in described.get_all_operations()]
    begun = time.monotonic()
    tried: dict[str, Counter[int]] = {}
    for operation in operations:
        if operation.path != ENDLESS:
            examples = EXAMPLES if time.monotonic() - begun < BUDGET_S else 1
            tried[operation.path] = _ask(operation, whole, examples)
    assert {"/api/home", "/api/collections/{layer}/items", "/tiles/{layer}/live/{z}/{x}/{y}.mvt"} <= tried.keys()
    told = sum(1 for statuses in tried.values() if statuses[200])
    assert told >= len(tried) * 2 // 3, f"too few operations came past their first door: {tried}"
