"""What a typed model refuses, in both languages: declarations in files and rows, parameters of requests."""

import json
import re
from collections.abc import Mapping
from typing import Any

from layers.core.model import Text, text

_MOST = 80
"""Letters of a value that are shown."""
_ROOT = text("khai báo", "the declaration")
_KINDS = {
    "string": text("chữ", "text"),
    "int": text("số nguyên", "a whole number"),
    "float": text("số", "a number"),
    "decimal": text("số", "a number"),
    "bool": text("true hoặc false", "true or false"),
    "tuple": text("danh sách […]", "a list […]"),
    "list": text("danh sách […]", "a list […]"),
    "dict": text("đối tượng {…}", "an object {…}"),
    "model": text("đối tượng {…}", "an object {…}"),
    "date": text("ngày như 2024-06-15", "a day such as 2024-06-15"),
    "datetime": text("thời điểm như 2024-06-15T08:00:00+07:00", "an instant such as 2024-06-15T08:00:00+07:00"),
    "json": text("JSON", "JSON"),
}
"""By the first word of pydantic's type of the error."""
_WRONG_KIND = re.compile(r"([a-z]+)(_attributes)?_(type|parsing|from_float|from_date_parsing|invalid)")
_LIMITS = {
    "greater_than_equal": "≥ {ge}",
    "greater_than": "> {gt}",
    "less_than_equal": "≤ {le}",
    "less_than": "< {lt}",
    "string_too_long": "≤ {max_length}",
    "string_too_short": "≥ {min_length}",
    "too_long": "≤ {max_length}",
    "too_short": "≥ {min_length}",
    "string_pattern_mismatch": "{pattern}",
    "literal_error": "{expected}",
    "enum": "{expected}",
    "union_tag_invalid": "{expected_tags}",
}


def refusal(error: Mapping[str, Any]) -> Text:
    """Write one of pydantic's errors as a sentence without a full stop: path, value, and what is allowed.

    A kind that has no sentence here keeps pydantic's words behind a dash.
    """
    place, kind = path(error), str(error["type"])
    at = text(place, place) if place else _ROOT
    held, allowed, wanted = _shown(error.get("input")), limit(error), wanted_kind(error)
    if kind == "missing":
        return text(f"thiếu {at.vi}", f"{at.en} is missing")
    if kind == "extra_forbidden":
        return text(f"không có mục {at.vi} (giá trị {held})", f"there is no entry {at.en} (value {held})")
    if kind == "value_error":
        said = str(error["msg"]).removeprefix("Value error, ")
        return text(f"{at.vi} sai: “{said}”", f"{at.en} is wrong: “{said}”")
    if wanted is not None:
        return text(f"{at.vi} là {held}, phải là {wanted.vi}", f"{at.en} is {held}; it must be {wanted.en}")
    if allowed is None:
        return text(f"{at.vi} là {held} – “{error['msg']}”", f"{at.en} is {held} – “{error['msg']}”")
    vi, en = _how(kind)
    return text(f"{at.vi} là {held}, {vi} {allowed}", f"{at.en} is {held}; {en} {allowed}")


def path(error: Mapping[str, Any]) -> str:
    """Write where the error lies: `fields[2].role`; nothing for the whole."""
    written = ""
    for part in _places(error["loc"]):
        written += f"[{part}]" if isinstance(part, int) else f".{part}" if written else str(part)
    return written


def limit(error: Mapping[str, Any]) -> str | None:
    """Write what is allowed, in signs that both languages share: `≥ 0`, `point, line`; None where that says nothing."""
    shape = _LIMITS.get(str(error["type"]))
    if shape is None:
        return None
    said: dict[str, Any] = {**error.get("ctx", {})}
    for name in ("expected", "expected_tags"):
        if name in said:
            said[name] = ", ".join(re.findall(r"'([^']*)'", str(said[name]))) or said[name]
    return shape.format(**said)


def wanted_kind(error: Mapping[str, Any]) -> Text | None:
    """Say which kind of value is wanted, where it is the kind that is wrong."""
    found = _WRONG_KIND.fullmatch(str(error["type"]))
    return None if found is None else _KINDS.get(found[1])


def _how(kind: str) -> tuple[str, str]:
    if kind == "string_pattern_mismatch":
        return "phải theo mẫu", "it must match the pattern"
    if kind in {"literal_error", "enum", "union_tag_invalid"}:
        return "phải là một trong:", "it must be one of:"
    if kind in {"string_too_long", "string_too_short", "too_long", "too_short"}:
        return "độ dài phải", "its length must be"
    return "phải", "it must be"


def _places(loc: tuple[int | str, ...]) -> tuple[int | str, ...]:
    """Leave out which member of a union was tried: nobody wrote it."""
    if len(loc) > 1 and loc[0] == "source" and loc[1] in {"table", "computed"}:
        loc = (loc[0], *loc[2:])
    return loc[:-1] if len(loc) > 1 and loc[-1] in {"str", "int"} else loc


def _shown(value: object) -> str:
    written = json.dumps(value, ensure_ascii=False, default=str)
    return written if len(written) <= _MOST else f"{written[:_MOST]}…"
