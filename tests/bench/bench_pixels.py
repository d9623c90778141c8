"""The page pixel by pixel: the commit before (GIS_BENCH_BEFORE) against this one, on one sample, at one hour.

Ten addresses at four sizes, light and dark. What may differ is stated: the rail with its list of layers, and the
legends of layers switched on. Of views that differ the pictures are kept in `.artifacts/bench/pixels`.
"""

import base64
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import product
from typing import Any, Literal

from playwright.sync_api import Browser, Error, Page, sync_playwright

from tests.bench.bench_map import Row, row, write
from tests.bench.sides import ROOT, WANTED, Pair, commit_before, served
from tests.support.chromium import launch
from tests.support.pages import READY, WAIT_MS, rest
from tests.support.server import get_json

OUT = ROOT / ".artifacts/bench/pixels.json"
PICTURES = ROOT / ".artifacts/bench/pixels"
SIZES = ((1920, 1080), (1366, 768), (820, 1180), (390, 844))
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
RATE, COUNT = "i=giai-ngan-dau-tu-cong", "i=tai-nan-giao-thong"
VIEWS = (
    "",
    f"{RATE}&p=2026-04&lv=commune&m=trend",
    f"{RATE}&p=2026-04&lv=commune&m=target&u=90187@2025-07-01",
    f"{RATE}&p=2026-04&lv=former&m=trend&lang=en",
    f"{RATE}&p=2026-04&u=90901@2025-07-01",
    f"{RATE}&g=quarter&t=1&lv=commune",
    f"{COUNT}&p=2026-04&lv=commune",
    f"{COUNT}&p=2024-06&lv=district&m=trend",
    "i=hai-long&p=2023&u=90001@2025-07-01&e=2025-07-01",
    f"{RATE}&p=2024-05&lv=commune&layers={{layer}}&panel=0",
)
"""`{layer}` is one that both commits have."""
MASKS = (".rail", ".rail .list", "[data-testid=layer-legend]")
LEVELS, MOST_PERCENT = 8, 0.1
LOOKS = 12
"""How often a page is looked at until two pictures in a row are the same."""
_BOXES = """masks => masks.flatMap((mask) => [...document.querySelectorAll(mask)])
  .map((element) => element.getBoundingClientRect()).map((r) => [r.left, r.top, r.width, r.height])"""
_COMPARE = """async ([pictures, masks, levels]) => {
  const [one, other] = await Promise.all(pictures.map(async (png) => {
    const reply = await fetch(`data:image/png;base64,${png}`);
    const bitmap = await createImageBitmap(await reply.blob(), { colorSpaceConversion: 'none' });
    const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
    context.drawImage(bitmap, 0, 0);
    for (const box of masks) context.clearRect(...box);
    return context;
  }));
  const { width, height } = one.canvas;
  const a = one.getImageData(0, 0, width, height).data;
  const shown = other.getImageData(0, 0, width, height);
  const b = shown.data;
  let differ = 0;
  let seen = 0;
  for (let at = 0; at < a.length; at += 4) {
    if (a[at + 3] === 0) continue;
    seen += 1;
    const far = [0, 1, 2].some((part) => Math.abs(a[at + part] - b[at + part]) > levels);
    if (far) differ += 1;
    for (let part = 0; part < 3; part += 1) b[at + part] = far ? [255, 0, 0][part] : 255 - (255 - a[at + part]) / 4;
  }
  if (differ === 0) return { differ, seen, picture: null };
  other.putImageData(shown, 0, 0);
  const bytes = new Uint8Array(await (await other.canvas.convertToBlob({ type: 'image/png' })).arrayBuffer());
  let text = '';
  for (let at = 0; at < bytes.length; at += 32768) text += String.fromCharCode(...bytes.subarray(at, at + 32768));
  return { differ, seen, picture: btoa(text) };
}"""
Box = list[float]


@dataclass(frozen=True, slots=True)
class Found:
    """What comparing one view gave: the share of pixels that differ in percent, or why it could not be compared."""

    view: str
    percent: float
    note: str = ""


def settled(page: Page) -> bytes:
    """Return the page's picture once it stays the same."""
    page.wait_for_selector(READY, timeout=WAIT_MS)
    rest(page)
    page.evaluate("() => document.fonts.ready.then(() => null)")
    last = b""
    for _ in range(LOOKS):
        rest(page)
        shot = page.screenshot(animations="disabled", caret="hide")
        if shot == last:
            break
        last = shot
    return last


def compare(judge: Page, pages: Sequence[Page], view: str, name: str) -> Found:
    """Compare one view that both pages are on their way to; keep the pictures if they differ too much."""
    try:
        shots = [settled(page) for page in pages]
    except Error as error:
        return Found(view, 100.0, f"did not open: {error.message.splitlines()[0]}")
    boxes: list[Box] = [box for page in pages for box in page.evaluate(_BOXES, list(MASKS))]
    texts = [base64.b64encode(shot).decode() for shot in shots]
    said: dict[str, Any] = judge.evaluate(_COMPARE, [texts, boxes, LEVELS])
    percent = 100 * said["differ"] / said["seen"]
    if percent > MOST_PERCENT:
        pictures = (*shots, base64.b64decode(said["picture"]))
        for part, content in zip(("before", "now", "difference"), pictures, strict=True):
            (PICTURES / f"{name}-{part}.png").write_bytes(content)
    return Found(view, percent)


@contextmanager
def windows(browser: Browser, size: tuple[int, int], theme: Literal["light", "dark"]) -> Iterator[list[Page]]:
    """Lend a page for each commit, of the same size and theme."""
    contexts = [
        browser.new_context(
            viewport={"width": size[0], "height": size[1]}, locale="vi-VN", color_scheme=theme, has_touch=size[0] < 500
        )
        for _ in range(2)
    ]
    yield [context.new_page() for context in contexts]
    for context in contexts:
        context.close()


def shared_layer(pair: Pair) -> str:
    """Return the first layer that both commits list; none is an empty word."""
    replies: list[Any] = [get_json(f"{base}/api/home") for base in pair.both]
    before, now = ([str(layer["id"]) for layer in reply["layers"]] for reply in replies)
    return next((layer for layer in before if layer in now), "")


def look(browser: Browser, pair: Pair, size: tuple[int, int], theme: Literal["light", "dark"]) -> Row:
    """Compare all views at one size in one theme."""
    judge = browser.new_page()
    found: list[Found] = []
    views = [view.format(layer=shared_layer(pair)) for view in VIEWS]
    with windows(browser, size, theme) as pages:
        for number, view in enumerate(views):
            for page, base in zip(pages, pair.both, strict=True):
                page.goto(f"{base}/?{view}")
            found.append(compare(judge, pages, view, f"{size[0]}-{theme}-{number}"))
    judge.close()
    over = [one for one in found if one.percent > MOST_PERCENT]
    note = "; ".join(f"{one.percent:.2f} % at ?{one.view} {one.note}".rstrip() for one in over)
    said = note or f"worst of {len(found)} views; more than {LEVELS} levels, without {', '.join(MASKS)}"
    return row(_bar(size, theme), max(one.percent for one in found), MOST_PERCENT, "%", said)


def _bar(size: tuple[int, int], theme: str) -> str:
    return f"pixels that differ, {size[0]}×{size[1]} {theme}"


def main() -> int:
    """Compare, print, keep; without a commit to compare with the rows say how to get one."""
    before = commit_before()
    looks = list(product(SIZES, THEMES))
    if before is None:
        write([row(_bar(*one), None, MOST_PERCENT, "%", WANTED) for one in looks], OUT)
        return 0
    PICTURES.mkdir(parents=True, exist_ok=True)
    for old in PICTURES.glob("*.png"):
        old.unlink()
    with served(before) as pair, sync_playwright() as playwright:
        browser = launch(playwright)
        found = [look(browser, pair, *one) for one in looks]
        browser.close()
    write(found, OUT)
    return 0


if __name__ == "__main__":
    sys.exit(main())
