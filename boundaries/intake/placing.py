"""Where the rows of a file belong: under which unit of the level above, and inside the provinces asked for."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

import numpy as np
from psycopg import Connection

from boundaries.in_force import Place
from boundaries.intake.reading import Draft
from layers.core import written
from layers.core.levels import Level
from layers.core.model import Text, text
from layers.core.report import Finding


def placed(
    draft: Draft, level: Level, known: Mapping[str, Place], mapping: Mapping[str, str], within: tuple[str, ...]
) -> tuple[Draft, list[Place | None], list[Finding]]:
    """Leave out rows outside `within`, find every row's parent, and name the rows that have none."""
    wanted = {known[code].unit for code in within if code in known}
    if level == "province":
        keep = np.array([not within or code in within for code in draft.codes], dtype=bool)
        return draft.take(keep), [None] * int(keep.sum()), []
    parents = [known.get(code) for code in draft.parents]
    inside = np.array(
        [not within or (p is not None and bool({p.unit, p.province} & wanted)) for p in parents], dtype=bool
    )
    draft = draft.take(inside)
    parents = [parent for parent, keep in zip(parents, inside, strict=True) if keep]
    findings = [
        _orphan(draft, i, mapping.get("parent", "parent")) for i, parent in enumerate(parents) if parent is None
    ]
    return draft, parents, findings


def _orphan(draft: Draft, i: int, column: str) -> Finding:
    code = draft.parents[i]
    return Finding(
        severity="error",
        code="missing-parent",
        message=(
            text(
                f"{draft.names[i].full_name} không có mã cấp trên.", f"{draft.names[i].full_name} has no parent's code."
            )
            if not code
            else text(
                f"Đơn vị cấp trên {code} của {draft.names[i].full_name} không có trong đợt ranh giới này.",
                f"The parent {code} of {draft.names[i].full_name} is not in this edition.",
            )
        ),
        row=draft.rows[i],
        column=column,
        value=code,
        remedy=text(
            "Nhập cấp trên trước, sửa mã, hoặc giới hạn bằng --within.",
            "Import the level above first, mend the code, or limit the import with --within.",
        ),
    )


def dated(connection: Connection, findings: list[Finding]) -> list[Finding]:
    """Say of a missing parent when it lives, if another edition has it."""
    missing = sorted({finding.value for finding in findings if finding.value})
    rows = connection.execute(
        "select code, valid_from, valid_to from boundaries.unit where level <> 'commune' and code = any(%s)"
        " order by valid_from",
        (missing,),
    ).fetchall()
    lives: dict[str, list[Text]] = defaultdict(list)
    for code, start, end in rows:
        since = written.day(start)
        until = None if end is None else written.day(end)
        lives[str(code)].append(
            text(f"từ {since.vi}", f"from {since.en}")
            if until is None
            else text(f"từ {since.vi} đến trước {until.vi}", f"from {since.en} until {until.en}")
        )
    return [
        finding.model_copy(
            update={
                "message": text(
                    f"{finding.message.vi} Mã này có hiệu lực {'; '.join(t.vi for t in lives[finding.value])}.",
                    f"{finding.message.en} The code is in force {'; '.join(t.en for t in lives[finding.value])}.",
                )
            }
        )
        if finding.value in lives
        else finding
        for finding in findings
    ]


def unknown_within(
    draft: Draft, level: Level, known: Mapping[str, Place], within: tuple[str, ...], edition: date
) -> list[Finding]:
    """Refuse codes of `--within` that name nothing: what they were to leave in would be left out unsaid."""
    there = {*known, *(draft.codes if level == "province" else ())}
    day = written.day(edition)
    return [
        Finding(
            severity="error",
            code="unknown-within",
            message=text(
                f"Không có tỉnh hay huyện nào mã này vào ngày {day.vi}.",
                f"No province or district has this code on {day.en}.",
            ),
            column="--within",
            value=code,
            remedy=text("Sửa mã, hoặc nhập cấp trên trước.", "Mend the code, or import the level above first."),
        )
        for code in within
        if code not in there
    ]


def left(draft: Draft) -> list[Finding]:
    """Tell of names that were not written in Unicode, and of a file of which nothing is left."""
    findings: list[Finding] = []
    if draft.lettering:
        said = text(
            f"Tên viết bằng mã {draft.lettering}, đã chuyển sang Unicode.",
            f"The names are written in {draft.lettering}; they were converted to Unicode.",
        )
        findings.append(Finding(severity="info", code="lettering", message=said, value=draft.lettering))
    if not draft.codes:
        said = text("Không dòng nào thuộc các tỉnh đã nêu.", "No row lies in the provinces named.")
        remedy = text("Kiểm tra --within và cột mã cấp trên.", "Check --within and the column of the parents.")
        findings.append(
            Finding(severity="error", code="nothing-within", message=said, column="--within", remedy=remedy)
        )
    return findings
