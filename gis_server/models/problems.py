"""Refusals and failures: problem+json (RFC 9457) in both languages."""

from typing import Any

from gis_server.models.reply import Reply

PROBLEM = "application/problem+json"
FIRST_REFUSAL = 400
FRAMEWORKS = 422
"""The framework would refuse a parameter with it; we say 400."""
ALWAYS = (400, 404, 503)
"""What any route may refuse with: a parameter, a path, the database away."""
REF = "#/components/schemas/{model}"


class ProblemWords(Reply):
    """A problem in one language."""

    title: str
    detail: str
    remedy: str | None


class Problem(Reply):
    """RFC 9457 with both languages: `value` is what was refused, `limit` what it broke."""

    type: str
    title: str
    status: int
    detail: str
    vi: ProblemWords
    en: ProblemWords
    value: str | None
    limit: str | None


def problem_schemas() -> dict[str, Any]:
    """Return the schemas of a problem by their names."""
    whole = Problem.model_json_schema(mode="serialization", ref_template=REF)
    return {**whole.pop("$defs"), "Problem": whole}


def completed(declared: dict[str, Any]) -> dict[str, Any]:
    """Return the responses of one operation with every refusal described as a problem, those of any route included."""
    problem = {
        "description": "A problem (RFC 9457)",
        "content": {PROBLEM: {"schema": {"$ref": REF.format(model="Problem")}}},
    }
    good = {status: reply for status, reply in declared.items() if int(status) < FIRST_REFUSAL}
    refused = sorted({*ALWAYS, *(int(status) for status in declared if status not in good)} - {FRAMEWORKS})
    return good | {str(status): problem for status in refused}
