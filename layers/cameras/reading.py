"""A CSV file of cameras, read and checked: pure, nothing touches the database.

Columns, in any order: `code` (may be empty), `name`, `kind`, `owner`, `place`, `heading`, `view_deg`, `reach_m`,
`installed_on`, and either `lon`, `lat` in degrees of EPSG:4326 or `x`, `y`, `zone`: VN-2000 as surveyors write it,
X = northing and Y = easting in metres, and the EPSG code of the zone (9217 for 108°15′).
"""

import csv
import io
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

import pyproj
import shapely

from boundaries.folding import fold
from boundaries.projecting import to_degrees
from layers.cameras.layer import KINDS
from layers.core.errors import GisError
from layers.core.model import Text, text
from layers.core.report import Finding

COLUMNS = (
    *("code", "name", "kind", "owner", "place", "heading", "view_deg", "reach_m", "installed_on"),
    *("lon", "lat", "x", "y", "zone"),
)
REQUIRED = ("name", "kind", "owner")
MOST_LETTERS = 200
CIRCLE_DEG = 360
FARTHEST_M = 20_000
"""No camera recognises anything farther away."""
EXTENT = (100.0, 4.0, 120.0, 25.0)
"""West, south, east, north in degrees: Viet Nam with its sea. Outside it a position is swapped or mistyped."""
ZONES = frozenset({3405, 3406, 5896, 5897, 5898, 5899, *range(9205, 9219)})
"""EPSG codes of the VN-2000 zones."""
_KINDS = {fold(word): str(item.code) for item in KINDS for word in (str(item.code), item.title.vi, item.title.en)}


@dataclass(frozen=True, slots=True)
class Camera:
    """One checked row: longitude and latitude in degrees, heading in degrees clockwise from north.

    `view_deg` is the whole angle of view in degrees, `reach_m` how far it sees in metres; None where not stated.
    """

    code: str
    name: str
    kind: str
    owner: str
    place: str
    lon: float
    lat: float
    heading_deg: float | None
    view_deg: float | None
    reach_m: float | None
    installed_on: date | None


class _RefusedError(Exception):
    """One cell that cannot be taken; never leaves this module."""

    def __init__(self, column: str, message: Text, remedy: Text) -> None:
        super().__init__(column)
        self.column, self.message, self.remedy = column, message, remedy


def read(content: bytes) -> tuple[list[Camera], list[Finding]]:
    """Read a file: comma or semicolon between cells, UTF-8 with or without a byte order mark; the head is row 1."""
    try:
        words = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return [], [
            _file(
                "encoding",
                text("Tệp không phải UTF-8.", "The file is not UTF-8."),
                text("Lưu lại dưới dạng CSV UTF-8.", "Save it as CSV UTF-8."),
            )
        ]
    head = words.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(words), delimiter=";" if head.count(";") > head.count(",") else ",")
    names = [fold(name).replace(" ", "_") for name in next(reader, list[str]())]
    missing = [name for name in REQUIRED if name not in names]
    if missing or not ({"lon", "lat"} <= set(names) or {"x", "y", "zone"} <= set(names)):
        wanted = ", ".join([*REQUIRED, "lon + lat | x + y + zone"])
        message = text(f"Tệp thiếu cột; cần có: {wanted}.", f"Columns are missing; needed: {wanted}.")
        return [], [
            _file("columns", message, text("Thêm cột vào dòng đầu.", "Add them to the first row."), ", ".join(names))
        ]
    return _rows(
        (number, dict(zip(names, row, strict=False)))
        for number, row in enumerate(reader, 2)
        if any(map(str.strip, row))
    )


def _rows(rows: Iterable[tuple[int, Mapping[str, str]]]) -> tuple[list[Camera], list[Finding]]:
    found: dict[str, tuple[int, Camera]] = {}
    findings: list[Finding] = []
    for number, row in rows:
        cells = {name: value.strip() for name, value in row.items() if name in COLUMNS}
        try:
            camera = _camera(cells)
            if camera.code in found:
                raise _RefusedError(  # noqa: TRY301 - handled with the row's other faults
                    column="code",
                    message=text(f"Trùng với dòng {found[camera.code][0]}.", f"As row {found[camera.code][0]}."),
                    remedy=text("Bỏ một dòng, hoặc ghi mã khác nhau.", "Drop one, or write different codes."),
                )
            found[camera.code] = (number, camera)
        except _RefusedError as refused:
            value = cells.get(refused.column)
            findings.append(
                Finding(
                    severity="error",
                    code=f"bad-{refused.column}",
                    message=refused.message,
                    row=number,
                    column=refused.column,
                    value=value,
                    remedy=refused.remedy,
                )
            )
    return [camera for _, camera in found.values()], findings


def _camera(cells: Mapping[str, str]) -> Camera:
    words = {name: _words(cells, name) for name in ("code", "name", "owner", "place")}
    for name in ("name", "owner"):
        if not words[name]:
            raise _RefusedError(name, text("Ô trống.", "The cell is empty."), text("Điền vào ô.", "Fill it in."))
    kind = _KINDS.get(fold(cells.get("kind", "")))
    if kind is None:
        offered = ", ".join(str(item.code) for item in KINDS)
        raise _RefusedError(
            column="kind",
            message=text("Không có loại này.", "There is no such kind."),
            remedy=text(f"Dùng: {offered}.", f"Use: {offered}."),
        )
    lon, lat = _position(cells)
    return Camera(
        code=words["code"] or _made_code(words["name"], words["owner"]),
        name=words["name"],
        kind=kind,
        owner=words["owner"],
        place=words["place"],
        lon=lon,
        lat=lat,
        heading_deg=_heading(cells.get("heading", "")),
        view_deg=_measure(cells, "view_deg", CIRCLE_DEG),
        reach_m=_measure(cells, "reach_m", FARTHEST_M),
        installed_on=_day(cells.get("installed_on", "")),
    )


def _words(cells: Mapping[str, str], name: str) -> str:
    found = " ".join(cells.get(name, "").split())
    if len(found) > MOST_LETTERS or "\x00" in found:
        raise _RefusedError(
            name,
            text(f"Dài quá {MOST_LETTERS} chữ.", f"Longer than {MOST_LETTERS} letters."),
            text("Viết ngắn lại.", "Shorten it."),
        )
    return found


def _made_code(name: str, owner: str) -> str:
    """A row without a code is known by its name and owner, so that sending it again changes nothing."""
    return "auto-" + sha256(f"{fold(owner)}|{fold(name)}".encode()).hexdigest()[:10]


def _number(cells: Mapping[str, str], name: str) -> float:
    try:
        found = float(cells.get(name, "").replace(",", "."))
    except ValueError:
        found = math.nan
    if not math.isfinite(found):
        raise _RefusedError(
            name,
            text("Không phải là số.", "This is not a number."),
            text("Viết dạng 109.1708.", "Write it like 109.1708."),
        )
    return found


def _position(cells: Mapping[str, str]) -> tuple[float, float]:
    if cells.get("lon") or cells.get("lat") or not cells.get("x"):
        lon, lat, column = _number(cells, "lon"), _number(cells, "lat"), "lon"
    else:
        (lon, lat), column = _from_zone(cells), "x"
    west, south, east, north = EXTENT
    if not (west <= lon <= east and south <= lat <= north):
        raise _RefusedError(
            column,
            text(
                f"Vị trí {lon:.4f}, {lat:.4f} nằm ngoài Việt Nam.",
                f"The position {lon:.4f}, {lat:.4f} lies outside Viet Nam.",
            ),
            text("Kiểm tra kinh độ, vĩ độ có bị đổi chỗ không.", "See whether longitude and latitude are swapped."),
        )
    return round(lon, 7), round(lat, 7)


def _from_zone(cells: Mapping[str, str]) -> tuple[float, float]:
    zone, northing, easting = int(_number(cells, "zone")), _number(cells, "x"), _number(cells, "y")
    if zone not in ZONES:
        raise _RefusedError(
            column="zone",
            message=text("Không phải mã EPSG của một múi VN-2000.", "This is not the EPSG code of a VN-2000 zone."),
            remedy=text("Ví dụ 9217 cho kinh tuyến trục 108°15′.", "For example 9217 for the meridian 108°15′."),
        )
    try:
        moved = to_degrees(shapely.points([[easting, northing]]), pyproj.CRS.from_epsg(zone))
    except GisError as error:
        raise _RefusedError(
            column="x",
            message=error.detail,
            remedy=text("Ghi X là hướng bắc, Y là hướng đông.", "Write X for northing, Y for easting."),
        ) from error
    return float(shapely.get_x(moved)[0]), float(shapely.get_y(moved)[0])


def _heading(value: str) -> float | None:
    if not value:
        return None
    found = _number({"heading": value}, "heading")
    if not 0 <= found <= CIRCLE_DEG:
        raise _RefusedError(
            column="heading",
            message=text("Hướng phải từ 0 đến 360 độ.", "A heading lies between 0 and 360 degrees."),
            remedy=text("Tính theo chiều kim đồng hồ từ hướng bắc.", "Clockwise from north."),
        )
    return found % CIRCLE_DEG


def _measure(cells: Mapping[str, str], name: str, most: int) -> float | None:
    """Read an angle in degrees or a distance in metres, above 0 and up to `most`; None of an empty cell."""
    if not cells.get(name):
        return None
    found = _number(cells, name)
    if not 0 < found <= most:
        raise _RefusedError(
            column=name,
            message=text(f"Phải lớn hơn 0 và không quá {most}.", f"Must be above 0 and at most {most}."),
            remedy=text("Sửa lại, hoặc để trống nếu không biết.", "Mend it, or leave it empty if unknown."),
        )
    return found


def _day(value: str) -> date | None:
    for shape in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(value, shape).date() if value else None  # noqa: DTZ007 - a bare local day
        except ValueError:
            continue
    raise _RefusedError(
        column="installed_on",
        message=text("Không đọc được ngày.", "The date cannot be read."),
        remedy=text("Viết 2024-06-15 hoặc 15/6/2024.", "Write 2024-06-15 or 15/6/2024."),
    )


def _file(code: str, message: Text, remedy: Text, value: str | None = None) -> Finding:
    return Finding(severity="error", code=code, message=message, remedy=remedy, value=value)
