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
    """One row: the old unit, the new one, whether the old went into it whole, and the share as it is written."""

    row: int
    old: str
    new: str
    relation: str
    flags: str = ""
    share: str = ""

    @property
    def stated_share(self) -> float | None:
        """The share of the old unit that went into the new one: 1 for a whole, else what the list states.

        Raises:
            ValueError: what is written is no number above 0 and up to 1, or not 1 for a whole.
        """
        if not self.share:
            return 1.0 if self.relation in WHOLE else None
        share = float(self.share.replace(",", "."))
        if not 0 < share <= 1 or (self.relation in WHOLE and share < 1):
            raise ValueError(self.share)
        return share


@dataclass(frozen=True, slots=True)
class Crosswalk:
    """The rows that count and those that `--drop` left out (with their number)."""

    heirs: tuple[Heir, ...]
    dropped: tuple[Heir, ...]


def read_crosswalk(path: Path, mapping: Mapping[str, str], drop: Mapping[str, str]) -> Crosswalk:
    """Read a CSV (also gzipped).

    Args:
        path: the file.
        mapping: old, new, relation → the file's columns; flags may name a column of remarks, share one of official
            shares of the old unit (0 to 1; empty where none was stated).
        drop: column → value; rows that have it (also as one of several, with `;`, `|` or `,` between) are left out.

    Raises:
        RefusedError: a column is missing.
    """
    raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    content = _decoded(raw, path)
    head = content.partition("\n")[0]
    reader = csv.DictReader(io.StringIO(content), delimiter=max(",;\t", key=head.count))
    columns = list(reader.fieldnames or [])
    named = [mapping[key] for key in ("flags", "share") if key in mapping]
    wanted = [*(mapping.get(key, key) for key in KEYS), *named, *drop]
    if missing := [column for column in wanted if column not in columns]:
        raise RefusedError(
            text(f"Tệp không có cột {', '.join(missing)}.", f"The file has no column {', '.join(missing)}."),
            value=path.name,
            limit=", ".join(columns),
            remedy=text("Sửa --map old=…,new=…,relation=….", "Mend --map old=…,new=…,relation=…."),
        )
    kept: list[Heir] = []
    dropped: list[Heir] = []
    for number, cells in enumerate(reader, start=2):
        heir = _heir(number, cells, mapping)
        out = any(value in _words(cells[column] or "") for column, value in drop.items())
        (dropped if out else kept).append(heir)
    return Crosswalk(tuple(kept), tuple(dropped))


def _heir(number: int, cells: Mapping[str, str | None], mapping: Mapping[str, str]) -> Heir:
    def cell(key: str, column: str | None) -> str:
        return (cells.get(mapping.get(key, column or "")) or "").strip()

    relation = fold(cell("relation", "relation"))
    flags, share = cell("flags", "flags"), cell("share", None)
    return Heir(number, cell("old", "old"), cell("new", "new"), relation, flags, share)


def _decoded(raw: bytes, path: Path) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RefusedError(
            text("Tệp không phải UTF-8.", "The file is not UTF-8."),
            value=path.name,
            limit="UTF-8",
            remedy=text("Lưu lại tệp với mã UTF-8.", "Save the file again in UTF-8."),
        ) from error


def _words(cell: str) -> set[str]:
    return {word.strip() for word in cell.replace("|", ";").replace(",", ";").split(";")}
