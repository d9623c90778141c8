"""Tiles read back by another's decoder."""

import gzip
from typing import NotRequired, TypedDict, cast

import mapbox_vector_tile

DOWN = {"y_coord_down": True}


class Geometry(TypedDict):
    """As GeoJSON, in units of the tile, y down."""

    type: str
    coordinates: list[object]


class Feature(TypedDict):
    """One feature; no id is no key."""

    id: NotRequired[int]
    geometry: Geometry
    properties: dict[str, str | int]


class Layer(TypedDict):
    """One source-layer."""

    extent: int
    features: list[Feature]


def decode(body: bytes) -> dict[str, Layer]:
    """Decode a gzipped tile."""
    return cast("dict[str, Layer]", mapbox_vector_tile.decode(gzip.decompress(body), default_options=DOWN))


def paths(coordinates: object) -> list[list[tuple[int, int]]]:
    """Return every ring or line of a geometry, whatever its kind; a point is a path of one."""
    nested = cast("list[object]", coordinates)
    if isinstance(nested[0], int):
        x, y = cast("list[int]", nested)
        return [[(x, y)]]
    inner = cast("list[list[object]]", nested)
    if isinstance(inner[0][0], int):
        return [[(x, y) for x, y in cast("list[tuple[int, int]]", nested)]]
    return [path for part in nested for path in paths(part)]


def readable(body: bytes) -> str:
    """Write a tile as text: a line for each feature, a line for each ring or path below it."""
    out: list[str] = []
    for name, layer in decode(body).items():
        out.append(f"{name} (extent {layer['extent']})")
        for feature in layer["features"]:
            said = " ".join(f"{key}={value}" for key, value in sorted(feature["properties"].items()))
            out.append(f"  {feature.get('id', 0)} {feature['geometry']['type']} {said}")
            drawn = paths(feature["geometry"]["coordinates"])
            out.extend("    " + " ".join(f"{x},{y}" for x, y in path) for path in drawn)
    return "\n".join(out) + "\n"
