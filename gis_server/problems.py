"""Every error becomes application/problem+json (RFC 9457) here, in both languages, and never shows a trace or SQL."""

import json
import logging
from collections.abc import Mapping
from typing import Any, cast

import psycopg
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from gis_server.pools import away
from layers.core.errors import GisError, LayerUnreadableError, UnavailableError
from layers.core.model import Text, text
from layers.core.refusals import limit, path, refusal, wanted_kind

LOG = logging.getLogger("gis_server")
MEDIA_TYPE = "application/problem+json"

PARAMETER, VALUE, UNFORESEEN, HTTP = "parameter", "value", "unforeseen", "http"
"""Slugs of the problems that no error of the domain stands for; each has its paragraph in the manual's `problems`."""

VANISHED = (
    psycopg.errors.UndefinedTable,
    psycopg.errors.UndefinedColumn,
    psycopg.errors.UndefinedObject,
    psycopg.errors.InvalidSchemaName,
    psycopg.errors.InsufficientPrivilege,
)
"""What the database says when a layer's table is no longer as it was when its declaration was held against it."""
_TITLES = {
    404: text("Không tìm thấy", "Not found"),
    405: text("Phương thức không được hỗ trợ", "Method not allowed"),
}


def problem(
    error: GisError,
    *,
    status: int | None = None,
    slug: str | None = None,
    title: Text | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Write one problem: `value` is what was refused, `limit` what it broke. The rest is the error's own."""
    heading = title or error.title
    languages = {
        language: {
            "title": getattr(heading, language),
            "detail": getattr(error.detail, language),
            "remedy": None if error.remedy is None else getattr(error.remedy, language),
        }
        for language in ("vi", "en")
    }
    body = {
        "type": f"/docs/problems#{slug or error.slug}",
        "title": heading.en,
        "status": status or error.status,
        "detail": error.detail.en,
        **languages,
        "value": error.value,
        "limit": error.limit,
    }
    content = json.dumps(body, ensure_ascii=False).encode("utf-8", errors="replace")
    return Response(content, status or error.status, {"Cache-Control": "no-store", **(headers or {})}, MEDIA_TYPE)


def add_handlers(app: FastAPI) -> None:
    """Map every kind of exception to its problem."""
    app.add_exception_handler(GisError, _domain)
    app.add_exception_handler(RequestValidationError, _parameters)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(psycopg.DataError, _data)
    app.add_exception_handler(psycopg.OperationalError, _away)
    for kind in VANISHED:
        app.add_exception_handler(kind, _vanished)
    app.add_exception_handler(Exception, _unknown)


def _domain(_request: Request, error: Exception) -> Response:
    found = cast("GisError", error)
    return problem(found, headers={"Retry-After": "2"} if isinstance(found, UnavailableError) else None)


def _parameters(request: Request, error: Exception) -> Response:
    first: dict[str, Any] = dict(cast("RequestValidationError", error).errors()[0])
    first["loc"] = first["loc"][1:]
    name, kind = path(first), str(first["type"])
    known = _known_parameters(request)
    detail, allowed = refusal(first), limit(first)
    remedy = text(f"Sửa {name}; xem /api/openapi.json.", f"Mend {name}; see /api/openapi.json.")
    if kind == "missing":
        schema = known.get(name, {})
        allowed = _range(schema) or str(schema.get("type", "?"))
        detail = text(f"Thiếu tham số “{name}”", f"The parameter “{name}” is missing")
        remedy = text(f"Viết thêm {name}=…; xem /api/openapi.json.", f"Add {name}=…; see /api/openapi.json.")
    elif kind == "extra_forbidden":
        detail = text(f"Không có tham số “{name}”", f"There is no parameter “{name}”")
        allowed = ", ".join(known) or "-"
        remedy = text(f"Bỏ đi, hoặc viết một trong: {allowed}.", f"Leave it out, or write one of: {allowed}.")
    elif allowed is not None:
        allowed = _range(known.get(name, {})) or allowed
        remedy = text(f"Viết {name} theo: {allowed}", f"Write {name} so: {allowed}")
    elif (wanted := wanted_kind(first)) is not None:
        remedy = text(f"Viết {name} là {wanted.vi}.", f"Write {name} as {wanted.en}.")
    refused = GisError(
        text(f"{detail.vi[:1].upper()}{detail.vi[1:]}.", f"{detail.en}."),
        value=None if kind == "missing" else str(first.get("input"))[:200],
        limit=allowed,
        remedy=remedy,
    )
    return problem(refused, slug=PARAMETER)


def _known_parameters(request: Request) -> dict[str, dict[str, Any]]:
    """Return the schemas of the parameters that this path takes in its query, as our own description has them."""
    place = getattr(request.scope.get("route"), "path", "")
    operation: dict[str, Any] = request.app.openapi()["paths"].get(place, {}).get("get", {})
    return {one["name"]: one["schema"] for one in operation.get("parameters", ()) if one["in"] == "query"}


def _range(schema: Mapping[str, Any]) -> str | None:
    """Write both ends of a number's range, where it has both."""
    least, most = schema.get("minimum"), schema.get("maximum")
    return None if least is None or most is None else f"{least} – {most}"


def _http(request: Request, error: Exception) -> Response:
    found = cast("HTTPException", error)
    title = _TITLES.get(found.status_code, GisError.title)
    place = f"{request.method} {request.url.path}"
    refused = GisError(
        text(f"{title.vi}: {place}", f"{title.en}: {place}"),
        value=request.url.path,
        remedy=text("Xem /api hoặc /docs.", "See /api or /docs."),
    )
    return problem(refused, status=found.status_code, slug=HTTP, title=title, headers=found.headers)


def _data(_request: Request, error: Exception) -> Response:
    # A value that passes the parser but not the column's type: a word for a number, a NUL, a number out of range.
    LOG.info("refused by the database: %s", type(error).__name__)
    refused = GisError(
        text("Có giá trị không đúng kiểu của trường.", "A value does not fit the type of its field."),
        remedy=text(
            "Xem kiểu của trường ở /api/collections/{lớp}.", "See the field's type at /api/collections/{layer}."
        ),
    )
    return problem(refused, slug=VALUE)


def _vanished(request: Request, error: Exception) -> Response:
    """Name the layer whose table changed, and have its declaration looked at again; anything else is our fault."""
    layer = request.path_params.get("layer")
    if layer is None:
        return _unknown(request, error)
    LOG.warning("the table of layer %s: %s", layer, type(error).__name__)
    request.app.state.server.registries.doubt()
    refused = LayerUnreadableError(
        text(f"Không đọc được bảng của lớp {layer}.", f"The table of the layer {layer} cannot be read."),
        value=layer,
        remedy=text(
            "Người vận hành xem /ready: bảng hoặc cột đã bị xóa, đổi tên, hoặc chưa cấp quyền đọc.",
            "The operator looks at /ready: a table or column was dropped, renamed, or may not be read.",
        ),
    )
    return problem(refused)


def _away(_request: Request, error: Exception) -> Response:
    LOG.warning("database away: %s", type(error).__name__)
    return _domain(_request, away())


def _unknown(request: Request, error: Exception) -> Response:
    LOG.error("unforeseen error at %s", request.url.path, exc_info=error)
    unforeseen = GisError(
        text("Máy chủ gặp lỗi chưa lường trước.", "The server met an error that was not foreseen."),
        remedy=text(
            "Báo cho người vận hành; nhật ký của máy chủ có chi tiết.",
            "Tell the operator; the server's log has the details.",
        ),
    )
    return problem(unforeseen, status=500, slug=UNFORESEEN, title=text("Lỗi máy chủ", "Server error"))
