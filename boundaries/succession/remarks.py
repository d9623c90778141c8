"""What is wrong or odd in the rows of a crosswalk, by row and by the file's own heading."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Literal

from boundaries.succession.crosswalk import Crosswalk, Heir
from layers.core import written
from layers.core.model import Text, text
from layers.core.report import Finding

SHARE_SLACK = 1e-4
"""Shares are written with so few digits that their sum may pass 1 by this."""
Severity = Literal["error", "warning"]
Said = tuple[Text, Text]
"""What is wrong, and what to do."""
_MEND_ONE = text("Sửa một trong hai dòng.", "Mend one of the two.")
_SHARES = {
    "share": text("Tỷ lệ phải lớn hơn 0 và không quá 1.", "A share lies above 0 and up to 1."),
    "share_population": text(
        "Tỷ lệ dân số phải lớn hơn 0 và không quá 1.", "A share of the people lies above 0 and up to 1."
    ),
}


def judged(crosswalk: Crosswalk) -> tuple[list[Heir], list[Finding]]:
    """Return the rows that can be used, and what is to be said of the rows."""
    findings = [_dropped(crosswalk, i) for i in range(len(crosswalk.dropped))]
    findings += [_idle(column, value) for column, value in crosswalk.undropped]
    wholes = {heir.old: heir.row for heir in reversed(crosswalk.heirs) if heir.whole}
    pairs: dict[tuple[str, str], int] = {}
    usable: list[Heir] = []
    for heir in crosswalk.heirs:
        found = _remark(crosswalk, heir, wholes, pairs.setdefault((heir.old, heir.new), heir.row))
        if found is None:
            usable.append(heir)
        else:
            findings.append(found)
        if heir.flags:
            said = text(f"Dòng có cờ “{heir.flags}”.", f"The row is flagged “{heir.flags}”.")
            remedy = text("Kiểm tra dòng này.", "Check this row.")
            findings.append(about(crosswalk, "warning", "flagged", heir, "flags", (said, remedy)))
    for key in _SHARES:
        findings += _given(crosswalk, key)
    return usable, findings


def about(crosswalk: Crosswalk, severity: Severity, code: str, heir: Heir, key: str, said: Said) -> Finding:
    """Make a finding about one cell; `key` is ours, the finding names the file's heading."""
    return Finding(
        severity=severity,
        code=code,
        message=said[0],
        row=heir.row,
        column=crosswalk.headings[key],
        value=getattr(heir, key),
        remedy=said[1],
    )


def _remark(crosswalk: Crosswalk, heir: Heir, wholes: Mapping[str, int], first_row: int) -> Finding | None:
    """Say what keeps a row from being used."""
    for key in ("old", "new"):
        if not getattr(heir, key):
            said = text("Thiếu mã đơn vị.", "The unit's code is missing."), text("Điền ô này.", "Fill this cell.")
            return about(crosswalk, "error", "missing", heir, key, said)
    if not (heir.whole or heir.partial):
        said = text("Quan hệ không hiểu được.", "The relation is not known.")
        remedy = text("Viết full (toàn bộ) hoặc partial (một phần).", "Write full (toàn bộ) or partial (một phần).")
        return about(crosswalk, "error", "relation", heir, "relation", (said, remedy))
    for key, said in _SHARES.items():
        try:
            _ = getattr(heir, f"stated_{key}")
        except ValueError:
            remedy = text("Viết 0,6 cho 60 %; 1 khi vào nguyên vẹn.", "Write 0.6 for 60 %; 1 for a whole.")
            return about(crosswalk, "error", key, heir, key, (said, remedy))
    if first_row != heir.row:
        said = text(
            f"Dòng {first_row} đã nói về hai đơn vị này.", f"Row {first_row} speaks of these two units already."
        )
        return about(crosswalk, "error", "duplicate", heir, "old", (said, text("Bỏ một dòng.", "Drop one of them.")))
    first = wholes.get(heir.old, heir.row)
    if first == heir.row:
        return None
    said = text(f"Đơn vị này đã vào nguyên vẹn ở dòng {first}.", f"Row {first} gives this unit away whole.")
    return about(crosswalk, "error" if heir.whole else "warning", "twice-whole", heir, "old", (said, _MEND_ONE))


def _given(crosswalk: Crosswalk, key: str) -> list[Finding]:
    """Refuse units whose stated shares add up to more than all, or that have a share in some rows only."""
    rows: dict[str, list[Heir]] = defaultdict(list)
    for heir in crosswalk.heirs:
        if heir.partial:
            rows[heir.old].append(heir)
    found: list[Finding] = []
    for parts in rows.values():
        try:
            shares: list[float | None] = [getattr(heir, f"stated_{key}") for heir in parts]
        except ValueError:
            continue  # named already
        known = [share for share in shares if share is not None]
        if sum(known) > 1 + SHARE_SLACK:
            total = written.shown(sum(known), 4)
            said = text(f"Các tỷ lệ cộng lại thành {total.vi}.", f"The shares add up to {total.en}.")
            remedy = text("Sửa để tổng không quá 1.", "Mend them: no more than 1 together.")
            found.append(about(crosswalk, "error", "shares", parts[0], key, (said, remedy)))
        elif known and len(known) < len(shares):
            said = text("Chỉ một số dòng của đơn vị này có tỷ lệ.", "Only some rows of this unit have a share.")
            remedy = text("Ghi tỷ lệ ở mọi dòng, hoặc bỏ hết.", "Give it in each of its rows, or in none.")
            found.append(about(crosswalk, "error", "shares", parts[shares.index(None)], key, (said, remedy)))
    return found


def _dropped(crosswalk: Crosswalk, i: int) -> Finding:
    one = crosswalk.dropped[i]
    said = text(
        f"Đã bỏ dòng {one.heir.old} → {one.heir.new} theo --drop.",
        f"Row {one.heir.old} → {one.heir.new} was dropped, as --drop says.",
    )
    return Finding(
        severity="warning",
        code="dropped",
        message=said,
        row=one.heir.row,
        column=one.column,
        value=one.value,
        remedy=text("Không cần làm gì.", "Nothing to do."),
    )


def _idle(column: str, value: str) -> Finding:
    return Finding(
        severity="warning",
        code="nothing-dropped",
        message=text("Không dòng nào có giá trị này.", "No row has this value."),
        column=column,
        value=value,
        remedy=text("Kiểm tra --drop.", "Check --drop."),
    )
