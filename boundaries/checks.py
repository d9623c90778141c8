"""What an import of boundaries holds against every row, and against all rows together."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import shapely

from boundaries.names import KINDS
from boundaries.projecting import Geometries, area_m2
from boundaries.reading import Draft
from layers.core.model import Text, text
from layers.core.report import Finding
from layers.core.written import area, shown

MIN_REPORTED_M2 = 1000.0
"""Overlaps and gaps below this are noise of digitising; they are counted, not named."""
DIGITS = {"province": 2, "district": 3, "commune": 5}
"""Official codes are zero-padded; one with letters is somebody's own and may have any length."""
_MISSING = {
    "code": text("Thiếu mã.", "The code is missing."),
    "name": text("Thiếu tên.", "The name is missing."),
}
MAX_GAP_M2 = 10_000_000.0
"""A hole larger than this is a lake or a lagoon, not a gap between neighbours."""
_MEND_SOURCE = text(
    "Không chặn việc nhập; sửa dần trong dữ liệu gốc.", "It does not stop the import; mend the source by and by."
)


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


def check_coverage(draft: Draft, shapes: Geometries) -> list[Finding]:
    """Report overlaps and gaps with place and area: real data have them, so they are never refused."""
    edges = shapely.coverage_invalid_edges(shapes)
    touched = np.flatnonzero(~shapely.is_empty(edges))
    findings: list[Finding] = []
    if len(touched):
        findings += _overlaps(draft, shapes, touched)
        findings += _gaps(shapes, touched)
    return findings


def _overlaps(draft: Draft, shapes: Geometries, touched: Any) -> list[Finding]:
    tree = shapely.STRtree(shapes[touched])
    one, other = tree.query(shapes[touched], predicate="intersects")
    pair = one < other
    one, other = touched[one[pair]], touched[other[pair]]
    shared: Geometries = np.asarray(shapely.intersection(shapes[one], shapes[other]), dtype=object)
    areas = area_m2(shared)

    def said(i: int) -> Text:
        a, b = (f"{draft.names[k].full_name} ({draft.codes[k]})" for k in (one[i], other[i]))
        return text(f"{a} và {b} chồng nhau {area(areas[i]).vi}.", f"{a} and {b} overlap by {area(areas[i]).en}.")

    return _named("overlap", areas, shared, said, text("chỗ chồng nhau nhỏ", "small overlaps"))


def _gaps(shapes: Geometries, touched: Any) -> list[Finding]:
    near = np.unique(shapely.STRtree(shapes).query(shapes[touched], predicate="intersects")[1])
    union = shapely.union_all(shapes[near])
    rings, part = shapely.get_rings(shapely.get_parts(union), return_index=True)
    # The first ring of each part is its outline; the others are holes.
    inner = np.concatenate(([False], part[1:] == part[:-1]))
    holes: Geometries = np.atleast_1d(np.asarray(shapely.polygons(rings[inner]), dtype=object))
    areas = area_m2(holes)
    keep = areas < MAX_GAP_M2
    holes, areas = holes[keep], areas[keep]
    if len(holes):
        filled = shapely.STRtree(shapes).query(shapely.point_on_surface(holes), predicate="within")[0]
        keep = ~np.isin(np.arange(len(holes)), filled)
        holes, areas = holes[keep], areas[keep]

    def said(i: int) -> Text:
        return text(f"Khoảng hở {area(areas[i]).vi} giữa các đơn vị.", f"A gap of {area(areas[i]).en} between units.")

    return _named("gap", areas, holes, said, text("khoảng hở nhỏ", "small gaps"))


def _named(code: str, areas: Any, places: Geometries, said: Callable[[int], Text], small: Text) -> list[Finding]:
    """Name the large ones, the largest first; count the small ones."""
    findings: list[Finding] = []
    for i in np.argsort(-areas):
        if areas[i] < MIN_REPORTED_M2:
            break
        at: Any = shapely.point_on_surface(places[i])
        place = (round(float(at.x), 5), round(float(at.y), 5))
        findings.append(
            _found("warning", code, said(int(i)), place=place, area_m2=float(areas[i]), remedy=_MEND_SOURCE)
        )
    rest = int(((areas < MIN_REPORTED_M2) & (areas > 0)).sum())
    if rest:
        limit, count = area(MIN_REPORTED_M2), shown(rest)
        message = text(f"{count.vi} {small.vi} dưới {limit.vi}.", f"{count.en} {small.en} under {limit.en}.")
        findings.append(_found("info", f"{code}-small", message))
    return findings
