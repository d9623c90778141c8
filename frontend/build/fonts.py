"""Build the two faces of the page from the npm packages of Be Vietnam Pro.

The package ships each weight in three subsets; a browser that has only one of them at hand draws ặ ờ ử in a serif
without a warning, so each weight becomes one file here. The face has no tabular figures either ("1" is 400 units
wide, "4" 713): 'BV Tab' holds its ten digits on one advance, for columns and axes.

Usage: fonts.py FILES_FOLDER OUTPUT_FOLDER
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from fontTools.merge import Merger
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

WEIGHTS = (400, 500, 600, 700)
SUBSETS = ("latin", "vietnamese", "latin-ext")
DIGIT_ADVANCE = {400: 672, 500: 676, 600: 684, 700: 690}
"""Advance of every digit of 'BV Tab' in font units, by weight: the mean of the face's own ten, rounded to even."""

PUNCTUATION = "–—‘’“”„…•·′″€₫™−×÷±°²³½§№→←«»‹›"
MUST_HAVE = "ẶặỜờỬửĐđƠơƯưỄễỴỵ0123456789.,;:%/()–−²"


def letters() -> set[int]:
    """Code points kept: Basic Latin, Latin-1, the letters of Vietnamese, combining tone marks, needed punctuation."""
    kept = set(range(0x20, 0x7F)) | set(range(0xA0, 0x180)) | {0x1A0, 0x1A1, 0x1AF, 0x1B0}
    kept |= set(range(0x1EA0, 0x1EFA)) | {0x300, 0x301, 0x303, 0x309, 0x323, 0x2011, 0x202F}
    return kept | {ord(character) for character in PUNCTUATION}


def _options() -> Options:
    options = Options()
    options.hinting = False
    options.notdef_outline = True
    options.layout_features = ["kern", "mark", "mkmk", "ccmp", "locl", "liga"]
    options.name_IDs = ["*"]
    return options


def _subset(font: TTFont, code_points: set[int]) -> None:
    subsetter = Subsetter(_options())
    subsetter.populate(unicodes=code_points)
    subsetter.subset(font)


def merged(files: Path, weight: int) -> TTFont:
    """One font of the three subsets of a weight, without hinting.

    Raises:
        ValueError: a letter that every Vietnamese page needs is missing from the result.
    """
    with TemporaryDirectory() as folder:
        parts: list[str] = []
        for subset in SUBSETS:
            font = TTFont(files / f"be-vietnam-pro-{subset}-{weight}-normal.woff2")
            seen: set[int] = set()
            for part in parts:
                seen |= set(TTFont(part).getBestCmap())
            _subset(font, (letters() & set(font.getBestCmap())) - seen)
            font.flavor = None
            path = Path(folder) / f"{subset}.ttf"
            font.save(path)
            parts.append(str(path))
        font = Merger().merge(parts)
    missing = [character for character in MUST_HAVE if ord(character) not in font.getBestCmap()]
    if missing:
        message = f"weight {weight} lacks {''.join(missing)}: the subsets of the package have changed"
        raise ValueError(message)
    return font


def digits(files: Path, weight: int) -> TTFont:
    """The ten digits of a weight, centred on one advance."""
    font = TTFont(files / f"be-vietnam-pro-latin-{weight}-normal.woff2")
    cmap: dict[int, str] = font.getBestCmap()
    metrics: Any = font["hmtx"]
    outlines: Any = font["glyf"]
    advance = DIGIT_ADVANCE[weight]
    for character in "0123456789":
        name = cmap[ord(character)]
        outline = outlines[name]
        if outline.isComposite():
            message = f"digit {character} of weight {weight} is a composite: shifting it would shift its parts twice"
            raise ValueError(message)
        outline.coordinates.translate((round((advance - metrics[name][0]) / 2), 0))
        outline.recalcBounds(outlines)
        metrics[name] = (advance, outline.xMin)
    for table in ("GPOS", "GSUB", "DSIG"):
        if table in font:
            del font[table]
    _subset(font, set(range(0x30, 0x3A)))
    names: Any = font["name"]
    for record in names.names:
        if record.nameID in (1, 16):
            record.string = "BV Tab"
        if record.nameID in (4, 6):
            record.string = f"BVTab-{weight}"
    return font


def _face(family: str, weight: int, name: str, unicode_range: str = "") -> str:
    tail = f";unicode-range:{unicode_range}" if unicode_range else ""
    return (
        f"@font-face{{font-family:'{family}';font-style:normal;font-weight:{weight};font-display:block;"
        f"src:url('./{name}') format('woff2'){tail}}}"
    )


def build(files: Path, output: Path) -> None:
    """Write the eight fonts and `fonts.css` into `output`."""
    output.mkdir(parents=True, exist_ok=True)
    rules: list[str] = []
    for weight in WEIGHTS:
        for family, stem, font, unicode_range in (
            ("Be Vietnam Pro", "be-vietnam-pro", merged(files, weight), ""),
            ("BV Tab", "bv-tab", digits(files, weight), "U+30-39"),
        ):
            font.flavor = "woff2"
            name = f"{stem}-{weight}.woff2"
            font.save(output / name)
            rules.append(_face(family, weight, name, unicode_range))
    (output / "fonts.css").write_text("\n".join(rules) + "\n", encoding="utf-8")


if __name__ == "__main__":
    build(Path(sys.argv[1]), Path(sys.argv[2]))
