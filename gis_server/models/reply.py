"""The base of every model of a reply, and how a route says which ones it answers with."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, RootModel
from starlette.responses import JSONResponse

from gis_server.replies import GEOJSON

CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

LevelName = Literal["province", "district", "commune"]
Frequency = Literal["day", "week", "month", "quarter", "year"]
Scalar = str | int | float | bool | None
Responses = dict[int | str, dict[str, Any]]


class Box(RootModel[tuple[float, float, float, float]]):
    """West, south, east, north in degrees of EPSG:4326."""


class Place(RootModel[tuple[float, float]]):
    """Longitude and latitude in degrees of EPSG:4326."""


class GeoJson(JSONResponse):
    """Says in which media type the model of a route is written."""

    media_type = GEOJSON


class Reply(BaseModel):
    """A JSON object of a reply. A member without a default is always there; `None` among its types means null."""

    model_config = ConfigDict(extra="forbid")


def left_out() -> Any:
    """Say that a member is left out where it has nothing to tell; when it is there, it has its type and is not null."""
    # A factory, because a plain default would stand in the schema as if the server sent it.
    return Field(default_factory=lambda: None)


def replies(model: type[Reply], *refusals: int, also: tuple[str, ...] = (), kept: bool = True) -> Responses:
    """Declare the reply of a route.

    Args:
        model: of the body with status 200, in the media type of the route's response class.
        refusals: the statuses of problems beside those that every route may answer with.
        also: other media types of the same question, as text.
        kept: it has an ETag, so that a client which has the body is told so.
    """
    body: dict[str, Any] = {"model": model}
    if also:
        body["content"] = {kind: {"schema": {"type": "string"}} for kind in also}
    return {200: body, **(_unchanged() if kept else {}), **_refused(refusals)}


def files(*media_types: str, refusals: tuple[int, ...] = ()) -> Responses:
    """Declare a reply of bytes that keeps an ETag."""
    content = {kind: {"schema": {"type": "string", "format": "binary"}} for kind in media_types}
    return {200: {"content": content}, **_unchanged(), **_refused(refusals)}


def stream_of(media_type: str) -> Responses:
    """Declare a reply without an end."""
    return {200: {"content": {media_type: {"schema": {"type": "string"}}}}}


def _unchanged() -> Responses:
    return {304: {"description": "The client has this body already (If-None-Match)"}}


def _refused(statuses: tuple[int, ...]) -> Responses:
    return {status: {} for status in statuses}
