"""Colours as the map's canvas has them, and as a layer's legend says them."""

from collections.abc import Sequence
from typing import Any

from tests.support.server import get_json

CHANNEL = 6
"""Levels by which a colour on the canvas may differ from the one computed."""
PIXELS = """places => new Promise((done) => {
  const { map } = window.__gis;
  map.once('render', () => {
    const gl = map.getCanvas().getContext('webgl2');
    const ratio = map.getPixelRatio();
    done(places.map(([lon, lat, dx, dy]) => {
      const { x, y } = map.project([lon, lat]);
      const pixel = new Uint8Array(4);
      const [left, top] = [Math.floor((x + dx) * ratio), Math.floor((y + dy) * ratio)];
      gl.readPixels(left, gl.drawingBufferHeight - 1 - top, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, pixel);
      return [...pixel].slice(0, 3);
    }));
  });
  map.triggerRepaint();
})"""
"""What colours the canvas has at places, each moved by so many pixels."""


def legend_colours(server: str, layer: str) -> dict[str, str]:
    """Return a layer's colours by the keys of its legend."""
    reply: Any = get_json(f"{server}/api/collections/{layer}/legend")
    return {str(row["key"]): str(row["color"]) for row in reply["rows"]}


def rgb(color: str) -> list[int]:
    """Return the levels of `#rrggbb`."""
    return [int(color[at : at + 2], 16) for at in (1, 3, 5)]


def alike(one: Sequence[float], other: Sequence[float], tolerance: int = CHANNEL) -> bool:
    """Say whether two colours differ by no more than so many levels in any channel."""
    return all(abs(a - b) <= tolerance for a, b in zip(one, other, strict=True))
