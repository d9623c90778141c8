"""The doors of the OGC API: landing page and conformance."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from gis_server.access import Asker, Here
from gis_server.models.collections import ConformanceReply, LandingReply
from gis_server.models.reply import replies
from gis_server.replies import json_body, respond
from gis_server.verbs.asking import LanguageOnly
from gis_server.verbs.describe import link

router = APIRouter(tags=["ogc"])

CONFORMANCE = (
    "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/json",
    "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/oas30",
    "http://www.opengis.net/spec/ogcapi-common-2/1.0/conf/collections",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/mvt",
)
TITLES = {"vi": "Bản đồ điều hành của tỉnh", "en": "Operations map of the province"}


@router.get("/api", responses=replies(LandingReply))
def landing(request: Request, _here: Here, _scope: Asker, asked: Annotated[LanguageOnly, Query()]) -> Response:
    """List what there is."""
    links = [
        link(_base(request), "/api", "self", "application/json"),
        link(_base(request), "/api/openapi.json", "service-desc", "application/vnd.oai.openapi+json;version=3.1"),
        link(_base(request), "/docs", "service-doc", "text/html"),
        link(_base(request), "/api/conformance", "conformance", "application/json"),
        link(_base(request), "/api/collections", "data", "application/json"),
    ]
    return respond(request, json_body({"title": TITLES[asked.lang], "description": TITLES[asked.lang], "links": links}))


@router.get("/api/conformance", responses=replies(ConformanceReply))
def conformance(request: Request, _scope: Asker) -> Response:
    """List the conformance classes."""
    return respond(request, json_body({"conformsTo": CONFORMANCE}))


def _base(request: Request) -> str:
    return str(request.base_url).rstrip("/")
