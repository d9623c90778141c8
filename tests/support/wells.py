"""A layer declared in one temporary file, and the table that it shows: 25 wells on a line, one of them searched for."""

from pathlib import Path
from typing import Any, cast

import h3 as untyped_h3
import psycopg

h3 = cast("Any", untyped_h3)

WELLS = """
from layers.core.layer import CodeItem, Field, Hexes, Layer, Style, Table, Tiles, TimeAxis
from layers.core.model import text

LAYERS = (
    Layer(
        id="wells",
        family="wells",
        title=text("Giếng khoan", "Bored wells"),
        description=text("Giếng khoan được cấp phép", "Licensed wells"),
        geometry="point",
        source=Table(relation="public.well", geometry_3857="geom_3857", h3="h3_12"),
        fields=(
            Field(name="name", type="string", role="name", title=text("Tên", "Name")),
            Field(
                name="use", type="string", title=text("Mục đích", "Use"),
                codes=(CodeItem(code="farm", title=text("Tưới", "Farm"), color="#1b7f79"),
                       CodeItem(code="home", title=text("Sinh hoạt", "Home"))),
            ),
            Field(name="depth_m", type="number", decimals=1, unit=text("m", "m"), title=text("Độ sâu", "Depth")),
            Field(name="drilled_on", type="date", role="time", title=text("Ngày khoan", "Drilled on")),
            Field(name="phone", type="string", title=text("Điện thoại", "Phone"), access="police"),
        ),
        style=Style(kind="circle", by="use"),
        time=TimeAxis(start="drilled_on", kind="day"),
        tiles=Tiles(budget=10, thin_by="depth_m"),
        hexes=Hexes(dimensions=("use",), measures=("depth_m",)),
        filters=("use", "drilled_on"),
        search=("name",),
        owner=text("Sở", "Department"),
        licence=text("Công khai", "Public"),
    ),
)
"""

SPRINGS = {
    "id": "springs",
    "family": "springs",
    "title": {"vi": "Suối", "en": "Springs"},
    "description": {"vi": "Suối", "en": "Springs"},
    "geometry": "point",
    "fields": [{"name": "name", "type": "string", "role": "name", "title": {"vi": "Tên", "en": "Name"}}],
    "style": {"kind": "circle"},
    "owner": {"vi": "Sở", "en": "Department"},
    "licence": {"vi": "Nội bộ", "en": "Internal"},
}
"""A layer as a row declares it; it lacks its source."""

TABLE = """
create table public.well (
  id integer primary key, name text, use text, depth_m numeric, drilled_on date, phone text,
  geom geometry(Point, 4326), geom_3857 geometry(Point, 3857), h3_12 bigint
);
insert into public.well
select n, case when n = 1 then 'Giếng Diên Hoà' else '=Giếng ' || n end,
       case when n % 2 = 0 then 'farm' else 'home' end,
       n + 0.5, date '2024-01-01' + n, '0900', p, ST_Transform(p, 3857), null
from generate_series(1, 25) n, ST_SetSRID(ST_MakePoint(109 + n * 0.01, 12 + n * 0.01), 4326) p;
"""


def add_wells(url: str, folder: Path) -> str:
    """Make the table in a database, write the declaration into a folder, and return the declaration's path."""
    with psycopg.connect(url) as connection:
        connection.execute(TABLE)
        for key, lon, lat in connection.execute("select id, ST_X(geom), ST_Y(geom) from public.well").fetchall():
            cell = h3.str_to_int(h3.latlng_to_cell(lat, lon, 12))
            connection.execute("update public.well set h3_12 = %s where id = %s", [cell, key])
    declared = folder / "wells.py"
    declared.write_text(WELLS, encoding="utf-8")
    return str(declared)
