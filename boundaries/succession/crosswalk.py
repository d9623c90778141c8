"""An official list of what became of which unit, read from CSV."""

import csv
import gzip
import io
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from boundaries.folding import fold
from layers.core.errors import RefusedError
from layers.core.lettering import decode
from layers.core.model import text

KEYS = ("old", "new", "relation")
"""What `--map` of a crosswalk must name, unless the file's own headings are these."""
OPTIONAL = ("flags", "share", "share_population")
WHOLE = frozenset({fold(word) for word in ("full", "whole", "toàn bộ", "nguyên trạng", "all")})
PARTIAL = frozenset({fold(word) for word in ("partial", "part", "một phần", "phần còn lại")})
_MAP = text("Sửa --map old=…,new=…,relation=….", "Mend --map old=…,new=…,relation=….")
_SEPARATORS = ";|,"


@dataclass(frozen=True, slots=True)
class Heir:
    """One row as it is written: the old unit, the new one, whether the old went into it whole, and stated shares."""

    row: int
    old: str
    new: str
    relation: str
    flags: str = ""
    share: str = ""
    share_population: str = ""

    @property
    def whole(self) -> bool:
        """Whether the old unit went into the new one and nowhere else."""
        return fold(self.relation) in WHOLE

    @property
    def partial(self) -> bool:
        """Whether only a part of it did."""
        return fold(self.relation) in PARTIAL

    @property
    def stated_share(self) -> float | None:
        """The share of the old unit that went into the new one: 1 for a whole, else what the list states.

        Raises:
            ValueError: what is written is no number above 0 and up to 1, or not 1 for a whole.
        """
        return _share(self.share, whole=self.whole)

    @property
    def stated_share_population(self) -> float | None:
        """The share of the old unit's people that went into the new one; 1 for a whole.

        Raises:
            ValueError: as for `stated_share`.
        """
        return _share(self.share_population, whole=self.whole)


@dataclass(frozen=True, slots=True)
class Dropped:
    """A row that `--drop` left out, and the column and value by which it did."""

    heir: Heir
    column: str
    value: str


@dataclass(frozen=True, slots=True)
class Crosswalk:
    """The rows that count, those left out, and the values of `--drop` that no row has; `headings` by our key."""

    heirs: tuple[Heir, ...]
    dropped: tuple[Dropped, ...]
    undropped: tuple[tuple[str, str], ...]
    headings: Mapping[str, str]


def read_crosswalk(path: Path, mapping: Mapping[str, str], drop: Mapping[str, Collection[str]]) -> Crosswalk:
    """Read a CSV (also gzipped).

    Args:
        path: the file.
        mapping: old, new, relation → the file's columns; flags may name a column of remarks, share and
            share_population columns of official shares of the old unit's land and people (0 to 1; empty where none
            was stated).
        drop: column → values; rows that have any of them (the whole cell, or one of several with `;`, `|` or `,`
            between) are left out.

    Raises:
        RefusedError: a column is missing or there twice, or `mapping` has a key that means nothing.
    """
    raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    content, _ = decode(raw)
    head = content.partition("\n")[0]
    reader = csv.DictReader(io.StringIO(content), delimiter=max(",;\t", key=head.count))
    columns = [column.strip() for column in reader.fieldnames or []]
    reader.fieldnames = columns
    headings = {key: mapping.get(key, key) for key in (*KEYS, *OPTIONAL)}
    _known_columns(path, columns, mapping, headings, drop)
    kept: list[Heir] = []
    dropped: list[Dropped] = []
    for number, cells in enumerate(reader, start=2):
        written = {key: (cells.get(heading) or "").strip() for key, heading in headings.items()}
        heir = Heir(number, **written)
        out = next(
            (
                (column, value)
                for column, values in drop.items()
                for value in values
                if _has((cells[column] or "").strip(), value)
            ),
            None,
        )
        if out is None:
            kept.append(heir)
        else:
            dropped.append(Dropped(heir, *out))
    used = {(one.column, one.value) for one in dropped}
    idle = tuple((column, value) for column, values in drop.items() for value in values if (column, value) not in used)
    return Crosswalk(tuple(kept), tuple(dropped), idle, headings)


def _known_columns(
    path: Path,
    columns: list[str],
    mapping: Mapping[str, str],
    headings: Mapping[str, str],
    drop: Mapping[str, Collection[str]],
) -> None:
    if unknown := [key for key in mapping if key not in headings]:
        raise RefusedError(
            text("Khai báo cột (--map) chưa đúng.", "The mapping of columns (--map) is not right."),
            value=", ".join(unknown),
            limit=", ".join(headings),
            remedy=_MAP,
        )
    wanted = [headings[key] for key in headings if key in KEYS or key in mapping]
    if missing := [column for column in (*wanted, *drop) if column not in columns]:
        raise RefusedError(
            text(f"Tệp không có cột {', '.join(missing)}.", f"The file has no column {', '.join(missing)}."),
            value=path.name,
            limit=", ".join(columns),
            remedy=_MAP if set(missing) - set(drop) else text("Sửa --drop CỘT=GIÁ_TRỊ.", "Mend --drop COLUMN=VALUE."),
        )
    if twice := [column for column in dict.fromkeys((*wanted, *drop)) if columns.count(column) > 1]:
        raise RefusedError(
            text(f"Tệp có hai cột {', '.join(twice)}.", f"The file has two columns {', '.join(twice)}."),
            value=path.name,
            remedy=text("Giữ lại một cột.", "Keep one of them."),
        )


def _share(written: str, *, whole: bool) -> float | None:
    if not written:
        return 1.0 if whole else None
    share = float(written.replace(",", "."))
    if not 0 < share <= 1 or (whole and share < 1):
        raise ValueError(written)
    return share


def _has(cell: str, value: str) -> bool:
    """Say whether a cell is the value, or a list that holds it."""
    parts = {cell}
    for separator in _SEPARATORS:
        parts |= {piece.strip() for part in parts for piece in part.split(separator)}
    return value in parts
