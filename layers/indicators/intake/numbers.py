"""Numbers as people write them: `1.234,5`, `1,234.5`, `1 234,5`, `12 %`, `−3`, and blanks."""

import math
import re
from collections.abc import Iterable
from typing import Literal

from layers.core.errors import GisError
from layers.core.model import text

Mark = Literal[",", "."]
BLANKS = frozenset({"", "-", "–", "—", "...", "…", "n/a", "na", "null", "none", "x"})

_SPACES = re.compile(r"[\s\u00a0\u202f]")
_PLAIN = re.compile(r"[+-]?\d+", re.ASCII)
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}", re.ASCII)
_GROUPS = re.compile(r"[+-]?[1-9]\d{0,2}(?:(?:\.\d{3})+|(?:,\d{3})+)", re.ASCII)


class AmbiguousNumberError(GisError):
    """`1.234` is one thousand or one and a bit; nothing in the column decides."""

    slug = "ambiguous-number"
    title = text("Số có thể hiểu hai cách", "A number with two readings")


def parse_number(value: str, decimal_mark: Mark | None = None, *, count: bool = False) -> float | None:
    """Read a number; None for a blank.

    Args:
        value: the cell's text.
        decimal_mark: what the column as a whole uses (`decimal_mark_of`), for texts that alone have two readings.
        count: a count is written here: where the column leaves the mark open, groups of three digits are thousands.

    Raises:
        AmbiguousNumberError: one mark with three digits behind it, no `decimal_mark` given, and no count.
        GisError: not a number.
    """
    bare = _SPACES.sub("", value).replace("\u2212", "-").removesuffix("%")
    if bare.lower() in BLANKS:
        return None
    mark = _mark_of(bare) or (None if _PLAIN.fullmatch(bare) else decimal_mark)
    if mark is None and count and _THOUSANDS.fullmatch(bare):
        mark = "." if "," in bare else ","
    if mark is None and not _PLAIN.fullmatch(bare):
        if _grouped(bare, ",") or _grouped(bare, "."):
            raise AmbiguousNumberError(
                text("Số này có thể hiểu hai cách.", "This number has two readings."),
                value=value,
                remedy=text(
                    "Viết phần thập phân bằng dấu phẩy và đủ chữ số (1234,5), hoặc bỏ dấu ngăn nghìn.",
                    "Write it without the thousands mark, or with one or two decimals (1234,5).",
                ),
            )
        raise _not_a_number(value)
    if mark is None:
        return _finite(bare, value)
    group = "." if mark == "," else ","
    whole, point, part = bare.partition(mark)
    if (point and not (part.isascii() and part.isdigit())) or not (
        _PLAIN.fullmatch(whole) or (group in whole and _grouped(whole, group))
    ):
        raise _not_a_number(value)
    return _finite(f"{whole.replace(group, '')}.{part or 0}", value)


def decimal_mark_of(values: Iterable[str], *, count: bool = False) -> Mark | None:
    """Tell which mark a column uses for decimals, from the cells that leave no doubt; None when none does.

    Args:
        values: the cells' texts.
        count: the column is a count's: there `1.234.567` groups thousands and says nothing of `1,234`.
    """
    seen: set[Mark] = set()
    for value in values:
        bare = _SPACES.sub("", value).removesuffix("%")
        if not (count and _GROUPS.fullmatch(bare)) and (mark := _mark_of(bare)) is not None:
            seen.add(mark)
    return seen.pop() if len(seen) == 1 else None


def _finite(digits: str, value: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise _not_a_number(value)
    return number


def _mark_of(bare: str) -> Mark | None:
    """Tell the decimal mark of one text if it leaves no doubt."""
    commas, points = bare.count(","), bare.count(".")
    if commas and points:
        return "," if bare.rindex(",") > bare.rindex(".") else "."
    if commas + points == 0:
        return None
    mark: Mark = "," if commas else "."
    other: Mark = "." if commas else ","
    if commas + points > 1:
        return other  # 1.234.567: the mark groups thousands
    return None if _THOUSANDS.fullmatch(bare) else mark


def _grouped(whole: str, group: str) -> bool:
    return re.fullmatch(rf"[+-]?[0-9]{{1,3}}(?:{re.escape(group)}[0-9]{{3}})+", whole) is not None


def _not_a_number(value: str) -> GisError:
    return GisError(
        text("Không phải số.", "Not a number."),
        value=value,
        remedy=text("Viết 1.234,5 hoặc 1234.5.", "Write 1.234,5 or 1234.5."),
    )
