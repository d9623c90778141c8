"""What an import of boundaries holds against every row: codes, names, kinds, and shapes that are areas."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import shapely

from boundaries.intake.reading import Draft
from boundaries.names import KINDS
from boundaries.projecting import Geometries, area_m2
from layers.core.model import Text, text
from layers.core.report import Finding
from layers.core.written import area

DIGITS = {"province": 2, "district": 3, "commune": 5}
"""Official codes are zero-padded; one with letters is somebody's own and may have any length."""
_MISSING = {
    "code": text("Thiếu mã.", "The code is missing."),
    "name": text("Thiếu tên.", "The name is missing."),
}


def _found(severity: str, code: str, message: Text, **more: Any) -> Finding:
    return Finding.model_validate({"severity": severity, "code": code, "message": message, **more})


def check_rows(draft: Draft, level: str, mapping: Mapping[str, str]) -> list[Finding]:
    """Find missing codes and names, duplicate codes, and kinds that do not belong to the level."""
    findings: list[Finding] = []
    first: dict[str, int] = {}
    for row, code, name in zip(draft.rows, draft.codes, draft.names, strict=True):
        for column, value in (("code", code), ("name", name.name)):
            if not value:
                missing = _MISSING[column]
                remedy = text("Điền ô này.", "Fill this cell.")
                findings.append(
                    _found("error", "missing", missing, row=row, column=mapping[column], value="", remedy=remedy)
                )
        if code.isdecimal() and len(code) < DIGITS[level]:
            short = text(f"Mã cấp này có {DIGITS[level]} chữ số.", f"A code of this level has {DIGITS[level]} digits.")
            remedy = text(
                "Cột số làm mất số 0 ở đầu: xuất cột mã dạng chữ.",
                "A numeric column loses leading zeros: export the codes as text.",
            )
            findings.append(
                _found("error", "short-code", short, row=row, column=mapping["code"], value=code, remedy=remedy)
            )
        if code and first.setdefault(code, row) != row:
            twice = text(f"Mã đã dùng ở dòng {first[code]}.", f"Row {first[code]} has this code already.")
            remedy = text("Mỗi đơn vị một mã.", "One code per unit.")
            findings.append(
                _found("error", "duplicate", twice, row=row, column=mapping["code"], value=code, remedy=remedy)
            )
        if name.kind is not None and level not in KINDS[name.kind]:
            wrong = text(f"“{name.kind}” không phải đơn vị cấp này.", f"“{name.kind}” is no unit of this level.")
            remedy = text("Kiểm tra --level.", "Check --level.")
            findings.append(
                _found("error", "kind", wrong, row=row, column=mapping["name"], value=name.full_name, remedy=remedy)
            )
    return findings


def _no_area(shape: Any) -> Text:
    """Say what a row has instead of an area."""
    if shape is None or shapely.is_empty(shape):
        return text("Hình rỗng.", "The shape is empty.")
    kinds = {0: ("điểm", "a point"), 1: ("đường", "a line"), 4: ("điểm", "points"), 5: ("đường", "lines")}
    vi, en = kinds.get(int(f"{shapely.get_type_id(shape)}"), ("hình hỏng", "a broken shape"))
    return text(f"Hình là {vi}, không phải vùng.", f"The shape is {en}, no area.")


def repair(draft: Draft) -> tuple[Geometries, list[Finding]]:
    """Return multipolygons, invalid ones made valid with the area that changed; what cannot be is an error."""
    findings: list[Finding] = []
    shapes = draft.geometries.copy()
    polygonal = np.isin(shapely.get_type_id(shapes), (3, 6)) & ~shapely.is_empty(shapes)
    bad = np.flatnonzero(polygonal & ~shapely.is_valid(shapes))
    for i in bad:
        before: Any = shapes[i]
        reason = f"{shapely.is_valid_reason(before)}"
        shapes[i] = _polygons(shapely.make_valid(before, method="structure"))
        after = shapes[i]
        changed = float(area_m2(np.array([after]))[0] - area_m2(np.array([before]))[0])
        polygonal[i] = not shapely.is_empty(after)
        message = text(
            f"Hình không hợp lệ ({reason}) đã được sửa; diện tích đổi {area(changed).vi}.",
            f"An invalid shape ({reason}) was repaired; its area changed by {area(changed).en}.",
        )
        remedy = text("Xem lại hình nếu diện tích đổi nhiều.", "Look at the shape if its area changed much.")
        findings.append(
            _found(
                "warning",
                "repaired",
                message,
                row=draft.rows[i],
                value=draft.codes[i],
                remedy=remedy,
                area_m2=abs(changed),
            )
        )
    for i in np.flatnonzero(~polygonal):
        message = _no_area(draft.geometries[i])
        remedy = text("Vẽ lại hoặc bỏ dòng này.", "Draw it again, or drop the row.")
        findings.append(_found("error", "shape", message, row=draft.rows[i], value=draft.codes[i], remedy=remedy))
    shapes[~polygonal] = shapely.MultiPolygon()
    single = shapely.get_type_id(shapes) == 3  # noqa: PLR2004 - GEOS's number of a polygon
    shapes[single] = shapely.multipolygons(shapes[single].reshape(-1, 1)) if single.any() else shapes[single]
    return shapes, findings


def _polygons(shape: Any) -> Any:
    """Keep the polygons of what `make_valid` returned."""
    parts = shapely.get_parts(shape)
    kept = parts[shapely.get_dimensions(parts) == 2]  # noqa: PLR2004 - the dimension of an area
    return shapely.union_all(kept) if len(kept) else shapely.MultiPolygon()
