"""A tiny country and catalogue for tests of figures: one province, and two communes that became two others."""

import csv
import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import psycopg

from layers.indicators.catalogue import Entry
from layers.indicators.indicator import Indicator
from layers.indicators.intake.ground import Ground, KnownUnit

BIRTH, REFORM = date(2020, 1, 1), date(2025, 7, 1)
UNITS = (
    KnownUnit(1, "91", BIRTH, None, "province"),
    KnownUnit(2, "90001", BIRTH, REFORM, "commune"),
    KnownUnit(3, "90002", BIRTH, REFORM, "commune"),
    KnownUnit(4, "91001", REFORM, None, "commune"),
    KnownUnit(5, "91002", REFORM, None, "commune"),
)
HEAD = ("indicator", "unit", "period", "value", "status", "note")


def indicator(code: str = "tai-nan", **changes: object) -> Indicator:
    """Make a monthly count, or what the changes say."""
    word = {"vi": "Số vụ", "en": "Count"}
    plain: dict[str, object] = {
        "code": code, "group": "g", "name": word, "measure": word, "unit": word, "kind": "total",
        "accumulation": "flow", "over_units": "sum", "over_periods": "sum", "levels": ("commune", "province"),
        "frequency": "month", "agency": "so", "officer": word, "source": word, "plausible": (0, 5000),
    }  # fmt: skip
    return Indicator.model_validate(plain | changes)


INDICATORS = (
    indicator(),
    indicator("ty-le", kind="rate", over_units="mean", decimals=3, plausible=(None, None), accumulation="stock"),
    indicator("luy-ke", accumulation="ytd", over_periods="last", decimals=1),
    indicator("xa-nam", frequency="year", levels=("commune",)),
    indicator("dieu-tra", last_period="2024-03", accumulation="stock"),
)


def ground() -> Ground:
    """Return the country and the catalogue as an import loads them."""
    return Ground(
        by_uid={unit.uid: unit for unit in UNITS},
        by_code={unit.code: (unit,) for unit in UNITS},
        indicators={made.code: Entry(id=i, position=i, indicator=made) for i, made in enumerate(INDICATORS, 1)},
        agencies=frozenset({"so"}),
        parents=tuple((unit.id, 1, unit.valid_from, unit.valid_to) for unit in UNITS[1:]),
    )


def catalogue(**changes: object) -> dict[str, object]:
    """Write the catalogue as a file's JSON."""
    word = {"vi": "Sở", "en": "Department"}
    return {
        "agencies": [{"code": "so", "name": word}],
        "groups": [{"code": "g", "name": word}],
        "indicators": [made.model_dump(mode="json") for made in INDICATORS],
    } | changes


def write_json(path: Path, content: object) -> Path:
    """Write a JSON file."""
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return path


def write_csv(path: Path, rows: Iterable[Iterable[object]], head: Iterable[str] = HEAD, delimiter: str = ";") -> Path:
    """Write a CSV in UTF-8."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=delimiter)
        writer.writerow(head)
        writer.writerows(rows)
    return path


def insert_country(connection: psycopg.Connection) -> None:
    """Put the units into an empty database, each a square of its own."""
    for unit in UNITS:
        connection.execute(
            "insert into boundaries.unit (id, code, valid_from, valid_to, level) values (%s, %s, %s, %s, %s)",
            (unit.id, unit.code, unit.valid_from, unit.valid_to, unit.level),
        )
    for unit in UNITS:
        west = 108 + unit.id / 10
        connection.execute(
            "insert into boundaries.unit_version (unit, valid_from, valid_to, code, name, full_name, kind, level,"
            " parent, province, geom, geom_3857, focus_box, label_point, area_km2, search_key)"
            " select %(id)s, %(from)s, %(to)s, %(code)s, %(code)s, %(code)s, 'xã', %(level)s, %(parent)s, 1, box,"
            " ST_Transform(box, 3857), array[108, 12, 109, 13], ST_Centroid(box), 1, %(code)s"
            " from ST_Multi(ST_MakeEnvelope(%(west)s, 12, %(east)s, 12.1, 4326)) box",
            {
                "id": unit.id,
                "from": unit.valid_from,
                "to": unit.valid_to,
                "code": unit.code,
                "level": unit.level,
                "parent": None if unit.level == "province" else 1,
                "west": west,
                "east": west + 0.1,
            },
        )
    connection.commit()
