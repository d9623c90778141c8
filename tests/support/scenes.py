"""The scene that the page gives its map, as JSON that is the same wherever the same is drawn."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.support.pages import units_of

if TYPE_CHECKING:
    from playwright.sync_api import Page

HASH_DIGITS = 16
DEGREE_DECIMALS, AREA_DECIMALS, PIXEL_DECIMALS = 4, 2, 3
"""Ten metres and a hectare: what two builds of a geometry library may disagree on is not seen on the map."""
_READ = """() => {
  const scene = window.__gis?.scene;
  if (!scene) return null;
  const plain = (value) => value instanceof Map ? [...value] : value instanceof Set ? [...value] : value;
  return Object.fromEntries(Object.entries(scene).map(([key, value]) => [key, plain(value)]));
}"""
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A scene: the hash of its JSON, and what a person can compare of it."""

    hash: str
    summary: Json


def read_scene(page: "Page", server: str) -> Json | None:
    """Return the scene of the page with public ids for units and everything in order; None before the first."""
    raw: Json | None = page.evaluate(_READ)
    return None if raw is None else canonical(raw, _names(server))


def drawn(scene: Json) -> Drawn:
    """Hash a scene and sum it up."""
    body = json.dumps(scene, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return Drawn(hashlib.sha256(body.encode()).hexdigest()[:HASH_DIGITS], _summary(scene))


def canonical(raw: Json, names: Mapping[int, str]) -> Json:
    """Return the part of a scene that says what is drawn.

    Args:
        raw: a scene with Maps as lists of pairs and Sets as lists.
        names: public ids of units by the database's.
    """

    def name(unit: int) -> str:
        return names.get(unit, f"?{unit}")

    tiles: Json = raw["tiles"]
    return {
        "edition": raw["edition"],
        "level": raw["level"],
        # A version is the hash of tiles that have tests of their own.
        "tiles": {level: [at["minzoom"], at["maxzoom"]] for level, at in tiles.items() if at is not None},
        "paints": {name(unit): _paint(paint) for unit, paint in raw["paints"]},
        "within": sorted(name(unit) for unit in raw["within"]),
        "home": sorted(name(unit) for unit in raw["home"]),
        "selected": None if raw["selected"] is None else name(raw["selected"]),
        "group": {name(one): name(group) for one, group in raw["group"]},
        "labels": [_label(label, name(label["id"])) for label in raw["labels"]],
        "anchors": {name(unit): _anchor(at) for unit, at in raw["anchors"]},
        "fit": None if raw["fit"] is None else [round(side, DEGREE_DECIMALS) for side in raw["fit"]],
    }


def _paint(paint: Json) -> Json:
    radius = paint["radius"]
    return paint | {"radius": None if radius is None else round(radius, PIXEL_DECIMALS)}


def _label(label: Json, unit: str) -> Json:
    places = {side: round(label[side], DEGREE_DECIMALS) for side in ("lon", "lat")}
    return label | places | {"id": unit, "priority": round(label["priority"], PIXEL_DECIMALS)}


def _anchor(at: Json) -> list[float]:
    return [round(at["lon"], DEGREE_DECIMALS), round(at["lat"], DEGREE_DECIMALS), round(at["area_km2"], AREA_DECIMALS)]


def _summary(scene: Json) -> Json:
    paints: list[Json] = list(scene["paints"].values())
    labels: list[Json] = scene["labels"]
    return {
        "edition": scene["edition"],
        "level": scene["level"],
        "selected": scene["selected"],
        "fit": scene["fit"],
        "counts": {part: len(scene[part]) for part in ("paints", "within", "home", "group", "labels", "anchors")},
        "fills": _counted(paint["fill"] or f"blank {paint['blank']}" for paint in paints),
        "glyphs": _counted(paint["glyph"] for paint in paints if paint["glyph"]),
        "stale": sum(paint["stale"] for paint in paints),
        "circles": sum(paint["radius"] is not None for paint in paints),
        "printed": sum(label["sub"] is not None for label in labels),
        "first": max(labels, key=lambda label: label["priority"])["text"] if labels else None,
    }


def _counted(keys: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(keys).items()))


def _names(server: str) -> dict[int, str]:
    return {int(row["id"]): uid for uid, row in units_of(server).items()}
