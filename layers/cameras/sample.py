"""Cameras for the sample: invented points along streets of towns, at crossings, offices and on the islands."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from boundaries.sample import REFORM, country

COUNT = 300
SEED = 97
RECEIVED = datetime(2026, 5, 18, 2, 0, tzinfo=UTC)
FIRST_INSTALLED, SPAN_DAYS, STEP_DAYS = date(2019, 3, 4), 2_500, 617
"""Days from the first installation to the last, and from one camera to the next in the list: without an order."""
FAR_COUNT = 5
"""So many stand on the far archipelago."""
COLUMNS = ("code", "name", "kind", "owner", "place", "lon", "lat", "heading", "view_deg", "reach_m", "installed_on")
_KINDS = ("traffic", "public_order", "high_mounted", "one_stop")
_CHANCES = (0.48, 0.3, 0.09, 0.13)
_STREETS = (
    "Đường 2 Tháng 4",
    "Đường ven biển",
    "Đường Trung tâm",
    "Đường Bờ Kè",
    "Đường Cảng cá",
    "Tỉnh lộ 9A",
    "Tỉnh lộ 9B",
    "Đường vành đai",
)
_OWNERS = {
    "traffic": "Công an tỉnh",
    "public_order": "UBND {name}",
    "high_mounted": "Sở Khoa học và Công nghệ",
    "one_stop": "UBND {name}",
}
_VIEWS = {"traffic": (70, 80), "public_order": (90, 40), "high_mounted": (360, 600), "one_stop": (110, 12)}
"""Angle in degrees and reach in metres; one that is mounted high turns all around."""
_TITLES = {"traffic": "Nút giao", "public_order": "Cổng", "high_mounted": "Tháp", "one_stop": "Một cửa"}


@dataclass(frozen=True, slots=True)
class CameraFile:
    """A file and the instant at which the sample says it was received."""

    path: Path
    received: datetime


def write_files(folder: Path) -> tuple[CameraFile, ...]:
    """Write the one file of the sample: cameras in the communes after the reform."""
    folder.mkdir(parents=True, exist_ok=True)
    communes = country().level(REFORM, "commune")
    far = next(unit.full_name for unit in communes if unit.terrain == "far")
    path = folder / "camera.csv"
    write_file(path, camera_rows(SEED, [(unit.full_name, unit.shape, unit.people) for unit in communes], far))
    return (CameraFile(path, RECEIVED),)


def camera_rows(
    seed: int, communes: Sequence[tuple[str, BaseGeometry, int]], far: str, count: int = COUNT
) -> list[dict[str, str]]:
    """Place cameras on land.

    Args:
        seed: the same seed gives the same cameras.
        communes: full name, shape in EPSG:4326 and population of each commune.
        far: full name of the archipelago, which gets a few.
        count: how many in all.

    Returns:
        Rows for the CSV that the import reads; positions in degrees, headings clockwise from north.
    """
    rng = np.random.default_rng([seed, 300])
    crowd = np.array([people / shapely.area(shape) ** 0.6 for _, shape, people in communes])
    crowd[[name == far for name, _, _ in communes]] = 0
    extra = [i for i, (name, _, _) in enumerate(communes) if name == far] * FAR_COUNT
    chosen = [*rng.choice(len(communes), size=count - len(extra), p=crowd / crowd.sum()), *extra]
    rows: list[dict[str, str]] = []
    for number, index in enumerate(sorted(int(i) for i in chosen)):
        name, shape, _ = communes[index]
        kind = "public_order" if name == far else str(rng.choice(_KINDS, p=_CHANCES))
        point, bearing = _on_street(shape, rng)
        street = _STREETS[int(rng.integers(len(_STREETS)))]
        rows.append(
            {
                "code": f"CAM-{number + 1:04d}",
                "name": f"{_TITLES[kind]} {street}, {name.split(' ', 1)[1]} {number + 1}",
                "kind": kind,
                "owner": _OWNERS[kind].format(name=name),
                "place": f"{street}, {name}",
                "lon": f"{point[0]:.6f}",
                "lat": f"{point[1]:.6f}",
                "heading": "" if kind == "high_mounted" else f"{bearing:.0f}",
                "view_deg": str(_VIEWS[kind][0]),
                "reach_m": str(_VIEWS[kind][1] + number % 5 * 4),
                "installed_on": (FIRST_INSTALLED + timedelta(days=number * STEP_DAYS % SPAN_DAYS)).isoformat(),
            }
        )
    return rows


def write_file(path: Path, rows: Sequence[Mapping[str, str]]) -> None:
    """Write the rows as the CSV file that the import reads."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows([row[column] for column in COLUMNS] for row in rows)


def _on_street(shape: BaseGeometry, rng: np.random.Generator) -> tuple[NDArray[np.float64], float]:
    """A place on one of a few lines through the middle of the largest part, and a heading along it."""
    parts: list[BaseGeometry] = list(shapely.get_parts(shape))
    body = max(parts, key=lambda part: part.area)
    middle = shapely.get_coordinates(shapely.point_on_surface(body))[0]
    reach = float(np.sqrt(shapely.area(body)))
    turn = float(rng.integers(3)) * np.pi / 3 + middle[0] * 40
    along = np.array([np.cos(turn), np.sin(turn)])
    for shrink in (1.0, 0.7, 0.4, 0.2, 0.05):
        point = middle + along * rng.normal(0, 0.3) * reach * shrink + rng.normal(0, 0.004, 2) * reach
        if shapely.contains_xy(body, point[0], point[1]):
            break
    else:
        point = middle
    heading = (90 - np.degrees(turn) + 180 * int(rng.integers(2)) + rng.normal(0, 6)) % 360
    return point, float(np.floor(heading))
