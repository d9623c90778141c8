"""An official list of what became of which unit, read from CSV."""

import csv
import gzip
import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from boundaries.folding import fold
from layers.core.errors import RefusedError
from layers.core.model import text

KEYS = ("old", "new", "relation")
WHOLE = frozenset({fold(word) for word in ("full", "whole", "toàn bộ", "nguyên trạng", "all")})
PARTIAL = frozenset({fold(word) for word in ("partial", "part", "một phần", "phần còn lại")})


@dataclass(frozen=True, slots=True)
class Heir:
    """One row: the old unit, the new one, and whether the old went into it whole."""

    row: int
    old: str
    new: str
    relation: str
    flags: str


@dataclass(frozen=True, slots=True)
class Crosswalk:
    """The rows that count and those that `--drop` left out (with their number)."""

    heirs: tuple[Heir, ...]
    dropped: tuple[Heir, ...]


def read_crosswalk(path: Path, mapping: Mapping[str, str], drop: Mapping[str, str]) -> Crosswalk:
    """Read a CSV (also gzipped).

    Args:
        path: the file.
        mapping: old, new, relation → the file's columns; flags may name a column of remarks.
        drop: column → value; rows that have it (also as one of several, with `;`, `|` or `,` between) are left out.

    Raises:
        RefusedError: a column is missing.
    """
    raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    reader = csv.DictReader(io.StringIO(raw.decode("utf-8-sig")))
    columns = list(reader.fieldnames or [])
    wanted = [*(mapping.get(key, key) for key in KEYS), *drop]
    if missing := [column for column in wanted if column not in columns]:
        raise RefusedError(
            text(f"Tệp không có cột {', '.join(missing)}.", f"The file has no column {', '.join(missing)}."),
            value=path.name,
            limit=", ".join(columns),
            remedy=text("Sửa --map old=…,new=…,relation=….", "Mend --map old=…,new=…,relation=…."),
        )
    flags = mapping.get("flags", "flags")
    kept: list[Heir] = []
    dropped: list[Heir] = []
    for number, cells in enumerate(reader, start=2):
        old, new, relation = ((cells[mapping.get(key, key)] or "").strip() for key in KEYS)
        heir = Heir(number, old, new, fold(relation), (cells.get(flags) or "").strip())
        out = any(value in _words(cells[column] or "") for column, value in drop.items())
        (dropped if out else kept).append(heir)
    return Crosswalk(tuple(kept), tuple(dropped))


def _words(cell: str) -> set[str]:
    return {word.strip() for word in cell.replace("|", ";").replace(",", ";").split(";")}
