"""Layers of every kind, declared in one file: each geometry and a register × each way of lying in time.

`make_kinds(connection)` makes their one table; `KINDS` is a file for `GIS_LAYER_PATH`. Ids are `kind-<shape>-<axis>`.
The rows: 300 things near 109° E 12° N, from January 2024 to May 2026; some without a time, a code or a size.
"""

import types
from typing import Any, cast

import h3 as untyped_h3
from psycopg import Connection

from layers.core.layer import Layer

h3 = cast("Any", untyped_h3)
SHAPES = ("point", "line", "polygon", "register")
AXES = ("instant", "range", "day", "period")
IDS = tuple(f"kind-{shape}-{axis}" for shape in SHAPES for axis in AXES)
ROWS = 300

KINDS = """
from layers.core.layer import (
    CodeItem, Field, Freshness, Hexes, Known, Layer, List, Style, Table, Tiles, TimeAxis,
)
from layers.core.model import text

GRADES = tuple(
    CodeItem(code=number, title=text(f"Hạng {number}", f"Grade {number}"), color=color)
    for number, color in ((1, "#1b7f79"), (2, "#b86a00"), (3, None), (4, "#253a8e"))
)
SORTS = (
    CodeItem(code="nature", title=text("Tự nhiên", "Nature"), color="#1b7f79", order=1),
    CodeItem(code="forest", title=text("Rừng", "Forest"), parent="nature"),
    CodeItem(code="mangrove", title=text("Rừng ngập mặn", "Mangrove"), parent="forest", pattern="hatch"),
    CodeItem(code="water", title=text("Mặt nước", "Water"), parent="nature", color="#2b79b3"),
    CodeItem(code="built", title=text("Xây dựng", "Built"), color="#c4441c", order=0, locked=True),
    CodeItem(code="road", title=text("Đường", "Road"), parent="built"),
)
FIELDS = (
    Field(name="name", type="string", role="name", title=text("Tên", "Name")),
    Field(name="grade", type="integer", title=text("Hạng", "Grade"), codes=GRADES),
    Field(name="sort", type="string", role="category", title=text("Loại", "Sort"), codes=SORTS),
    Field(name="size", type="number", decimals=1, unit=text("m", "m"), title=text("Kích thước", "Size")),
    Field(name="whole", type="integer", title=text("Số lượng", "Number")),
    Field(name="open", type="boolean", title=text("Đang mở", "Open")),
    Field(name="happened", type="datetime", title=text("Lúc", "At")),
    Field(name="day", type="date", title=text("Ngày", "Day")),
    Field(name="phone", type="string", title=text("Điện thoại", "Phone"), access="police"),
)
TIMES = {
    "instant": TimeAxis(start="happened", precision="hour"),
    "range": TimeAxis(start="happened", end="until"),
    "day": TimeAxis(start="day", end="day_end", kind="day"),
    "period": TimeAxis(start="period_start", end="period_end", code="period", kind="period", precision="month"),
}
NAMES = {
    "point": text("Điểm", "Points"), "line": text("Tuyến", "Lines"), "polygon": text("Vùng", "Areas"),
    "register": text("Sổ", "Register"), "instant": text("thời điểm", "instants"), "range": text("khoảng", "ranges"),
    "day": text("ngày", "days"), "period": text("kỳ", "periods"),
}
STYLES = {"point": "circle", "line": "line", "polygon": "fill", "register": "circle"}


def _layer(shape, axis):
    placed = shape != "register"
    title = text(f"{NAMES[shape].vi} theo {NAMES[axis].vi}", f"{NAMES[shape].en} by {NAMES[axis].en}")
    return Layer(
        id=f"kind-{shape}-{axis}",
        family="kinds",
        title=title,
        description=title,
        geometry=shape if placed else None,
        source=Table(
            relation="kinds.thing", id="id" if axis in ("instant", "day") else "key",
            geometry=shape if placed else None,
            geometry_3857="point_3857" if shape == "point" else None,
            h3="h3_12" if shape in ("point", "register") else None,
        ),
        fields=FIELDS,
        style=Style(kind=STYLES[shape], by="grade" if axis in ("instant", "range") else "sort"),
        list=List(title="name", subtitle="day", badge="sort") if axis == "instant" else List(),
        time=TIMES[axis],
        known=Known(start="known_from", end="known_to") if axis == "range" else None,
        tiles=Tiles(minzoom=4, maxzoom=16),
        hexes=Hexes(dimensions=("sort", "grade"), measures=("size",)) if shape in ("point", "register") else None,
        freshness=Freshness(every_h=24, calendar="working-days"),
        filters=("name", "grade", "sort", "size", "whole", "open", "happened", "day", "phone"),
        search=("name",),
        owner=text("Sở thử nghiệm", "Department of trials"),
        licence=text("Dữ liệu thử", "Made-up data"),
        rail=text(title.vi, title.en) if (shape, axis) == ("line", "range") else None,
        simulated=True,
    )


LAYERS = tuple(_layer(shape, axis) for shape in NAMES if shape in STYLES for axis in TIMES)
"""

TABLE = """
create schema kinds;
create table kinds.thing (
  id integer primary key, key text not null unique, name text, grade integer, sort text, size double precision,
  whole integer, open boolean, happened timestamptz, until timestamptz, day date, day_end date,
  period text, period_start date, period_end date, known_from timestamptz not null, known_to timestamptz, phone text,
  point geometry(Point, 4326), point_3857 geometry(Point, 3857), line geometry(LineString, 4326),
  polygon geometry(Polygon, 4326), h3_12 bigint
);
insert into kinds.thing
select n, 'K-' || lpad(n::text, 3, '0'),
  (array['Cầu Xóm Bóng', 'Đầm Nha Phu', 'Hòn Chồng', '=Ghềnh 100%', '＝Suối_Tiên'])[1 + n % 5] || ' ' || n,
  case when n % 23 = 0 then 9 when n % 17 <> 0 then 1 + n % 4 end,
  (array['nature', 'forest', 'mangrove', 'water', 'built', 'road'])[1 + n % 6],
  case when n % 7 <> 0 then (n * 37 % 101) / 2.0 end, n * 13 % 40, case when n % 11 <> 0 then n % 2 = 0 end,
  h.at, case when n % 3 <> 0 then h.at + interval '10 days' end,
  (h.at at time zone 'Asia/Ho_Chi_Minh')::date,
  case when n % 3 <> 0 then (h.at at time zone 'Asia/Ho_Chi_Minh')::date + 10 end,
  to_char(m.first, 'YYYY-MM'), m.first, (m.first + interval '1 month')::date,
  timestamptz '2024-01-01 00:00Z' + n * interval '1 hour',
  case when n % 10 = 0 then timestamptz '2025-01-01 00:00Z' end, '0900' || n,
  p.at, ST_Transform(p.at, 3857), ST_MakeLine(p.at, ST_Translate(p.at, 0.005, 0.002)), ST_Expand(p.at, 0.003), null
from generate_series(1, 300) n,
  lateral (select case when n % 29 <> 0 then timestamptz '2024-01-01 01:30Z' + n * interval '70 hours' end as at) h,
  lateral (select date_trunc('month', h.at at time zone 'Asia/Ho_Chi_Minh')::date as first) m,
  lateral (select ST_SetSRID(ST_MakePoint(109 + n % 20 * 0.01, 12 + n / 20 * 0.01), 4326) as at) p;
create index on kinds.thing using gist (point);
create index on kinds.thing using gist (point_3857);
"""


def make_kinds(connection: Connection) -> None:
    """Make the table of the layers, with its hexagons."""
    connection.execute(TABLE)  # type: ignore[arg-type]
    for key, lon, lat in connection.execute("select id, ST_X(point), ST_Y(point) from kinds.thing").fetchall():
        cell = h3.str_to_int(h3.latlng_to_cell(lat, lon, 12))
        connection.execute("update kinds.thing set h3_12 = %s where id = %s", [cell, key])


def kinds() -> dict[str, Layer]:
    """Return the declared layers by id, without a server."""
    module = types.ModuleType("kinds")
    exec(compile(KINDS, "kinds.py", "exec"), module.__dict__)  # noqa: S102 - our own text above
    return {layer.id: layer for layer in module.LAYERS}
